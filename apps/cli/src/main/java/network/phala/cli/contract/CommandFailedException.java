package network.phala.cli.contract;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A command cannot do what was asked; the message says what, why, and what helps.
final class CommandFailedException extends Exception {
    private final transient Optional<ObjectNode> detail;

    CommandFailedException(String message) {
        super(message);
        detail = Optional.empty();
    }

    /// @param detail what programs are told besides the message, under `--json`
    CommandFailedException(String message, ObjectNode detail) {
        super(message);
        this.detail = Optional.of(detail);
    }

    /// What programs are told besides the message.
    Optional<ObjectNode> detail() {
        return detail;
    }
}
