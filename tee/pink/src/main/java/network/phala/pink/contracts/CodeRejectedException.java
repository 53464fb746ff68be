package network.phala.pink.contracts;

/// Code is not a contract that could run; the message says why.
final class CodeRejectedException extends Exception {
    CodeRejectedException(String reason) {
        super(reason, null, false, false);
    }
}
