package network.phala.pherry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.ScaleWriter;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// The relayer between a node and a worker that are broken or hostile: whatever they answer, it ends with a sentence,
/// as if the connection were lost, and begins again when it is told to.
@Timeout(600)
class PherryTest {
    /// What a node should not say. `ID` is the number of the call.
    private static final List<String> WRONG = List.of(
            "null",
            "true",
            "-1",
            "1.5",
            "1e999",
            "123456789012345678901234567890",
            "\"\"",
            "\"0x\"",
            "\"0x1\"",
            "\"0xzz\"",
            "\"zz\"",
            "\"0x0102\"",
            "\"" + "0x" + "00".repeat(31) + "\"",
            "\"0x" + "ff".repeat(400) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "[\"0x01\"]",
            "[[\"0x01\"]]",
            "[[{},[]]]",
            "[{\"mainStorageChanges\":7,\"childStorageChanges\":[[]]}]",
            "[{\"mainStorageChanges\":[[]],\"childStorageChanges\":[]}]",
            "{\"proof\":[{}]}",
            "{\"proof\":\"0x\"}",
            "{\"specVersion\":\"x\",\"transactionVersion\":{}}",
            "{\"specVersion\":-1,\"transactionVersion\":4294967296}",
            "{\"currentBlock\":{},\"highestBlock\":[]}",
            "{\"number\":\"0x\",\"parentHash\":\"0x\",\"digest\":{\"logs\":[7]}}",
            "{\"number\":3,\"parentHash\":null,\"digest\":[]}",
            "{\"digest\":{\"logs\":[\"0xff\"]}}",
            "[".repeat(400) + "]".repeat(400));

    /// What is no answer at all.
    private static final List<String> WRONG_ANSWERS = List.of(
            "",
            "{",
            "[]",
            "7",
            "\"ID\"",
            "{\"id\":ID}",
            "{\"id\":ID,\"error\":7}",
            "{\"id\":ID,\"error\":{\"code\":{},\"message\":[],\"data\":{\"a\":[]}}}",
            "{\"id\":ID,\"error\":{\"code\":1e999,\"message\":null}}",
            "[".repeat(100_000),
            "{\"method\":{},\"params\":{\"subscription\":{}}}\u0000");

    static {
        System.setProperty("logback.configurationFile", "network/phala/pherry/logback.xml");
        ((Logger) LoggerFactory.getLogger("network.phala")).setLevel(Level.ERROR);
    }

    private ScriptedNode node;
    private ScriptedWorker worker;

    @BeforeEach
    void start() throws IOException {
        node = new ScriptedNode();
        worker = new ScriptedWorker();
        worker.egress = egress();
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        worker.close();
    }

    private Pherry pherry(int blocksACall, long toBlock) {
        return new Pherry(new PherryConfig(
                node.url(),
                worker.url(),
                "//Alice",
                Optional.empty(),
                Optional.empty(),
                PherryConfig.Attestation.NONE,
                blocksACall,
                4,
                0,
                200,
                Duration.ofMillis(1),
                toBlock,
                PherryConfig.Switches.ALL));
    }

    /// A list with one message of one sender.
    private static Bytes egress() {
        MessageOrigin sender = MessageOrigin.pallet("x");
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(1);
        MessageOrigin.codec().encode(sender, out);
        out.writeCompact(1);
        Message message = new Message(sender, Topic.of("phala/x"), Bytes.EMPTY);
        SignedMessage.codec().encode(new SignedMessage(message, 0, Bytes.EMPTY), out);
        return out.toBytes();
    }

    @Test
    void bringsBlocksOfANodeInOrder() throws Exception {
        pherry(1, 3).run();
        assertThat(worker.nextBlock).isEqualTo(4);
        assertThat(node.called.stream().filter("pha_getStorageChanges"::equals)).hasSize(3);
        worker.nextBlock = 2;
        node.results.put("pha_getStorageChanges", "[{}]");
        assertThatThrownBy(() -> pherry(2, 3).run()).hasMessageContaining("changes of 1 blocks; expected 2");
    }

