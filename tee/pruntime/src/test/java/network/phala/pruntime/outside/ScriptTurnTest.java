package network.phala.pruntime.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.net.Dialer;
import network.phala.sidevm.net.Proxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Scripts on a worker with four places: three compute at a time, two of one contract.
@Timeout(300)
class ScriptTurnTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final AccountId GREEDY = new AccountId(Bytes32.fromHex("0x" + "05".repeat(32)));
    private static final AccountId MODEST = new AccountId(Bytes32.fromHex("0x" + "06".repeat(32)));

    private final WorkerOutside outside = new WorkerOutside(Dialer.standard(true, () -> Proxies.NONE), 3);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<JsValue>> running = new ArrayList<>();
    private final Semaphore resting = new Semaphore(0);

    /// Counts when it gives its place back.
    private Asker resting(AccountId contract) {
        return Asker.of(contract, wait -> {
            resting.release();
            wait.run();
        });
    }

    /// The first script waits for the engine; those of the tests wait for nothing but their turns.
    @BeforeEach
    void madeReady() {
        assertThat(eval(MODEST, "'ready'")).isEqualTo(new JsValue.Text("ready"));
        resting.drainPermits();
    }

    @AfterEach
    void end() {
        running.forEach(each -> each.cancel(true));
        threads.close();
        outside.close();
    }

    private JsValue eval(AccountId contract, String script) {
        return outside.eval(resting(contract), List.of(new JsCode.Source(script)), List.of(), (_, _) -> {}, LONG);
    }

    private void start(AccountId contract, String script) {
        running.add(threads.submit(() -> eval(contract, script)));
    }

    @Test
    void endlessScriptsOfOneContractLeaveTurnsForOthers() throws Exception {
        for (int i = 0; i < 5; i++) {
            start(GREEDY, "for (;;) {}");
        }
        resting.acquire(3);
        assertThat(eval(MODEST, "'done'")).isEqualTo(new JsValue.Text("done"));
        assertThat(resting.availablePermits()).isZero();
        running.forEach(each -> each.cancel(true));
        assertThat(eval(GREEDY, "'done'")).isEqualTo(new JsValue.Text("done"));
    }

    @Test
    void aScriptThatWaitsHasNoTurn() throws Exception {
        List<Socket> asked = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                start(GREEDY, "fetch('http://127.0.0.1:" + silent.getLocalPort() + "/')");
                asked.add(silent.accept());
            }
            start(GREEDY, "setTimeout(() => { globalThis.scriptOutput = 'late' }, 1000000)");
            resting.acquire(5);
            assertThat(eval(GREEDY, "'done'")).isEqualTo(new JsValue.Text("done"));
        } finally {
            for (Socket each : asked) {
                each.close();
            }
        }
    }

    @Test
    void whoGetsNoTurnInItsTimeIsTold() throws Exception {
        for (int i = 0; i < 3; i++) {
            start(GREEDY, "for (;;) {}");
        }
        resting.acquire();
        JsValue late = outside.eval(
                resting(GREEDY), List.of(new JsCode.Source("1")), List.of(), (_, _) -> {}, Duration.ofMillis(1));
        assertThat(late)
                .isInstanceOfSatisfying(
                        JsValue.Exception.class,
                        exception -> assertThat(exception.text()).contains("timeout"));
    }
}
