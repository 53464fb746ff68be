package network.phala.cli.action;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A command cannot do what was asked; the message says what, why, and what helps.
public final class CommandFailedException extends Exception {
    private final transient Optional<ObjectNode> detail;

    public CommandFailedException(String message) {
        super(message);
        detail = Optional.empty();
    }

    /// @param detail what programs are told besides the message, under `--json`
    public CommandFailedException(String message, ObjectNode detail) {
        super(message);
        this.detail = Optional.of(detail);
    }

    /// What programs are told besides the message.
    public Optional<ObjectNode> detail() {
        return detail;
    }
}
