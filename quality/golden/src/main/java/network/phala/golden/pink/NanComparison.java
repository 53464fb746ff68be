package network.phala.golden.pink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import network.phala.primitives.Bytes;

/// Compares results that hold numbers of 8 bytes each (an f32 in the low half), where one NaN is as good as another.
final class NanComparison {
    private NanComparison() {}

    /// Whether two encoded results agree so. Their data of `dataSize` bytes stands before the last byte; the numbers
    /// fill its end.
    static boolean agree(Bytes expected, Bytes actual, int dataSize) {
        if (expected.size() != actual.size()) {
            return false;
        }
        int numbers = dataSize / 8;
        int start = expected.size() - 1 - numbers * 8;
        if (start < 0 || !expected.slice(0, start).equals(actual.slice(0, start))) {
            return false;
        }
        ByteBuffer one = numbers(expected, start);
        ByteBuffer other = numbers(actual, start);
        for (int i = 0; i < numbers; i++) {
            long a = one.getLong(8 * i);
            long b = other.getLong(8 * i);
            if (a != b && !(isNan(a) && isNan(b))) {
                return false;
            }
        }
        return expected.get(expected.size() - 1) == actual.get(actual.size() - 1);
    }

    private static ByteBuffer numbers(Bytes bytes, int start) {
        return ByteBuffer.wrap(bytes.slice(start, bytes.size()).toArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean isNan(long bits) {
        return Double.isNaN(Double.longBitsToDouble(bits))
                || bits >>> 32 == 0 && Float.isNaN(Float.intBitsToFloat((int) bits));
    }
}
