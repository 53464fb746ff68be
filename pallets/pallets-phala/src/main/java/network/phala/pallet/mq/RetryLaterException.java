package network.phala.pallet.mq;

import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;

/// A message cannot be handled yet: the transaction that brings it is refused as a whole, so the message
/// keeps its place in the sender's sequence and can come again. Where the original's runtime panics, to the
/// same effect.
public final class RetryLaterException extends Exception {
    private final transient DispatchException refusal;

    public RetryLaterException(DispatchException refusal) {
        super(refusal.getMessage(), refusal, false, false);
        this.refusal = refusal;
    }

    /// For a division by zero of the original.
    public static RetryLaterException divisionByZero() {
        return new RetryLaterException(DispatchException.arithmetic(ArithmeticError.DIVISION_BY_ZERO));
    }

    /// For a number that the original cannot hold.
    public static RetryLaterException overflow() {
        return new RetryLaterException(DispatchException.arithmetic(ArithmeticError.OVERFLOW));
    }

    /// How the transaction is refused.
    public DispatchException refusal() {
        return refusal;
    }

    public DispatchError error() {
        return refusal.error();
    }
}
