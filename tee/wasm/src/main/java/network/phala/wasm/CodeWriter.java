package network.phala.wasm;

/// Writes the bytecode of one method: constants, locals, calls and stack map frames. Knows nothing of
/// WebAssembly.
final class CodeWriter {
    static final int BALOAD = 51;
    static final int BASTORE = 84;
    static final int POP = 87;
    static final int POP2 = 88;
    static final int DUP = 89;
    static final int IADD = 96;
    static final int I2L = 133;
    static final int I2F = 134;
    static final int I2D = 135;
    static final int L2I = 136;
    static final int L2F = 137;
    static final int L2D = 138;
    static final int F2I = 139;
    static final int F2L = 140;
    static final int F2D = 141;
    static final int D2I = 142;
    static final int D2L = 143;
    static final int D2F = 144;
    static final int IAND = 126;
    static final int LAND = 127;
    static final int I2B = 145;
    static final int I2C = 146;
    static final int I2S = 147;
    static final int LCMP = 148;
    static final int FCMPL = 149;
    static final int FCMPG = 150;
    static final int DCMPL = 151;
    static final int DCMPG = 152;
    static final int IFEQ = 153;
    static final int IFNE = 154;
    static final int IFLT = 155;
    static final int IFGE = 156;
    static final int IFGT = 157;
    static final int IFLE = 158;
    static final int IF_ICMPEQ = 159;
    static final int GOTO = 167;
    static final int TABLESWITCH = 170;
    static final int RETURN = 177;
    static final int ATHROW = 191;
    private static final int WIDE = 196;
    static final int GOTO_W = 200;

    final ByteBuilder out = new ByteBuilder();
    final ByteBuilder frames = new ByteBuilder();
    int frameCount;
    int stackMax;
    int localsMax;
    private int lastFrame = -1;
    /// The one entry of the exception table, in the order of the class file; nothing when the type is 0.
    final int[] handler = new int[4];

    final ClassWriter owner;

    CodeWriter(ClassWriter owner) {
        this.owner = owner;
    }

    void op(int opcode) {
        out.u1(opcode);
    }

    void pushInt(int value) {
        if (value >= -1 && value <= 5) {
            op(3 + value);
        } else if (value == (byte) value) {
            op(16);
            out.u1(value);
        } else if (value == (short) value) {
            op(17);
            out.u2(value);
        } else {
            ldc(owner.intConstant(value));
        }
    }

    void pushLong(long value) {
        if (value == 0 || value == 1) {
            op(9 + (int) value);
        } else if (value == (short) value) {
            pushInt((int) value);
            op(I2L);
        } else {
            op(20);
            out.u2(owner.longConstant(value));
        }
    }

    void pushFloat(int bits) {
        ldc(owner.floatConstant(bits));
    }

    void pushDouble(long bits) {
        op(20);
        out.u2(owner.doubleConstant(bits));
    }

    private void ldc(int index) {
        if (index < 256) {
            op(18);
            out.u1(index);
        } else {
            op(19);
            out.u2(index);
        }
    }

    /// Loads a local of a type of [Op].
    void load(int type, int local) {
        local(21 + type, 26 + 4 * type, local);
    }

    /// Stores into a local.
    void store(int type, int local) {
        local(54 + type, 59 + 4 * type, local);
    }

    private void local(int opcode, int shortForm, int local) {
        if (local < 4) {
            op(shortForm + local);
        } else if (local < 256) {
            op(opcode);
            out.u1(local);
        } else {
            op(WIDE);
            op(opcode);
            out.u2(local);
        }
    }

    void pop(int type) {
        op(isWide(type) ? POP2 : POP);
    }

    void returnValue(int type) {
        op(type == Op.NONE ? RETURN : 172 + type);
    }

    static boolean isWide(int type) {
        return type == Op.L || type == Op.D;
    }

    static int slots(int type) {
        return isWide(type) ? 2 : 1;
    }

