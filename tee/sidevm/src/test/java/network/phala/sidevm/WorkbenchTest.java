package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PATIENCE;
import static network.phala.sidevm.TestHost.PROGRAM;
import static network.phala.sidevm.TestHost.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.message.SystemMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an honest program made with the `sidevm` crate can do; `workbench` does on request each thing.
class WorkbenchTest {
    private TestHost host;
    private Sidevms sidevms;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
        sidevms = new Sidevms(host.ports(), 2);
        TestHost.deploy(sidevms, PROGRAM, "workbench");
        assertThat(ask("echo ready")).isEqualTo("ready");
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private String ask(String question) throws Exception {
        return TestHost.ask(sidevms, question);
    }

    @Test
    void answersQueriesAndKnowsWhoAsks() throws Exception {
        assertThat(ask("echo a b c")).isEqualTo("a b c");
        assertThat(ask("whoami")).isEqualTo("nobody");
        Bytes32 asker = Bytes32.of(TestHost.bytes(0xab));
        assertThat(sidevms.query(PROGRAM, Optional.of(asker), Bytes.ofUtf8("whoami"), PATIENCE)
                        .toUtf8())
                .isEqualTo("ab".repeat(32));
        assertThat(ask("nonsense")).isEqualTo("error: \"nonsense\" is no command");
    }

