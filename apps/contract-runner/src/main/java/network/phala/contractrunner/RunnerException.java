package network.phala.contractrunner;

/// A test asked for something that cannot be: a label that the bundle has not, an argument of another type,
/// code that is refused, a constructor that fails. A mistake in the test or the contract, so it is not
/// checked.
public final class RunnerException extends RuntimeException {
    RunnerException(String message) {
        super(message);
    }
}
