package network.phala.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.phala.devnet.Steps;
import network.phala.pruntime.seal.FolderLock;
import network.phala.pruntime.seal.SealedFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs as their operators meet them: help, and the sentences for what is wrong on the machine.
@Tag("slow")
class ProgramsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private record Outcome(int exitCode, String output) {}

    @ParameterizedTest
    @ValueSource(strings = {"phala", "phala demo", "phala devnet", "phala-node", "pruntime", "pherry"})
    void helpShowsAnExample(String program) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.split(" ")));
        command.add("--help");
        Outcome help = run(Map.of(), command);
        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).contains("Usage:").contains("Example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"phala demo", "phala-node", "pruntime", "pherry"})
    void anUnknownFlagIsNamed(String program) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.split(" ")));
        command.add("--no-such-flag");
        Outcome refused = run(Map.of(), command);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("--no-such-flag");
    }

    @Test
    void aContractThatCannotBeReadIsSaidBeforeANetworkStarts() throws Exception {
        Path missing = folder.resolve("no-such.contract");
        Outcome demo = run(Map.of(), List.of("phala", "demo", "--contract", missing.toString()));
        assertThat(demo.exitCode()).isEqualTo(1);
        assertThat(demo.output()).contains("contract read").contains(missing.toString());
        assertThat(demo.output()).doesNotContain("phala-node");
    }

    @Test
    void aNodePortInUseIsSaidWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome node = run(
                    Map.of(),
                    List.of(
                            "phala-node",
                            "--dev",
                            "--base-path=" + folder.resolve("node"),
                            "--rpc-port=" + taken.getLocalPort()));
            assertThat(node.exitCode()).isNotZero();
            assertThat(node.output())
                    .contains(String.valueOf(taken.getLocalPort()))
                    .contains("in use")
                    .contains("--rpc-port");
        }
    }

    @Test
    void aWorkerPortInUseIsSaidWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome worker =
                    run(Map.of(), List.of("pruntime", "--address=127.0.0.1", "--port=" + taken.getLocalPort()));
            assertThat(worker.exitCode()).isNotZero();
            assertThat(worker.output())
                    .contains(String.valueOf(taken.getLocalPort()))
                    .contains("in use")
                    .contains("--port");
        }
    }

    @Test
    void aWorkersFolderInUseIsSaidWithWhatToDo() throws Exception {
        Path data = folder.resolve("worker");
        try (FolderLock held = new SealedFiles(data).lock()) {
            assertThat(held).isNotNull();
            Outcome second =
                    run(Map.of(), List.of("pruntime", "--address=127.0.0.1", "--port=0", "--data-dir=" + data));
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output())
                    .contains(data.toString())
                    .contains("in use by another worker (process "
                            + ProcessHandle.current().pid() + ")")
                    .contains("--data-dir")
                    .doesNotContain("Rocket has launched");
        }
    }

    @Test
    void aDamagedDatabaseIsSaidAndKept() throws Exception {
        Path base = folder.resolve("damaged");
        Path file = base.resolve("chains/phala_dev/db");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this is no database");
        Outcome node = run(Map.of(), List.of("phala-node", "--dev", "--base-path=" + base, "--rpc-port=0"));
        assertThat(node.exitCode()).isNotZero();
        assertThat(node.output()).contains(base.toString()).doesNotContain("\tat network.phala");
        assertThat(file).hasContent("this is no database");
    }

    @Test
    void aDamagedIdentityIsSaidAndKept() throws Exception {
        Path file = folder.resolve("worker/protected_files/runtime-data.seal");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this is no identity");
        Outcome worker = run(
                Map.of(),
                List.of("pruntime", "--address=127.0.0.1", "--port=0", "--data-dir=" + folder.resolve("worker")));
        assertThat(worker.exitCode()).isNotZero();
        assertThat(worker.output())
                .contains("runtime-data.seal is damaged")
                .contains("Put a copy of it back")
                .doesNotContain("\tat network.phala");
        assertThat(file).hasContent("this is no identity");
    }

    @Test
    void aNetworkWithoutItsFolderOrPortSaysSoAndLeavesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        Outcome noFolder = run(Map.of(), List.of("phala", "devnet", "--base-path=" + file));
        assertThat(noFolder.exitCode()).isEqualTo(1);
        assertThat(noFolder.output())
                .contains(file + " is there already and is no folder")
                .doesNotContain("\tat ");
        Outcome noReady = run(Map.of(), List.of("phala", "devnet", "--ready-file=" + file + "/ready.json"));
        assertThat(noReady.exitCode()).isEqualTo(1);
        assertThat(noReady.output()).contains(file.toString()).doesNotContain("\tat ");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome noPort = run(
                    Map.of(),
                    List.of(
                            "phala",
                            "devnet",
                            "--base-path=" + folder.resolve("net"),
                            "--node-port=" + taken.getLocalPort()));
            assertThat(noPort.exitCode()).isEqualTo(1);
            assertThat(noPort.output())
                    .contains("Port " + taken.getLocalPort() + " is in use")
                    .contains("--node-port");
        }
    }

    /// SIGTERM in the midst of starting, and when it serves: in the end no process and no file is left.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNetworkThatIsToldToEndLeavesNothing(boolean ready) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path readyFile = folder.resolve("ready.json");
        Path output = folder.resolve("devnet.txt");
        // With a block a minute it does not get ready for minutes: it can be told late.
        ProcessBuilder builder = new ProcessBuilder(
                        ROOT.resolve("phala").toString(),
                        "devnet",
                        "--ready-file=" + readyFile,
                        "--block-millis=" + (ready ? 1000 : 60_000))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PHALA_DIST_FRESH", "1");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process devnet = builder.start();
        Path awaited = ready ? readyFile : temporary;
        Steps.await("the network's file", Duration.ofMinutes(5), () -> {
            assertThat(devnet.isAlive() ? "" : Files.readString(output))
                    .as("what a network said that has ended")
                    .isEmpty();
            try (Stream<Path> files = Files.walk(awaited)) {
                return Optional.of(files).filter(all -> all.anyMatch(each -> ready || each.endsWith("node.log")));
            } catch (NoSuchFileException | UncheckedIOException e) {
                return Optional.empty();
            }
        });
        // The log is there before its program.
        List<ProcessHandle> programs = Steps.await(
                "the network's programs",
                Duration.ofMinutes(5),
                () -> Optional.of(devnet.descendants().toList()).filter(all -> !all.isEmpty()));
        devnet.destroy();
        assertThat(devnet.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(devnet.exitValue()).isEqualTo(ready ? 0 : 128 + 15);
        for (ProcessHandle program : programs) {
            program.onExit().get(5, TimeUnit.MINUTES);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("phala-")))
                    .isEmpty();
        }
    }

    @Test
    void aRelayerWithoutANodeSaysWhereItLooked() throws Exception {
        Outcome relayer = run(
                Map.of(), List.of("pherry", "--substrate-ws-endpoint=ws://127.0.0.1:1", "--attestation-provider=none"));
        assertThat(relayer.exitCode()).isEqualTo(2);
        assertThat(relayer.output()).contains("ws://127.0.0.1:1").contains("phala-node");
    }

    @Test
    void aMissingJdkIsSaidWithWhatToInstall() throws Exception {
        Outcome refused = run(
                Map.of("PHALA_JVM_FOLDERS", "", "JAVA_HOME", "/nowhere", "PATH", pathWithoutJava()),
                List.of("phala", "--help"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("No JDK 25")
                .contains("JAVA_HOME=/nowhere")
                .contains("Install");
    }

    /// A folder with the tools that the launchers use, and no `java`.
    private String pathWithoutJava() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("bin"));
        for (String tool : List.of("bash", "dirname", "readlink", "sed", "basename", "find", "cat", "env")) {
            Path found = Path.of("/usr/bin", tool);
            Files.createSymbolicLink(tools.resolve(tool), Files.exists(found) ? found : Path.of("/bin", tool));
        }
        return tools.toString();
    }

    private Outcome run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        List<String> launched = new ArrayList<>(command);
        launched.set(0, ROOT.resolve(command.getFirst()).toString());
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(launched)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PHALA_DIST_FRESH", "1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end within five minutes");
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
