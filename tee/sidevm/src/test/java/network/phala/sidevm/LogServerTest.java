package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PATIENCE;
import static network.phala.sidevm.TestHost.PROGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.sidevm.message.SystemMessage;
import network.phala.sidevm.message.SystemMessage.Metric;
import network.phala.sidevm.message.SystemMessage.OfMetric;
import network.phala.sidevm.message.SystemMessage.PinkEvent;
import network.phala.sidevm.message.SystemMessage.PinkLog;
import network.phala.sidevm.message.SystemMessage.PinkMessageOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The log server's program: what it keeps, for how long, and the JSON that Phala's SDK reads.
class LogServerTest {
    private static final Bytes32 ONE = Bytes32.of(TestHost.bytes(1));
    private static final Bytes32 TWO = Bytes32.of(TestHost.bytes(2));
    private static final Bytes32 THREE = Bytes32.of(TestHost.bytes(3));
    private static final String INVALID = "{\"error\": \"Invalid input\"}";

    private TestHost host;
    private Sidevms sidevms;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
        sidevms = new Sidevms(host.ports(), 1);
        boot();
    }

    private void boot() {
        Bytes code = TestHost.artifact("log-server");
        H256 hash = H256.of(Blake2b.digest256(code.unsafeArray()));
        sidevms.start(PROGRAM, hash, Optional.of(code), SidevmConfig.DEFAULT, 0);
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private String ask(String query) throws Exception {
        return TestHost.ask(sidevms, query);
    }

    private String logs(String parameters) throws Exception {
        return ask("{\"action\":\"GetLog\"" + parameters + "}");
    }

    private void push(SystemMessage message) {
        assertThat(sidevms.pushSystemMessage(PROGRAM, message)).isTrue();
    }

    private static PinkLog line(int block, String text) {
        return new PinkLog(block, ONE, TWO, "query", 1, (byte) 3, text);
    }

    private void pushOneOfEach() {
        push(line(0, "hello"));
        push(new PinkEvent(1, ONE, List.of(TWO, THREE), Bytes.fromHex("0x01020304")));
        push(new PinkMessageOutput(2, ONE, TWO, Bytes.fromHex("0x0102030405"), Bytes.fromHex("0x05040302ff")));
        push(new OfMetric(new Metric.PinkQueryIn(Bytes.fromHex("0x0102030405060708"))));
    }

    private static final String LOG = "{\"sequence\":0,\"type\":\"Log\",\"blockNumber\":0,\"contract\":\"" + ONE
            + "\",\"entry\":\"" + TWO
            + "\",\"execMode\":\"query\",\"timestamp\":1,\"level\":3,\"message\":\"hello\"}";
    private static final String EVENT = "{\"sequence\":1,\"type\":\"Event\",\"blockNumber\":1,\"contract\":\"" + ONE
            + "\",\"topics\":[\"" + TWO + "\",\"" + THREE + "\"],\"payload\":\"0x01020304\"}";
    private static final String OUTPUT = "{\"sequence\":2,\"type\":\"MessageOutput\",\"blockNumber\":2,\"origin\":\""
            + ONE + "\",\"contract\":\"" + TWO + "\",\"nonce\":\"0x0102030405\",\"output\":\"0x05040302ff\"}";
    private static final String QUERY_IN = "{\"sequence\":3,\"type\":\"QueryIn\",\"user\":\"0x0102030405060708\"}";

    private static String answer(int next, String... records) {
        return "{\"records\":[" + String.join(",", records) + "],\"next\":" + next + "}";
    }

    @Test
    void writesEveryKindOfRecord() throws Exception {
        assertThat(logs("")).isEqualTo(answer(0));
        pushOneOfEach();
        assertThat(logs("")).isEqualTo(answer(4, LOG, EVENT, OUTPUT, QUERY_IN));
    }

    @Test
    void recordsSurviveARestartOfTheWorker() throws Exception {
        pushOneOfEach();
        assertThat(logs("")).isEqualTo(answer(4, LOG, EVENT, OUTPUT, QUERY_IN));
        List<Sidevms.Saved> checkpoint = sidevms.save();
        try (Sidevms restored = new Sidevms(host.ports(), 1)) {
            restored.load(checkpoint);
            assertThat(restored.pushSystemMessage(PROGRAM, line(3, "before it runs")))
                    .as("it does not run yet")
                    .isFalse();
            restored.finishBlock(3);
            restored.pushSystemMessage(PROGRAM, line(4, "when it runs"));
            String all = restored.query(PROGRAM, Optional.empty(), Bytes.ofUtf8("{\"action\":\"GetLog\"}"), PATIENCE)
                    .toUtf8();
            assertThat(all)
                    .startsWith("{\"records\":[" + String.join(",", LOG, EVENT, OUTPUT, QUERY_IN) + ",")
                    .contains("before it runs", "when it runs")
                    .endsWith("],\"next\":6}");
        }
    }

    /// A new deployment begins with nothing, and so does a program that broke: what it heard may be why.
    @Test
    void aNewDeploymentRemembersNothing() throws Exception {
        pushOneOfEach();
        boot();
        assertThat(logs("")).isEqualTo(answer(0));
    }

    @Test
    void findsWhatIsAskedFor() throws Exception {
        pushOneOfEach();
        assertThat(logs(",\"contract\":\"\",\"from\":1,\"count\":2")).isEqualTo(answer(3, EVENT, OUTPUT));
        assertThat(logs(",\"from\":4")).isEqualTo(answer(4));
        assertThat(logs(",\"from\":-1")).isEqualTo(answer(4, QUERY_IN));
        assertThat(logs(",\"from\":-99,\"count\":1")).isEqualTo(answer(1, LOG));
        assertThat(logs(",\"from\":-9223372036854775808,\"count\":18446744073709551615"))
                .isEqualTo(answer(4, LOG, EVENT, OUTPUT, QUERY_IN));
        assertThat(logs(",\"contract\":\"" + ONE + "\"")).isEqualTo(answer(4, LOG, EVENT));
        assertThat(logs(",\"contract\":\"" + TWO + "\"")).as("entry counts").isEqualTo(answer(4, LOG, OUTPUT));
        assertThat(logs(",\"contract\":\"" + THREE + "\"")).isEqualTo(answer(4));
        assertThat(logs(",\"contract\":\"<metric>\"")).isEqualTo(answer(4, QUERY_IN));
        assertThat(logs(",\"contract\":\"01\"")).isEqualTo(answer(4));
        assertThat(logs(",\"blockNumber\":2")).isEqualTo(answer(4, OUTPUT));
        assertThat(logs(",\"blockNumber\":3,\"from\":0")).isEqualTo(answer(4));
        assertThat(logs(",\"blockNumber\":null,\"count\":1,\"more\":[]")).isEqualTo(answer(1, LOG));
    }

    @Test
    void textOfAnyKindStaysJson() throws Exception {
        push(line(7, "a \"b\" \\ \n \u0001 é 😀 </script>"));
        assertThat(logs(""))
                .contains("\"message\":\"a \\\"b\\\" \\\\ \\n \\u0001 é 😀 </script>\"")
                .contains("\"blockNumber\":7");
    }

    @Test
    void whatIsNoQueryIsSaid() throws Exception {
        for (String wrong : List.of(
                "",
                "null",
                "[]",
                "7",
                "{}",
                "{\"action\":7}",
                "{\"action\":\"Forget\"}",
                "{\"action\":\"GetLog\",\"from\":1.5}",
                "{\"action\":\"GetLog\",\"from\":\"1\"}",
                "{\"action\":\"GetLog\",\"from\":9223372036854775808}",
                "{\"action\":\"GetLog\",\"count\":-1}",
                "{\"action\":\"GetLog\",\"contract\":5}",
                "{\"action\":\"GetLog\",\"blockNumber\":4294967296}",
                "{\"action\":\"GetLog\"} more",
                "[".repeat(100_000),
                "{\"action\":".repeat(100_000))) {
            assertThat(ask(wrong)).as(wrong).isEqualTo(INVALID);
        }
        assertThat(sidevms.query(PROGRAM, Optional.empty(), Bytes.fromHex("0xff00fe"), PATIENCE)
                        .toUtf8())
                .isEqualTo(INVALID);
        assertThat(sidevms.isRunning(PROGRAM)).isTrue();
    }

    @Test
    void tellsAboutItself() throws Exception {
        pushOneOfEach();
        assertThat(ask("{\"action\":\"GetInfo\"}"))
                .matches("\\{\"programVersion\":\\[0,1,0\\],\"nextSequence\":4,\"memoryCapacity\":8388608,"
                        + "\"memoryUsage\":[1-9][0-9]*,\"currentNumberOfRecords\":4,\"estimatedCurrentSize\":"
                        + (4 * 128 + 5 + (128 + 8) + (10 + 10) + 16) + "\\}");
    }

    @Test
    void theOldestMakeRoom() throws Exception {
        host.cache.put(Bytes.ofUtf8("LOG_BUFFER_SIZE"), Bytes.fromHex("0x00000200"));
        boot();
        String long1 = "x".repeat(30_000);
        for (int i = 0; i < 20; i++) {
            push(line(i, long1));
        }
        String kept = logs("").replace(long1, "x");
        assertThat(kept).endsWith("],\"next\":20}").contains("\"sequence\":19,").doesNotContain("\"sequence\":10,");
        assertThat(ask("{\"action\":\"GetInfo\"}")).contains("\"memoryCapacity\":131072", "\"nextSequence\":20");
        push(line(20, "x".repeat(131_072)));
        assertThat(logs(",\"from\":20")).isEqualTo(answer(21, "{\"sequence\":20,\"type\":\"TooLarge\"}"));
        assertThat(logs(",\"contract\":\"" + ONE + "\",\"from\":20")).contains("TooLarge");
    }

    @Test
    void whatCameBeforeAQueryIsInTheAnswerHoweverMuchItIs() throws Exception {
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 3_000; i++) {
                push(line(round, "line " + i));
            }
            assertThat(logs(",\"from\":-1")).endsWith("\"message\":\"line 2999\"}],\"next\":" + round * 3_000 + "}");
        }
    }

    @Test
    void aFullBufferIsAnsweredWhole() throws Exception {
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 12; i++) {
            push(new PinkEvent(i, ONE, List.of(), large));
            logs(",\"from\":-1,\"count\":1");
        }
        String all = logs("");
        assertThat(all.length()).isBetween(6 << 20, 9 << 20);
        assertThat(all.endsWith("],\"next\":12}")).isTrue();
        assertThat(ask("{\"action\":\"GetInfo\"}")).contains("\"nextSequence\":12");
    }

    @Test
    void whatTheHostCannotHoldIsRefusedAndTheRestGoesOn() throws Exception {
        int taken = 0;
        for (int i = 0; i < 12_000; i++) {
            taken += sidevms.pushSystemMessage(PROGRAM, line(i, "flood")) ? 1 : 0;
        }
        assertThat(taken).isGreaterThanOrEqualTo(10_000);
        assertThat(logs(",\"from\":-1")).endsWith("],\"next\":" + taken + "}");
    }

    @Test
    void lateMessagesKeepTheirPlaceAmongTheOthers() throws Exception {
        SystemMessage asked = new OfMetric(new Metric.PinkQueryIn(Bytes.fromHex("0x0102030405060708")));
        push(line(0, "first"));
        sidevms.pushLateSystemMessage(PROGRAM, asked);
        sidevms.pushLateSystemMessage(PROGRAM, asked);
        push(line(1, "second"));
        sidevms.pushLateSystemMessage(PROGRAM, asked);
        assertThat(logs(",\"from\":0").replaceAll("(?s).*?\"type\":\"(\\w+)\"", "$1 "))
                .startsWith("Log QueryIn QueryIn Log QueryIn ");
    }

    @Test
    void aFloodThatNobodyTakesIsOneLineInTheLog() {
        Logger logger = Logger.getLogger(Sidevms.class.getName());
        List<String> dropped = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().contains("dropped")) {
                    dropped.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listener);
        try {
            // It serves web pages and never takes such messages.
            Bytes code = TestHost.artifact("hello-http");
            H256 hash = H256.of(Blake2b.digest256(code.unsafeArray()));
            H256 server = H256.of(TestHost.bytes(9));
            sidevms.start(server, hash, Optional.of(code), SidevmConfig.DEFAULT, 0);
            TestHost.until(() -> !sidevms.pushSystemMessage(server, line(1, "a")), "the program's first turn");
            for (int i = 0; i < 1_000; i++) {
                assertThat(sidevms.pushSystemMessage(server, line(1, "a"))).isFalse();
            }
            assertThat(dropped).hasSize(1);
        } finally {
            logger.removeHandler(listener);
        }
    }
}