    @Test
    void secretsOfTheOperatorDoNotPrint() {
        Bytes seed = Bytes.fromHex("0x" + "5e".repeat(32));
        PherryConfig config = new PherryConfig(
                node.url(),
                worker.url(),
                "some phrase//path",
                Optional.of(seed),
                Optional.empty(),
                PherryConfig.Attestation.NONE,
                1,
                4,
                0,
                1,
                Duration.ZERO,
                0,
                PherryConfig.Switches.ALL);
        assertThat(config.toString()).contains(node.url()).doesNotContain("phrase", "5e5e");
    }

    @Test
    void submitsWhatTheWorkerHasSigned() {
        assertThat(endsInOrder("all is right")).isTrue();
        assertThat(node.called).contains("author_submitExtrinsic");
    }

    /// Each method that is asked for, once with each wrong result: a sentence, or nothing where it does not matter.
    @Test
    void noResultOfANodeBreaksTheRelayer() throws Exception {
        int refused = 0;
        for (String method : methods()) {
            for (String wrong : WRONG) {
                node.results.put(method, wrong);
                refused += endsInOrder(method + " → " + wrong) ? 0 : 1;
            }
            node.results.remove(method);
        }
        assertThat(refused).as("refused").isGreaterThan(200);
    }

    @Test
    void noAnswerOfANodeBreaksTheRelayer() throws Exception {
        for (String method : methods()) {
            for (String wrong : WRONG_ANSWERS) {
                if (wrong.contains("ID") && wrong.contains("id")) {
                    node.answers.put(method, wrong);
                    endsInOrder(method + " → " + wrong);
                }
            }
            node.answers.remove(method);
        }
    }

    /// What is no message of the protocol at all would leave the call waiting; so the connection is given up at once.
    @Test
    void whatIsNoJsonEndsTheConnection() throws Exception {
        for (String wrong : List.of("", "{", "[".repeat(100_000), "\u0001")) {
            node.answers.put("chain_getFinalizedHead", wrong);
            assertThatThrownBy(() -> pherry(1, 3).run())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no JSON");
        }
    }

    private static List<String> methods() {
        return List.of(
                "state_getRuntimeVersion",
                "chain_getBlockHash",
                "chain_getFinalizedHead",
                "chain_getHeader",
                "chain_subscribeFinalizedHeads",
                "system_syncState",
                "state_getStorage",
                "state_getReadProof",
                "state_getPairs",
                "grandpa_proveFinality",
                "pha_getStorageChanges",
                "pha_getMqNextSequence",
                "system_accountNextIndex",
                "author_submitExtrinsic");
    }

    /// Runs a relayer from the worker's birth to the tip, where it submits a message again and again, until the node
    /// has been asked so often that it ends the connection.
    ///
    /// @return whether it came so far without a refusal
    private boolean endsInOrder(String what) {
        worker.initialized = false;
        worker.nextHeader = 0;
        worker.nextBlock = 0;
        Throwable end = catchThrowable(() -> pherry(1, Long.MAX_VALUE).run());
        assertThat(end).as(what).isInstanceOf(IOException.class);
        assertThat(end.getMessage()).as(what).isNotBlank();
        return String.valueOf(end.getMessage()).contains("lost");
    }

    /// What a worker in order gives, and a node that lies about the extrinsic's way into a block.
    @Test
    void noWayOfARegistrationBreaksTheRelayer() {
        // encoded_runtime_info, and an attestation with a provider and a report.
        worker.answers.put(
                "GetRuntimeInfo", new ScriptedWorker.Answer(200, Bytes.fromHex("0x0a01002a0912047261772a2a0101")));
        String watch = "{\"id\":ID,\"result\":\"w\"}\n{\"method\":\"x\",\"params\":{\"subscription\":\"w\",\"result\":";
        for (String wrong :
                List.of("null", "7", "[]", "{}", "{\"inBlock\":7}", "{\"inBlock\":\"0x\"}", "\"invalid\"")) {
            node.answers.put("author_submitAndWatchExtrinsic", watch + wrong + "}}");
            assertThat(endsInOrder(wrong)).as(wrong).isFalse();
        }
        node.answers.put(
                "author_submitAndWatchExtrinsic",
                watch + "{\"inBlock\":\"" + ScriptedNode.hash(9).toHex() + "\"}}}");
        for (String wrong : WRONG) {
            node.results.put("chain_getBlock", wrong);
            assertThat(endsInOrder("block " + wrong)).isFalse();
        }
        node.results.remove("chain_getBlock");
        for (String wrong :
                List.of("null", "7", "\"0x\"", "\"0x6d657461\"", "\"0x6d6574610e\"", "\"0x6d6574610e0000\"")) {
            node.results.put("state_getMetadata", wrong);
            assertThat(endsInOrder("metadata " + wrong)).isFalse();
        }
        node.results.put("state_getMetadata", "\"0x6d6574610e" + "00".repeat(64) + "\"");
        assertThat(endsInOrder("empty metadata")).isFalse();
        assertThat(node.called).contains("state_getMetadata");
    }

