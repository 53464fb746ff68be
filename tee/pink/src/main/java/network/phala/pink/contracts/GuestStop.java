package network.phala.pink.contracts;

import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.primitives.Bytes;
import network.phala.wasm.HostTrap;

/// How a host function ends the contract's run.
abstract sealed class GuestStop extends HostTrap {
    private GuestStop(String message) {
        super(message);
    }

    /// `seal_return`: the flags are still unchecked.
    static final class Returned extends GuestStop {
        final int flags;
        final transient Bytes data;

        Returned(int flags, Bytes data) {
            super("the contract returned");
            this.flags = flags;
            this.data = data;
        }
    }

    /// `terminate` succeeded.
    static final class Terminated extends GuestStop {
        Terminated() {
            super("the contract terminated itself");
        }
    }

    /// The host refuses; the frame fails with this error.
    static final class Refused extends GuestStop {
        final transient DispatchError error;

        Refused(DispatchException cause) {
            super(cause.error().debug());
            this.error = cause.error();
        }
    }
}