    void invokeStatic(String type, String method, String descriptor) {
        op(184);
        out.u2(owner.method(type, method, descriptor));
    }

    void invokeVirtual(String type, String method, String descriptor) {
        op(182);
        out.u2(owner.method(type, method, descriptor));
    }

    void getStatic(String type, String field, String descriptor) {
        op(178);
        out.u2(owner.field(type, field, descriptor));
    }

    /// Sends exceptions of a type from a part of the code to here.
    void handle(int from, int to, String type) {
        handler[0] = from;
        handler[1] = to;
        handler[2] = out.size;
        handler[3] = owner.type(type);
    }

    void getField(String type, String field, String descriptor) {
        op(180);
        out.u2(owner.field(type, field, descriptor));
    }

    void putField(String type, String field, String descriptor) {
        op(181);
        out.u2(owner.field(type, field, descriptor));
    }

    /// An int on the stack as the unsigned number it is.
    void extendUnsigned() {
        op(I2L);
        pushLong(0xffffffffL);
        op(LAND);
    }

    /// A float on the stack as its bits, and back.
    void toBits(int type) {
        if (type == Op.F) {
            invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
        } else {
            invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
        }
    }

    void fromBits(int type) {
        if (type == Op.F) {
            invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        } else {
            invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
        }
    }

    /// A constant as a long on the stack from a value of the type, and back.
    void toLong(int type) {
        switch (type) {
            case Op.I -> op(I2L);
            case Op.L -> {}
            case Op.F -> {
                toBits(Op.F);
                op(I2L);
            }
            case Op.D -> toBits(Op.D);
            default -> pushLong(0);
        }
    }

    void fromLong(int type) {
        switch (type) {
            case Op.I -> op(L2I);
            case Op.L -> {}
            case Op.F -> {
                op(L2I);
                fromBits(Op.F);
            }
            case Op.D -> fromBits(Op.D);
            default -> op(POP2);
        }
    }

    /// Starts a frame here, unless one was just written for this place.
    /// @param stackCount operands; with at most one the locals are those of the frame before
    /// @return whether the caller has to write the parts of the frame
    private int startFrame() {
        int delta = out.size - lastFrame - 1;
        if (frameCount > 0 && out.size == lastFrame) {
            return -1;
        }
        lastFrame = out.size;
        frameCount++;
        return delta;
    }

    /// A frame with the locals of the frame before and no operands.
    void frameSame() {
        int delta = startFrame();
        if (delta >= 64) {
            frames.u1(251);
            frames.u2(delta);
        } else if (delta >= 0) {
            frames.u1(delta);
        }
    }

    /// A frame with the locals of the frame before and one operand.
    void frameOne(int type) {
        int delta = startFrame();
        if (delta < 0) {
            return;
        }
        if (delta >= 64) {
            frames.u1(247);
            frames.u2(delta);
        } else {
            frames.u1(64 + delta);
        }
        verificationType(type);
    }

    /// A complete frame: call, then write locals with [#verificationType] / [#verificationStore], the operand
    /// count, operands.
    boolean frameFull(int localCount) {
        int delta = startFrame();
        if (delta < 0) {
            return false;
        }
        frames.u1(255);
        frames.u2(delta);
        frames.u2(localCount);
        return true;
    }

    void verificationType(int type) {
        switch (type) {
            case Op.I -> frames.u1(1);
            case Op.L -> frames.u1(4);
            case Op.F -> frames.u1(2);
            case Op.D -> frames.u1(3);
            case Op.ARRAY -> {
                frames.u1(7);
                frames.u2(owner.type("[J"));
            }
            case Op.FAULT -> {
                frames.u1(7);
                frames.u2(owner.type("java/lang/IndexOutOfBoundsException"));
            }
            default -> {
                frames.u1(7);
                frames.u2(owner.type(Descriptors.STORE));
            }
        }
    }
}
