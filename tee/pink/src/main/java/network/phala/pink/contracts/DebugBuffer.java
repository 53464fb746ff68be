package network.phala.pink.contracts;

import java.io.ByteArrayOutputStream;
import network.phala.primitives.Bytes;

/// Debug messages of one call stack, at most 128 KiB; a message that does not fit is dropped whole.
final class DebugBuffer {
    static final int CAPACITY = 128 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void append(byte[] message) {
        if (bytes.size() + message.length <= CAPACITY) {
            bytes.write(message, 0, message.length);
        }
    }

    Bytes toBytes() {
        return Bytes.wrap(bytes.toByteArray());
    }
}
