package network.phala.wasm;

/// Bytecode of loads and stores, in one of two forms.
///
/// *Called*: a call of [MemoryOps], a few bytes each. *Open*: the JVM's own accesses in place, twice the
/// bytes. C2 stops inlining ordinary methods in a compilation of 18,000 nodes, that is after some hundred
/// accesses, and calls the rest; what the JDK marks as always inlined goes on, so a method with many accesses
/// gets the open form. There one exception handler around the whole method makes the traps, with the index that
/// was tried in a local of its own.
final class MemoryCompiler {
    private static final String STORE = "L" + Descriptors.STORE + ";";
    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
    private static final String OUT_OF_BOUNDS = "java/lang/IndexOutOfBoundsException";

    private final CodeWriter out;
    private final Layout layout;
    private final Flow flow;
    private int openFrom;

    MemoryCompiler(Flow flow) {
        this.out = flow.out;
        this.layout = flow.layout;
        this.flow = flow;
    }

    /// Whether the function has so many accesses that the open form is wanted.
    static boolean wantsOpen(int[] code, CompilerLimits limits) {
        int accesses = 0;
        for (int pc = 0; pc < code.length; pc += CodeScan.length(code, pc)) {
            accesses += code[pc] >= Op.LOAD_FIRST && code[pc] <= Op.STORE_LAST ? 1 : 0;
        }
        return accesses >= limits.openAccesses();
    }

    // The whole method.

    /// Begins the part of the method that may access memory; all declared locals are set.
    void begin() {
        if (layout.isOpen()) {
            out.pushInt(0);
            out.store(Op.I, layout.indexSlot());
        }
        openFrom = out.out.size;
    }

    /// Ends the method: in the open form with the handler.
    void end() {
        if (!layout.isOpen()) {
            return;
        }
        int handler = out.out.size;
        out.handle(openFrom, handler, OUT_OF_BOUNDS);
        flow.frame(TypeStack.EMPTY.push(Op.FAULT));
        out.load(Op.I, layout.indexSlot());
        out.load(Op.REFERENCE, layout.storeSlot());
        out.invokeStatic(
                Descriptors.MEMORY_OPS, "faultAt", "(L" + OUT_OF_BOUNDS + ";I" + STORE + ")L" + Descriptors.TRAP + ";");
        out.op(CodeWriter.ATHROW);
    }

    // Accesses

    void access(int op, int offset) {
        if (op >= Op.STORE_FIRST) {
            store(op, offset);
        } else {
            load(op, offset);
        }
    }

    private void load(int op, int offset) {
        flow.pop();
        flow.reserve(6);
        if (layout.isOpen()) {
            index(offset);
            openLoad(op);
        } else {
            if (offset < 0) {
                // An offset of 2^31 or more is beyond every memory, and so is a base of -1.
                out.op(CodeWriter.POP);
                out.pushInt(-1);
            }
            out.load(Op.REFERENCE, layout.storeSlot());
            out.pushInt(Math.max(offset, 0));
            callLoad(op);
        }
        afterLoad(op);
        flow.push(Op.result(op));
    }

    private void store(int op, int offset) {
        flow.pop();
        flow.pop();
        flow.reserve(8);
        beforeStore(op);
        int width = op == 0x37 || op == 0x39 ? Op.L : Op.I;
        if (layout.isOpen()) {
            out.store(width, layout.tempSlot());
            index(offset);
            openStore(op, width);
            return;
        }
        if (offset < 0) {
            out.store(width, layout.tempSlot());
            out.op(CodeWriter.POP);
            out.pushInt(-1);
            out.load(width, layout.tempSlot());
        }
        out.load(Op.REFERENCE, layout.storeSlot());
        out.pushInt(Math.max(offset, 0));
        callStore(op);
    }

