package network.phala.crypto;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A point of the Edwards curve −x² + y² = 1 + d·x²·y² under ristretto255, in extended coordinates (x = X/Z, y
/// = Y/Z, T = XY/Z), used as an accumulator: operations change it in place with its own scratch space.
///
/// Formulas of Hisil, Wong, Carter and Dawson, complete for this curve: no special cases, no branches.
final class EdwardsPoint {
    /// d = −121665 / 121666.
    static final FieldElement D = new FieldElement()
            .multiply(
                    new FieldElement().negate(FieldElement.of(121665)),
                    new FieldElement().invert(FieldElement.of(121666)));

    static final FieldElement D2 = new FieldElement().add(D, D).carry();

    final FieldElement x = new FieldElement();
    final FieldElement y = FieldElement.of(1);
    final FieldElement z = FieldElement.of(1);
    final FieldElement t = new FieldElement();
    private final FieldElement e = new FieldElement();
    private final FieldElement f = new FieldElement();
    private final FieldElement g = new FieldElement();
    private final FieldElement h = new FieldElement();

    /// The neutral element.
    EdwardsPoint() {}

    static EdwardsPoint affine(FieldElement x, FieldElement y) {
        EdwardsPoint point = new EdwardsPoint();
        point.x.set(x);
        point.y.set(y);
        point.t.multiply(x, y);
        return point;
    }

    /// The point of 32 bytes: y, little-endian, with the lowest bit of x as highest bit. Any y below 2^255
    /// that is on the curve will do, and zero may have a sign. Empty when no x belongs to y.
    ///
    /// Follows curve25519-dalek 3.2 src/edwards.rs, decompress.
    static Optional<EdwardsPoint> decode(byte[] bytes) {
        FieldElement y = FieldElement.fromBytes(bytes, 0);
        FieldElement one = FieldElement.of(1);
        FieldElement square = new FieldElement().square(y);
        FieldElement u = new FieldElement().subtract(square, one).carry();
        FieldElement v = new FieldElement().multiply(square, D);
        v.add(v, one).carry();
        FieldElement x = new FieldElement();
        if (Ristretto.squareRootOfRatio(x, u, v) == 0) {
            return Optional.empty();
        }
        return Optional.of(affine(x.negateIf(bytes[31] >>> 7 & 1), y));
    }

    boolean isNeutral() {
        return (x.isZero() & y.isEqual(z)) == 1;
    }

    EdwardsPoint copy() {
        EdwardsPoint point = new EdwardsPoint();
        point.x.set(x);
        point.y.set(y);
        point.z.set(z);
        point.t.set(t);
        return point;
    }

    /// Doubles; [#t] is only right afterwards when `keepT`, and is not needed before.
    EdwardsPoint twice(boolean keepT) {
        // H = X² + Y², E = H − (X + Y)², G = X² − Y², F = 2Z² + G
        e.add(x, y);
        e.square(e);
        f.square(x);
        g.square(y);
        FieldElement.sumAndDifference(h, g, f, g);
        e.subtract(h, e);
        f.square(z);
        f.add(f, f);
        f.add(f, g);
        complete(keepT);
        return this;
    }

    /// Doubles `times` ≥ 1 times.
    EdwardsPoint twiceTimes(int times) {
        for (int i = 1; i < times; i++) {
            twice(false);
        }
        return twice(true);
    }

    EdwardsPoint add(Cached p) {
        return add(p, true);
    }

    /// Adds the negative of `p` when `negative`, else `p`; which of them shows in the time. [#t] is only right
    /// afterwards when `keepT`.
    EdwardsPoint addPublic(Cached p, boolean negative, boolean keepT) {
        return negative ? subtract(p, keepT) : add(p, keepT);
    }

    /// Adds `p`; [#t] is only right afterwards when `keepT`.
    EdwardsPoint add(Cached p, boolean keepT) {
        // A = (Y − X)·minus, B = (Y + X)·plus, C = T·t2d, D = 2Z·z; E = B − A, F = D − C, G = D + C, H = B + A
        FieldElement.sumAndDifference(h, e, y, x);
        e.multiply(e, p.minus);
        h.multiply(h, p.plus);
        f.multiply(t, p.t2d);
        doubledZ(p);
        FieldElement.sumAndDifference(h, e, h, e);
        FieldElement.sumAndDifference(g, f, g, f);
        complete(keepT);
        return this;
    }

    private EdwardsPoint subtract(Cached p, boolean keepT) {
        FieldElement.sumAndDifference(h, e, y, x);
        e.multiply(e, p.plus);
        h.multiply(h, p.minus);
        f.multiply(t, p.t2d);
        doubledZ(p);
        FieldElement.sumAndDifference(h, e, h, e);
        FieldElement.sumAndDifference(f, g, g, f);
        complete(keepT);
        return this;
    }

    private void doubledZ(Cached p) {
        if (p.z == null) {
            g.add(z, z);
        } else {
            g.multiply(z, p.z);
            g.add(g, g);
        }
    }

    private void complete(boolean keepT) {
        x.multiply(e, f);
        y.multiply(g, h);
        z.multiply(f, g);
        if (keepT) {
            t.multiply(e, h);
        }
    }

    /// Negates in place.
    EdwardsPoint negate() {
        x.negate(x);
        t.negate(t);
        return this;
    }

    /// This point prepared for being added several times.
    Cached cached() {
        Cached cached = new Cached(z.copy());
        cached.plus.add(y, x).carry();
        cached.minus.subtract(y, x).carry();
        cached.t2d.multiply(t, D2);
        return cached;
    }

    void wipe() {
        for (FieldElement element : new FieldElement[] {x, y, z, t, e, f, g, h}) {
            element.wipe();
        }
    }

    /// A point prepared for addition: Y + X, Y − X, 2d·T, and Z unless it is 1.
    static final class Cached {
        /// Numbers that [#save] writes.
        static final int LONGS = 3 * FieldElement.LIMBS;

        private static final FieldElement ONE = FieldElement.of(1);

        final FieldElement plus = new FieldElement();
        final FieldElement minus = new FieldElement();
        final FieldElement t2d = new FieldElement();
        final @Nullable FieldElement z;

        Cached(@Nullable FieldElement z) {
            this.z = z;
        }

        /// Writes a point whose Z is 1.
        void save(long[] to, int at) {
            plus.save(to, at);
            minus.save(to, at + FieldElement.LIMBS);
            t2d.save(to, at + 2 * FieldElement.LIMBS);
        }

        /// Becomes what [#save] wrote, or its negative when `sign` is −1 and not 0. Its Z must be 1.
        void load(long[] from, int at, int sign) {
            plus.load(from, at + (sign & FieldElement.LIMBS));
            minus.load(from, at + FieldElement.LIMBS + (sign & -FieldElement.LIMBS));
            t2d.loadSigned(from, at + 2 * FieldElement.LIMBS, sign);
        }

        /// Becomes the neutral element.
        Cached setNeutral() {
            plus.set(ONE);
            minus.set(ONE);
            t2d.wipe();
            if (z != null) {
                z.set(ONE);
            }
            return this;
        }

        /// Takes the value of `p` when `condition` is 1. Constant time.
        void assignIf(Cached p, int condition) {
            plus.assignIf(p.plus, condition);
            minus.assignIf(p.minus, condition);
            t2d.assignIf(p.t2d, condition);
            if (z != null && p.z != null) {
                z.assignIf(p.z, condition);
            }
        }

        /// Becomes its negative when `condition` is 1. Constant time.
        void negateIf(int condition) {
            FieldElement old = plus.copy();
            plus.assignIf(minus, condition);
            minus.assignIf(old, condition);
            t2d.negateIf(condition);
        }
    }
}