    @Test
    void answersManyQueriesAtOnce() throws Exception {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String text = "number " + i;
            answers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return ask("echo " + text);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(answers.get(i).get()).isEqualTo("number " + i);
        }
    }

    @Test
    void sleepsWithoutHoldingUpOthers() throws Exception {
        CompletableFuture<String> slow = new CompletableFuture<>();
        Thread asker = Thread.ofPlatform().start(() -> {
            try {
                slow.complete(ask("sleep 1000000000"));
            } catch (Exception e) {
                slow.completeExceptionally(e);
            }
        });
        until(() -> asker.getState() == Thread.State.TIMED_WAITING, "the wait for an answer");
        assertThat(ask("echo meanwhile")).isEqualTo("meanwhile");
        assertThat(slow).isNotDone();
        assertThat(ask("sleep 30")).isEqualTo("awake");
        assertThat(ask("timeout 20")).isEqualTo("timed out");
    }

    @Test
    void runsManyTasks() throws Exception {
        assertThat(ask("spawn 500")).isEqualTo(Integer.toString(499 * 500 / 2));
    }

    @Test
    void restsBetweenBreathsOfLongWork() throws Exception {
        assertThat(ask("work 200")).matches("\\d+");
    }

    @Test
    void knowsItselfItsGasAndChance() throws Exception {
        assertThat(ask("vmid")).isEqualTo("07".repeat(32));
        assertThat(Integer.parseInt(ask("gas"))).isBetween(90, 100);
        String first = ask("random 16");
        assertThat(first).hasSize(32).isNotEqualTo(ask("random 16"));
    }

    @Test
    void takesMessagesFromItsContract() throws Exception {
        assertThat(sidevms.pushMessage(PROGRAM, Bytes.ofUtf8("one"))).isTrue();
        assertThat(sidevms.pushMessage(PROGRAM, Bytes.ofUtf8("two"))).isTrue();
        assertThat(ask("messages")).isEqualTo("2 two");
    }

    @Test
    void takesSystemMessages() throws Exception {
        Bytes32 someone = Bytes32.of(TestHost.bytes(1));
        sidevms.pushSystemMessage(
                PROGRAM, new SystemMessage.PinkLog(1, someone, someone, "query", 5, (byte) 3, "hello"));
        sidevms.pushSystemMessage(PROGRAM, new SystemMessage.PinkEvent(1, someone, List.of(someone), Bytes.EMPTY));
        sidevms.pushSystemMessage(
                PROGRAM, new SystemMessage.PinkMessageOutput(1, someone, someone, Bytes.EMPTY, Bytes.EMPTY));
        sidevms.pushSystemMessage(
                PROGRAM, new SystemMessage.OfMetric(new SystemMessage.Metric.PinkQueryIn(Bytes.wrap(new byte[8]))));
        assertThat(ask("system")).isEqualTo("[1, 1, 1, 1]");
    }

    @Test
    void usesTheCache() throws Exception {
        assertThat(ask("get k")).isEqualTo("none");
        assertThat(ask("set k some value")).isEqualTo("set");
        assertThat(ask("get k")).isEqualTo("some value");
        assertThat(ask("expire k 4294967301")).isEqualTo("expires");
        assertThat(host.expirations).containsEntry(Bytes.ofUtf8("k"), 4294967301L);
        assertThat(ask("remove k")).isEqualTo("some value");
        assertThat(ask("remove k")).isEqualTo("none");
        assertThat(ask("set k " + "x".repeat(101))).isEqualTo("error: ResourceLimited");
    }

    @Test
    void logsThroughTheHost() throws Exception {
        assertThat(ask("log take care")).isEqualTo("logged");
        assertThat(host.lines).contains("3 workbench is up", "2 take care");
    }

    @Test
    void queriesAContract() throws Exception {
        String answer = ask("contract " + "05".repeat(32) + " 0102");
        // The test's contract says its first byte, then the whole query: InkMessage, the payload, nothing paid.
        assertThat(answer).isEqualTo("05" + "00" + "08" + "0102" + "00".repeat(33));
        assertThat(ask("contract " + "06".repeat(32) + " ")).startsWith("06");
    }

    @Test
    void givesOutput() throws Exception {
        assertThat(ask("emit result")).isEqualTo("emitted");
        assertThat(host.outputs).containsExactly(Bytes.ofUtf8("result"));
    }

    /// Each ocall there is, as the trace shows what this program called.
    @Test
    void everyOcallIsCalledByAProgram() throws Exception {
        // As if lines came slowly: more in a second than there may be would be lost.
        host.onLine = _ -> host.skippedNanos.addAndGet(10_000_000);
        assertThat(ask("trace on")).isEqualTo("set");
        for (String question : List.of(
                "sleep 1",
                "random 4",
                "gas",
                "set k v",
                "get k",
                "expire k 5",
                "remove k",
                "vmid",
                "hold-channels",
                "spawn 2",
                "contract " + "05".repeat(32) + " 00",
                "emit result",
                "listen 127.0.0.1:0")) {
            assertThat(ask(question)).as(question).doesNotStartWith("error");
        }
        int port = host.port();
        assertThat(ask("connect 127.0.0.1 " + port + " with an address")).isEqualTo("with an address");
        assertThat(ask("tls 127.0.0.1 " + port + " hello")).startsWith("error");
        assertThat(ask("listen-unnamed 127.0.0.1:0")).isEqualTo("listening");
        assertThat(ask("connect 127.0.0.1 " + host.port() + " without one"))
                .as(() -> String.join("\n", host.lines))
                .isEqualTo("without one");
        assertThat(ask("log a line")).isEqualTo("logged");
        assertThat(ask("trace on")).isEqualTo("set");
        assertThat(ask("exit")).isEqualTo("bye");
        until(() -> info().state().equals("stopped"), "the program's end");
        assertThat(host.lines.stream()
                        .filter(line -> line.startsWith("5 ") && line.contains(") = "))
                        .map(line -> line.substring(2, line.indexOf('(')))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "get_return",
                        "close",
                        "poll",
                        "poll_read",
                        "poll_write",
                        "poll_shutdown",
                        "poll_res",
                        "mark_task_ready",
                        "next_ready_task",
                        "enable_ocall_trace",
                        "awake_wakers",
                        "getrandom",
                        "create_timer",
                        "oneshot_send",
                        "gas_remaining",
                        "tcp_listen",
                        "tcp_accept",
                        "tcp_accept_no_addr",
                        "tcp_connect",
                        "tcp_connect_tls",
                        "log",
                        "local_cache_get",
                        "local_cache_set",
                        "local_cache_set_expiration",
                        "local_cache_remove",
                        "create_input_channel",
                        "query_local_contract",
                        "vmid",
                        "emit_program_output");
    }

    @Test
    void endsWhenItsMainTaskEnds() throws Exception {
        assertThat(ask("exit")).isEqualTo("bye");
        until(() -> info().state().equals("stopped"), "the program's end");
        assertThat(info().stopReason()).isEqualTo("1");
        sidevms.finishBlock(5);
        assertThat(info().state()).isEqualTo("stopped");
        assertThat(host.lines).contains("3 workbench ends");
        assertThatThrownBy(() -> ask("echo"))
                .isInstanceOf(SidevmException.class)
                .hasMessage("Sidevm stopped");
    }

    private SidevmInfo info() {
        return sidevms.info(PROGRAM).orElseThrow();
    }
}
