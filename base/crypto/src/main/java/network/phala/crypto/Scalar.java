package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Numbers modulo the group order l = 2^252 + 27742317777372353535851937790883648493, as 32 bytes
/// little-endian.
///
/// Inside, limbs of 32 bits and Barrett reduction with fixed loops: the time does not depend on the values,
/// except in [#nonAdjacentForm] and [#sparseForm], which are for public numbers.
final class Scalar {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long WORD = 0xffffffffL;

    /// The group order, nine limbs.
    private static final long[] ORDER = {
        0x5cf5d3edL,
        0x5812631aL,
        0xa2f79cd6L,
        0x14def9deL,
        0x00000000L,
        0x00000000L,
        0x00000000L,
        0x10000000L,
        0x00000000L
    };

    /// floor(2^512 / l), nine limbs.
    private static final long[] RECIPROCAL = {
        0x0a2c131bL,
        0xed9ce5a3L,
        0x086329a7L,
        0x2106215dL,
        0xffffffebL,
        0xffffffffL,
        0xffffffffL,
        0xffffffffL,
        0x0000000fL
    };

    private Scalar() {}

    /// Takes 64 bytes modulo l.
    static byte[] reduceWide(byte[] wide) {
        return reduce(limbs(wide, 16));
    }

    /// a · b + c modulo l; each at most 2^256 − 1.
    static byte[] multiplyAdd(byte[] a, byte[] b, byte[] c) {
        long[] x = limbs(a, 8);
        long[] y = limbs(b, 8);
        long[] sum = Arrays.copyOf(limbs(c, 8), 16);
        for (int i = 0; i < 8; i++) {
            long carry = 0;
            for (int j = 0; j < 8; j++) {
                long t = x[i] * y[j] + sum[i + j] + carry;
                sum[i + j] = t & WORD;
                carry = t >>> 32;
            }
            // The product has i + 8 limbs so far, so the limb above holds nothing yet.
            sum[i + 8] = carry;
        }
        Arrays.fill(x, 0);
        Arrays.fill(y, 0);
        return reduce(sum);
    }

    /// a + b modulo l.
    static byte[] add(byte[] a, byte[] b) {
        byte[] one = new byte[32];
        one[0] = 1;
        return multiplyAdd(a, one, b);
    }

    /// Whether the 32 bytes are below l. Constant time.
    static boolean isCanonical(byte[] bytes) {
        long[] x = limbs(bytes, 9);
        boolean below = subtractOrder(x) != 0;
        Arrays.fill(x, 0);
        return below;
    }

    /// Shifts right by three bits: from the Ed25519 form (a multiple of the cofactor) to the scalar.
    static void divideByCofactor(byte[] bytes) {
        int low = 0;
        for (int i = 31; i >= 0; i--) {
            int value = bytes[i] & 0xff;
            bytes[i] = (byte) (value >>> 3 | low << 5);
            low = value & 7;
        }
    }

    /// Shifts left by three bits: to the Ed25519 form. The value must be below 2^253.
    static void multiplyByCofactor(byte[] bytes) {
        int high = 0;
        for (int i = 0; i < 32; i++) {
            int value = bytes[i] & 0xff;
            bytes[i] = (byte) (value << 3 | high);
            high = value >>> 5;
        }
    }

    /// 64 digits from −8 to 8, lowest first, so that the number is Σ digit · 16^i. The number must be below
    /// 2^255.
    static byte[] radix16(byte[] bytes) {
        byte[] digits = new byte[64];
        for (int i = 0; i < 32; i++) {
            digits[2 * i] = (byte) (bytes[i] & 15);
            digits[2 * i + 1] = (byte) (bytes[i] >>> 4 & 15);
        }
        for (int i = 0; i < 63; i++) {
            int carry = (digits[i] + 8) >> 4;
            digits[i] -= (byte) (carry << 4);
            digits[i + 1] += (byte) carry;
        }
        return digits;
    }

