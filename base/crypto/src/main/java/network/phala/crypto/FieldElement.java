package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// An element of the field of 2^255 − 19, mutable, for the curve code of this package.
///
/// Five limbs of 51 bits. A *reduced* element, the outcome of every product, has limbs below 2^51 + 2^18. Sums
/// and differences of reduced elements are not carried: a product takes limbs below 2^54 as long as the largest
/// of one factor times the largest of the other stays below 2^107. Every method takes the same time for every
/// value.
///
/// In a square, a product of limbs is cut at bit 54: the upper part is the high word of the first factor shifted
/// left by 10; the lower parts of a column need no masks, because the wrapping sum of the low words less the
/// uppers is exact. In other products the same at bit 55.
final class FieldElement {
    static final int LIMBS = 5;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final long MASK = (1L << 51) - 1;
    private static final long TWO_P0 = 0xFFFFFFFFFFFDAL;
    private static final long TWO_P = 0xFFFFFFFFFFFFEL;

    /// 2048 · p, whose limbs are larger than 77 · 2^55.
    private static final long MUCH_P0 = TWO_P0 << 10;

    private static final long MUCH_P = TWO_P << 10;

    long l0;
    long l1;
    long l2;
    long l3;
    long l4;

    FieldElement() {}

    static FieldElement of(long small) {
        FieldElement element = new FieldElement();
        element.l0 = small;
        return element;
    }

    FieldElement copy() {
        return new FieldElement().set(this);
    }

    FieldElement set(FieldElement a) {
        l0 = a.l0;
        l1 = a.l1;
        l2 = a.l2;
        l3 = a.l3;
        l4 = a.l4;
        return this;
    }

    /// Writes the limbs.
    void save(long[] to, int at) {
        to[at] = l0;
        to[at + 1] = l1;
        to[at + 2] = l2;
        to[at + 3] = l3;
        to[at + 4] = l4;
    }

    /// Takes the limbs that [#save] wrote.
    void load(long[] from, int at) {
        l0 = from[at];
        l1 = from[at + 1];
        l2 = from[at + 2];
        l3 = from[at + 3];
        l4 = from[at + 4];
    }

    /// Takes the limbs that [#save] wrote of a reduced element, or 2p less them when `sign` is −1 and not 0.
    void loadSigned(long[] from, int at, long sign) {
        l0 = (from[at] ^ sign) - sign + (TWO_P0 & sign);
        l1 = (from[at + 1] ^ sign) - sign + (TWO_P & sign);
        l2 = (from[at + 2] ^ sign) - sign + (TWO_P & sign);
        l3 = (from[at + 3] ^ sign) - sign + (TWO_P & sign);
        l4 = (from[at + 4] ^ sign) - sign + (TWO_P & sign);
    }

    /// Reads 32 bytes little-endian; the highest bit is ignored and values from p upwards are taken modulo p.
    static FieldElement fromBytes(byte[] bytes, int offset) {
        long w0 = (long) LONGS.get(bytes, offset);
        long w1 = (long) LONGS.get(bytes, offset + 8);
        long w2 = (long) LONGS.get(bytes, offset + 16);
        long w3 = (long) LONGS.get(bytes, offset + 24);
        FieldElement element = new FieldElement();
        element.l0 = w0 & MASK;
        element.l1 = (w0 >>> 51 | w1 << 13) & MASK;
        element.l2 = (w1 >>> 38 | w2 << 26) & MASK;
        element.l3 = (w2 >>> 25 | w3 << 39) & MASK;
        element.l4 = (w3 >>> 12) & MASK;
        return element;
    }

