package network.phala.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// A trap is what the guest did; a mistake of the engine must never look like one.
class EngineSoundnessTest {
    private static final FuncType NOTHING = FuncType.of();

    /// `call` writes 77 at 8, then reads a global and stores it at 16.
    private static WasmModule globalReader() {
        ModuleBuilder module = new ModuleBuilder().importMemory(1, 1);
        module.global(ValueType.I32, true, o -> o.i32(3));
        module.export(
                "call",
                module.function(
                        NOTHING,
                        List.of(),
                        o -> o.i32(8).i32(77).op(0x36, 2, 0).i32(16).op(0x23, 0).op(0x36, 2, 0)));
        return Guest.decode(module.build());
    }

    @Test
    void anArrayThatIsTooShortIsNoTrap() {
        for (LinkedModule<Guest.Log> linked : Guest.linkAll(globalReader())) {
            Guest.Log log = new Guest.Log();
            LinearMemory memory = new LinearMemory(1, 1, new MemoryPool());
            // As if the engine had made room for too few globals.
            Instance<Guest.Log> broken = new Instance<>(linked, log, new Store(linked, memory, new long[0], null));
            broken.setFuel(1000);
            assertThatThrownBy(() -> broken.invoke("call"))
                    .isInstanceOf(EngineFailure.class)
                    .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aRefusedAccessIsATrapOnlyWhenItsAddressIsOutOfRange() {
        LinkedModule<Guest.Log> linked = Guest.link(globalReader(), Engine.COMPILER);
        Store store = new Store(linked, new LinearMemory(1, 1, new MemoryPool()), new long[1], null);
        IndexOutOfBoundsException refused = new IndexOutOfBoundsException();
        for (int index : new int[] {-1, Integer.MIN_VALUE, 65529, 65535, 65536, Integer.MAX_VALUE}) {
            assertThat(MemoryOps.faultAt(refused, index, store).code()).isEqualTo(TrapCode.MEMORY_OUT_OF_BOUNDS);
        }
        for (int index : new int[] {0, 1, 65528}) {
            assertThatThrownBy(() -> MemoryOps.faultAt(refused, index, store)).isInstanceOf(EngineFailure.class);
        }
    }

    /// Every load and store at every address and offset around the ends of the memory and of 32 bits, against
    /// plain arithmetic.
    @Test
    void memoryEndsAreExactInEveryForm() {
        int[] widths = {4, 8, 4, 8, 1, 1, 2, 2, 1, 1, 2, 2, 4, 4, 4, 8, 4, 8, 1, 2, 1, 2, 4};
        long[] offsets = {0, 1, 7, 65535, 65536, 0x7fff_0000L, 0x7fff_ffffL, 0x8000_0000L, 0xffff_fff8L, 0xffff_ffffL};
        long[] bases = {
            0,
            1,
            2,
            65527,
            65528,
            65529,
            65532,
            65533,
            65534,
            65535,
            65536,
            0x7fff_ffff,
            -1,
            -2,
            -8,
            -65536,
            Integer.MIN_VALUE,
            Integer.MIN_VALUE + 1
        };
        for (int op = Op.LOAD_FIRST; op <= Op.STORE_LAST; op++) {
            int opcode = op;
            for (long offset : offsets) {
                ModuleBuilder module = new ModuleBuilder().importMemory(1, 1);
                module.export("call", module.function(FuncType.of(ValueType.I32), List.of(), o -> {
                    o.op(0x20, 0);
                    if (opcode >= Op.STORE_FIRST) {
                        zero(o, Op.second(opcode));
                        o.op(opcode, 0, offset);
                    } else {
                        o.op(opcode, 0, offset).raw(0x1a);
                    }
                }));
                List<LinkedModule<Guest.Log>> engines = Guest.linkAll(Guest.decode(module.build()));
                for (long base : bases) {
                    boolean inside = (base & 0xffffffffL) + offset + widths[op - Op.LOAD_FIRST] <= 65536;
                    for (LinkedModule<Guest.Log> engine : engines) {
                        assertThat(Guest.run(engine, 100, "call", base))
                                .as("opcode %x at %d + %d", op, base, offset)
                                .startsWith(inside ? "ok" : "MEMORY_OUT_OF_BOUNDS");
                    }
                }
            }
        }
    }

    private static void zero(ModuleBuilder.Out out, byte type) {
        switch (type) {
            case Op.I -> out.i32(0);
            case Op.L -> out.i64(0);
            case Op.F -> out.f32(0);
            default -> out.f64(0);
        }
    }
}