    /// 256 digits, each zero or odd and below 2^(width−1) in size, and any `width` neighbours hold at most one
    /// that is not zero. Takes different times for different numbers. The number must be below 2^255.
    static short[] nonAdjacentForm(byte[] bytes, int width) {
        short[] digits = new short[256];
        for (int each : sparseForm(bytes, width)) {
            digits[each >>> 16] = (short) each;
        }
        return digits;
    }

    /// The digits of [#nonAdjacentForm] that are not zero, lowest first, each as position · 2^16 + (digit modulo
    /// 2^16).
    static int[] sparseForm(byte[] bytes, int width) {
        long[] words = new long[6];
        for (int i = 0; i < 4; i++) {
            words[i] = (long) LONGS.get(bytes, 8 * i);
        }
        int[] digits = new int[256 / width + 1];
        int count = 0;
        int window = 1 << width;
        int carry = 0;
        int at = 0;
        while (true) {
            // A carry goes through ones up to the first zero.
            at += Long.numberOfTrailingZeros(word(words, at) ^ -carry);
            if (at >= 256) {
                return Arrays.copyOf(digits, count);
            }
            int value = (int) (word(words, at) & window - 1) + carry;
            if ((value & 1) == 0) {
                // 64 digits were zero, and there may be more.
                continue;
            }
            carry = value >>> width - 1;
            digits[count++] = at << 16 | value - (carry << width) & 0xffff;
            at += width;
        }
    }

    /// The 64 bits from `at` on.
    private static long word(long[] words, int at) {
        return words[at >>> 6] >>> at | words[(at >>> 6) + 1] << 1 << ~at;
    }

    private static byte[] reduce(long[] x) {
        // Barrett: an estimate of x / l from the upper limbs, at most two too small.
        long[] q = product(Arrays.copyOfRange(x, 7, 16), RECIPROCAL, 18);
        long[] multiple = product(Arrays.copyOfRange(q, 9, 18), ORDER, 9);
        long[] r = new long[9];
        long borrow = 0;
        for (int i = 0; i < 9; i++) {
            long t = x[i] - multiple[i] - borrow;
            r[i] = t & WORD;
            borrow = t >>> 63;
        }
        for (int i = 0; i < 2; i++) {
            long under = subtractOrder(r);
            addOrder(r, -under);
        }
        byte[] out = new byte[32];
        for (int i = 0; i < 8; i++) {
            INTS.set(out, 4 * i, (int) r[i]);
        }
        Arrays.fill(x, 0);
        Arrays.fill(q, 0);
        Arrays.fill(multiple, 0);
        Arrays.fill(r, 0);
        return out;
    }

    /// The lowest `size` limbs of the product of two numbers of nine limbs.
    private static long[] product(long[] a, long[] b, int size) {
        long[] out = new long[size];
        for (int i = 0; i < 9; i++) {
            long carry = 0;
            for (int j = 0; j < 9 && i + j < size; j++) {
                long t = a[i] * b[j] + out[i + j] + carry;
                out[i + j] = t & WORD;
                carry = t >>> 32;
            }
            if (i + 9 < size) {
                out[i + 9] = carry;
            }
        }
        return out;
    }

    /// Subtracts l in place; 1 when the result is below zero.
    private static long subtractOrder(long[] x) {
        long borrow = 0;
        for (int i = 0; i < 9; i++) {
            long t = x[i] - ORDER[i] - borrow;
            x[i] = t & WORD;
            borrow = t >>> 63;
        }
        return borrow;
    }

    private static void addOrder(long[] x, long mask) {
        long carry = 0;
        for (int i = 0; i < 9; i++) {
            long t = x[i] + (ORDER[i] & mask) + carry;
            x[i] = t & WORD;
            carry = t >>> 32;
        }
    }

    private static long[] limbs(byte[] bytes, int size) {
        long[] out = new long[size];
        for (int i = 0; 4 * i < bytes.length; i++) {
            out[i] = (int) INTS.get(bytes, 4 * i) & WORD;
        }
        return out;
    }
}