    /// Writes the canonical 32 bytes, little-endian.
    void toBytes(byte[] out, int offset) {
        FieldElement t = copy().carry().carry();
        // t is below 2p: adding 19 and looking at bit 255 says whether p must go.
        long q = (t.l0 + 19) >>> 51;
        q = (t.l1 + q) >>> 51;
        q = (t.l2 + q) >>> 51;
        q = (t.l3 + q) >>> 51;
        q = (t.l4 + q) >>> 51;
        long c = t.l0 + 19 * q;
        long m0 = c & MASK;
        c = t.l1 + (c >>> 51);
        long m1 = c & MASK;
        c = t.l2 + (c >>> 51);
        long m2 = c & MASK;
        c = t.l3 + (c >>> 51);
        long m3 = c & MASK;
        long m4 = (t.l4 + (c >>> 51)) & MASK;
        LONGS.set(out, offset, m0 | m1 << 51);
        LONGS.set(out, offset + 8, m1 >>> 13 | m2 << 38);
        LONGS.set(out, offset + 16, m2 >>> 26 | m3 << 25);
        LONGS.set(out, offset + 24, m3 >>> 39 | m4 << 12);
    }

    byte[] toBytes() {
        byte[] out = new byte[32];
        toBytes(out, 0);
        return out;
    }

    /// Brings the limbs to the reduced form.
    FieldElement carry() {
        return carried(l0, l1, l2, l3, l4);
    }

    FieldElement add(FieldElement a, FieldElement b) {
        l0 = a.l0 + b.l0;
        l1 = a.l1 + b.l1;
        l2 = a.l2 + b.l2;
        l3 = a.l3 + b.l3;
        l4 = a.l4 + b.l4;
        return this;
    }

    /// a − b + 2p; `b` must be reduced.
    FieldElement subtract(FieldElement a, FieldElement b) {
        l0 = a.l0 + TWO_P0 - b.l0;
        l1 = a.l1 + TWO_P - b.l1;
        l2 = a.l2 + TWO_P - b.l2;
        l3 = a.l3 + TWO_P - b.l3;
        l4 = a.l4 + TWO_P - b.l4;
        return this;
    }

