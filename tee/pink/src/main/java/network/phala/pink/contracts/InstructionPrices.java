package network.phala.pink.contracts;

import java.util.Arrays;
import network.phala.wasm.InstructionCosts;

/// The prices of instructions in runtimes 1.0 and 1.1, in reference time. 32-bit instructions cost what their 64-bit
/// siblings do.
///
/// The numbers are those of phala-blockchain crates/pink/runtime/src/snapshots at pruntime-v2.0.1 and pruntime-v2.1.0
/// (`detect_parameter_changes`); which instruction has which follows substrate frame/contracts/src/schedule.rs at
/// polkadot-v0.9.41 and v0.9.43.
final class InstructionPrices implements InstructionCosts {
    /// The version of both price lists.
    static final int VERSION = 4;

    private static final int FALLBACK = 8000;
    private static final int MAX_LOCALS = 1024;
    private static final int MAX_BRANCH_TABLE = 256;

    private static final int[] FIRST = new int[256];
    private static final int[] SECOND = new int[256];

    static {
        Arrays.fill(FIRST, REFUSED);
        Arrays.fill(SECOND, REFUSED);
        price(0, 0, 0x00, 0x05, 0x0b, 0x0f); // unreachable, else, end, return
        price(2060, 1475, 0x01, 0x02, 0x03, 0x1a, 0x41, 0x42); // constant
        price(6640, 3636, 0x28, 0x29, 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35); // load
        price(5894, 3072, 0x36, 0x37, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e); // store
        price(3255, 2035, 0x1b); // select
        price(6979, 6147, 0x04); // if
        price(2287, 1662, 0x0c); // br
        price(3316, 3583, 0x0d); // br_if
        price(19_203, 16_625, 0x10); // call
        price(2534, 864, 0x20); // local.get
        price(2795, 2192, 0x21); // local.set
        price(2460, 917, 0x22); // local.tee
        price(6908, 7258, 0x23); // global.get
        price(7138, 7364, 0x24); // global.set
        price(6071, 2281, 0x3f); // memory.size
        price(14_803_549, 13_311_585, 0x40); // memory.grow
        price(2136, 878, 0x67, 0x79); // clz
        price(2224, 812, 0x68, 0x7a); // ctz
        price(2470, 804, 0x69, 0x7b); // popcnt
        price(2410, 731, 0x45, 0x50); // eqz
        price(2066, 930, 0xac); // i64.extend_i32_s
        price(1995, 946, 0xad); // i64.extend_i32_u
        price(2058, 775, 0xa7); // i32.wrap_i64
        price(2914, 1620, 0x46, 0x51); // eq
        price(2896, 1874, 0x47, 0x52); // ne
        price(2843, 1594, 0x48, 0x53); // lts
        price(2887, 1595, 0x49, 0x54); // ltu
        price(2889, 1391, 0x4a, 0x55); // gts
        price(3016, 1689, 0x4b, 0x56); // gtu
        price(2903, 1565, 0x4c, 0x57); // les
        price(3121, 1391, 0x4d, 0x58); // leu
        price(2906, 1539, 0x4e, 0x59); // ges
        price(2958, 1596, 0x4f, 0x5a); // geu
        price(2786, 1473, 0x6a, 0x7c); // add
        price(2686, 1729, 0x6b, 0x7d); // sub
        price(2688, 1372, 0x6c, 0x7e); // mul
        price(9041, 7241, 0x6d, 0x7f); // divs
        price(8400, 6115, 0x6e, 0x80); // divu
        price(9322, 7475, 0x6f, 0x81); // rems
        price(8353, 6297, 0x70, 0x82); // remu
        price(2793, 1258, 0x71, 0x83); // and
        price(3456, 1331, 0x72, 0x84); // or
        price(2793, 1506, 0x73, 0x85); // xor
        price(2818, 1442, 0x74, 0x86); // shl
        price(2855, 1712, 0x75, 0x87); // shrs
        price(2845, 1438, 0x76, 0x88); // shru
        price(2850, 1497, 0x77, 0x89); // rotl
        price(2789, 1430, 0x78, 0x8a); // rotr
    }

    /// 1.0 charges the number of parameters where it meant the price of an indirect call with that many: a mistake that
    /// is part of the gas.
    private static final int INDIRECT_BY_PARAMETERS = -1;

    /// Runtime 1.0.
    static final Metering.InjectedCalls V1_0 = metering(FIRST, new Structure(5457, 46, INDIRECT_BY_PARAMETERS, 913));

    /// Runtime 1.1.
    static final Metering.InjectedCalls V1_1 = metering(SECOND, new Structure(5281, 4, 19_911, 1041));

    private final int[] prices;
    private final Structure structure;
    private final boolean relaxed;

    /// Prices that depend on more than the opcode.
    private record Structure(int branchTable, int branchTableEntry, int callIndirect, int local) {}

    private InstructionPrices(int[] prices, Structure structure, boolean relaxed) {
        this.prices = prices;
        this.structure = structure;
        this.relaxed = relaxed;
    }

    private static Metering.InjectedCalls metering(int[] prices, Structure structure) {
        return new Metering.InjectedCalls(
                VERSION,
                new Metering.Costs(
                        new InstructionPrices(prices, structure, false),
                        new InstructionPrices(prices, structure, true)));
    }

    private static void price(int first, int second, int... opcodes) {
        for (int opcode : opcodes) {
            FIRST[opcode] = first;
            SECOND[opcode] = second;
        }
    }

    /// Float instructions have no price; in code that may be indeterministic they all cost the same.
    @Override
    public int of(int opcode) {
        int price = prices[opcode];
        boolean isFloat = opcode >= 0x2a && opcode <= 0xbf;
        return price == REFUSED && relaxed && isFloat ? FALLBACK : price;
    }

    @Override
    public int branchTable(int entries) {
        if (Integer.compareUnsigned(entries, MAX_BRANCH_TABLE) > 0) {
            return REFUSED;
        }
        return structure.branchTable + structure.branchTableEntry * entries;
    }

    @Override
    public int callIndirect(int parameters) {
        return structure.callIndirect == INDIRECT_BY_PARAMETERS ? parameters : structure.callIndirect;
    }

    @Override
    public int locals(long count) {
        return count > MAX_LOCALS ? REFUSED : structure.local * (int) count;
    }
}
