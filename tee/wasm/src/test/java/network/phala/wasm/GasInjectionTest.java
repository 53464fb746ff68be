package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.phala.primitives.Bytes;
import org.junit.jupiter.api.Test;

/// Larger modules, in every kind of block, are compared by the storage roots of the observed pink runtimes 1.0 and 1.1.
class GasInjectionTest {
    private static final Bytes SMALLEST = Bytes.fromHex("0x0061736d0100000001040160000002100103656e76066d656d6f7279"
            + "0201011003030200000711020463616c6c0000066465706c6f7900010a070202000b02000b");

    /// What wasm-instrument 0.4 made of a contract with two empty functions.
    @Test
    void everyIndexMovesByOne() throws WasmDecodeException {
        assertThat(GasInjection.inject(SMALLEST, "seal0", "gas", priced(0)))
                .isEqualTo(Bytes.fromHex("0x0061736d0100000001080260000060017e00021c0203656e76066d656d6f7279"
                        + "02010110057365616c3003676173000103030200000711020463616c6c0001066465706c6f7900020a07"
                        + "0202000b02000b"));
    }

    @Test
    void whatHasNoPriceIsRefused() {
        assertThatThrownBy(() -> GasInjection.inject(SMALLEST, "seal0", "gas", priced(InstructionCosts.REFUSED)))
                .isInstanceOf(WasmDecodeException.class);
    }

    /// parity-wasm takes the memory that an access or a segment may name for something else, and reads on from there.
    @Test
    void whatParityWasmMisreadsIsRewrittenOrRefused() {
        int refused = 0;
        for (long seed = 1; seed <= 1500; seed++) {
            try {
                GasInjection.inject(RandomModule.special(seed, RandomModule.Floats.NONE), "seal0", "gas", priced(1));
            } catch (WasmDecodeException _) {
                refused++;
            }
        }
        System.out.println(refused + " of 1500 modules are refused");
        assertThat(refused).isBetween(1, 1499);
    }

    /// A data segment that names memory 0: `unreachable` stands in its offset for parity-wasm, and is written again.
    @Test
    void aSegmentThatNamesItsMemoryStaysSo() throws WasmDecodeException {
        Bytes data = Bytes.fromHex("0x0b0801020041000b0101");
        assertThat(GasInjection.inject(Bytes.concat(SMALLEST, data), "seal0", "gas", priced(0))
                        .toHex())
                .endsWith("0b0801020041000b0101");
    }

    private static InstructionCosts priced(int cost) {
        return new InstructionCosts() {
            @Override
            public int of(int opcode) {
                return cost;
            }

            @Override
            public int branchTable(int entries) {
                return cost;
            }

            @Override
            public int callIndirect(int parameters) {
                return cost;
            }

            @Override
            public int locals(long count) {
                return cost;
            }
        };
    }
}
