package network.phala.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/// Inversion modulo p = 2^255 − 19 for public numbers: the time depends on them.
///
/// Follows D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and modular inversion" (2019):
/// from f = p and g = a, division steps on the low bits turn g into 0 and f into ±1, while d and e keep
/// f = d·a and g = e·a modulo p. Sixty steps at a time are gathered in a matrix of words with
/// 2^60·(f', g') = ((u, v), (q, r))·(f, g), which is then applied to the long numbers. As nothing is
/// secret here, zero bits are shifted out together and several low bits of g are cleared by one multiple of f.
///
/// Long numbers have five limbs of 60 bits; the last one has the sign. |u| + |v| and |q| + |r| are at most 2^60,
/// f and g stay in [−p, p], d and e in (−2p, p). At most 741 steps (theorem 11.2 there) bring g to 0.
final class PublicInverse {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BITS = 60;
    private static final int LIMBS = 5;
    private static final long MASK = (1L << BITS) - 1;

    /// p = 2^TOP · 2^240 − 19.
    private static final int TOP = 255 - 4 * BITS;

    /// 1/19 modulo 2^60, which is −1/p.
    private static final long INVERSE_OF_19 =
            BigInteger.valueOf(19).modInverse(BigInteger.ONE.shiftLeft(BITS)).longValueExact();

    private final long[] f = {(1L << BITS) - 19, MASK, MASK, MASK, (1L << TOP) - 1};
    private final long[] g = new long[LIMBS];
    private final long[] d = new long[LIMBS];
    private final long[] e = {1, 0, 0, 0, 0};
    private long u;
    private long v;
    private long q;
    private long r;

    private PublicInverse(FieldElement a) {
        byte[] bytes = a.toBytes();
        long w0 = (long) LONGS.get(bytes, 0);
        long w1 = (long) LONGS.get(bytes, 8);
        long w2 = (long) LONGS.get(bytes, 16);
        long w3 = (long) LONGS.get(bytes, 24);
        g[0] = w0 & MASK;
        g[1] = (w0 >>> 60 | w1 << 4) & MASK;
        g[2] = (w1 >>> 56 | w2 << 8) & MASK;
        g[3] = (w2 >>> 52 | w3 << 12) & MASK;
        g[4] = w3 >>> 48;
    }

    /// 1 / a, or 0 for 0; reduced.
    static FieldElement of(FieldElement a) {
        PublicInverse state = new PublicInverse(a);
        long[] g = state.g;
        long eta = -1;
        while ((g[0] | g[1] | g[2] | g[3] | g[4]) != 0) {
            eta = state.steps(eta);
            state.updateInverses();
            state.updateNumbers();
        }
        return state.result();
    }

