package network.phala.client.worker;

import java.io.IOException;

/// A worker was reached and gave no answer in the time that the asker waits.
public final class NoAnswerException extends IOException {
    NoAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
