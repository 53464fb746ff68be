package network.phala.client.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// How long, and how often, something outside is asked until it has an answer.
///
/// @param limit the longest wait
/// @param pause between two questions
public record Patience(Duration limit, Duration pause) {
    /// Asked again and again; absent means not yet.
    ///
    /// @param <E> what else it fails with
    @FunctionalInterface
    public interface Question<T, E extends Exception> {
        Optional<T> ask() throws IOException, E;
    }

    /// Asks until there is an answer; at least once.
    ///
    /// @return absent when the time is over
    public <T, E extends Exception> Optional<T> await(Question<T, E> question) throws IOException, E {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> answer = question.ask();
            if (answer.isPresent() || System.nanoTime() - deadline > 0) {
                return answer;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while waiting", e);
            }
        }
    }
}
