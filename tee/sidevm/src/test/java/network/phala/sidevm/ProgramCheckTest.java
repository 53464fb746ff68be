package network.phala.sidevm;

import static network.phala.sidevm.TestHost.PROGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the check says before a program is started is what the start then does.
class ProgramCheckTest {
    private static final SidevmConfig SMALL = new SidevmConfig(1 << 20, 64, 2_000_000_000L, -1);
    /// `sidevm_poll`, which answers 1: the program has done what it had to.
    private static final String TYPES = section(1, "0260" + "00017f" + "60" + "017f00");

    private static String section(int id, String content) {
        return HexFormat.of().toHexDigits((byte) id)
                + HexFormat.of().toHexDigits((byte) (content.length() / 2))
                + content;
    }

    private static String name(String text) {
        byte[] bytes = Bytes.ofUtf8(text).toArray();
        return HexFormat.of().toHexDigits((byte) bytes.length) + HexFormat.of().formatHex(bytes);
    }

    /// A module of the given parts, in the order of their sections.
    private static Bytes module(String... sections) {
        return Bytes.fromHex("0x0061736d01000000" + String.join("", sections));
    }

    private static String imports(String... each) {
        return section(2, HexFormat.of().toHexDigits((byte) each.length) + String.join("", each));
    }

    /// An import of a function of type 0, () -> i32, or 1, (i32) -> ().
    private static String function(String module, String name, int type) {
        return name(module) + name(name) + "00" + HexFormat.of().toHexDigits((byte) type);
    }

    private static String memory(String limits) {
        return section(5, "01" + limits);
    }

    /// Exports of `sidevm_poll` and of `memory`.
    private static String exports(int poll) {
        return section(
                7,
                "02" + name("sidevm_poll") + "00" + HexFormat.of().toHexDigits((byte) poll) + name("memory") + "0200");
    }

    private static final String ONE_FUNCTION = section(3, "0100");
    private static final String RETURNS_ONE = section(10, "010400" + "41010b");

    private static Bytes program(String limits) {
        return module(TYPES, ONE_FUNCTION, memory(limits), exports(0), RETURNS_ONE);
    }