    /// Sets `sum` to a + b and `difference` to a − b + 2p; `b` must be reduced. Any of them may be the same.
    static void sumAndDifference(FieldElement sum, FieldElement difference, FieldElement a, FieldElement b) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        long b0 = b.l0;
        long b1 = b.l1;
        long b2 = b.l2;
        long b3 = b.l3;
        long b4 = b.l4;
        sum.l0 = a0 + b0;
        sum.l1 = a1 + b1;
        sum.l2 = a2 + b2;
        sum.l3 = a3 + b3;
        sum.l4 = a4 + b4;
        difference.l0 = a0 + TWO_P0 - b0;
        difference.l1 = a1 + TWO_P - b1;
        difference.l2 = a2 + TWO_P - b2;
        difference.l3 = a3 + TWO_P - b3;
        difference.l4 = a4 + TWO_P - b4;
    }

    /// −a, reduced; `a` must be reduced.
    FieldElement negate(FieldElement a) {
        return carried(TWO_P0 - a.l0, TWO_P - a.l1, TWO_P - a.l2, TWO_P - a.l3, TWO_P - a.l4);
    }

    /// Karatsuba's way for each pair of limbs, aᵢbⱼ + aⱼbᵢ = (aᵢ + aⱼ)(bᵢ + bⱼ) − aᵢbᵢ − aⱼbⱼ: 15 products of limbs
    /// and not 25, as those are what a processor has only one unit for. The upper parts, cut at bit 55, are rounded
    /// down before some of them are subtracted, by which a lower part is off by up to 76 · 2^55 downwards and
    /// 39 · 2^55 upwards: a multiple of p keeps the sums positive, which are below 2^64 then.
    FieldElement multiply(FieldElement a, FieldElement b) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        long b0 = b.l0;
        long b1 = b.l1;
        long b2 = b.l2;
        long b3 = b.l3;
        long b4 = b.l4;
        long p0 = a0 * b0;
        long u0 = high(a0 << 9, b0);
        long p1 = a1 * b1;
        long u1 = high(a1 << 9, b1);
        long p2 = a2 * b2;
        long u2 = high(a2 << 9, b2);
        long p3 = a3 * b3;
        long u3 = high(a3 << 9, b3);
        long p4 = a4 * b4;
        long u4 = high(a4 << 9, b4);
        long q01 = (a0 + a1) * (b0 + b1);
        long v01 = high((a0 + a1) << 9, b0 + b1);
        long q02 = (a0 + a2) * (b0 + b2);
        long v02 = high((a0 + a2) << 9, b0 + b2);
        long q03 = (a0 + a3) * (b0 + b3);
        long v03 = high((a0 + a3) << 9, b0 + b3);
        long q04 = (a0 + a4) * (b0 + b4);
        long v04 = high((a0 + a4) << 9, b0 + b4);
        long q12 = (a1 + a2) * (b1 + b2);
        long v12 = high((a1 + a2) << 9, b1 + b2);
        long q13 = (a1 + a3) * (b1 + b3);
        long v13 = high((a1 + a3) << 9, b1 + b3);
        long q14 = (a1 + a4) * (b1 + b4);
        long v14 = high((a1 + a4) << 9, b1 + b4);
        long q23 = (a2 + a3) * (b2 + b3);
        long v23 = high((a2 + a3) << 9, b2 + b3);
        long q24 = (a2 + a4) * (b2 + b4);
        long v24 = high((a2 + a4) << 9, b2 + b4);
        long q34 = (a3 + a4) * (b3 + b4);
        long v34 = high((a3 + a4) << 9, b3 + b4);
        long p01 = p0 + p1;
        long u01 = u0 + u1;
        long p34 = p3 + p4;
        long u34 = u3 + u4;
        long h0 = u0 + 19 * (v14 + v23 - u1 - u2 - u34);
        long r0 = p0 + 19 * (q14 + q23 - p1 - p2 - p34) - (h0 << 55);
        long h1 = v01 - u01 + 19 * (v24 + u3 - u2 - u4);
        long r1 = q01 - p01 + 19 * (q24 + p3 - p2 - p4) - (h1 << 55);
        long h2 = v02 + u1 - u0 - u2 + 19 * (v34 - u34);
        long r2 = q02 + p1 - p0 - p2 + 19 * (q34 - p34) - (h2 << 55);
        long h3 = v03 + v12 - u01 - u2 - u3 + 19 * u4;
        long r3 = q03 + q12 - p01 - p2 - p3 + 19 * p4 - (h3 << 55);
        long h4 = v04 + v13 + u2 - u01 - u34;
        long r4 = q04 + q13 + p2 - p01 - p34 - (h4 << 55);
        r0 += 304 * h4 + MUCH_P0;
        r1 += (h0 << 4) + MUCH_P;
        r2 += (h1 << 4) + MUCH_P;
        r3 += (h2 << 4) + MUCH_P;
        r4 += (h3 << 4) + MUCH_P;
        return carried(r0, r1, r2, r3, r4);
    }

    FieldElement square(FieldElement a) {
        return squareTimes(a, 1);
    }

    /// a^(2^times); the limbs of `a` must be below 2^53.
    FieldElement squareTimes(FieldElement a, int times) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        for (int i = 0; i < times; i++) {
            long e0 = a0 << 1;
            long e1 = a1 << 1;
            long e2 = a2 << 1;
            long e3 = a3 << 1;
            long w3 = 19 * a3;
            long w4 = 19 * a4;
            long d0 = a0 << 11;
            long d1 = a1 << 11;
            long d2 = a2 << 11;
            long d3 = a3 << 11;
            long h0 = high(a0 << 10, a0) + high(d1, w4) + high(d2, w3);
            long r0 = a0 * a0 + e1 * w4 + e2 * w3 - (h0 << 54);
            long h1 = high(d0, a1) + high(d2, w4) + high(a3 << 10, w3);
            long r1 = e0 * a1 + e2 * w4 + a3 * w3 - (h1 << 54);
            long h2 = high(d0, a2) + high(a1 << 10, a1) + high(d3, w4);
            long r2 = e0 * a2 + a1 * a1 + e3 * w4 - (h2 << 54);
            long h3 = high(d0, a3) + high(d1, a2) + high(a4 << 10, w4);
            long r3 = e0 * a3 + e1 * a2 + a4 * w4 - (h3 << 54);
            long h4 = high(d0, a4) + high(d1, a3) + high(a2 << 10, a2);
            long r4 = e0 * a4 + e1 * a3 + a2 * a2 - (h4 << 54);
            r0 += 152 * h4;
            r1 += h0 << 3;
            r2 += h1 << 3;
            r3 += h2 << 3;
            r4 += h3 << 3;
            a0 = (r0 & MASK) + 19 * (r4 >>> 51);
            a1 = (r1 & MASK) + (r0 >>> 51);
            a2 = (r2 & MASK) + (r1 >>> 51);
            a3 = (r3 & MASK) + (r2 >>> 51);
            a4 = (r4 & MASK) + (r3 >>> 51);
        }
        l0 = a0;
        l1 = a1;
        l2 = a2;
        l3 = a3;
        l4 = a4;
        return this;
    }

    private static long high(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b);
    }

    private FieldElement carried(long r0, long r1, long r2, long r3, long r4) {
        l0 = (r0 & MASK) + 19 * (r4 >>> 51);
        l1 = (r1 & MASK) + (r0 >>> 51);
        l2 = (r2 & MASK) + (r1 >>> 51);
        l3 = (r3 & MASK) + (r2 >>> 51);
        l4 = (r4 & MASK) + (r3 >>> 51);
        return this;
    }

    /// a^((p − 5) / 8), the heart of square roots.
    FieldElement powP58(FieldElement a) {
        FieldElement t0 = new FieldElement().square(a);
        FieldElement t1 = new FieldElement().squareTimes(t0, 2);
        t1.multiply(a, t1);
        t0.multiply(t0, t1);
        t0.square(t0);
        t0.multiply(t1, t0);
        t1.squareTimes(t0, 5);
        t0.multiply(t1, t0);
        t1.squareTimes(t0, 10);
        t1.multiply(t1, t0);
        FieldElement t2 = new FieldElement().squareTimes(t1, 20);
        t1.multiply(t2, t1);
        t1.squareTimes(t1, 10);
        t0.multiply(t1, t0);
        t1.squareTimes(t0, 50);
        t1.multiply(t1, t0);
        t2.squareTimes(t1, 100);
        t1.multiply(t2, t1);
        t1.squareTimes(t1, 50);
        t0.multiply(t1, t0);
        t0.squareTimes(t0, 2);
        return multiply(t0, a);
    }

    /// 1 / a, or 0 for 0: a^(p − 2) = (a^((p − 5) / 8))^8 · a^3.
    FieldElement invert(FieldElement a) {
        FieldElement cube = new FieldElement().square(a);
        cube.multiply(cube, a);
        FieldElement power = new FieldElement().powP58(a);
        power.squareTimes(power, 3);
        return multiply(power, cube);
    }

    /// The lowest bit of the canonical form: 1 means negative.
    int isNegative() {
        return toBytes()[0] & 1;
    }

    /// 1 when zero modulo p, else 0.
    int isZero() {
        byte[] bytes = toBytes();
        int or = 0;
        for (byte value : bytes) {
            or |= value;
        }
        return ((or & 0xff) - 1) >>> 31;
    }

    /// 1 when equal modulo p, else 0. Both must be reduced.
    int isEqual(FieldElement b) {
        return new FieldElement().subtract(this, b).isZero();
    }

    /// Takes the value of `a` when `condition` is 1, keeps its own when 0.
    FieldElement assignIf(FieldElement a, int condition) {
        long mask = -(long) condition;
        l0 ^= mask & (l0 ^ a.l0);
        l1 ^= mask & (l1 ^ a.l1);
        l2 ^= mask & (l2 ^ a.l2);
        l3 ^= mask & (l3 ^ a.l3);
        l4 ^= mask & (l4 ^ a.l4);
        return this;
    }

    /// Changes the sign when `condition` is 1. Must be reduced.
    FieldElement negateIf(int condition) {
        return assignIf(new FieldElement().negate(this), condition);
    }

    /// The non-negative one of a and −a. Must be reduced.
    FieldElement absolute() {
        return negateIf(isNegative());
    }

    void wipe() {
        l0 = 0;
        l1 = 0;
        l2 = 0;
        l3 = 0;
        l4 = 0;
    }
}
