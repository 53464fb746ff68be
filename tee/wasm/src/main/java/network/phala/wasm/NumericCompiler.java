package network.phala.wasm;

/// Bytecode of the numeric instructions.
final class NumericCompiler {
    private static final String OPS = Descriptors.OPS;
    private static final String INTEGER = "java/lang/Integer";
    private static final String LONG = "java/lang/Long";

    private static final String[] COMPARISONS = {"eq", "ne", "ltS", "ltU", "gtS", "gtU", "leS", "leU", "geS", "geU"};
    private static final String[] FLOAT_OPERATIONS = {
        "abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt", "add", "sub", "mul", "div", "min", "max", "copysign"
    };
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
            case 0x89 -> rotate("rotateLeft");
            case 0x8a -> rotate("rotateRight");
            default -> throw new IllegalStateException("opcode " + op);
        }
    }

    private void bits(String method) {
        out.invokeStatic(LONG, method, "(J)I");
        out.op(CodeWriter.I2L);
    }

    private void rotate(String method) {
        out.op(CodeWriter.L2I);
        out.invokeStatic(LONG, method, "(JI)J");
    }

    private void shift(int opcode) {
        out.op(CodeWriter.L2I);
        out.op(opcode);
    }

    private void floating(int op) {
        boolean wide = op >= 0x99;
        String unary = wide ? "(D)D" : "(F)F";
        String binary = wide ? "(DD)D" : "(FF)F";
        String name = FLOAT_OPERATIONS[(wide ? op - 0x0e : op) - 0x8b];
        boolean one = op <= 0x91 || op >= 0x99 && op <= 0x9f;
        out.invokeStatic(OPS, name, one ? unary : binary);
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
            case 0xad -> out.extendUnsigned();
            case 0xb2 -> out.op(CodeWriter.I2F);
            case 0xb3 -> out.invokeStatic(OPS, "floatOfU32", "(I)F");
            case 0xb4 -> out.op(CodeWriter.L2F);
            case 0xb5 -> out.invokeStatic(OPS, "floatOfU64", "(J)F");
            case 0xb6 -> out.invokeStatic(OPS, "demote", "(D)F");
            case 0xb7 -> out.op(CodeWriter.I2D);
            case 0xb8 -> out.invokeStatic(OPS, "doubleOfU32", "(I)D");
            case 0xb9 -> out.op(CodeWriter.L2D);
            case 0xba -> out.invokeStatic(OPS, "doubleOfU64", "(J)D");
            case 0xbb -> out.invokeStatic(OPS, "promote", "(F)D");
            case 0xbc -> out.toBits(Op.F);
            case 0xbd -> out.toBits(Op.D);
            case 0xbe -> out.fromBits(Op.F);
            case 0xbf -> out.fromBits(Op.D);
            case 0xc0 -> out.op(CodeWriter.I2B);
            case 0xc1 -> out.op(CodeWriter.I2S);
            case 0xc2 -> extend(CodeWriter.I2B);
            case 0xc3 -> extend(CodeWriter.I2S);
            case 0xc4 -> {
                out.op(CodeWriter.L2I);
                out.op(CodeWriter.I2L);
            }
            default -> saturating(op - Op.SATURATING_FIRST);
        }
    }

    private void saturating(int which) {
        boolean to64 = which >= 4;
        boolean fromDouble = (which & 2) != 0;
        if ((which & 1) == 0) {
            out.op(fromDouble ? to64 ? CodeWriter.D2L : CodeWriter.D2I : to64 ? CodeWriter.F2L : CodeWriter.F2I);
            return;
        }
        if (!fromDouble) {
            out.op(CodeWriter.F2D);
        }
        out.invokeStatic(OPS, to64 ? "saturateU64" : "saturateU32", to64 ? "(D)J" : "(D)I");
    }

    private void truncate(boolean to32, boolean signed) {
        out.invokeStatic(OPS, (signed ? "truncS" : "truncU") + (to32 ? "32" : "64"), to32 ? "(D)I" : "(D)J");
    }

    private void extend(int narrow) {
        out.op(CodeWriter.L2I);
        out.op(narrow);
        out.op(CodeWriter.I2L);
    }
}
