package network.phala.wasm;

import java.util.List;

/// Names and descriptors of what generated code refers to.
final class Descriptors {
    static final String STORE = "network/phala/wasm/Store";
    static final String MEMORY_OPS = "network/phala/wasm/MemoryOps";
    static final String OPS = "network/phala/wasm/Ops";
    static final String BULK = "network/phala/wasm/Bulk";
    static final String ENTRY = "network/phala/wasm/GuestEntry";
    static final String TRAP = "network/phala/wasm/WasmTrap";
    private static final String STORE_TYPE = "L" + STORE + ";";
    /// A segment of a large function: store, frame, stack word, label; gives the next label or -1.
    static final String SEGMENT = "(" + STORE_TYPE + "[JII)I";

    private static final String PACKAGE = "guest/";

    private Descriptors() {}

    /// The class that holds a group of functions.
    static String chunk(int index) {
        return PACKAGE + "F" + index;
    }

    /// The class that holds the adapters of a signature.
    static String signature(int canonicalType) {
        return PACKAGE + "T" + canonicalType;
    }

    static boolean isSignature(String name) {
        return name.startsWith(PACKAGE + "T");
    }

    /// The number in the name of a class.
    static int number(String name) {
        return Integer.parseInt(name.substring(PACKAGE.length() + 1));
    }

    /// The class through which Java calls one function.
    static String entry(int function) {
        return PACKAGE + "C" + function;
    }

    static char letter(int type) {
        return type == Op.NONE ? 'V' : "IJFD".charAt(type);
    }

    static byte result(FuncType type) {
        return type.results().isEmpty() ? Op.NONE : type.results().get(0).kept();
    }

    static int paramSlots(FuncType type) {
        int slots = 0;
        for (ValueType param : type.params()) {
            slots += param.isWide() ? 2 : 1;
        }
        return slots;
    }

    private static StringBuilder params(FuncType type) {
        StringBuilder text = new StringBuilder("(");
        List<ValueType> params = type.params();
        for (ValueType param : params) {
            text.append(letter(param.kept()));
        }
        return text;
    }

    /// A guest function: parameters, store, stack word.
    static String function(FuncType type) {
        return params(type)
                .append(STORE_TYPE)
                .append("I)")
                .append(letter(result(type)))
                .toString();
    }

    /// An adapter: parameters, an int (function or table slot), store, stack word.
    static String adapter(FuncType type) {
        return params(type)
                .append('I')
                .append(STORE_TYPE)
                .append("I)")
                .append(letter(result(type)))
                .toString();
    }
}
