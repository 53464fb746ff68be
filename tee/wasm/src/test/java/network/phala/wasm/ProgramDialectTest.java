package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What programs may use beyond contracts, and that contracts may not. The official suite
/// ([SpecTest]) has the rest.
class ProgramDialectTest {
    private static final int SIZE = 65_536;

    /// Exports `copy` and `fill`, which are `memory.copy` and `memory.fill` of their three
    /// arguments, among instructions with immediates of every kind; `fill` then puts a 3 at address
    /// 9.
    private static final Bytes BULK =
            Bytes.fromHex("0x0061736d01000000010b0260037f7f7f006000017f030403000001050401010104"
                    + "072604066d656d6f7279020004636f707900000466696c6c00010b73696465766d5f706f6c6c00020a42030c002000200120"
                    + "02fc0a00000b2e01017c44000000000000f83f21030240024041050e020001000b0b200020012002fc0b00410941034101fc"
                    + "0b000b040041010b");

    private static Instance<Object> instance(Bytes code, Engine engine) throws Exception {
        return new Linker<Object>(16)
                .link(WasmModule.decode(code, Dialect.PROGRAM), engine)
                .instantiate(new Object());
    }

    /// A module of one exported function `f` with this type (`params` and `result` as bytes) and
    /// body, and the given sections before and behind: memory of a page, and a data count.
    private static Bytes module(String before, String type, String between, String body, String behind) {
        HexFormat hex = HexFormat.of();
        byte[] code = hex.parseHex("00" + body + "0b");
        String section = "01" + hex.toHexDigits((byte) code.length) + hex.formatHex(code);
        return Bytes.fromHex("0x0061736d01000000" + sized("01", "0160" + type) + sized("03", "0100") + before
                + sized("05", "010001") + sized("07", "0101660000") + between + sized("0a", section) + behind);
    }

    private static String sized(String id, String content) {
        return id + HexFormat.of().toHexDigits((byte) (content.length() / 2)) + content;
    }

    @Test
    void contractsMayUseNothingOfIt() {
        List<Bytes> refused = new ArrayList<>(List.of(BULK));
        for (int which = 0; which < 8; which++) {
            boolean fromDouble = (which & 2) != 0;
            refused.add(module(
                    "",
                    "01" + (fromDouble ? "7c" : "7d") + "01" + (which < 4 ? "7f" : "7e"),
                    "",
                    "2000fc" + HexFormat.of().toHexDigits((byte) which),
                    ""));
        }
        // ref.null and ref.is_null; table.size; a table of externref; a passive element segment.
        refused.add(module("", "00017f", "", "d070d1", ""));
        refused.add(module(sized("04", "01700001"), "00017f", "", "fc1000", ""));
        refused.add(module(sized("04", "016f0001"), "00017f", "", "4101", ""));
        refused.add(module(sized("04", "01700001"), "00017f", sized("09", "0101000100"), "4101", ""));
        // memory.init and data.drop.
        refused.add(module("", "00017f", sized("0c", "01"), "410041004100fc0800004101", sized("0b", "01010161")));
        refused.add(module("", "00017f", sized("0c", "01"), "fc09004101", sized("0b", "01010161")));
        // A mutable global that is exported.
        refused.add(Bytes.fromHex("0x0061736d01000000" + sized("06", "017f0141000b") + sized("07", "0101670300")));
        for (Bytes code : refused) {
            assertThatThrownBy(() -> WasmModule.decode(code))
                    .as(code.toString())
                    .isInstanceOf(WasmDecodeException.class);
            assertThat(accepts(code)).as(code.toString()).isTrue();
        }
    }

    private static boolean accepts(Bytes code) {
        try {
            WasmModule.decode(code, Dialect.PROGRAM);
            return true;
        } catch (WasmDecodeException e) {
            return false;
        }
    }

    @Test
    void saysWhatIsMissingHere() {
        // (result i32 i32), a block of type 0, v128.const, i32.atomic.load.
        assertThatThrownBy(() -> WasmModule.decode(module("", "00027f7f", "", "41014101", ""), Dialect.PROGRAM))
                .hasMessageContaining("multi-value");
        assertThatThrownBy(() -> WasmModule.decode(module("", "00017f", "", "020041010b", ""), Dialect.PROGRAM))
                .hasMessageContaining("multi-value");
        assertThatThrownBy(() -> WasmModule.decode(module("", "00017f", "", "fd0c", ""), Dialect.PROGRAM))
                .hasMessageContaining("SIMD");
        assertThatThrownBy(() -> WasmModule.decode(module("", "00017f", "", "4100fe1002004101", ""), Dialect.PROGRAM))
                .hasMessageContaining("atomic");
    }

