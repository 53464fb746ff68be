package network.phala.e2e;

import static network.phala.e2e.ContractShell.artifact;
import static network.phala.e2e.ContractShell.runSidevm;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.phala.cli.sidevm.SidevmCommand;
import network.phala.devnet.Steps;
import network.phala.e2e.ContractShell.Ran;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `phala sidevm` against a network: what an author of programs does, and what he is told when he errs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SidevmCommandTest {
    private static final String NOBODY = "0x" + "11".repeat(32);
    private static final String WORKBENCH = program("workbench");
    private static final String HELLO = program("hello-http");
    private static final String STARTER = artifact("starter");

    private Path folder;
    private ContractShell shell;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        shell = ContractShell.start(temporary);
    }

    @AfterAll
    void stop() {
        shell.close();
    }

    private static String program(String name) {
        return ContractShell.ROOT
                .resolve("examples/sidevm/artifacts")
                .resolve(name + ".wasm")
                .toString();
    }

    private Ran online(String... arguments) {
        return shell.onlineSidevm(arguments);
    }

    private String answer(String... arguments) {
        Ran ran = online(arguments);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return ran.out().strip();
    }

    private String deployed() {
        Ran ran = shell.online("deploy", STARTER);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.contract();
    }

    private static String error(Ran ran) {
        assertThat(ran.code()).as(ran.out()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        return ran.err().strip();
    }

    private String uploaded(String file) {
        Ran ran = online("upload", file, "--json");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        return ran.json().path("codeHash").asString();
    }

    private static void await(String what, BooleanSupplier condition) throws Exception {
        Steps.await(what, Duration.ofMinutes(5), () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    private void awaitEnd(String contract) throws Exception {
        await("the program's end", () -> online("status", contract).code() == 1);
    }

    @Test
    void aContractThatWasAllowedStartsItsProgramAndIsHeardByIt() throws Exception {
        String contract = deployed();
        String hash = uploaded(WORKBENCH);
        assertThat(runSidevm("check", WORKBENCH).out()).contains(hash).contains("would take and start");
        assertThat(answer("upload", WORKBENCH)).contains("has the code already; nothing was sent");
        assertThat(error(online("query", contract, "echo hi")))
                .contains("has no program on this worker")
                .contains("phala sidevm start --help");

        String[] call = {"call", STARTER, contract, "start", hash, "--wait"};
        assertThat(shell.online(call).err()).contains("Err: BadOrigin");
        assertThat(error(online("allow", contract, "--account", "//Bob")))
                .contains("Only the owner of the driver SidevmOperation");
        assertThat(answer("allow", contract)).contains("may start its program");
        assertThat(answer("allow", contract, "--json")).contains("\"sent\":false");
        Ran started = shell.online(call);
        assertThat(started.code()).as(started.err()).isZero();

        assertThat(answer("query", contract, "echo hi")).isEqualTo("hi");
        assertThat(answer("query", contract, "whoami")).matches("[0-9a-f]{64}");
        assertThat(answer("query", contract, "whoami", "--unsigned")).isEqualTo("nobody");
        assertThat(answer("query", contract, "0x00ff00fe")).isEqualTo("0xff00fe");
        Ran told = shell.online("call", STARTER, contract, "tell", "\"good morning\"", "--wait");
        assertThat(told.code()).as(told.err()).isZero();
        // The program takes messages and questions in any order.
        await(
                "the contract's message",
                () -> answer("query", contract, "messages").equals("1 good morning"));
        Ran status = online("status", contract, "--json");
        assertThat(status.code()).as(status.out()).isZero();
        assertThat(status.json().path("state").asString()).isEqualTo("running");
        assertThat(status.json().path("codeHash").asString()).isEqualTo(hash);

        Ran stopped = shell.online("call", STARTER, contract, "stop", "--wait");
        assertThat(stopped.code()).as(stopped.err()).isZero();
        awaitEnd(contract);
        assertThat(error(online("query", contract, "echo hi")))
                .contains("does not run")
                .contains("told to stop");
    }

    @Test
    void anAdministratorStartsAndStopsTheProgramOfAnyContract() throws Exception {
        String contract = deployed();
        uploaded(HELLO);
        assertThat(error(online("start", contract, HELLO, "--account", "//Bob")))
                .contains("is no administrator of the cluster")
                .contains("phala sidevm allow");
        Ran started = online("start", contract, HELLO, "--become-administrator", "--json");
        assertThat(started.code()).as(started.out()).isZero();
        assertThat(started.json().path("program").path("state").asString()).isEqualTo("running");
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI page = URI.create(shell.network().workers().getFirst().url() + "/sidevm/" + contract + "/some/page");
            HttpResponse<String> shown =
                    http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body()).contains("Hello from a SideVM");
        }
        assertThat(answer("status")).contains(contract).contains("running since");
        assertThat(error(online("query", contract, "hello"))).contains("takes no questions");
        assertThat(answer("stop", contract)).contains("was told to stop");
        awaitEnd(contract);
        assertThat(error(online("stop", contract))).contains("has no program that runs");
    }

    /// Each of these ends the program's turn or leaves the question alone.
    @Test
    void whyThereIsNoAnswerIsToldInWords() throws Exception {
        String contract = deployed();
        uploaded(WORKBENCH);
        Ran started = online("start", contract, WORKBENCH, "--become-administrator");
        assertThat(started.code()).as(started.err()).isZero();
        assertThat(error(online("query", contract, "drop"))).contains("took the question and gave no answer");
        assertThat(error(hurried("keep", contract))).contains("did not answer within 1 s (--patience)");
        Ran panicked = online("query", contract, "panic", "--json");
        assertThat(panicked.code()).isEqualTo(1);
        assertThat(panicked.json().path("error").asString()).contains("took the question and gave no answer");
        await(
                "the program's second life",
                () -> online("query", contract, "echo again").code() == 0);
        assertThat(answer("query", contract, "exit")).isEqualTo("bye");
        awaitEnd(contract);
        assertThat(error(online("query", contract, "echo hi"))).contains("its main function came to its end");
        assertThat(error(online("query", NOBODY, "echo hi"))).contains("hosts no such contract");
    }

    /// With little patience.
    private Ran hurried(String question, String contract) {
        return runSidevm(
                "query",
                contract,
                question,
                "--patience",
                "1",
                "--node",
                shell.network().nodeUrl(),
                "--worker",
                shell.network().workers().getFirst().url());
    }

    @Test
    void whoHasNoMoneyInTheClusterBringsItAlong() {
        Ran refused = online("upload", program("wasi"), "--account", "//Eve", "--deposit", "0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("The cluster did not take code")
                .contains("FundsUnavailable")
                .contains("--deposit brings some");
        Ran paid = online("upload", program("wasi"), "--account", "//Eve");
        assertThat(paid.code()).as(paid.err()).isZero();
        assertThat(paid.out()).contains("moved into the cluster").contains("The cluster has the code");
    }

    @Test
    void whatWouldBeRefusedIsNotSent() throws Exception {
        Path text = Files.writeString(folder.resolve("text.wasm"), "no program");
        Path unknown = Files.write(folder.resolve("unknown.wasm"), moduleImporting("open_file"));
        Path large = Files.write(folder.resolve("large.wasm"), withCustomSection(8 << 20));
        Path tooLongForABlock = Files.write(folder.resolve("block.wasm"), withCustomSection(4_000_000));
        Map<Path, String> refused = Map.of(
                text,
                "no WebAssembly module",
                unknown,
                "the import env.open_file is unknown to the worker",
                large,
                "at most 8,388,608 are accepted",
                tooLongForABlock,
                "a block of the chain has room for a transaction with 3,931,760");
        refused.forEach((file, reason) -> {
            Ran checked = runSidevm("check", file.toString());
            assertThat(checked.code()).isEqualTo(1);
            assertThat(checked.out()).contains(reason).contains("would be refused");
            assertThat(runSidevm("check", file.toString(), "--json")
                            .json()
                            .path("problems")
                            .toString())
                    .contains(reason);
            Ran sent = online("upload", file.toString());
            assertThat(sent.code()).isEqualTo(1);
            assertThat(sent.err()).contains("would refuse this code").contains(reason);
        });
        assertThat(error(runSidevm("check", artifact("flipper5"))))
                .contains("is an ink! contract")
                .contains("phala contract check");
        for (String command : List.of("check", "upload", "deploy")) {
            assertThat(error(ContractShell.run(command, WORKBENCH)))
                    .contains("is a SideVM program")
                    .contains("phala sidevm check");
        }
    }

    /// Nobody listens at that address: who gets there was not stopped in time.
    @Test
    void mistakesAreToldBeforeAnyStep() {
        String hash = "0x" + "22".repeat(32);
        Map<List<String>, String> wrong = Map.of(
                List.of("query", "0x11", "hi"), "is no contract id",
                List.of("query", NOBODY, "0x123"), "\"0x123\" is no bytes",
                List.of("query", NOBODY, "hi", "--in", STARTER), "expected one of them",
                List.of("query", NOBODY, "--in", "nothing-here"), "no such file",
                List.of("start", NOBODY, "0x22"), "is no code hash",
                List.of("start", NOBODY, hash, "--deposit", "much"), "--deposit \"much\" is no amount",
                List.of("start", NOBODY, hash, "--account", "Alice"), "--account is no key",
                List.of("allow", "Bob"), "is no contract id",
                List.of("upload", HELLO, "--deposit", "much"), "--deposit \"much\" is no amount",
                List.of("upload", "nothing-here.wasm"), "No such file");
        wrong.forEach((arguments, reason) -> {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of("--node", "ws://127.0.0.1:9"));
            assertThat(error(runSidevm(all.toArray(String[]::new))))
                    .contains(reason)
                    .doesNotContain("127.0.0.1");
        });
        assertThat(error(online("start", NOBODY, hash))).contains("hosts no contract " + NOBODY);
        assertThat(error(online("status", NOBODY))).contains("hosts no contract " + NOBODY);
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        CommandLine all = new CommandLine(new SidevmCommand());
        assertThat(all.getSubcommands()).hasSize(9);
        for (String command : all.getSubcommands().keySet()) {
            Ran help = runSidevm(command, "--help");
            assertThat(help.code()).isZero();
            assertThat(help.out()).as(command).contains("Example").contains("phala sidevm " + command);
        }
    }

    /// A program that does nothing, and asks for a function of this name of the module `env`.
    private static byte[] moduleImporting(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        section(out, 1, new byte[] {2, 0x60, 0, 1, 0x7f, 0x60, 0, 0});
        ByteArrayOutputStream imported = new ByteArrayOutputStream();
        imported.writeBytes(new byte[] {1, 3, 'e', 'n', 'v', (byte) name.length()});
        imported.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        imported.writeBytes(new byte[] {0, 1});
        section(out, 2, imported.toByteArray());
        section(out, 3, new byte[] {1, 0});
        section(out, 5, new byte[] {1, 0, 1});
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        exported.write(2);
        exported.write(11);
        exported.writeBytes("sidevm_poll".getBytes(StandardCharsets.UTF_8));
        exported.writeBytes(new byte[] {0, 1, 6});
        exported.writeBytes("memory".getBytes(StandardCharsets.UTF_8));
        exported.writeBytes(new byte[] {2, 0});
        section(out, 7, exported.toByteArray());
        section(out, 10, new byte[] {1, 4, 0, 0x41, 1, 0x0b});
        return out.toByteArray();
    }

    private static void section(ByteArrayOutputStream out, int id, byte[] content) {
        out.write(id);
        out.write(content.length);
        out.writeBytes(content);
    }

    /// A program that is good but for its length: behind it a section that says nothing.
    private static byte[] withCustomSection(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Files.readAllBytes(Path.of(HELLO)));
        out.write(0);
        int size = length + 1;
        while (size >= 0x80) {
            out.write(size & 0x7f | 0x80);
            size >>>= 7;
        }
        out.write(size);
        // The section's name has no letters.
        out.writeBytes(new byte[length + 1]);
        return out.toByteArray();
    }
}
