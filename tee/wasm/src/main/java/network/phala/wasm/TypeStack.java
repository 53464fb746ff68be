package network.phala.wasm;

import org.jspecify.annotations.Nullable;

/// The types on the JVM operand stack, top first. Immutable and shared, so that remembering the stack of every
/// branch target costs nothing however deep it is.
final class TypeStack {
    static final TypeStack EMPTY = new TypeStack();

    final byte type;
    final @Nullable TypeStack below;
    /// Values and JVM slots from here down.
    final int size;

    final int slots;

    private TypeStack() {
        type = Op.NONE;
        below = null;
        size = 0;
        slots = 0;
    }

    private TypeStack(TypeStack below, byte type) {
        this.type = type;
        this.below = below;
        this.size = below.size + 1;
        this.slots = below.slots + CodeWriter.slots(type);
    }

    TypeStack push(byte type) {
        return new TypeStack(this, type);
    }

    TypeStack pop() {
        if (below == null) {
            throw new IllegalStateException("operand stack is empty");
        }
        return below;
    }

    /// The types, deepest first.
    byte[] bottomUp() {
        byte[] types = new byte[size];
        TypeStack at = this;
        for (int i = size - 1; i >= 0; i--) {
            types[i] = at.type;
            at = at.pop();
        }
        return types;
    }
}