    @ParameterizedTest
    @EnumSource
    void indexBytesMayBeOverlong(Engine engine) throws Exception {
        // As linkers leave room for relocations: call_indirect through table 80 80 80 80 00.
        Bytes code = module(
                sized("04", "01700001"),
                "00017f",
                sized("09", "010041000b0100"),
                "4100044041001180808080008080808000" + "1a0b4107",
                "");
        try (Instance<Object> instance = instance(code, engine)) {
            instance.setFuel(1000);
            assertThat(instance.invoke("f")).isEqualTo(7);
        }
    }

    /// A local of type funcref and one of type externref behind one of type i32.
    @ParameterizedTest
    @EnumSource
    void localsReferToNothingAtFirst(Engine engine) throws Exception {
        // ref.is_null of both, as a number of two digits.
        String body = "03" + "017f" + "0170" + "016f" + "2001d1" + "410a6c" + "2002d1" + "6a" + "0b";
        Bytes code = Bytes.fromHex("0x0061736d01000000" + sized("01", "016000017f") + sized("03", "0100")
                + sized("07", "0101660000") + sized("0a", "01" + sized("", body).substring(0, 2) + body));
        try (Instance<Object> instance = instance(code, engine)) {
            instance.setFuel(1000);
            assertThat(instance.invoke("f")).isEqualTo(11);
        }
    }

    /// Two tables of these sizes, below 128, and three references for the second one. `f` calls the first element of
    /// the first one.
    private static Bytes twoTables(int first, int second) {
        HexFormat hex = HexFormat.of();
        return module(
                sized("04", "02" + "7000" + hex.toHexDigits((byte) first) + "7000" + hex.toHexDigits((byte) second)),
                "00017f",
                sized("09", "01" + "02" + "01" + "41000b" + "00" + "03000000"),
                "4100" + "110000",
                "");
    }

    @ParameterizedTest
    @EnumSource
    void elementsOfAnotherTableStayOutOfTheFirst(Engine engine) throws Exception {
        try (Instance<Object> instance = instance(twoTables(1, 3), engine)) {
            instance.setFuel(1000);
            assertThatThrownBy(() -> instance.invoke("f"))
                    .isInstanceOfSatisfying(
                            WasmTrap.class, trap -> assertThat(trap.code()).isEqualTo(TrapCode.INDIRECT_CALL_TO_NULL));
        }
        assertThatThrownBy(() -> instance(twoTables(3, 1), engine))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("does not fit the table of 1");
    }

