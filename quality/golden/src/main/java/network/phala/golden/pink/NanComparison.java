package network.phala.golden.pink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import network.phala.primitives.Bytes;

/// Compares results that hold numbers of 8 bytes each (an f32 in the low half), where one NaN is as good as another.
final class NanComparison {
    private NanComparison() {}

    /// Whether two encoded results agree so. After their data of `dataSize` bytes there are
    /// `tail` more; the numbers fill its end.
    static boolean agree(Bytes expected, Bytes actual, int dataSize, int tail) {
        if (expected.size() != actual.size()) {
            return false;
        }
        int numbers = dataSize / 8;
        int start = expected.size() - tail - numbers * 8;
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
        int end = expected.size() - tail;
        return expected.slice(end, expected.size()).equals(actual.slice(end, actual.size()));
    }

    private static ByteBuffer numbers(Bytes bytes, int start) {
        return ByteBuffer.wrap(bytes.slice(start, bytes.size()).toArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean isNan(long bits) {
        return Double.isNaN(Double.longBitsToDouble(bits))
                || bits >>> 32 == 0 && Float.isNaN(Float.intBitsToFloat((int) bits));
    }
}
