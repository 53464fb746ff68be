package network.phala.bench;

import java.io.ByteArrayOutputStream;
import network.phala.primitives.Bytes;

/// Makes a contract larger without changing what it does: functions that nobody calls, copies of its first one.
final class PaddedCode {
    private static final int FUNCTION_SECTION = 3;
    private static final int CODE_SECTION = 10;

    private final byte[] module;
    private int at = 8;

    private PaddedCode(byte[] module) {
        this.module = module;
    }

    /// The module with at least `size` bytes.
    static Bytes of(Bytes module, int size) {
        return Bytes.wrap(new PaddedCode(module.toArray()).padded(size));
    }

    private byte[] padded(int size) {
        byte[] largest = largestBody();
        int copies = Math.max(0, (size - module.length + largest.length - 1) / largest.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(module, 0, 8);
        at = 8;
        while (at < module.length) {
            int id = module[at++];
            int length = number();
            int end = at + length;
            ByteArrayOutputStream section = new ByteArrayOutputStream();
            if (id == FUNCTION_SECTION || id == CODE_SECTION) {
                write(section, number() + copies);
            }
            section.write(module, at, end - at);
            for (int i = 0; i < copies; i++) {
                if (id == FUNCTION_SECTION) {
                    write(section, largestType);
                } else if (id == CODE_SECTION) {
                    section.writeBytes(largest);
                }
            }
            out.write(id);
            write(out, section.size());
            out.writeBytes(section.toByteArray());
            at = end;
        }
        return out.toByteArray();
    }

    private int largestType;

    /// The longest function body with its length before it.
    private byte[] largestBody() {
        int[] types = new int[0];
        byte[] largest = new byte[0];
        while (at < module.length) {
            int id = module[at++];
            int length = number();
            int end = at + length;
            if (id == FUNCTION_SECTION) {
                types = new int[number()];
                for (int i = 0; i < types.length; i++) {
                    types[i] = number();
                }
            } else if (id == CODE_SECTION) {
                int count = number();
                for (int i = 0; i < count; i++) {
                    int from = at;
                    int size = number();
                    at += size;
                    if (at - from > largest.length) {
                        largest = java.util.Arrays.copyOfRange(module, from, at);
                        largestType = types[i];
                    }
                }
            }
            at = end;
        }
        return largest;
    }

    private int number() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = module[at++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static void write(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) {
            out.write(rest & 0x7f | 0x80);
        }
        out.write(rest);
    }
}