    @ParameterizedTest
    @EnumSource
    void copiesAndFills(Engine engine) throws Exception {
        try (Instance<Object> instance = instance(BULK, engine)) {
            long seed = 17;
            Random random = new Random(seed);
            byte[] expected = new byte[SIZE];
            random.nextBytes(expected);
            instance.memory().write(0, expected);
            for (int i = 0; i < 2_000; i++) {
                int length = random.nextInt(random.nextBoolean() ? 40 : 3_000);
                int to = random.nextInt(SIZE - length);
                int from = random.nextBoolean()
                        ? random.nextInt(SIZE - length)
                        : Math.clamp(to + random.nextInt(21) - 10, 0, SIZE - length);
                instance.setFuel(1_000_000);
                if (random.nextBoolean()) {
                    instance.invoke("copy", to, from, length);
                    System.arraycopy(expected, from, expected, to, length);
                } else {
                    int value = random.nextInt();
                    instance.invoke("fill", to, value, length);
                    Arrays.fill(expected, to, to + length, (byte) value);
                    expected[9] = 3;
                }
            }
            assertThat(instance.memory().read(0, SIZE)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesRangesOutsideTheMemoryBeforeTheFirstByte(Engine engine) throws Exception {
        try (Instance<Object> instance = instance(BULK, engine)) {
            byte[] before = instance.memory().read(0, SIZE);
            int[][] outside = {{SIZE - 4, 0, 5}, {0, SIZE - 4, 5}, {-1, 0, 1}, {0, -1, 1}, {0, 0, -1}, {SIZE + 1, 0, 0}
            };
            for (int[] range : outside) {
                instance.setFuel(1_000_000);
                assertThatThrownBy(() -> instance.invoke("copy", range[0], range[1], range[2]))
                        .as(Arrays.toString(range))
                        .isInstanceOf(Trap.class);
            }
            assertThatThrownBy(() -> instance.invoke("fill", SIZE - 1, 1, 2)).isInstanceOf(Trap.class);
            assertThat(instance.memory().read(0, SIZE)).isEqualTo(before);
            instance.setFuel(1_000);
            instance.invoke("copy", SIZE, SIZE, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lengthCostsFuel(Engine engine) throws Exception {
        try (Instance<Object> instance = instance(BULK, engine)) {
            instance.setFuel(1_000_000);
            instance.invoke("copy", 0, 0, 8);
            long small = 1_000_000 - instance.fuel();
            instance.setFuel(1_000_000);
            instance.invoke("copy", 0, 0, SIZE);
            assertThat(1_000_000 - instance.fuel()).isEqualTo(small + (SIZE - 8) / 8);
            instance.setFuel(SIZE / 8);
            assertThatThrownBy(() -> instance.invoke("copy", 0, 0, SIZE))
                    .isInstanceOfSatisfying(
                            WasmTrap.class, e -> assertThat(e.code()).isEqualTo(TrapCode.OUT_OF_FUEL));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tablesOfAnInstanceAreItsOwnAndGrowToALimit(Engine engine) throws Exception {
        // f(n) = table.grow(null, n) of a table without a maximum.
        LinkedModule<Object> linked = new Linker<Object>(16)
                .link(
                        WasmModule.decode(
                                module(sized("04", "01700001"), "017f017f", "", "d0702000fc0f00", ""), Dialect.PROGRAM),
                        engine);
        for (int round = 0; round < 2; round++) {
            try (Instance<Object> instance = linked.instantiate(new Object())) {
                instance.setFuel(100_000_000);
                assertThat(instance.invoke("f", 5)).isEqualTo(1);
                assertThat(instance.invoke("f", Tables.ELEMENTS_MAX - 5)).isEqualTo(-1);
                assertThat(instance.invoke("f", -1)).isEqualTo(-1);
                assertThat(instance.invoke("f", Tables.ELEMENTS_MAX - 6)).isEqualTo(6);
                assertThat(instance.invoke("f", 1)).isEqualTo(-1);
            }
        }
        Bytes large = module(sized("04", "017000818040"), "00017f", "", "fc1000", "");
        WasmModule tooLarge = WasmModule.decode(large, Dialect.PROGRAM);
        assertThatThrownBy(() -> new Linker<Object>(16).link(tooLarge, engine))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("1048577 elements");
    }

    @Test
    void saturatesAsTheInterpreterAndTheSpecificationSay() throws Exception {
        double[] values = {
            0,
            -0.0,
            0.9,
            -0.9,
            1.5,
            -1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            2147483647.5,
            2147483648.0,
            -2147483648.9,
            -2147483649.0,
            4294967295.5,
            4294967296.0,
            0x1p63,
            -0x1p63,
            0x1p64,
            0x1p70,
            -0x1p70,
            9.2e18,
            1.8e19,
            Double.MIN_VALUE
        };
        for (int which = 0; which < 8; which++) {
            boolean fromDouble = (which & 2) != 0;
            Bytes code = module(
                    "",
                    "01" + (fromDouble ? "7c" : "7d") + "01" + (which < 4 ? "7f" : "7e"),
                    "",
                    "2000fc" + HexFormat.of().toHexDigits((byte) which),
                    "");
            try (Instance<Object> compiled = instance(code, Engine.COMPILER);
                    Instance<Object> interpreted = instance(code, Engine.INTERPRETER)) {
                for (double value : values) {
                    long bits = fromDouble ? Double.doubleToRawLongBits(value) : Float.floatToRawIntBits((float) value);
                    compiled.setFuel(100);
                    interpreted.setFuel(100);
                    long expected = saturated(which, fromDouble ? value : (float) value);
                    assertThat(compiled.invoke("f", bits))
                            .as("%d of %s", which, value)
                            .isEqualTo(expected);
                    assertThat(interpreted.invoke("f", bits))
                            .as("%d of %s", which, value)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /// With numbers of any size.
    private static long saturated(int which, double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        int width = which < 4 ? 32 : 64;
        boolean signed = which % 2 == 0;
        BigInteger one = BigInteger.ONE;
        BigInteger least = signed ? one.shiftLeft(width - 1).negate() : BigInteger.ZERO;
        BigInteger most = one.shiftLeft(signed ? width - 1 : width).subtract(one);
        BigInteger exact;
        if (Double.isInfinite(value)) {
            exact = value > 0 ? most : least;
        } else {
            exact = new BigDecimal(value).toBigInteger().max(least).min(most);
        }
        return width == 32 ? exact.intValue() : exact.longValue();
    }

    @Test
    void neverFailsOnGarbage() {
        long seed = 3;
        Random random = new Random(seed);
        List<Bytes> goods = List.of(
                BULK,
                module(
                        sized("04", "01700002"),
                        "00017f",
                        sized("09", "010570" + "02d0700bd2000b") + sized("0c", "01"),
                        "410041004101fc0c0000410041004101fc080000fc0d00fc0900fc1000",
                        sized("0b", "01010161")));
        int runnable = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] mutated = goods.get(i % goods.size()).toArray();
            for (int flips = 0; flips < 1 + random.nextInt(3); flips++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            int size = random.nextInt(8) == 0 ? random.nextInt(mutated.length) : mutated.length;
            try {
                WasmModule module = WasmModule.decode(Bytes.wrap(Arrays.copyOf(mutated, size)), Dialect.PROGRAM);
                new Linker<Object>(16).link(module, Engine.INTERPRETER).instantiate(new Object());
                runnable++;
            } catch (WasmDecodeException | LinkException e) {
                // Refused.
            }
        }
        assertThat(runnable).as("seed %d", seed).isPositive();
    }
}
