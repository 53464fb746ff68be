package network.phala.e2e;

import static network.phala.e2e.ContractShell.artifact;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import network.phala.client.chain.Calls;
import network.phala.client.chain.ChainClient;
import network.phala.client.cluster.ClusterClient;
import network.phala.client.contract.ContractFile;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Ss58;
import network.phala.devnet.ClusterSetup;
import network.phala.devnet.DevAccounts;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Empty;
import network.phala.types.contract.ResourceType;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whoever uploads, instantiates or commands sees what became of it and why: in the log server's records, as everybody
/// does there, and in the worker's own answer, as nobody else does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long GAS = 1_000_000_000_000L;
    private static final U128 MONEY = ClusterSetup.ONE_PHA.multiply(U128.of(20));

    private final List<Sr25519.Pair> pairs = new ArrayList<>();
    private final Logger eventChain = Logger.getLogger("network.phala.pruntime.eventchain");
    private Path chainLog;
    private FileHandler chainWriter;
    private ContractShell shell;
    private ClusterClient cluster;
    private ContractFile hostile;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        chainLog = folder.resolve("worker.log");
        chainWriter = new FileHandler(chainLog.toString());
        chainWriter.setFormatter(new SimpleFormatter());
        eventChain.addHandler(chainWriter);
        eventChain.setLevel(Level.FINE);
        chainWriter.setLevel(Level.FINE);
        shell = ContractShell.start(folder);
        cluster = ClusterClient.connect(
                shell.network().nodeUrl(),
                shell.network().workers().getFirst().url(),
                Optional.empty(),
                Duration.ofMinutes(5));
        hostile = ContractFile.read(Path.of(artifact("hostile")));
    }

    @AfterAll
    void stop() {
        pairs.forEach(Sr25519.Pair::close);
        cluster.close();
        shell.close();
        eventChain.removeHandler(chainWriter);
        eventChain.setLevel(null);
        chainWriter.close();
    }

    private Sr25519.Pair pair(String uri) {
        Sr25519.Pair pair = DevAccounts.pair(uri);
        pairs.add(pair);
        return pair;
    }

    /// Sends a call and waits until the worker has executed its block.
    private int send(Bytes call, Sr25519.Pair sender) throws Exception {
        ChainClient.Inclusion sent = cluster.chain().include(cluster.chain().sign(call, sender), Duration.ofMinutes(5));
        assertThat(cluster.awaitExecuted(sent.block())).isTrue();
        return (int) cluster.chain().header(sent.block()).numberUnsigned();
    }

    private void fund(Sr25519.Pair who) throws Exception {
        send(
                Calls.phatContracts(
                        new Calls.PhatContracts.TransferToCluster(MONEY, cluster.cluster(), DevAccounts.account(who))),
                who);
    }

    private List<JsonNode> records(H256 contract, int block) throws Exception {
        H256 logger = H256.fromHex(cluster.worker()
                .call(PrpcMethod.GET_CLUSTER_INFO, new Empty())
                .info()
                .flatMap(Clusters.ClusterInfo::loggerContract)
                .orElseThrow());
        // Nobody in particular asks: the log server answers everyone.
        Bytes answer = cluster.queries()
                .querySidevm(
                        logger,
                        Bytes.ofUtf8("{\"action\":\"GetLog\",\"contract\":\"" + contract + "\",\"blockNumber\":" + block
                                + "}"),
                        pair("//Stranger"));
        List<JsonNode> records = new ArrayList<>();
        JSON.readTree(answer.toUtf8()).path("records").forEach(records::add);
        return records;
    }

    private List<String> lines(H256 contract, int block) throws Exception {
        return records(contract, block).stream()
                .filter(record -> record.path("type").asString().equals("Log"))
                .map(record -> record.path("level").asInt() + " "
                        + record.path("execMode").asString() + " "
                        + record.path("message").asString())
                .toList();
    }

    private OwnOutcome outcome(OwnOutcome.Kind kind, H256 subject, Sr25519.Pair who) throws Exception {
        return cluster.outcome(kind, subject, Optional.empty(), who).orElseThrow();
    }

    /// Nobody is told what became of somebody else's.
    private void assertOnly(Sr25519.Pair who, OwnOutcome outcome) throws Exception {
        assertThat(cluster.queries().ownOutcomes(cluster.systemContract(), 0, who))
                .contains(outcome);
        for (String other : List.of("//Alice", "//Charlie", "//Stranger")) {
            assertThat(cluster.queries().ownOutcomes(cluster.systemContract(), 0, pair(other)))
                    .noneMatch(each -> each.subject().equals(outcome.subject())
                            && each.nonce().equals(outcome.nonce()));
        }
    }

    @Test
    void anUploadThatFailsSaysWhy() throws Exception {
        Sr25519.Pair dave = pair("//Dave");
        fund(dave);
        Bytes noContract = Bytes.fromHex("0x0061736d01000000");
        int block = send(
                Calls.phatContracts(new Calls.PhatContracts.ClusterUploadResource(
                        cluster.cluster(), ResourceType.INK_CODE, noContract)),
                dave);
        String account = DevAccounts.account(dave).toBytes().toHex().substring(2) + " ("
                + Ss58.encode(DevAccounts.account(dave), Ss58.SUBSTRATE).substring(0, 8) + "...)";
        List<String> lines = lines(cluster.systemContract(), block);
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith(
                        "1 transaction Failed to upload resource to cluster, by " + account + ", type=InkCode, err=\"")
                .contains("CodeRejected");
        H256 hash = H256.of(Blake2b.digest256(noContract.toArray()));
        OwnOutcome outcome = outcome(OwnOutcome.Kind.UPLOAD, hash, dave);
        assertThat(outcome.refusal().orElseThrow()).contains("CodeRejected");
        assertThat(outcome.block()).isEqualTo(block);
        assertOnly(dave, outcome);

        int good = send(
                Calls.phatContracts(new Calls.PhatContracts.ClusterUploadResource(
                        cluster.cluster(), ResourceType.INK_CODE, hostile.wasm())),
                dave);
        assertThat(lines(cluster.systemContract(), good))
                .containsExactly("3 transaction Resource uploaded to cluster, by " + account + ", type=InkCode, hash="
                        + hostile.codeHash());
        assertThat(outcome(OwnOutcome.Kind.UPLOAD, hostile.codeHash(), dave).refusal())
                .isEmpty();
    }

    @Test
    void anUploadWithoutMoneySaysSoOnTheCommandLine() {
        ContractShell.Ran poor = shell.online("upload", artifact("erc20-4"), "--account", "//Eve");
        assertThat(poor.code()).isEqualTo(1);
        assertThat(poor.err())
                .contains("did not take code")
                .contains("StorageDepositNotEnoughFunds")
                .contains("money");
    }

    private int instantiate(H256 code, Bytes data, Bytes salt, Sr25519.Pair who) throws Exception {
        ChainClient.Inclusion made = cluster.instantiate(
                new ClusterClient.Instantiation(code, data, salt, U128.ZERO, GAS, Optional.empty()), U128.ZERO, who);
        assertThat(cluster.awaitExecuted(made.block())).isTrue();
        return (int) cluster.chain().header(made.block()).numberUnsigned();
    }

    @Test
    void anInstantiationThatFailsSaysWhy() throws Exception {
        Sr25519.Pair ferdie = pair("//Ferdie");
        fund(ferdie);
        uploadHostile(ferdie);
        record Case(String constructor, H256 code, String line, String result) {}
        H256 wrongCode = H256.fromHex("0x" + "ab".repeat(32));
        List<Case> cases = List.of(
                new Case("refusing", hostile.codeHash(), "1 transaction instantiate reverted", "reverted"),
                new Case(
                        "trapping",
                        hostile.codeHash(),
                        "1 transaction instantiate failed: Module(ModuleError { index: 4, error: [12, 0, 0, 0], message: Some(\"ContractTrapped\") })",
                        "ContractTrapped"),
                new Case(
                        "new",
                        wrongCode,
                        "1 transaction instantiate failed: Module(ModuleError { index: 4, error: [8, 0, 0, 0], message: Some(\"CodeNotFound\") })",
                        "CodeNotFound"));
        for (Case each : cases) {
            Bytes data = hostile.encodeCall(hostile.constructor(each.constructor()), List.of());
            Bytes salt = Bytes.ofUtf8(each.constructor());
            int block = instantiate(each.code(), data, salt, ferdie);
            H256 id = cluster.contractId(each.code(), salt, ferdie);
            assertThat(lines(id, block)).as(each.constructor()).containsExactly(each.line());
            OwnOutcome outcome = outcome(OwnOutcome.Kind.INSTANTIATION, id, ferdie);
            assertThat(said(ContractClient.result(outcome))).isEqualTo(each.result());
            assertThat(cluster.contractKey(id)).isEmpty();
            assertOnly(ferdie, outcome);
        }
    }

    private static String said(ExecutionResult result) {
        return switch (result.outcome()) {
            case ExecutionResult.Outcome.Returned returned -> returned.reverted() ? "reverted" : "fine";
            case ExecutionResult.Outcome.Failed failed -> failed.name();
        };
    }

    private void uploadHostile(Sr25519.Pair who) throws Exception {
        cluster.upload(hostile.wasm(), ResourceType.INK_CODE, who);
    }

    @Test
    void aCommandThatFailsSaysWhy() throws Exception {
        Sr25519.Pair bob = pair("//Bob");
        fund(bob);
        uploadHostile(bob);
        Bytes salt = Bytes.ofUtf8("commands");
        instantiate(hostile.codeHash(), hostile.encodeCall(hostile.constructor("new"), List.of()), salt, bob);
        H256 id = cluster.contractId(hostile.codeHash(), salt, bob);
        Sr25519.PublicKey key = cluster.awaitContractKey(id).orElseThrow();
        record Case(String message, List<String> arguments, long gas, String line, String result) {}
        List<Case> cases = List.of(
                new Case("mark", List.of(), GAS, "", "fine"),
                new Case("revert", List.of("7"), GAS, "contract call reverted", "reverted"),
                new Case("trap", List.of(), GAS, "contract call failed: ", "ContractTrapped"),
                new Case("spin", List.of(), 10_000_000_000L, "contract call failed: ", "OutOfGas"));
        for (Case each : cases) {
            Bytes call = hostile.encodeCall(hostile.message(each.message()), each.arguments());
            ContractClient.Terms terms = ContractClient.Terms.gas(each.gas());
            Bytes payload = ContractClient.encryptedCommand(key, call, terms);
            int block =
                    send(Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(id, payload, U128.ZERO)), bob);
            List<JsonNode> records = records(id, block);
            OwnOutcome outcome = cluster.outcome(OwnOutcome.Kind.COMMAND, id, Optional.of(terms.nonce()), bob)
                    .orElseThrow();
            assertThat(said(ContractClient.result(outcome))).as(each.message()).startsWith(each.result());
            JsonNode output = records.getLast();
            assertThat(output.path("type").asString()).isEqualTo("MessageOutput");
            assertThat(output.path("nonce").asString()).isEqualTo(terms.nonce().toHex());
            assertThat(output.path("origin").asString())
                    .isEqualTo(DevAccounts.account(bob).toBytes().toHex());
            assertThat(output.path("output").asString())
                    .isEqualTo(outcome.output().concat(call.slice(0, 4)).toHex());
            if (each.line().isEmpty()) {
                assertThat(records).hasSize(1);
            } else {
                assertThat(lines(id, block)).singleElement().asString().startsWith("1 transaction " + each.line());
            }
            assertOnly(bob, outcome);
        }
        unreadable(id, bob);
    }

    /// Sealed for somebody else's key, and no command at all.
    private void unreadable(H256 id, Sr25519.Pair bob) throws Exception {
        Bytes call = hostile.encodeCall(hostile.message("mark"), List.of());
        Bytes foreign = ContractClient.encryptedCommand(pair("//Stranger").publicKey(), call, GAS);
        for (Bytes payload : List.of(foreign, Bytes.fromHex("0x02ff"))) {
            int block =
                    send(Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(id, payload, U128.ZERO)), bob);
            assertThat(lines(id, block)).singleElement().asString().startsWith("1 transaction command dropped, by ");
            OwnOutcome outcome = outcome(OwnOutcome.Kind.COMMAND, id, bob);
            assertThat(outcome.block()).isEqualTo(block);
            assertThat(outcome.refusal().orElseThrow()).isNotEmpty();
            assertThat(outcome.output().isEmpty()).isTrue();
        }
    }

    /// The chain takes commands for any contract; only the worker knows that there is none.
    @Test
    void aCommandForNoContractSaysSo() throws Exception {
        Sr25519.Pair bob = pair("//Bob");
        fund(bob);
        H256 nobody = H256.fromHex("0x" + "cd".repeat(32));
        Bytes call = hostile.encodeCall(hostile.message("mark"), List.of());
        ContractClient.Terms terms = ContractClient.Terms.gas(GAS);
        Bytes plain = ContractClient.plainCommand(call, terms);
        int block =
                send(Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(nobody, plain, U128.ZERO)), bob);
        OwnOutcome outcome = cluster.outcome(OwnOutcome.Kind.COMMAND, nobody, Optional.of(terms.nonce()), bob)
                .orElseThrow();
        assertThat(outcome.block()).isEqualTo(block);
        assertThat(outcome.refusal().orElseThrow()).contains("has no contract " + nobody);
        assertThat(outcome.output().isEmpty()).isTrue();
        assertOnly(bob, outcome);
        Bytes sealed = ContractClient.encryptedCommand(bob.publicKey(), call, GAS);
        send(Calls.phatContracts(new Calls.PhatContracts.PushContractMessage(nobody, sealed, U128.ZERO)), bob);
        assertThat(outcome(OwnOutcome.Kind.COMMAND, nobody, bob).refusal().orElseThrow())
                .contains("has no contract " + nobody);
    }

    @Test
    void theCommandLineTellsWhatACommandCameTo() {
        String contract = shell.online("deploy", artifact("hostile"), "--constructor", "new")
                .contract();
        ContractShell.Ran fine = shell.online("call", artifact("hostile"), contract, "mark", "--wait");
        assertThat(fine.code()).as(fine.err()).isZero();
        assertThat(fine.out()).containsPattern("outcome +\\(\\)|outcome +null|outcome +Ok");
        ContractShell.Ran trapped = shell.online(
                "call", artifact("hostile"), contract, "trap", "--force", "--gas-limit", "100000000000", "--wait");
        assertThat(trapped.code()).isEqualTo(1);
        assertThat(trapped.out()).containsPattern("outcome +ContractTrapped");
        ContractShell.Ran reverted = shell.online(
                "call",
                artifact("hostile"),
                contract,
                "revert",
                "7",
                "--force",
                "--gas-limit",
                "100000000000",
                "--wait",
                "--json");
        assertThat(reverted.code()).isEqualTo(1);
        assertThat(reverted.json().path("outcome").path("reverted").asBoolean()).isTrue();
        assertThat(reverted.json().path("outcome").path("value").toString()).contains("7");
    }

    @Test
    void logsAndEventsComeFromTheLogServer() {
        String contract = shell.online("deploy", artifact("emitter")).contract();
        ContractShell.Ran called =
                shell.online("call", artifact("emitter"), contract, "indexed", "some text", "--wait");
        assertThat(called.code()).as(called.err()).isZero();
        ContractShell.Ran logs = shell.online("logs", "--contract", contract, "--from", "0");
        assertThat(logs.code()).as(logs.err()).isZero();
        assertThat(logs.out())
                .contains("\"message\":\"instantiated\"")
                .contains("\"type\":\"Event\"")
                .contains("\"type\":\"MessageOutput\"");
        ContractShell.Ran readable =
                shell.online("logs", "--contract", contract, "--from", "0", "--file", artifact("emitter"));
        assertThat(readable.out())
                .contains(contract + "  INFO instantiated")
                .contains(contract + "  Indexed {")
                .containsPattern(contract + "  indexed: \\(\\)  \\(gas [\\d,]+, deposit [\\d.]+ PHA\\)");
        ContractShell.Ran events = shell.online("events", "--contract", contract, "--file", artifact("emitter"));
        assertThat(events.code()).as(events.err()).isZero();
        assertThat(events.out().lines().toList())
                .singleElement()
                .asString()
                .startsWith("block ")
                .contains(contract)
                .contains("Indexed")
                .contains("some text");
        ContractShell.Ran few = shell.online("logs", "--contract", contract, "--from", "0", "--count", "1");
        assertThat(few.out().lines().count()).isEqualTo(1);
        ContractShell.Ran oldest = shell.online("logs", "--from", "0", "--count", "2");
        assertThat(oldest.out().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"sequence\":0,"),
                        second -> assertThat(second).contains("\"sequence\":1,"));
    }

    @Test
    void theEventChainIsVerifiedOfflineAndEveryLieInItFound() throws Exception {
        String contract = shell.online("deploy", artifact("emitter")).contract();
        assertThat(shell.online("call", artifact("emitter"), contract, "plain", "3", "--wait")
                        .code())
                .isZero();
        chainWriter.flush();
        String chain = Files.readString(chainLog);
        ContractShell.Ran verified = ContractShell.run("events", "verify", chainLog.toString());
        assertThat(verified.code()).as(verified.err()).isZero();
        String worker = shell.network().workers().getFirst().publicKey().toHex();
        assertThat(verified.out())
                .contains("hold together")
                .containsPattern("first +0 after 0x0{64}")
                .containsPattern("signed by +" + worker);
        ContractShell.Ran shown = ContractShell.run(
                "events", "--worker-log", chainLog.toString(), "--contract", contract, "--file", artifact("emitter"));
        assertThat(shown.out().lines().filter(line -> line.contains("Plain"))).hasSize(3);

        assertThat(ContractShell.run("events", "verify", chainLog.toString(), "--signer", "0x" + "11".repeat(32))
                        .err())
                .contains("expected 0x1111");
        List<String> lines = new ArrayList<>(chain.lines().toList());
        int last = lines.size() - 1;
        while (!lines.get(last).contains("payload=")) {
            last--;
        }
        String whole = lines.get(last);
        int payload = whole.indexOf("payload=0x") + 10;
        int end = whole.indexOf(' ', payload);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(payload, end);
            char lie = whole.charAt(at) == '7' ? '8' : '7';
            lines.set(last, whole.substring(0, at) + lie + whole.substring(at + 1));
            Path forged = chainLog.resolveSibling("forged.log");
            Files.write(forged, lines);
            assertThat(ContractShell.run("events", "verify", forged.toString()).code())
                    .as("digit " + at)
                    .isEqualTo(1);
        }
        lines.set(last, "");
        lines.removeIf(line -> line.contains("number=1 "));
        Path gap = chainLog.resolveSibling("gap.log");
        Files.write(gap, lines);
        assertThat(ContractShell.run("events", "verify", gap.toString()).err()).contains("blocks are missing");
    }
}
