package network.phala.wasm;

/// Bytecode of the numeric instructions and of loads and stores.
final class NumericCompiler {
    private static final String OPS = Descriptors.OPS;
    private static final String INTEGER = "java/lang/Integer";
    private static final String LONG = "java/lang/Long";
    private static final String FLOAT = "java/lang/Float";
    private static final String DOUBLE = "java/lang/Double";
    private static final String MATH = "java/lang/Math";
    private static final String STORE = "L" + Descriptors.STORE + ";";

    private static final String[] COMPARISONS = {"eq", "ne", "ltS", "ltU", "gtS", "gtU", "leS", "leU", "geS", "geU"};
    private static final String[] FLOAT_COMPARISONS = {"eq", "ne", "lt", "gt", "le", "ge"};

    private final CodeWriter out;

    NumericCompiler(CodeWriter out) {
        this.out = out;
    }

    /// Whether the instruction gives 0 or 1 and can be joined with a branch.
    static boolean isCondition(int op) {
        return op <= 0x66;
    }

    /// Compares the operands on the stack and gives the JVM branch that is taken when the comparison holds.
    int condition(int op) {
        if (op == 0x45) {
            return CodeWriter.IFEQ;
        }
        if (op == 0x50) {
            out.op(9);
            out.op(CodeWriter.LCMP);
            return CodeWriter.IFEQ;
        }
        if (op < 0x50) {
            int which = op - 0x46;
            if (isUnsigned(which)) {
                out.invokeStatic(INTEGER, "compareUnsigned", "(II)I");
                return branch(which);
            }
            return branch(which) + CodeWriter.IF_ICMPEQ - CodeWriter.IFEQ;
        }
        if (op < 0x5b) {
            int which = op - 0x51;
            if (isUnsigned(which)) {
                out.invokeStatic(LONG, "compareUnsigned", "(JJ)I");
            } else {
                out.op(CodeWriter.LCMP);
            }
            return branch(which);
        }
        boolean wide = op >= 0x61;
        int which = op - (wide ? 0x61 : 0x5b);
        // NaN must make the comparison false: 1 for "less", -1 for the others.
        boolean less = which == 2 || which == 4;
        out.op(wide ? (less ? CodeWriter.DCMPG : CodeWriter.DCMPL) : less ? CodeWriter.FCMPG : CodeWriter.FCMPL);
        return switch (which) {
            case 0 -> CodeWriter.IFEQ;
            case 1 -> CodeWriter.IFNE;
            case 2 -> CodeWriter.IFLT;
            case 3 -> CodeWriter.IFGT;
            case 4 -> CodeWriter.IFLE;
            default -> CodeWriter.IFGE;
        };
    }

    private static boolean isUnsigned(int which) {
        return which >= 2 && which % 2 == 1;
    }

    private static int branch(int which) {
        return switch (which) {
            case 0 -> CodeWriter.IFEQ;
            case 1 -> CodeWriter.IFNE;
            case 2, 3 -> CodeWriter.IFLT;
            case 4, 5 -> CodeWriter.IFGT;
            case 6, 7 -> CodeWriter.IFLE;
            default -> CodeWriter.IFGE;
        };
    }

    /// The instruction with its result on the stack.
    void operation(int op) {
        if (op <= 0x66) {
            comparison(op);
        } else if (op <= 0x78) {
            int32(op);
        } else if (op <= 0x8a) {
            int64(op);
        } else if (op <= 0xa6) {
            floating(op);
        } else {
            conversion(op);
        }
    }

    private void comparison(int op) {
        if (op == 0x45) {
            out.invokeStatic(OPS, "eqz", "(I)I");
        } else if (op == 0x50) {
            out.invokeStatic(OPS, "eqz", "(J)I");
        } else if (op < 0x50) {
            out.invokeStatic(OPS, COMPARISONS[op - 0x46], "(II)I");
        } else if (op < 0x5b) {
            out.invokeStatic(OPS, COMPARISONS[op - 0x51], "(JJ)I");
        } else if (op < 0x61) {
            out.invokeStatic(OPS, FLOAT_COMPARISONS[op - 0x5b], "(FF)I");
        } else {
            out.invokeStatic(OPS, FLOAT_COMPARISONS[op - 0x61], "(DD)I");
        }
    }

