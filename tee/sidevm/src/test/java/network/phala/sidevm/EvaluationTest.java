package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs that are run once for their output, as a cluster's JavaScript runtime is. `wasi` gives its arguments as its
/// output; `workbench` waits for queries that never come.
class EvaluationTest {
    private static final Duration PATIENCE = TestHost.PATIENCE;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private TestHost host;
    private Sidevms sidevms;

    @BeforeEach
    void start() throws Exception {
        host = new TestHost();
        sidevms = new Sidevms(host.ports(), 1);
    }

    @AfterEach
    void stop() {
        sidevms.close();
    }

    private Bytes evaluate(Bytes code, Duration limit, String... arguments) throws Exception {
        return sidevms.evaluate(
                TestHost.PROGRAM,
                H256.of(Blake2b.digest256(code.unsafeArray())),
                code,
                List.of(arguments),
                (program, level, text) -> lines.add(level + " " + text),
                limit,
                Pauses.NONE);
    }

    @Test
    void givesTheOutputAndLogsForTheAsker() throws Exception {
        Bytes output = evaluate(TestHost.artifact("wasi"), PATIENCE, "phatjs", "-c", "1+1", "--", "x");
        assertThat(output).isEqualTo(Bytes.ofUtf8("phatjs\0-c\0001+1\0--\0x\0"));
        assertThat(lines).hasSize(2);
        assertThat(host.lines).isEmpty();
        assertThat(host.outputs).isEmpty();
        assertThat(sidevms.liveCount()).isZero();
    }

    @Test
    void whatWaitsForeverEndsWithTheTime() {
        assertThatThrownBy(() -> evaluate(TestHost.artifact("workbench"), Duration.ofMillis(300)))
                .isInstanceOf(NoOutputException.class)
                .hasMessage("Sidevm execution timeout");
        TestHost.until(() -> sidevms.evaluationsUnderWay() == 0, "the end of its thread");
    }

    /// A contract whose scripts never end cannot take the room of another's.
    @Test
    @Timeout(600)
    void scriptsThatWaitForeverHoldUpOnlyTheirOwnContract() throws Exception {
        H256 other = H256.fromHex("0x" + "0e".repeat(32));
        Bytes waiting = TestHost.artifact("workbench");
        H256 hash = H256.of(Blake2b.digest256(waiting.unsafeArray()));
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            askers.add(Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(() -> sidevms.evaluate(
                                    other,
                                    hash,
                                    waiting,
                                    List.of(),
                                    (_, _, _) -> {},
                                    Duration.ofMinutes(9),
                                    Pauses.NONE))
                            .isInstanceOf(InterruptedException.class)));
        }
        TestHost.until(() -> sidevms.evaluationsUnderWay() >= 4, "scripts that wait");
        assertThat(evaluate(TestHost.artifact("wasi"), Duration.ofMinutes(5), "x"))
                .isEqualTo(Bytes.ofUtf8("x\0"));
        for (Thread each : askers) {
            each.interrupt();
            each.join();
        }
        TestHost.until(() -> sidevms.evaluationsUnderWay() == 0, "the end of their threads");
    }

    @Test
    void whatIsNoProgramSaysSo() {
        assertThatThrownBy(() -> evaluate(Bytes.of((byte) 1), PATIENCE))
                .isInstanceOf(NoOutputException.class)
                .hasMessageStartingWith("Failed to start sidevm instance: ");
    }

    /// (module (memory (export "memory") 1) (func (export "sidevm_poll") (result i32) …)).
    private static Bytes polling(String body) {
        String code = "0a" + hex(body.length() / 2 + 4) + "01" + hex(body.length() / 2 + 2) + "00" + body + "0b";
        return Bytes.fromHex("0x0061736d01000000" + "010501600001" + "7f" + "03020100" + "0503010001"
                + "071802066d656d6f727902000b73696465766d5f706f6c6c0000" + code);
    }

    private static String hex(int number) {
        return String.format(java.util.Locale.ROOT, "%02x", number);
    }

    @Test
    void endsWithoutOutputHaveTheirReasons() {
        // i32.const 1; unreachable; loop forever.
        assertThatThrownBy(() -> evaluate(polling("4101"), PATIENCE)).hasMessage("Sidevm terminated without output");
        assertThatThrownBy(() -> evaluate(polling("00"), PATIENCE))
                .hasMessage("RuntimeError: wasm `unreachable` instruction executed");
        assertThatThrownBy(() -> evaluate(polling("03400c000b00"), PATIENCE)).hasMessage("Stifled");
        TestHost.until(() -> sidevms.evaluationsUnderWay() == 0, "the end of their threads");
    }
}
