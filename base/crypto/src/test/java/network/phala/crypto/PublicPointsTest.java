package network.phala.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import network.phala.primitives.Hex;
import org.junit.jupiter.api.Test;

/// The quick ways for public numbers against the ways that take the same time for every number.
class PublicPointsTest {
    private static final long SEED = 2026;

    /// i = √−1, non-negative (RFC 9496, 4.1: SQRT_M1).
    private static final FieldElement I =
            FieldElement.fromBytes(Hex.parse("b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b"), 0);

    @Test
    void inversesAreThoseOfThePowerLadder() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            FieldElement a = edgy(random);
            assertThat(PublicInverse.of(a).toBytes())
                    .as("seed %d, number %d: %s", SEED, i, Hex.plain(a.toBytes()))
                    .isEqualTo(new FieldElement().invert(a).toBytes());
        }
    }

    @Test
    void inversesOfPowersOfTwoTheirNegativesAndTheirNeighbours() {
        FieldElement power = FieldElement.of(1);
        for (int i = 0; i < 520; i++) {
            for (int near = -20; near <= 20; near++) {
                FieldElement a = near < 0
                        ? new FieldElement().subtract(power, FieldElement.of(-near))
                        : new FieldElement().add(power, FieldElement.of(near));
                a.carry();
                checkInverse(a, i);
                checkInverse(new FieldElement().negate(a), i);
            }
            power.add(power, power).carry();
        }
    }

    private static void checkInverse(FieldElement a, int i) {
        FieldElement inverse = PublicInverse.of(a);
        assertThat(inverse.toBytes())
                .as("%d: %s", i, Hex.plain(a.toBytes()))
                .isEqualTo(new FieldElement().invert(a).toBytes());
        assertThat(new FieldElement().multiply(inverse, a).isEqual(FieldElement.of(1)))
                .isEqualTo(1 - a.isZero());
    }

    @Test
    void zeroInAnyFormHasTheInverseZero() {
        assertThat(PublicInverse.of(new FieldElement()).isZero()).isEqualTo(1);
        byte[] p = Hex.parse("ed" + "ff".repeat(30) + "7f");
        assertThat(PublicInverse.of(FieldElement.fromBytes(p, 0)).isZero()).isEqualTo(1);
        FieldElement twoP = new FieldElement().add(FieldElement.fromBytes(p, 0), FieldElement.fromBytes(p, 0));
        assertThat(PublicInverse.of(twoP).isZero()).isEqualTo(1);
    }

    @Test
    void encodingsAreRecognisedInAllFourPointsOfAClass() {
        Random random = new Random(SEED);
        byte[] last = new byte[32];
        for (int i = 0; i < 2_000; i++) {
            EdwardsPoint point = randomPoint(random);
            byte[] encoding = Ristretto.encode(point);
            for (EdwardsPoint each : withClass(point, random)) {
                assertThat(Ristretto.encode(each)).isEqualTo(encoding);
                assertThat(Ristretto.isEncoding(encoding, each))
                        .as("seed %d, point %d: %s", SEED, i, Hex.plain(encoding))
                        .isTrue();
                assertThat(Ristretto.isEncoding(last, each)).isFalse();
            }
            for (EdwardsPoint each : withClass(point.copy().negate(), random)) {
                assertThat(Ristretto.isEncoding(encoding, each))
                        .as("seed %d, negative of point %d: %s", SEED, i, Hex.plain(encoding))
                        .isFalse();
            }
            for (byte[] other : neighbours(encoding)) {
                assertThat(Ristretto.isEncoding(other, point))
                        .as("seed %d, point %d: %s", SEED, i, Hex.plain(other))
                        .isFalse();
            }
            last = encoding;
        }
    }

    @Test
    void theClassOfTheNeutralElementIsEncodedAsZeroAndNothingElse() {
        Random random = new Random(SEED);
        for (EdwardsPoint each : withClass(new EdwardsPoint(), random)) {
            assertThat(Ristretto.encode(each)).isEqualTo(new byte[32]);
            assertThat(Ristretto.isEncoding(new byte[32], each)).isTrue();
            for (String other : new String[] {
                // −1, which would give y = 0; i and −i, whose denominator is zero; 1; p; 2; zero with a sign.
                "ec" + "ff".repeat(30) + "7f",
                "b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b",
                "3d5ff1b5d8e4113b871bd052f9e7bcd0582804c266ffb2d4f4203eb07fdb7c54",
                "01" + "00".repeat(31),
                "ed" + "ff".repeat(30) + "7f",
                "02" + "00".repeat(31),
                "00".repeat(31) + "80"
            }) {
                assertThat(Ristretto.isEncoding(Hex.parse(other), each))
                        .as(other)
                        .isFalse();
            }
        }
    }

    /// The comparison decides for random and for nearly right bytes as the encoding does.
    @Test
    void whatIsRecognisedIsWhatIsEncoded() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            EdwardsPoint point = randomPoint(random);
            byte[] bytes = random.nextBoolean() ? Ristretto.encode(point) : new byte[32];
            if (random.nextBoolean()) {
                random.nextBytes(bytes);
            } else {
                bytes[random.nextInt(32)] ^= (byte) (random.nextInt(3) << random.nextInt(7));
            }
            assertThat(Ristretto.isEncoding(bytes, point))
                    .as("seed %d, case %d: %s", SEED, i, Hex.plain(bytes))
                    .isEqualTo(java.util.Arrays.equals(Ristretto.encode(point), bytes));
        }
    }

    /// −s, s + p when it fits, s with the unused bit, and each single bit of the lowest and highest byte changed.
    private static byte[][] neighbours(byte[] encoding) {
        byte[][] all = new byte[18][];
        FieldElement s = FieldElement.fromBytes(encoding, 0);
        all[0] = s.isZero() == 1 ? new byte[] {1} : new FieldElement().negate(s).toBytes();
        all[0] = java.util.Arrays.copyOf(all[0], 32);
        all[1] = encoding.clone();
        all[1][31] |= (byte) 0x80;
        for (int bit = 0; bit < 8; bit++) {
            all[2 + bit] = encoding.clone();
            all[2 + bit][0] ^= (byte) (1 << bit);
            all[10 + bit] = encoding.clone();
            all[10 + bit][31] ^= (byte) (1 << bit);
        }
        return all;
    }

    /// The four points of the class, each with a random Z.
    private static EdwardsPoint[] withClass(EdwardsPoint point, Random random) {
        EdwardsPoint[] all = {new EdwardsPoint(), new EdwardsPoint(), new EdwardsPoint(), new EdwardsPoint()};
        for (int i = 0; i < 4; i++) {
            EdwardsPoint to = all[i];
            if (i < 2) {
                to.x.set(point.x);
                to.y.set(point.y);
                to.t.set(point.t);
            } else {
                to.x.multiply(point.y, I);
                to.y.multiply(point.x, I);
                to.t.negate(point.t);
            }
            to.z.set(point.z);
            if (i % 2 == 1) {
                to.x.negate(to.x);
                to.y.negate(to.y);
            }
            FieldElement scale = edgy(random);
            if (scale.isZero() == 0) {
                for (FieldElement each : new FieldElement[] {to.x, to.y, to.z, to.t}) {
                    each.multiply(each, scale);
                }
            }
        }
        return all;
    }

    private static EdwardsPoint randomPoint(Random random) {
        byte[] wide = new byte[64];
        random.nextBytes(wide);
        byte[] scalar = random.nextInt(10) == 0 ? new byte[32] : Scalar.reduceWide(wide);
        if (scalar[0] == 0) {
            scalar[0] = (byte) (1 + random.nextInt(100));
        }
        return Multiplication.base(scalar);
    }

    /// Random numbers, and such whose bits are mostly ones or zeros from somewhere on.
    private static FieldElement edgy(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        switch (random.nextInt(4)) {
            case 0 -> java.util.Arrays.fill(bytes, 0, random.nextInt(33), (byte) 0xff);
            case 1 -> java.util.Arrays.fill(bytes, random.nextInt(32), 32, (byte) 0);
            case 2 -> java.util.Arrays.fill(bytes, 0, random.nextInt(32), (byte) 0);
            default -> {}
        }
        return FieldElement.fromBytes(bytes, 0);
    }
}