    private void int32(int op) {
        switch (op) {
            case 0x67 -> out.invokeStatic(INTEGER, "numberOfLeadingZeros", "(I)I");
            case 0x68 -> out.invokeStatic(INTEGER, "numberOfTrailingZeros", "(I)I");
            case 0x69 -> out.invokeStatic(INTEGER, "bitCount", "(I)I");
            case 0x6a -> out.op(96);
            case 0x6b -> out.op(100);
            case 0x6c -> out.op(104);
            case 0x6d -> out.invokeStatic(OPS, "divS", "(II)I");
            case 0x6e -> out.invokeStatic(OPS, "divU", "(II)I");
            case 0x6f -> out.invokeStatic(OPS, "remS", "(II)I");
            case 0x70 -> out.invokeStatic(OPS, "remU", "(II)I");
            case 0x71 -> out.op(126);
            case 0x72 -> out.op(128);
            case 0x73 -> out.op(130);
            case 0x74 -> out.op(120);
            case 0x75 -> out.op(122);
            case 0x76 -> out.op(124);
            case 0x77 -> out.invokeStatic(INTEGER, "rotateLeft", "(II)I");
            case 0x78 -> out.invokeStatic(INTEGER, "rotateRight", "(II)I");
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void int64(int op) {
        switch (op) {
            case 0x79 -> bits("numberOfLeadingZeros");
            case 0x7a -> bits("numberOfTrailingZeros");
            case 0x7b -> bits("bitCount");
            case 0x7c -> out.op(97);
            case 0x7d -> out.op(101);
            case 0x7e -> out.op(105);
            case 0x7f -> out.invokeStatic(OPS, "divS", "(JJ)J");
            case 0x80 -> out.invokeStatic(OPS, "divU", "(JJ)J");
            case 0x81 -> out.invokeStatic(OPS, "remS", "(JJ)J");
            case 0x82 -> out.invokeStatic(OPS, "remU", "(JJ)J");
            case 0x83 -> out.op(127);
            case 0x84 -> out.op(129);
            case 0x85 -> out.op(131);
            case 0x86 -> shift(121);
            case 0x87 -> shift(123);
            case 0x88 -> shift(125);
            case 0x89 -> out.invokeStatic(OPS, "rotl", "(JJ)J");
            case 0x8a -> out.invokeStatic(OPS, "rotr", "(JJ)J");
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void bits(String method) {
        out.invokeStatic(LONG, method, "(J)I");
        out.op(CodeWriter.I2L);
    }

    private void shift(int opcode) {
        out.op(CodeWriter.L2I);
        out.op(opcode);
    }

    private void floating(int op) {
        boolean wide = op >= 0x99;
        String unary = wide ? "(D)D" : "(F)F";
        String binary = wide ? "(DD)D" : "(FF)F";
        int plus = wide ? 1 : 0;
        switch (wide ? op - 0x0e : op) {
            case 0x8b -> out.invokeStatic(OPS, "abs", unary);
            case 0x8c -> out.invokeStatic(OPS, "neg", unary);
            case 0x8d -> out.invokeStatic(wide ? MATH : OPS, "ceil", unary);
            case 0x8e -> out.invokeStatic(wide ? MATH : OPS, "floor", unary);
            case 0x8f -> out.invokeStatic(OPS, "trunc", unary);
            case 0x90 -> out.invokeStatic(wide ? MATH : OPS, wide ? "rint" : "nearest", unary);
            case 0x91 -> out.invokeStatic(wide ? MATH : OPS, "sqrt", unary);
            case 0x92 -> out.op(98 + plus);
            case 0x93 -> out.op(102 + plus);
            case 0x94 -> out.op(106 + plus);
            case 0x95 -> out.op(110 + plus);
            case 0x96 -> out.invokeStatic(MATH, "min", binary);
            case 0x97 -> out.invokeStatic(MATH, "max", binary);
            case 0x98 -> out.invokeStatic(OPS, "copysign", binary);
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void conversion(int op) {
        switch (op) {
            case 0xa7 -> out.op(CodeWriter.L2I);
            case 0xa8, 0xa9, 0xae, 0xaf -> {
                out.op(CodeWriter.F2D);
                truncate(op < 0xac, op % 2 == 0);
            }
            case 0xaa, 0xab, 0xb0, 0xb1 -> truncate(op < 0xac, op % 2 == 0);
            case 0xac -> out.op(CodeWriter.I2L);
            case 0xad -> out.invokeStatic(INTEGER, "toUnsignedLong", "(I)J");
            case 0xb2 -> out.op(CodeWriter.I2F);
            case 0xb3 -> out.invokeStatic(OPS, "floatOfU32", "(I)F");
            case 0xb4 -> out.op(CodeWriter.L2F);
            case 0xb5 -> out.invokeStatic(OPS, "floatOfU64", "(J)F");
            case 0xb6 -> out.op(CodeWriter.D2F);
            case 0xb7 -> out.op(CodeWriter.I2D);
            case 0xb8 -> out.invokeStatic(OPS, "doubleOfU32", "(I)D");
            case 0xb9 -> out.op(CodeWriter.L2D);
            case 0xba -> out.invokeStatic(OPS, "doubleOfU64", "(J)D");
            case 0xbb -> out.op(CodeWriter.F2D);
            case 0xbc -> out.invokeStatic(FLOAT, "floatToRawIntBits", "(F)I");
            case 0xbd -> out.invokeStatic(DOUBLE, "doubleToRawLongBits", "(D)J");
            case 0xbe -> out.invokeStatic(FLOAT, "intBitsToFloat", "(I)F");
            case 0xbf -> out.invokeStatic(DOUBLE, "longBitsToDouble", "(J)D");
            case 0xc0 -> out.op(CodeWriter.I2B);
            case 0xc1 -> out.op(CodeWriter.I2S);
            case 0xc2 -> extend(CodeWriter.I2B);
            case 0xc3 -> extend(CodeWriter.I2S);
            case 0xc4 -> {
                out.op(CodeWriter.L2I);
                out.op(CodeWriter.I2L);
            }
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void truncate(boolean to32, boolean signed) {
        out.invokeStatic(OPS, (signed ? "truncS" : "truncU") + (to32 ? "32" : "64"), to32 ? "(D)I" : "(D)J");
    }

    private void extend(int narrow) {
        out.op(CodeWriter.L2I);
        out.op(narrow);
        out.op(CodeWriter.I2L);
    }

    /// A load; address, store and offset are on the stack.
    void load(int op) {
        switch (op) {
            case 0x28, 0x2a, 0x34, 0x35 -> loadInt("load32");
            case 0x29, 0x2b -> out.invokeStatic(OPS, "load64", "(I" + STORE + "I)J");
            case 0x2c, 0x30 -> loadInt("load8s");
            case 0x2d, 0x31 -> loadInt("load8u");
            case 0x2e, 0x32 -> loadInt("load16s");
            default -> loadInt("load16u");
        }
        switch (op) {
            case 0x2a -> out.invokeStatic(FLOAT, "intBitsToFloat", "(I)F");
            case 0x2b -> out.invokeStatic(DOUBLE, "longBitsToDouble", "(J)D");
            case 0x35 -> out.invokeStatic(INTEGER, "toUnsignedLong", "(I)J");
            case 0x30, 0x31, 0x32, 0x33, 0x34 -> out.op(CodeWriter.I2L);
            default -> {}
        }
    }

    private void loadInt(String method) {
        out.invokeStatic(OPS, method, "(I" + STORE + "I)I");
    }

    /// Turns the value on the stack into the int or long that is stored.
    void beforeStore(int op) {
        switch (op) {
            case 0x38 -> out.invokeStatic(FLOAT, "floatToRawIntBits", "(F)I");
            case 0x39 -> out.invokeStatic(DOUBLE, "doubleToRawLongBits", "(D)J");
            case 0x3c, 0x3d, 0x3e -> out.op(CodeWriter.L2I);
            default -> {}
        }
    }

    /// A store; address, value, store and offset are on the stack.
    void store(int op) {
        String method = switch (op) {
            case 0x37, 0x39 -> "store64";
            case 0x3a, 0x3c -> "store8";
            case 0x3b, 0x3d -> "store16";
            default -> "store32";
        };
        String value = op == 0x37 || op == 0x39 ? "J" : "I";
        out.invokeStatic(OPS, method, "(I" + value + STORE + "I)V");
    }
}
