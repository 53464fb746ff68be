package network.phala.wasm;

import java.util.Arrays;

/// The open control frames of a function, outermost first. Frame objects are used again.
final class ControlStack {
    private ControlFrame[] frames = {new ControlFrame()};
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    ControlFrame push() {
        if (size == frames.length) {
            frames = Arrays.copyOf(frames, size * 2);
            for (int i = size; i < frames.length; i++) {
                frames[i] = new ControlFrame();
            }
        }
        ControlFrame frame = frames[size++];
        frame.polymorphic = false;
        frame.endChain = -1;
        frame.elseSlot = -1;
        return frame;
    }

    void pop() {
        size--;
    }

    /// The function itself.
    ControlFrame root() {
        return frames[0];
    }

    ControlFrame top() {
        return frames[size - 1];
    }

    /// The frame around the top.
    ControlFrame outer() {
        return frames[size - 2];
    }

    /// The frame a branch with this depth names.
    ControlFrame label(int depth, ByteReader in) throws WasmDecodeException {
        if (depth < 0 || depth >= size) {
            throw in.error("branch to label " + Integer.toUnsignedString(depth) + " of " + size);
        }
        return frames[size - 1 - depth];
    }
}