    /// What the worker makes of it.
    private static String started(Bytes code, SidevmConfig config) throws Exception {
        TestHost host = new TestHost();
        try (Sidevms sidevms = new Sidevms(host.ports(), 1)) {
            sidevms.start(PROGRAM, H256.of(Blake2b.digest256(code.toArray())), Optional.of(code), config, 1);
            TestHost.until(() -> sidevms.info(PROGRAM).orElseThrow().state().equals("stopped"), "the program's end");
            return sidevms.info(PROGRAM).orElseThrow().stopReason();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello-http", "log-server", "workbench", "workbench.modern", "wasi", "script-runtime"})
    void ourProgramsAreAccepted(String name) throws Exception {
        ProgramCheck check = ProgramCheck.of(TestHost.artifact(name), SidevmConfig.DEFAULT);
        assertThat(check.problems()).isEmpty();
        assertThat(check.accepted()).isTrue();
        assertThat(check.facts().codeBytes()).isEqualTo(TestHost.artifact(name).size());
        assertThat(check.facts().memoryPages()).isPositive();
    }

    @Test
    void whatIsRefusedIsNamedAndNotStarted() throws Exception {
        Bytes unknown = module(
                TYPES,
                imports(function("env", "open_file", 1), function("wasi_unstable", "sched_yield", 0)),
                ONE_FUNCTION,
                memory("0001"),
                exports(2),
                RETURNS_ONE);
        Bytes mistyped = module(
                TYPES,
                imports(function("env", "sidevm_ocall", 1)),
                ONE_FUNCTION,
                memory("0001"),
                exports(1),
                RETURNS_ONE);
        Bytes global = module(
                TYPES,
                imports(name("env") + name("base") + "037f00"),
                ONE_FUNCTION,
                memory("0001"),
                exports(0),
                RETURNS_ONE);
        Bytes withoutPoll =
                module(TYPES, ONE_FUNCTION, memory("0001"), section(7, "01" + name("memory") + "0200"), RETURNS_ONE);
        Bytes argued = module(TYPES, section(3, "0101"), memory("0001"), exports(0), section(10, "010200" + "0b"));
        Bytes hidden = module(
                TYPES, ONE_FUNCTION, memory("0001"), section(7, "01" + name("sidevm_poll") + "0000"), RETURNS_ONE);
        Bytes outside = module(
                TYPES, ONE_FUNCTION, memory("0001"), exports(0), RETURNS_ONE, section(11, "010041ffff030b0461626364"));
        Bytes twice = module(TYPES, ONE_FUNCTION, section(5, "0200010001"), exports(0), RETURNS_ONE);
        Map<Bytes, String> refused = Map.of(
                Bytes.ofUtf8("no program"),
                "the file is no WebAssembly module",
                unknown,
                "the import env.open_file is unknown to the worker; it has env.sidevm_ocall",
                mistyped,
                "the import env.sidevm_ocall is of type",
                global,
                "the import env.base is no function",
                withoutPoll,
                "the code does not export sidevm_poll",
                argued,
                "the export sidevm_poll is of type",
                hidden,
                "the code does not export its memory",
                outside,
                "data segment of 4 bytes at 65535 does not fit",
                twice,
                "2 memories",
                program("0041"),
                "begins with 65 pages of 64 KiB; at most 64");
        for (Map.Entry<Bytes, String> each : refused.entrySet()) {
            ProgramCheck check = ProgramCheck.of(each.getKey(), SMALL);
            assertThat(check.accepted()).as(each.getValue()).isFalse();
            assertThat(String.join("\n", check.problems())).contains(each.getValue());
            assertThat(started(each.getKey(), SMALL)).as(each.getValue()).isEqualTo("FailedToStart");
        }
        assertThat(ProgramCheck.of(unknown, SMALL).problems())
                .anyMatch(problem -> problem.contains("it has wasi_snapshot_preview1.sched_yield"));
        assertThat(ProgramCheck.of(program("010141"), SMALL).problems())
                .singleElement()
                .asString()
                .contains("may grow to 65 pages of 64 KiB; at most 64 are allowed");
    }

    @Test
    void theLimitsOfADeploymentCount() throws Exception {
        Bytes least = program("0001");
        assertThat(ProgramCheck.of(least, SMALL).accepted()).isTrue();
        assertThat(started(least, SMALL)).isEqualTo("1");
        SidevmConfig tight = new SidevmConfig(least.size() - 1, 64, 2_000_000_000L, -1);
        assertThat(ProgramCheck.of(least, tight).refusal()).contains("CodeTooLarge");
        assertThat(ProgramCheck.of(least, tight).problems())
                .singleElement()
                .asString()
                .contains("the code has " + least.size() + " bytes; at most " + (least.size() - 1));
        assertThat(started(least, tight)).isEqualTo("CodeTooLarge");
        assertThat(ProgramCheck.of(program("0040"), SMALL).accepted()).isTrue();
        assertThat(ProgramCheck.of(program("00ff07"), SidevmConfig.DEFAULT).remarks())
                .singleElement()
                .asString()
                .contains("begins with 63 MiB");
    }

    @Test
    void aStartFunctionIsMentioned() {
        Bytes code = module(
                section(1, "0260000060" + "00017f"),
                section(3, "020001"),
                memory("0001"),
                exports(1),
                section(8, "00"),
                section(10, "0202000b" + "040041010b"));
        ProgramCheck check = ProgramCheck.of(code, SMALL);
        assertThat(check.problems()).isEmpty();
        assertThat(check.remarks()).singleElement().asString().contains("function 0 is a start function");
    }

    /// Programs with some bytes changed: the check and the worker are of one opinion, and neither breaks.
    @Test
    void changedProgramsAreJudgedAsTheStartJudgesThem() throws Exception {
        long seed = new Random().nextLong();
        Random chance = new Random(seed);
        byte[] good = TestHost.artifact("wasi").toArray();
        List<String> verdicts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] changed = good.clone();
            for (int n = 1 + chance.nextInt(2); n > 0; n--) {
                changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
            }
            Bytes code = Bytes.wrap(changed);
            ProgramCheck check = ProgramCheck.of(code, SMALL);
            assertThat(check.accepted())
                    .as("seed " + seed + ": " + check)
                    .isEqualTo(check.problems().isEmpty());
            if (!check.accepted()) {
                assertThat(started(code, SMALL))
                        .as("seed " + seed + ": " + check)
                        .isEqualTo("FailedToStart");
                verdicts.add(check.problems().getFirst());
            }
        }
        assertThat(verdicts).as("seed " + seed).isNotEmpty();
    }
}
