package network.phala.wasm;

/// The translated code of one function while it grows, and the height of its operand stack as wasmi counts it.
final class Emission {
    final IntList out = new IntList();
    int height;
    int heightMax;

    void clear() {
        out.size = 0;
        height = 0;
        heightMax = 0;
    }

    /// Adds to the fuel of the block whose CHARGE is at `charge`.
    void cost(int charge, int fuel) {
        out.items[charge] += fuel;
    }

    /// Sets the immediate at `slot` to the present position.
    void bind(int slot) {
        out.items[slot] = out.size;
    }

    int charge() {
        out.add(Op.CHARGE);
        out.add(1);
        return out.size - 1;
    }

    void grow(int by) {
        height += by;
        heightMax = Math.max(heightMax, height);
    }

    void emit(int op) {
        out.add(op);
    }

    void emit(int op, int immediate) {
        out.add(op);
        out.add(immediate);
    }

    void bulk(BulkOp op, int a, int b) {
        emit(Op.BULK, op.ordinal());
        out.add(a);
        out.add(b);
        height -= op.operands;
        grow(op.hasResult ? 1 : 0);
    }

    /// Adds an immediate that will hold the position of the frame's label.
    void target(ControlFrame frame) {
        if (frame.kind == ControlFrame.LOOP) {
            out.add(frame.loopStart);
        } else {
            out.add(frame.endChain);
            frame.endChain = out.size - 1;
        }
    }

    void bindEnd(ControlFrame frame) {
        for (int slot = frame.endChain; slot >= 0; ) {
            int next = out.items[slot];
            out.items[slot] = out.size;
            slot = next;
        }
    }
}
