package network.phala.sidevm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.wasm.Instance;
import network.phala.wasm.Linker;
import network.phala.wasm.Trap;
import network.phala.wasm.WasmDecodeException;
import network.phala.wasm.WasmModule;
import org.junit.jupiter.api.Test;

class BulkMemoryTest {
    /// Exports `copy` and `fill`, which are `memory.copy` and `memory.fill` of their three arguments, among
    /// instructions
    /// with immediates of every kind; `fill` then puts a 3 at address 9.
    private static final Bytes BULK =
            Bytes.fromHex("0x0061736d01000000010b0260037f7f7f006000017f030403000001050401010104"
                    + "072604066d656d6f7279020004636f707900000466696c6c00010b73696465766d5f706f6c6c00020a42030c002000200120"
                    + "02fc0a00000b2e01017c44000000000000f83f21030240024041050e020001000b0b200020012002fc0b00410941034101fc"
                    + "0b000b040041010b");
    private static final int SIZE = 65_536;

    private static Instance<Object> instance(Bytes code) throws Exception {
        return new Linker<Object>(16).link(WasmModule.decode(code)).instantiate(new Object());
    }

    @Test
    void theEngineAloneRefusesThem() {
        assertThatThrownBy(() -> WasmModule.decode(BULK)).isInstanceOf(WasmDecodeException.class);
    }

    @Test
    void copiesAndFillsAsTheInstructionsDo() throws Exception {
        try (Instance<Object> instance = instance(BulkMemory.lowered(BULK))) {
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

    @Test
    void refusesRangesOutsideTheMemoryBeforeTheFirstByte() throws Exception {
        try (Instance<Object> instance = instance(BulkMemory.lowered(BULK))) {
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

    /// A program that imports both ocall functions, copies a text by `memory.copy` and gives the copy as its output.
    private static final Bytes IMPORTING =
            Bytes.fromHex("0x0061736d01000000010f0260067f7f7f7f7f7f017e6000017f02330203656e760c73"
                    + "696465766d5f6f63616c6c000003656e761873696465766d5f6f63616c6c5f666173745f72657475726e00000302010105"
                    + "03010001071802066d656d6f727902000b73696465766d5f706f6c6c00020c01010a2201200041c00041084105fc0a0000"
                    + "410041f30141c00041054100410010011a41010b0b0b010041080b056d6f766564");

    @Test
    void importsAreCountedWhateverTheirNames() throws Exception {
        TestHost host = new TestHost();
        try (Sidevms sidevms = new Sidevms(host.ports(), 1)) {
            sidevms.start(
                    TestHost.PROGRAM,
                    H256.of(Blake2b.digest256(IMPORTING.unsafeArray())),
                    Optional.of(IMPORTING),
                    SidevmConfig.DEFAULT,
                    1);
            TestHost.until(
                    () -> sidevms.info(TestHost.PROGRAM)
                            .orElseThrow()
                            .stopReason()
                            .equals("1"),
                    "the program's end");
        }
        assertThat(host.outputs).containsExactly(Bytes.ofUtf8("moved"));
    }

    @Test
    void leavesOtherModulesAsTheyAre() {
        Bytes workbench = TestHost.artifact("workbench");
        assertThat(BulkMemory.lowered(workbench)).isSameAs(workbench);
        assertThat(BulkMemory.lowered(Bytes.EMPTY)).isSameAs(Bytes.EMPTY);
    }

    @Test
    void neverFailsOnGarbage() throws Exception {
        long seed = 3;
        Random random = new Random(seed);
        byte[] good = BULK.toArray();
        int runnable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = good.clone();
            for (int flips = 0; flips < 1 + random.nextInt(3); flips++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            int size = random.nextInt(8) == 0 ? random.nextInt(mutated.length) : mutated.length;
            try {
                WasmModule.decode(BulkMemory.lowered(Bytes.wrap(Arrays.copyOf(mutated, size))));
                runnable++;
            } catch (WasmDecodeException e) {
                // Refused by whose business it is.
            }
        }
        assertThat(runnable).as("seed %d", seed).isPositive();
    }
}
