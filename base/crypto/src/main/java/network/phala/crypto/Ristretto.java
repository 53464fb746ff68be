package network.phala.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// The ristretto255 encoding of group elements in 32 bytes (RFC 9496). Class name and coordinates follow the
/// RFC.
final class Ristretto {
    private static final FieldElement ONE = FieldElement.of(1);

    /// The non-negative square root of −1: 2^((p − 1) / 4), computed as 2 · (2^((p − 5) / 8))².
    private static final FieldElement SQRT_M1 = squareRootOfMinusOne();

    /// 1 / √(a − d) with a = −1.
    private static final FieldElement INVSQRT_A_MINUS_D = inverseSquareRootOfAMinusD();

    private Ristretto() {}

    /// The point of an encoding, or nothing when the 32 bytes are not the canonical encoding of a point. The
    /// neutral element (all zero) decodes.
    static Optional<EdwardsPoint> decode(byte[] bytes) {
        if (bytes.length != 32) {
            return Optional.empty();
        }
        FieldElement s = FieldElement.fromBytes(bytes, 0);
        if ((bytes[0] & 1) != 0 || !MessageDigest.isEqual(s.toBytes(), bytes)) {
            return Optional.empty();
        }
        FieldElement ss = new FieldElement().square(s);
        FieldElement u1 = new FieldElement().subtract(ONE, ss).carry();
        FieldElement u2 = new FieldElement().add(ONE, ss).carry();
        FieldElement u2Squared = new FieldElement().square(u2);
        FieldElement v = new FieldElement().square(u1);
        v.multiply(v, EdwardsPoint.D);
        v.negate(v);
        v.subtract(v, u2Squared).carry();
        FieldElement root = new FieldElement();
        int square = squareRootOfRatio(root, ONE, new FieldElement().multiply(v, u2Squared));
        FieldElement dx = new FieldElement().multiply(root, u2);
        FieldElement dy = new FieldElement().multiply(root, dx);
        dy.multiply(dy, v);
        FieldElement x = new FieldElement().add(s, s).carry();
        x.multiply(x, dx).absolute();
        FieldElement y = new FieldElement().multiply(u1, dy);
        EdwardsPoint point = EdwardsPoint.affine(x, y);
        boolean good = (square & (1 ^ point.t.isNegative()) & (1 ^ y.isZero())) == 1;
        return good ? Optional.of(point) : Optional.empty();
    }

    /// The canonical 32 bytes of a point's class.
    static byte[] encode(EdwardsPoint point) {
        FieldElement zPlusY = new FieldElement().add(point.z, point.y);
        FieldElement zMinusY = new FieldElement().subtract(point.z, point.y);
        FieldElement u1 = new FieldElement().multiply(zPlusY, zMinusY);
        FieldElement u2 = new FieldElement().multiply(point.x, point.y);
        FieldElement square = new FieldElement().square(u2);
        FieldElement root = new FieldElement();
        squareRootOfRatio(root, ONE, square.multiply(square, u1));
        FieldElement d1 = new FieldElement().multiply(root, u1);
        FieldElement d2 = new FieldElement().multiply(root, u2);
        FieldElement zInverse = new FieldElement().multiply(d1, d2);
        zInverse.multiply(zInverse, point.t);
        FieldElement product = new FieldElement().multiply(point.t, zInverse);
        int rotate = product.isNegative();
        FieldElement x = point.x.copy();
        FieldElement y = point.y.copy();
        x.assignIf(new FieldElement().multiply(point.y, SQRT_M1), rotate);
        y.assignIf(new FieldElement().multiply(point.x, SQRT_M1), rotate);
        FieldElement d = d2.copy();
        d.assignIf(new FieldElement().multiply(d1, INVSQRT_A_MINUS_D), rotate);
        product.multiply(x, zInverse);
        y.negateIf(product.isNegative());
        FieldElement s = new FieldElement().subtract(point.z, y);
        return s.multiply(s, d).absolute().toBytes();
    }

    /// Whether the 32 bytes are [#encode] of a point whose T is not needed, for public points: the time depends on
    /// them. No square root: of the four points of the class one has x and x·y not negative, and its y is
    /// (1 − s²) / (1 + s²) for a single s that is not negative, its encoding (RFC 9496, 4.3.1). The four are
    /// (x, y), (−x, −y), (iy, ix) and (−iy, −ix).
    static boolean isEncoding(byte[] bytes, EdwardsPoint point) {
        FieldElement s = FieldElement.fromBytes(bytes, 0);
        if ((bytes[0] & 1) != 0 || !Arrays.equals(s.toBytes(), bytes)) {
            return false;
        }
        FieldElement zInverse = PublicInverse.of(point.z);
        FieldElement x = new FieldElement().multiply(point.x, zInverse);
        FieldElement y = new FieldElement().multiply(point.y, zInverse);
        FieldElement product = new FieldElement().multiply(x, y);
        if (product.isNegative() == 1) {
            product.multiply(x, SQRT_M1);
            x.multiply(y, SQRT_M1);
            y.set(product);
        } else if (product.isZero() == 1) {
            // The class of the neutral element has y = 0 too, which no encoding gives.
            return s.isZero() == 1;
        }
        y.negateIf(x.isNegative());
        FieldElement ss = new FieldElement().square(s);
        FieldElement left = new FieldElement().add(ONE, y);
        left.multiply(left, ss);
        return left.isEqual(new FieldElement().subtract(ONE, y).carry()) == 1;
    }

    /// The non-negative square root of u/v, or of i·u/v when u/v is no square; 1 or 0 says which. Zero has root
    /// zero.
    static int squareRootOfRatio(FieldElement out, FieldElement u, FieldElement v) {
        FieldElement v3 = new FieldElement().square(v);
        v3.multiply(v3, v);
        FieldElement v7 = new FieldElement().square(v3);
        v7.multiply(v7, v);
        FieldElement r = new FieldElement().multiply(u, v7);
        r.powP58(r);
        r.multiply(r, v3);
        r.multiply(r, u);
        FieldElement check = new FieldElement().square(r);
        check.multiply(check, v);
        FieldElement minusU = new FieldElement().negate(u.copy());
        FieldElement minusUi = new FieldElement().multiply(minusU, SQRT_M1);
        int correct = check.isEqual(u);
        int flipped = check.isEqual(minusU);
        int flippedI = check.isEqual(minusUi);
        r.assignIf(new FieldElement().multiply(r, SQRT_M1), flipped | flippedI);
        out.set(r.absolute());
        return correct | flipped;
    }

    private static FieldElement squareRootOfMinusOne() {
        FieldElement two = FieldElement.of(2);
        FieldElement root = new FieldElement().powP58(two);
        root.square(root);
        return root.multiply(root, two).absolute();
    }

    private static FieldElement inverseSquareRootOfAMinusD() {
        FieldElement difference = new FieldElement()
                .negate(new FieldElement().add(EdwardsPoint.D, ONE).carry());
        FieldElement root = new FieldElement();
        if (squareRootOfRatio(root, ONE, difference) == 0) {
            throw new IllegalStateException("The field arithmetic is wrong: a - d has no root");
        }
        return root;
    }
}
