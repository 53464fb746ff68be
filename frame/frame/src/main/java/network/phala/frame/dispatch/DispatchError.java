package network.phala.frame.dispatch;

import network.phala.primitives.Bytes;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Why a dispatch refused, as `sp_runtime::DispatchError` of polkadot-sdk 1.5.0.
@TypePath("sp_runtime::DispatchError")
public sealed interface DispatchError {
    DispatchError OTHER = new Other();
    DispatchError CANNOT_LOOKUP = new CannotLookup();
    DispatchError BAD_ORIGIN = new BadOrigin();
    DispatchError CONSUMER_REMAINING = new ConsumerRemaining();
    DispatchError NO_PROVIDERS = new NoProviders();
    DispatchError TOO_MANY_CONSUMERS = new TooManyConsumers();
    DispatchError EXHAUSTED = new Exhausted();
    DispatchError UNAVAILABLE = new Unavailable();
    DispatchError ROOT_NOT_ALLOWED = new RootNotAllowed();

    @Index(0)
    record Other() implements DispatchError {}

    /// An address stands for no account.
    @Index(1)
    record CannotLookup() implements DispatchError {}

    @Index(2)
    record BadOrigin() implements DispatchError {}

    /// An error of a pallet's own enum.
    @Index(3)
    @Unnamed
    record Module(@TypeName("ModuleError") ModuleError error) implements DispatchError {
        public static Module of(int pallet, int error) {
            return new Module(new ModuleError((byte) pallet, Bytes.of((byte) error, (byte) 0, (byte) 0, (byte) 0)));
        }
    }

    @Index(4)
    record ConsumerRemaining() implements DispatchError {}

    @Index(5)
    record NoProviders() implements DispatchError {}

    @Index(6)
    record TooManyConsumers() implements DispatchError {}

    @Index(7)
    @Unnamed
    record Token(@TypeName("TokenError") TokenError error) implements DispatchError {}

    @Index(8)
    @Unnamed
    record Arithmetic(@TypeName("ArithmeticError") ArithmeticError error) implements DispatchError {}

    @Index(9)
    @Unnamed
    record Transactional(@TypeName("TransactionalError") TransactionalError error) implements DispatchError {}

    @Index(10)
    record Exhausted() implements DispatchError {}

    @Index(11)
    record Corruption() implements DispatchError {}

    @Index(12)
    record Unavailable() implements DispatchError {}

    @Index(13)
    record RootNotAllowed() implements DispatchError {}

    /// Pallet index and the SCALE of its error, padded to four bytes.
    @TypePath("sp_runtime::ModuleError")
    record ModuleError(
            @TypeName("u8") byte index,

            @Fixed(4) @TypeName("[u8; MAX_MODULE_ERROR_ENCODED_SIZE]")
            Bytes error) {
        public int pallet() {
            return index & 0xff;
        }

        public int number() {
            return error.unsigned(0);
        }
    }

    @TypePath("sp_runtime::TokenError")
    enum TokenError {
        FUNDS_UNAVAILABLE,
        ONLY_PROVIDER,
        BELOW_MINIMUM,
        CANNOT_CREATE,
        UNKNOWN_ASSET,
        FROZEN,
        UNSUPPORTED,
        CANNOT_CREATE_HOLD,
        NOT_EXPENDABLE,
        BLOCKED
    }

    @TypePath("sp_arithmetic::ArithmeticError")
    enum ArithmeticError {
        UNDERFLOW,
        OVERFLOW,
        DIVISION_BY_ZERO
    }

    @TypePath("sp_runtime::TransactionalError")
    enum TransactionalError {
        LIMIT_REACHED,
        NO_LAYER
    }
}
