package network.phala.cli.contract;

/// A command cannot do what was asked; the message says what, why, and what helps.
final class CommandFailedException extends Exception {
    CommandFailedException(String message) {
        super(message);
    }
}
