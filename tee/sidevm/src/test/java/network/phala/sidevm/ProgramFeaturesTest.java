package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PATIENCE;
import static network.phala.sidevm.TestHost.PROGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;

/// Programs as compilers make them today, without being asked for WebAssembly 1.0.
class ProgramFeaturesTest {
    /// Imports both ocall functions, copies a text by `memory.copy` and gives the copy as its output.
    private static final Bytes COPYING = Bytes.fromHex(
            "0x0061736d01000000010f0260067f7f7f7f7f7f017e6000017f02330203656e760c73696465766d5f6f63616c6c000003"
                    + "656e761873696465766d5f6f63616c6c5f666173745f72657475726e0000030201010503010001071802066d656d6f72"
                    + "7902000b73696465766d5f706f6c6c00020c01010a2201200041c00041084105fc0a0000410041f30141c00041054100"
                    + "410010011a41010b0b0b010041080b056d6f766564");

    /// Takes a text from a passive segment, its length by a saturating conversion, and gives it as
    /// its output.
    private static final Bytes PASSIVE = Bytes.fromHex(
            "0x0061736d01000000010f0260067f7f7f7f7f7f017e6000017f02200103656e761873696465766d5f6f63616c6c5f6661"
                    + "73745f72657475726e0000030201010503010001071802066d656d6f727902000b73696465766d5f706f6c6c00010c01"
                    + "010a31012f0041c00041004116fc080000fc0900410041f30141c000443333333333b33640fc0241006a410041001000"
                    + "1a41010b0b1901011666726f6d20612070617373697665207365676d656e74");

    private static Bytes outputOf(Bytes program) throws Exception {
        TestHost host = new TestHost();
        try (Sidevms sidevms = new Sidevms(host.ports(), 1)) {
            H256 hash = H256.of(Blake2b.digest256(program.unsafeArray()));
            sidevms.start(PROGRAM, hash, Optional.of(program), SidevmConfig.DEFAULT, 1);
            TestHost.until(
                    () -> sidevms.info(PROGRAM).orElseThrow().stopReason().equals("1"), "the program's end");
        }
        assertThat(host.outputs).hasSize(1);
        return host.outputs.getFirst();
    }

    @Test
    void bulkMemoryRuns() throws Exception {
        assertThat(outputOf(COPYING)).isEqualTo(Bytes.ofUtf8("moved"));
        assertThat(outputOf(PASSIVE)).isEqualTo(Bytes.ofUtf8("from a passive segment"));
    }

    /// The workbench as rustc makes it of itself (`examples/build.sh`): bulk memory,
    /// saturating conversions, overlong indices of tables, an exported stack pointer where the
    /// linker wants one.
    @Test
    void aProgramOfTodaysRustcRuns() throws Exception {
        TestHost host = new TestHost();
        try (Sidevms sidevms = new Sidevms(host.ports(), 2)) {
            for (String each : new String[] {"workbench", "workbench.modern"}) {
                TestHost.deploy(sidevms, PROGRAM, each);
                assertThat(ask(sidevms, "echo ready")).as(each).isEqualTo("ready");
                assertThat(ask(sidevms, "saturate -3.7e19"))
                        .isEqualTo("-2147483648 0 -9223372036854775808 0 -2147483648 0 -9223372036854775808 0");
                assertThat(ask(sidevms, "saturate 4e9"))
                        .isEqualTo("2147483647 4000000000 4000000000 4000000000"
                                + " 2147483647 4000000000 4000000000 4000000000");
                assertThat(ask(sidevms, "saturate NaN")).isEqualTo("0 0 0 0 0 0 0 0");
                assertThat(ask(sidevms, "spawn 200")).isEqualTo(Integer.toString(199 * 200 / 2));
                assertThat(ask(sidevms, "work 20")).matches("\\d+");
                assertThat(ask(sidevms, "memory 10")).isEqualTo("taken");
            }
        }
    }

    private static String ask(Sidevms sidevms, String question) throws Exception {
        return sidevms.query(PROGRAM, Optional.empty(), Bytes.ofUtf8(question), PATIENCE)
                .toUtf8();
    }
}
