package network.phala.devnet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import network.phala.client.cluster.Patience;

/// Tells a person what is being done and how long it took, one line a step; and waits for conditions.
public final class Steps {
    private static final Duration POLL = Duration.ofMillis(60);

    private final PrintStream out;
    private final long started = System.nanoTime();

    public Steps(PrintStream out) {
        this.out = out;
    }

    /// Steps that nobody reads: for tests and measurements.
    public static Steps silent() {
        return new Steps(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    /// Work that can fail in any of the ways the outside fails.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws Exception;
    }

    /// Work without a result.
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    /// What a step waits for; absent means not yet.
    @FunctionalInterface
    public interface Condition<T> {
        Optional<T> check() throws IOException, StepFailedException;
    }

    /// Runs one step and prints it with its time.
    ///
    /// @throws StepFailedException naming the step when the work fails
    public <T> T step(String what, Work<T> work) throws StepFailedException {
        long begin = System.nanoTime();
        try {
            T result = work.run();
            out.printf(Locale.ROOT, "  %6.2f s  %s (%.2f s)%n", seconds(started), what, seconds(begin));
            out.flush();
            return result;
        } catch (StepFailedException e) {
            throw new StepFailedException("Step \"" + what + "\" failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailedException("Step \"" + what + "\" was interrupted", e);
        } catch (Exception e) {
            throw new StepFailedException("Step \"" + what + "\" failed: " + reason(e), e);
        }
    }

    public void run(String what, Action action) throws StepFailedException {
        step(what, () -> {
            action.run();
            return what;
        });
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    public void say(String line) {
        out.println("            " + line);
        out.flush();
    }

    public void title(String line) {
        out.println();
        out.println(line);
        out.flush();
    }

    public double elapsedSeconds() {
        return seconds(started);
    }

    /// Asks again until the answer is there.
    ///
    /// @param what completes the sentence "… did not happen within 30 s"
    public static <T> T await(String what, Duration limit, Condition<T> condition)
            throws IOException, StepFailedException {
        return new Patience(limit, POLL)
                .await(condition::check)
                .orElseThrow(
                        () -> new StepFailedException(what + " did not happen within " + limit.toSeconds() + " s"));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
