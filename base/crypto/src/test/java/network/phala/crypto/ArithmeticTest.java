package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/// Field and scalar arithmetic against BigInteger, with the edges of the ranges mixed in.
class ArithmeticTest {
    private static final long SEED = 77;
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

    @Test
    void fieldOperationsAgreeWithBigIntegers() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3000; i++) {
            byte[] x = edgy(random, 32, P);
            byte[] y = edgy(random, 32, P);
            x[31] &= 0x7f;
            y[31] &= 0x7f;
            BigInteger a = number(x);
            BigInteger b = number(y);
            FieldElement fa = FieldElement.fromBytes(x, 0);
            FieldElement fb = FieldElement.fromBytes(y, 0);
            check(fa.copy(), a);
            check(new FieldElement().add(fa, fb), a.add(b));
            check(new FieldElement().subtract(fa, fb), a.subtract(b));
            check(new FieldElement().negate(fa), a.negate());
            check(new FieldElement().multiply(fa, fb), a.multiply(b));
            check(new FieldElement().square(fa), a.multiply(a));
            // The largest factors the bound allows: one sum of differences and one difference.
            FieldElement wide =
                    new FieldElement().add(new FieldElement().subtract(fa, fb), new FieldElement().add(fa, fb));
            check(
                    new FieldElement().multiply(wide, new FieldElement().subtract(fb, fa)),
                    a.add(a).multiply(b.subtract(a)));
            assertThat(fa.isZero()).isEqualTo(a.mod(P).signum() == 0 ? 1 : 0);
            assertThat(fa.isNegative()).isEqualTo(a.mod(P).testBit(0) ? 1 : 0);
        }
        FieldElement two = FieldElement.of(2);
        check(new FieldElement().invert(two), BigInteger.TWO.modInverse(P));
        check(
                new FieldElement().powP58(two),
                BigInteger.TWO.modPow(P.subtract(BigInteger.valueOf(5)).shiftRight(3), P));
    }

    /// Products of elements that are not carried, up to the widest limbs that a product takes.
    @Test
    void productsOfTheWidestLimbsAreRightAndReduced() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            int bits = 53 + random.nextInt(2);
            FieldElement a = wide(random, bits);
            FieldElement b = wide(random, 107 - bits);
            FieldElement product = new FieldElement().multiply(a, b);
            BigInteger expected = value(a).multiply(value(b)).mod(P);
            assertThat(value(product).mod(P))
                    .as("seed %d, product %d: %s and %s", SEED, i, value(a).toString(16), value(b).toString(16))
                    .isEqualTo(expected);
            for (long limb : limbs(product)) {
                assertThat(limb).isBetween(0L, (1L << 51) + (1L << 18) - 1);
            }
            assertThat(a.multiply(a, b).toBytes()).isEqualTo(product.toBytes());
        }
    }

    /// Limbs that are all ones, zero, small, near a power of two, or random, below 2^bits.
    private static FieldElement wide(Random random, int bits) {
        long[] limbs = new long[FieldElement.LIMBS];
        int kind = random.nextInt(7);
        for (int i = 0; i < limbs.length; i++) {
            long limit = 1L << bits;
            limbs[i] = switch (kind == 6 ? random.nextInt(6) : kind) {
                case 0 -> limit - 1;
                case 1 -> random.nextInt(2) * (limit - 1);
                case 2 -> random.nextInt(3);
                case 3 -> (1L << random.nextInt(bits)) + random.nextInt(2);
                case 4 -> limit - 1 - random.nextInt(1000);
                default -> random.nextLong(limit);
            };
        }
        FieldElement element = new FieldElement();
        element.load(limbs, 0);
        return element;
    }

    private static long[] limbs(FieldElement element) {
        long[] limbs = new long[FieldElement.LIMBS];
        element.save(limbs, 0);
        return limbs;
    }

    private static BigInteger value(FieldElement element) {
        BigInteger value = BigInteger.ZERO;
        long[] limbs = limbs(element);
        for (int i = limbs.length - 1; i >= 0; i--) {
            value = value.shiftLeft(51).add(BigInteger.valueOf(limbs[i]));
        }
        return value;
    }

    @Test
    void scalarOperationsAgreeWithBigIntegers() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3000; i++) {
            byte[] wide = edgy(random, 64, ORDER);
            assertThat(number(Scalar.reduceWide(wide))).isEqualTo(number(wide).mod(ORDER));
            byte[] a = edgy(random, 32, ORDER);
            byte[] b = edgy(random, 32, ORDER);
            byte[] c = edgy(random, 32, ORDER);
            assertThat(number(Scalar.multiplyAdd(a, b, c)))
                    .isEqualTo(number(a).multiply(number(b)).add(number(c)).mod(ORDER));
            assertThat(Scalar.isCanonical(a)).isEqualTo(number(a).compareTo(ORDER) < 0);
        }
    }

    @Test
    void digitsAddUpToTheNumber() {
        Random random = new Random(SEED);
        for (int i = 0; i < 600; i++) {
            byte[] a = edgy(random, 32, ORDER);
            a[31] &= (byte) (i % 2 == 0 ? 0x3f : 0x7f);
            byte[] digits = Scalar.radix16(a);
            assertThat(sum(j -> digits[j], digits.length, 4)).isEqualTo(number(a));
            for (int width = 2; width <= 10; width++) {
                short[] form = Scalar.nonAdjacentForm(a, width);
                assertThat(sum(j -> form[j], form.length, 1)).isEqualTo(number(a));
                int free = 0;
                for (int j = 0; j < form.length; j++) {
                    if (form[j] != 0) {
                        assertThat(j).isGreaterThanOrEqualTo(free);
                        assertThat(form[j] & 1).isOne();
                        assertThat(Math.abs(form[j])).isLessThan(1 << width - 1);
                        free = j + width;
                    }
                }
            }
        }
    }

    private static BigInteger sum(IntUnaryOperator digits, int count, int bits) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = count - 1; i >= 0; i--) {
            sum = sum.shiftLeft(bits).add(BigInteger.valueOf(digits.applyAsInt(i)));
        }
        return sum;
    }

    private static void check(FieldElement element, BigInteger expected) {
        assertThat(number(element.toBytes())).isEqualTo(expected.mod(P));
    }

    /// Random bytes, bytes that are mostly ones or zeros, or a neighbour of the modulus.
    private static byte[] edgy(Random random, int size, BigInteger modulus) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        switch (random.nextInt(4)) {
            case 0 -> java.util.Arrays.fill(bytes, 0, random.nextInt(size), (byte) 0xff);
            case 1 -> java.util.Arrays.fill(bytes, random.nextInt(size), size, (byte) 0);
            case 2 -> {
                BigInteger near = modulus.add(BigInteger.valueOf(random.nextInt(41) - 20));
                byte[] big = near.toByteArray();
                java.util.Arrays.fill(bytes, (byte) 0);
                for (int i = 0; i < big.length && i < size; i++) {
                    bytes[i] = big[big.length - 1 - i];
                }
            }
            default -> {}
        }
        return bytes;
    }

    private static BigInteger number(byte[] littleEndian) {
        byte[] big = new byte[littleEndian.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = littleEndian[big.length - 1 - i];
        }
        return new BigInteger(1, big);
    }
}
