package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PROGRAM;
import static network.phala.sidevm.TestHost.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.Compiling;
import org.junit.jupiter.api.Test;

/// A program that speaks WASI instead of the `sidevm` crate's ocalls.
class WasiTest {
    /// Letters are answers: A success, B true or errno 1, I errno 8.
    private static final String ANSWERS = "AAAAAAIABBBI";

    @Test
    void answersTheCallsOfPreview1() throws Exception {
        TestHost host = new TestHost();
        try (Sidevms sidevms = new Sidevms(host.ports(), 1)) {
            TestHost.deploy(sidevms, PROGRAM, "wasi");
            until(() -> sidevms.info(PROGRAM).orElseThrow().state().equals("stopped"), "the program's end");
            assertThat(sidevms.info(PROGRAM).orElseThrow().stopReason()).isEqualTo("7");
        }
        assertThat(host.lines).containsExactly("3 ", "1 " + ANSWERS);
    }

    @Test
    void givesArguments() throws Exception {
        TestHost host = new TestHost();
        Cores cores = new Cores(1);
        var clock = new java.util.concurrent.ScheduledThreadPoolExecutor(1);
        try (cores;
                clock) {
            Program program = new Program(
                    PROGRAM,
                    List.of("phatjs", "-c", "1+1"),
                    () -> new ProgramCode(Compiling.HERE)
                            .load(
                                    H256.of(Blake2b.digest256(
                                            TestHost.artifact("wasi").unsafeArray())),
                                    TestHost.artifact("wasi"),
                                    16),
                    SidevmConfig.DEFAULT,
                    1,
                    host.ports(),
                    cores,
                    new MemoryRoom(1 << 24).part(),
                    new MemoryRoom(1 << 24).part(),
                    clock);
            program.begin();
            assertThat(program.end().get(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new ExitReason.Exited(7));
        }
        assertThat(host.outputs).containsExactly(Bytes.ofUtf8("phatjs\0-c\0001+1\0"));
        assertThat(host.lines).hasSize(2).last().isEqualTo("1 " + ANSWERS);
    }
}
