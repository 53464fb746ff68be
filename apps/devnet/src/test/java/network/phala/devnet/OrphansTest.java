package network.phala.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
    /// A program with two children that would run for an hour, one of which it is told to end. All of them hold the
    /// standard output that they were given.
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Process gone = child("exit 0");
            gone.waitFor();
            child("echo stubborn; trap '' TERM; exec sleep 3600");
            child("echo obedient; exec sleep 3600");
            System.out.println("all are watched");
            new CountDownLatch(1).await();
        }

        private static Process child(String script) throws IOException {
            Process child = new ProcessBuilder("/bin/sh", "-c", script)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Orphans.watch(child);
            return child;
        }
    }

    /// Whoever still ran would still hold the output, and it would have no end. A named pipe, as the pipe of a
    /// [Process] ends with that process for its reader.
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void childrenEndWithAParentThatWasKilled(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("output");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
            // Each end waits for the other one to be opened.
            Future<BufferedReader> opening = reader.submit(() -> Files.newBufferedReader(pipe));
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process parent = new ProcessBuilder(
                            java, "-cp", System.getProperty("java.class.path"), Parent.class.getName())
                    .redirectOutput(pipe.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = opening.get()) {
                assertThat(List.of(out.readLine(), out.readLine(), out.readLine()))
                        .containsExactlyInAnyOrder("stubborn", "obedient", "all are watched");
                parent.destroyForcibly();
                assertThat(out.readLine()).as("the end").isNull();
            }
        }
    }
}
