package network.phala.devnet;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// One of our programs as a child process, its output in a log file.
public final class ProgramProcess implements Program {
    private static final int GRACE_SECONDS = 8;

    private final String name;
    private final Path log;
    private final ProcessBuilder builder;
    private volatile Process process;

    private ProgramProcess(String name, Path log, ProcessBuilder builder) throws IOException {
        this.name = name;
        this.log = log;
        this.builder = builder;
        this.process = launch(builder);
    }

    private static Process launch(ProcessBuilder builder) throws IOException {
        Process started = builder.start();
        Orphans.watch(started);
        return started;
    }

    /// @param program `phala-node`, `pruntime` or `pherry`
    /// @param name what to call it in messages and in the log's file name
    /// @param folder its working folder
    public static ProgramProcess start(
            Path root, String program, String name, Path folder, Path logs, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(root.resolve(program).toString());
        command.addAll(arguments);
        Files.createDirectories(folder);
        Files.createDirectories(logs);
        Path log = logs.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"));
        // The parent has just made sure of it; asking again would cost each program a walk over the sources.
        builder.environment().put("PHALA_DIST_FRESH", "1");
        return new ProgramProcess(name, log, builder);
    }

    @Override
    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    /// Seconds of processor time that it has had, all threads together.
    public double cpuSeconds() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// How it ended; absent while it runs.
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// @throws StepFailedException with the log's last lines when the program has ended
    @Override
    public void ensureAlive() throws StepFailedException {
        if (!process.isAlive()) {
            throw new StepFailedException(name + " ended with exit code " + process.exitValue() + "; its last lines ("
                    + log + "):\n" + lastLines());
        }
    }

    private String lastLines() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }

    /// Kills without warning, as a crash would.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Starts the ended program again, with the same arguments on the same data.
    public void restart() throws IOException {
        if (process.isAlive()) {
            throw new IllegalStateException(name + " still runs");
        }
        process = launch(builder);
    }

    @Override
    public void terminate() {
        process.destroy();
    }

    /// SIGTERM, and SIGKILL for a program that does not end in time.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