    @Test
    void noAnswerOfAWorkerBreaksTheRelayer() {
        List<ScriptedWorker.Answer> wrong = List.of(
                new ScriptedWorker.Answer(200, Bytes.of((byte) 0xff)),
                new ScriptedWorker.Answer(200, Bytes.fromHex("0x0affffffff0f")),
                new ScriptedWorker.Answer(200, Bytes.of((byte) 8), 1L << 40),
                new ScriptedWorker.Answer(200, Bytes.wrap(new byte[65 << 20])),
                new ScriptedWorker.Answer(204, Bytes.EMPTY),
                new ScriptedWorker.Answer(302, Bytes.EMPTY),
                new ScriptedWorker.Answer(400, Bytes.ofUtf8("{}")),
                new ScriptedWorker.Answer(500, Bytes.of((byte) 0x0a, (byte) 0x7f)),
                new ScriptedWorker.Answer(999, Bytes.EMPTY));
        for (String method : List.of("GetInfo", "InitRuntime", "SyncHeader", "DispatchBlocks", "GetEgressMessages")) {
            for (ScriptedWorker.Answer each : wrong) {
                worker.answers.put(method, each);
                assertThat(endsInOrder(method + " → " + each.status() + ", "
                                + each.body().size() + " bytes"))
                        .isFalse();
            }
            worker.answers.remove(method);
        }
        worker.egress = Bytes.of((byte) 4, (byte) 0xff);
        assertThat(endsInOrder("egress")).isFalse();
        worker.egress = Bytes.fromHex("0xfeffffff");
        assertThat(endsInOrder("egress of a billion senders")).isFalse();
    }

    /// It would be asked for ever, as fast as it answers.
    @Test
    void aWorkerThatDoesNotMoveIsGivenUp() {
        worker.stubborn = true;
        assertThatThrownBy(() -> pherry(1, 3).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("still wants header 1 and block 1");
    }

    /// Blocks full of large messages: fewer at once, on the same connection, until the answer can be taken.
    @Test
    void blocksThatAreTooLargeTogetherAreBroughtInSmallerNumbers() throws Exception {
        String large = "\"" + "x".repeat(33 << 20) + "\"";
        worker.initialized = true;
        worker.nextHeader = 4;
        worker.nextBlock = 1;
        node.resultsOfCalls.put("pha_getStorageChanges", List.of(large));
        pherry(4, 3).run();
        assertThat(worker.nextBlock).isEqualTo(4);
        assertThat(node.connections).hasValue(1);
        assertThat(node.called.stream().filter("pha_getStorageChanges"::equals)).hasSize(3);
    }

    private static int run(ScriptedNode node, ScriptedWorker worker, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--no-wait",
                "--mnemonic=//Alice",
                "--substrate-ws-endpoint=" + node.url(),
                "--pruntime-endpoint=" + worker.url(),
                "--attestation-provider=none",
                "--sync-blocks=1",
                "--to-block=3"));
        arguments.addAll(List.of(more));
        return new CommandLine(new PherryMain()).execute(arguments.toArray(String[]::new));
    }

    @Test
    void aNodeThatAnswersNonsenseIsTriedAgainWhenToldSo() {
        node.results.put("chain_getFinalizedHead", "{\"not\":\"a hash\"}");
        node.wrongConnections = 1;
        assertThat(run(node, worker))
                .as("lost before the worker was registered")
                .isEqualTo(2);
        node.connections.set(0);
        assertThat(run(node, worker, "--auto-restart")).isZero();
        assertThat(node.connections).hasValue(2);
        assertThat(worker.nextBlock).isEqualTo(4);
    }
}