    /// Takes the base from the stack and leaves the index in its local.
    private void index(int offset) {
        if (offset < 0) {
            out.op(CodeWriter.POP);
            out.pushInt(-1);
        }
        out.op(CodeWriter.DUP);
        out.store(Op.I, layout.indexSlot());
        out.pushInt(Integer.MAX_VALUE);
        out.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
        if (offset > 0) {
            out.pushInt(offset);
            out.op(CodeWriter.IADD);
            out.store(Op.I, layout.indexSlot());
        } else {
            out.op(CodeWriter.POP);
        }
    }

    private static int bytes(int op) {
        return 1 << Op.alignment(op);
    }

    private void array(int bytes) {
        if (bytes > 1) {
            String view = bytes == 8 ? "LONG" : bytes == 4 ? "INT" : "SHORT";
            out.getStatic(Descriptors.MEMORY_OPS, view, "L" + VAR_HANDLE + ";");
        }
        out.load(Op.REFERENCE, layout.storeSlot());
        out.getField(Descriptors.STORE, "mem", "[B");
        out.load(Op.I, layout.indexSlot());
    }

    private void openLoad(int op) {
        array(bytes(op));
        switch (bytes(op)) {
            case 1 -> {
                out.op(CodeWriter.BALOAD);
                if (isUnsigned(op)) {
                    out.pushInt(0xff);
                    out.op(CodeWriter.IAND);
                }
            }
            case 2 -> {
                out.invokeVirtual(VAR_HANDLE, "get", "([BI)S");
                if (isUnsigned(op)) {
                    out.op(CodeWriter.I2C);
                }
            }
            case 4 -> out.invokeVirtual(VAR_HANDLE, "get", "([BI)I");
            default -> out.invokeVirtual(VAR_HANDLE, "get", "([BI)J");
        }
    }

    private static boolean isUnsigned(int op) {
        return op == 0x2d || op == 0x31 || op == 0x2f || op == 0x33;
    }

    private void openStore(int op, int width) {
        array(bytes(op));
        out.load(width, layout.tempSlot());
        switch (bytes(op)) {
            case 1 -> out.op(CodeWriter.BASTORE);
            case 2 -> {
                out.op(CodeWriter.I2S);
                out.invokeVirtual(VAR_HANDLE, "set", "([BIS)V");
            }
            case 4 -> out.invokeVirtual(VAR_HANDLE, "set", "([BII)V");
            default -> out.invokeVirtual(VAR_HANDLE, "set", "([BIJ)V");
        }
    }

    /// Address, store and offset are on the stack.
    private void callLoad(int op) {
        switch (op) {
            case 0x28, 0x2a, 0x34, 0x35 -> callLoad("load32", 'I');
            case 0x29, 0x2b -> callLoad("load64", 'J');
            case 0x2c, 0x30 -> callLoad("load8s", 'I');
            case 0x2d, 0x31 -> callLoad("load8u", 'I');
            case 0x2e, 0x32 -> callLoad("load16s", 'I');
            default -> callLoad("load16u", 'I');
        }
    }

    private void callLoad(String method, char result) {
        out.invokeStatic(Descriptors.MEMORY_OPS, method, "(I" + STORE + "I)" + result);
    }

    /// Address, value, store and offset are on the stack.
    private void callStore(int op) {
        String method = "store" + 8 * bytes(op);
        String value = bytes(op) == 8 ? "J" : "I";
        out.invokeStatic(Descriptors.MEMORY_OPS, method, "(I" + value + STORE + "I)V");
    }

    /// Turns the int or long that was loaded into the instruction's type.
    private void afterLoad(int op) {
        switch (op) {
            case 0x2a -> out.fromBits(Op.F);
            case 0x2b -> out.fromBits(Op.D);
            case 0x35 -> out.extendUnsigned();
            case 0x30, 0x31, 0x32, 0x33, 0x34 -> out.op(CodeWriter.I2L);
            default -> {}
        }
    }

    /// Turns the value on the stack into the int or long that is stored.
    private void beforeStore(int op) {
        switch (op) {
            case 0x38 -> out.toBits(Op.F);
            case 0x39 -> out.toBits(Op.D);
            case 0x3c, 0x3d, 0x3e -> out.op(CodeWriter.L2I);
            default -> {}
        }
    }
}
