package network.phala.wasm;

import java.util.Arrays;

/// Types of a function's parameters and locals, run-length: 50000 locals cost as much memory as their
/// declaration.
final class LocalTypes {
    private static final int LOCALS_MAX = 50_000;
    private static final ValueType[] VALUE_TYPES = ValueType.values();

    private final IntList ends = new IntList();
    private byte[] types = new byte[16];

    /// Takes the parameters and reads the declarations at the start of a body. Gives whether floats are declared.
    boolean read(FuncType type, ByteReader in, Dialect dialect) throws WasmDecodeException {
        ends.size = 0;
        for (ValueType param : type.params()) {
            add(1, param);
        }
        boolean floats = false;
        int runs = in.u32();
        for (int i = 0; i != runs; i++) {
            int count = in.u32();
            ValueType local = in.valueType(dialect);
            floats |= local.isFloat();
            if (count < 0 || count > LOCALS_MAX - count()) {
                throw in.error("more than " + LOCALS_MAX + " locals");
            }
            if (count > 0) {
                add(count, local);
            }
        }
        return floats;
    }

    private void add(int more, ValueType local) {
        byte code = (byte) local.ordinal();
        int end = count() + more;
        int last = ends.size - 1;
        if (last >= 0 && types[last] == code) {
            ends.items[last] = end;
            return;
        }
        if (ends.size == types.length) {
            types = Arrays.copyOf(types, types.length * 2);
        }
        types[ends.size] = code;
        ends.add(end);
    }

    int count() {
        return ends.size == 0 ? 0 : ends.items[ends.size - 1];
    }

    /// The type of a local below [#count].
    byte get(int index) {
        int at = Arrays.binarySearch(ends.items, 0, ends.size, index + 1);
        return types[at >= 0 ? at : -at - 1];
    }

    /// The local at which each run ends.
    int[] runEnds() {
        return ends.toArray();
    }

    /// The type of each run, as the engines keep it.
    byte[] runTypes() {
        byte[] kept = new byte[ends.size];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = VALUE_TYPES[types[i]].kept();
        }
        return kept;
    }
}
