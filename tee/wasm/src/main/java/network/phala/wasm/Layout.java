package network.phala.wasm;

import java.util.Arrays;

/// Which JVM local holds what in a compiled method.
///
/// A whole function has its parameters first, then the [Store], the stack word and its other locals. A segment
/// has Store, frame array, stack word, label, then the locals it uses.
///
/// @param local JVM local of each WebAssembly local, -1 = not used here
/// @param indexSlot int local for the index of memory accesses, -1 = none
/// @param tempSlot two free locals; all that follows is free too
/// @param verification types for stack map frames, in order of the JVM locals
final class Layout {
    /// JVM locals of a segment's parameters.
    static final int FRAME_SLOT = 1;

    static final int LABEL_SLOT = 3;

    private final int[] local;
    private final int storeSlot;
    private final int stackSlot;
    private final int indexSlot;
    private final int tempSlot;
    private final byte[] verification;

    private Layout(int[] local, int storeSlot, int stackSlot, int indexSlot, int tempSlot, byte[] verification) {
        this.local = local;
        this.storeSlot = storeSlot;
        this.stackSlot = stackSlot;
        this.indexSlot = indexSlot;
        this.tempSlot = tempSlot;
        this.verification = verification;
    }

    /// @param open whether memory is accessed in place ([MemoryCompiler])
    static Layout whole(FunctionCode function, boolean open) {
        byte[] types = function.expandLocals();
        int[] local = new int[types.length];
        byte[] verification = new byte[types.length + 3];
        int params = function.paramCount();
        int slot = 0;
        int entry = 0;
        for (int i = 0; i < types.length; i++) {
            if (i == params) {
                verification[entry++] = Op.REFERENCE;
                verification[entry++] = Op.I;
                slot += 2;
            }
            local[i] = slot;
            slot += CodeWriter.slots(types[i]);
            verification[entry++] = types[i];
        }
        int storeSlot = Descriptors.paramSlots(function.type);
        if (params == types.length) {
            verification[entry++] = Op.REFERENCE;
            verification[entry++] = Op.I;
            slot += 2;
        }
        if (open) {
            verification[entry++] = Op.I;
        }
        return new Layout(
                local,
                storeSlot,
                storeSlot + 1,
                open ? slot : -1,
                open ? slot + 1 : slot,
                Arrays.copyOf(verification, entry));
    }

    static Layout segment(FunctionCode function, Segment segment, boolean open) {
        byte[] types = function.expandLocals();
        int[] local = new int[types.length];
        byte[] verification = new byte[types.length + 5];
        verification[0] = Op.REFERENCE;
        verification[FRAME_SLOT] = Op.ARRAY;
        verification[2] = Op.I;
        verification[LABEL_SLOT] = Op.I;
        int entry = 4;
        int slot = 4;
        for (int i = 0; i < types.length; i++) {
            if (segment.uses(i)) {
                local[i] = slot;
                slot += CodeWriter.slots(types[i]);
                verification[entry++] = types[i];
            } else {
                local[i] = -1;
            }
        }
        if (open) {
            verification[entry++] = Op.I;
        }
        return new Layout(local, 0, 2, open ? slot : -1, open ? slot + 1 : slot, Arrays.copyOf(verification, entry));
    }

    int[] local() {
        return local;
    }

    int storeSlot() {
        return storeSlot;
    }

    int stackSlot() {
        return stackSlot;
    }

    /// Whether memory is accessed in place; then [#indexSlot] is a local of the method.
    boolean isOpen() {
        return indexSlot >= 0;
    }

    int indexSlot() {
        return indexSlot;
    }

    int tempSlot() {
        return tempSlot;
    }

    byte[] verification() {
        return verification;
    }

    /// The types at the loop that calls segments: parameters, Store, stack word, frame array, label.
    byte[] driverVerification(FunctionCode function) {
        int params = function.paramCount();
        byte[] types = Arrays.copyOf(verification, params + 4);
        types[params + 2] = Op.ARRAY;
        types[params + 3] = Op.I;
        return types;
    }
}
