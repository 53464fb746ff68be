package network.phala.lightclient;

import java.io.Serial;

/// A justification that does not show what it should. An expected refusal, without a stack trace.
public final class JustificationException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public JustificationException(String message) {
        super(message, null, false, false);
    }
}
