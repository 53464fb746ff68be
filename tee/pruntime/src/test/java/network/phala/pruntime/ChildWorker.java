package network.phala.pruntime;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A pRuntime in a process of its own, started as its launcher starts it, with a heap as small as the test likes.
final class ChildWorker implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Rocket has launched from (http://[^ ]*:[0-9]+)");
    private static final int PATIENCE_MINUTES = 10;

    private final Process process;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> url = new CompletableFuture<>();

    /// @param heap as `-Xmx` takes it
    /// @param options of the program
    ChildWorker(Path data, String heap, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx" + heap));
        command.addAll(List.of("-Xss128m", "-Dphala.deepCarriers=true", "--enable-native-access=ALL-UNNAMED"));
        Path target = target();
        String jars = Files.readString(target.resolve("trusted.classpath")).strip();
        command.addAll(List.of("-cp", target.resolve("classes") + File.pathSeparator + jars));
        command.addAll(List.of(PruntimeMain.class.getName(), "--address", "127.0.0.1", "--port", "0"));
        command.addAll(List.of("--data-dir", data.toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().name("child-log").start(this::keepLog);
    }

    private static Path target() throws IOException {
        try {
            Path classes = Path.of(PruntimeMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("");
        } catch (java.net.URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private void keepLog() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    url.complete(ready.group(1));
                }
            }
        } catch (IOException e) {
            log.add(e.toString());
            throw new UncheckedIOException(e);
        } finally {
            url.completeExceptionally(new IOException("The worker has ended"));
        }
    }

    /// Calls to it, once it listens.
    TestWorker worker() throws IOException, InterruptedException {
        try {
            return TestWorker.at(url.get(PATIENCE_MINUTES, TimeUnit.MINUTES));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The worker does not start; its log:\n" + log(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Waits for its end; gives its exit code.
    int end() throws InterruptedException {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("The worker does not end; its log:\n" + log());
        }
        return process.exitValue();
    }

    /// What it has said so far.
    String log() {
        return String.join("\n", log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