    /// Gathers sixty division steps in the matrix; `eta` is the negative of the paper's delta.
    private long steps(long eta) {
        long x = f[0] | f[1] << BITS;
        long y = g[0] | g[1] << BITS;
        long a = 1;
        long b = 0;
        long c = 0;
        long h = 1;
        int left = BITS;
        while (true) {
            int zeros = Long.numberOfTrailingZeros(y | -1L << left);
            y >>>= zeros;
            a <<= zeros;
            b <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0) {
                break;
            }
            if (eta < 0) {
                eta = -eta;
                long old = x;
                x = y;
                y = -old;
                old = a;
                a = c;
                c = -old;
                old = b;
                b = h;
                h = -old;
            }
            // eta + 1 steps follow without another exchange: clear that many bits, but at most six. For odd x,
            // x² − 2 is −1/x² modulo 64, so that the multiple is −y/x.
            int count = (int) Math.min(eta + 1, left);
            long multiple = x * y * (x * x - 2) & 63 & -1L >>> 64 - count;
            y += x * multiple;
            c += a * multiple;
            h += b * multiple;
        }
        u = a;
        v = b;
        q = c;
        r = h;
        return eta;
    }

    /// (f, g) becomes matrix · (f, g) / 2^60, which is exact.
    private void updateNumbers() {
        long carryF = 0;
        long carryG = 0;
        for (int i = 0; i < LIMBS; i++) {
            long fi = f[i];
            long gi = g[i];
            long highF = high(u, fi) + high(v, gi);
            long lowF = u * fi + v * gi - (highF << BITS) + carryF;
            long highG = high(q, fi) + high(r, gi);
            long lowG = q * fi + r * gi - (highG << BITS) + carryG;
            carryF = highF + (lowF >> BITS);
            carryG = highG + (lowG >> BITS);
            if (i > 0) {
                f[i - 1] = lowF & MASK;
                g[i - 1] = lowG & MASK;
            }
        }
        f[LIMBS - 1] = carryF;
        g[LIMBS - 1] = carryG;
    }

    /// (d, e) becomes (matrix · (d, e) + multiples of p) / 2^60. The multiples make the division exact, and keep
    /// the outcomes in (−2p, p) by adding as much of p as a negative number would have taken from the sum.
    private void updateInverses() {
        long signD = d[LIMBS - 1] >> 63;
        long signE = e[LIMBS - 1] >> 63;
        long timesD = (u & signD) + (v & signE);
        long timesE = (q & signD) + (r & signE);
        timesD -= timesD - INVERSE_OF_19 * (u * d[0] + v * e[0]) & MASK;
        timesE -= timesE - INVERSE_OF_19 * (q * d[0] + r * e[0]) & MASK;
        // times · p is −19 · times in the first limb and 2^TOP · times in the last one.
        long high19D = Math.multiplyHigh(timesD, -19L << 64 - BITS);
        long high19E = Math.multiplyHigh(timesE, -19L << 64 - BITS);
        long carryD = -19 * timesD - (high19D << BITS);
        long carryE = -19 * timesE - (high19E << BITS);
        for (int i = 0; i < LIMBS; i++) {
            long di = d[i];
            long ei = e[i];
            long highD = high(u, di) + high(v, ei);
            long lowD = u * di + v * ei - (highD << BITS) + carryD;
            long highE = high(q, di) + high(r, ei);
            long lowE = q * di + r * ei - (highE << BITS) + carryE;
            carryD = highD + (lowD >> BITS);
            carryE = highE + (lowE >> BITS);
            if (i == 0) {
                carryD += high19D;
                carryE += high19E;
            } else {
                d[i - 1] = lowD & MASK;
                e[i - 1] = lowE & MASK;
            }
        }
        addToTop(d, timesD, carryD);
        addToTop(e, timesE, carryE);
    }

    /// Adds 2^TOP · `times` to the fourth limb, where the product may have 76 bits, and `carry` to the fifth one.
    private static void addToTop(long[] number, long times, long carry) {
        long sum = number[LIMBS - 2] + (times << TOP & MASK);
        number[LIMBS - 2] = sum & MASK;
        number[LIMBS - 1] = carry + (times >> BITS - TOP) + (sum >> BITS);
    }

    /// ±d as f is ±1, and 2p, so that it is not negative.
    private FieldElement result() {
        long sign = f[LIMBS - 1] >> 63;
        long m0 = (d[0] ^ sign) - sign + MASK - 37;
        long m1 = (d[1] ^ sign) - sign + MASK + (m0 >> BITS);
        long m2 = (d[2] ^ sign) - sign + MASK + (m1 >> BITS);
        long m3 = (d[3] ^ sign) - sign + MASK + (m2 >> BITS);
        long m4 = (d[4] ^ sign) - sign + (2L << TOP) - 1 + (m3 >> BITS);
        m0 &= MASK;
        m1 &= MASK;
        m2 &= MASK;
        m3 &= MASK;
        FieldElement inverse = new FieldElement();
        inverse.l0 = m0 & FieldElement.MASK;
        inverse.l1 = (m0 >>> 51 | m1 << 9) & FieldElement.MASK;
        inverse.l2 = (m1 >>> 42 | m2 << 18) & FieldElement.MASK;
        inverse.l3 = (m2 >>> 33 | m3 << 27) & FieldElement.MASK;
        inverse.l4 = m3 >>> 24 | m4 << 36;
        return inverse.carry();
    }

    /// The product without its lowest 60 bits; |a| is at most 2^60.
    private static long high(long a, long b) {
        return Math.multiplyHigh(a << 2, b << 2);
    }
}
