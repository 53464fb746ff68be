package network.phala.frame.transaction;

/// A transaction is refused before it is dispatched. No stack trace: refusals are ordinary.
public final class TransactionValidityException extends Exception {
    private final transient TransactionValidity.Error error;

    public TransactionValidityException(TransactionValidity.Error error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    public TransactionValidityException(InvalidTransaction reason) {
        this(new TransactionValidity.Invalid(reason));
    }

    public TransactionValidityException(UnknownTransaction reason) {
        this(new TransactionValidity.Unknown(reason));
    }

    public TransactionValidity.Error error() {
        return error;
    }
}
