package network.phala.pink.check;

import org.jspecify.annotations.Nullable;

/// What code may hold that the contract engine does not run, or runs only for indeterministic code.
public enum WasmFeature {
    FLOAT("floating point"),
    SATURATING_CONVERSION("saturating float conversions"),
    BULK_MEMORY("bulk memory (memory.copy, memory.fill)"),
    MULTI_VALUE("several results"),
    REFERENCE_TYPES("reference types"),
    TAIL_CALL("tail calls"),
    SIMD("vectors (SIMD)"),
    THREADS("atomics"),
    EXCEPTIONS("exceptions");

    private final String words;

    WasmFeature(String words) {
        this.words = words;
    }

    /// The feature in plain words.
    public String words() {
        return words;
    }

    /// What `opcode` belongs to, null for the plain instructions that every contract may have.
    ///
    /// @param sub the number behind the prefixes 0xfc to 0xfe
    static @Nullable WasmFeature of(int opcode, long sub) {
        if (isFloat(opcode)) {
            return FLOAT;
        }
        return switch (opcode) {
            case 0xfc -> sub < 8 ? SATURATING_CONVERSION : sub < 15 ? BULK_MEMORY : REFERENCE_TYPES;
            case 0xfd -> SIMD;
            case 0xfe -> THREADS;
            case 0x12, 0x13, 0x14, 0x15 -> TAIL_CALL;
            case 0x1c, 0x25, 0x26, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd6 -> REFERENCE_TYPES;
            case 0x06, 0x07, 0x08, 0x09, 0x18, 0x19 -> EXCEPTIONS;
            default -> null;
        };
    }

    private static boolean isFloat(int opcode) {
        return switch (opcode) {
            case 0x2a, 0x2b, 0x38, 0x39, 0x43, 0x44 -> true;
            case 0xa7, 0xac, 0xad -> false;
            default -> opcode >= 0x5b && opcode <= 0x66 || opcode >= 0x8b && opcode <= 0xbf;
        };
    }

    static boolean isFloatType(int valueType) {
        return valueType == 0x7c || valueType == 0x7d;
    }
}
