package network.phala.pink.types;

import network.phala.primitives.Bytes;
import network.phala.scale.ScaleWriter;

/// Why the runtime refused something (`sp_runtime::DispatchError`).
///
/// On the wire: variant index, then for [Module] pallet index and four error bytes, for [Token] and
/// [Arithmetic] their own index. The text of [Other] is not encoded. [#debug] is Rust's `{:?}` form, which
/// travels in error strings and logs.
public sealed interface DispatchError {
    /// An error with a text that only logs see.
    record Other(String text) implements DispatchError {}

    /// An error of a pallet: its index in the runtime, the error's index and name.
    record Module(int pallet, int error, String name) implements DispatchError {}

    /// An error of a balance operation.
    record Token(TokenError error) implements DispatchError {}

    /// An error of arithmetic.
    record Arithmetic(ArithmeticError error) implements DispatchError {}

    /// The errors without content.
    enum Plain implements DispatchError {
        CANNOT_LOOKUP(1, "CannotLookup"),
        BAD_ORIGIN(2, "BadOrigin"),
        CONSUMER_REMAINING(4, "ConsumerRemaining"),
        NO_PROVIDERS(5, "NoProviders"),
        TOO_MANY_CONSUMERS(6, "TooManyConsumers"),
        EXHAUSTED(10, "Exhausted"),
        CORRUPTION(11, "Corruption"),
        UNAVAILABLE(12, "Unavailable"),
        ROOT_NOT_ALLOWED(13, "RootNotAllowed");

        private final int index;
        private final String rustName;

        Plain(int index, String rustName) {
            this.index = index;
            this.rustName = rustName;
        }
    }

    /// `sp_runtime::TokenError`, in wire order.
    enum TokenError {
        FUNDS_UNAVAILABLE("FundsUnavailable"),
        ONLY_PROVIDER("OnlyProvider"),
        BELOW_MINIMUM("BelowMinimum"),
        CANNOT_CREATE("CannotCreate"),
        UNKNOWN_ASSET("UnknownAsset"),
        FROZEN("Frozen"),
        UNSUPPORTED("Unsupported"),
        CANNOT_CREATE_HOLD("CannotCreateHold"),
        NOT_EXPENDABLE("NotExpendable"),
        BLOCKED("Blocked");

        private final String rustName;

        TokenError(String rustName) {
            this.rustName = rustName;
        }

        /// The exception that carries this error.
        public DispatchException raise() {
            return new DispatchException(new Token(this));
        }
    }

    /// `sp_runtime::ArithmeticError`, in wire order.
    enum ArithmeticError {
        UNDERFLOW("Underflow"),
        OVERFLOW("Overflow"),
        DIVISION_BY_ZERO("DivisionByZero");

        private final String rustName;

        ArithmeticError(String rustName) {
            this.rustName = rustName;
        }

        /// The exception that carries this error.
        public DispatchException raise() {
            return new DispatchException(new Arithmetic(this));
        }
    }

    /// The exception that carries this error.
    default DispatchException raise() {
        return new DispatchException(this);
    }

    default void encode(ScaleWriter out) {
        switch (this) {
            case Other _ -> out.writeByte(0);
            case Plain plain -> out.writeByte(plain.index);
            case Module module -> {
                out.writeByte(3);
                out.writeByte(module.pallet);
                out.writeInt(module.error);
            }
            case Token token -> {
                out.writeByte(7);
                out.writeByte(token.error.ordinal());
            }
            case Arithmetic arithmetic -> {
                out.writeByte(8);
                out.writeByte(arithmetic.error.ordinal());
            }
        }
    }

    /// This error as a release of the runtime reports it.
    default DispatchError in(PinkRuntime runtime) {
        return EarlierErrors.in(runtime, this);
    }

    default Bytes encoded() {
        ScaleWriter out = new ScaleWriter();
        encode(out);
        return out.toBytes();
    }

    /// The text of Rust's derived `Debug`.
    default String debug() {
        return switch (this) {
            case Other other -> "Other(" + RustText.quote(other.text) + ")";
            case Plain plain -> plain.rustName;
            case Module module ->
                "Module(ModuleError { index: " + module.pallet + ", error: [" + module.error
                        + ", 0, 0, 0], message: Some(" + RustText.quote(module.name) + ") })";
            case Token token -> "Token(" + token.error.rustName + ")";
            case Arithmetic arithmetic -> "Arithmetic(" + arithmetic.error.rustName + ")";
        };
    }
}
