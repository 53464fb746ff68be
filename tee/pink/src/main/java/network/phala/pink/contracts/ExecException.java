package network.phala.pink.contracts;

import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;

/// A frame failed. `inCallee` tells an error inside the called code, which the caller sees as "callee trapped", from
/// one before it ran, which is the caller's own.
final class ExecException extends Exception {
    private final transient DispatchError error;
    private final boolean inCallee;

    ExecException(DispatchError error, boolean inCallee) {
        super(error.debug(), null, false, false);
        this.error = error;
        this.inCallee = inCallee;
    }

    static ExecException inCaller(DispatchException cause) {
        return new ExecException(cause.error(), false);
    }

    DispatchError error() {
        return error;
    }

    boolean inCallee() {
        return inCallee;
    }
}
