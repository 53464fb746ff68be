package network.phala.crypto;

import java.util.Arrays;
import java.util.Objects;
import network.phala.crypto.EdwardsPoint.Cached;

/// Multiples of points of the ristretto255 group. The tables of the base point are computed when the class
/// loads.
final class Multiplication {
    /// Window of the base point in [#publicCombination]: 64 odd multiples.
    private static final int BASE_WINDOW = 8;

    private static final int POINT_WINDOW = 5;
    private static final EdwardsPoint BASE = basePoint();

    /// [i][j] = (j + 1) · 256^i · base.
    private static final Cached[][] BASE_TABLE = baseTable();

    /// (2 i + 1) · base.
    private static final Cached[] BASE_ODD_MULTIPLES = affine(oddMultiples(BASE, 1 << (BASE_WINDOW - 2)));

    private Multiplication() {}

    /// scalar · base, for secret scalars: constant time.
    static EdwardsPoint base(byte[] scalar) {
        byte[] digits = Scalar.radix16(scalar);
        EdwardsPoint sum = new EdwardsPoint();
        Cached chosen = new Cached(null);
        for (int i = 1; i < 64; i += 2) {
            sum.add(choose(chosen, BASE_TABLE[i / 2], digits[i]));
        }
        sum.twiceTimes(4);
        for (int i = 0; i < 64; i += 2) {
            sum.add(choose(chosen, BASE_TABLE[i / 2], digits[i]));
        }
        Arrays.fill(digits, (byte) 0);
        return sum;
    }

    /// scalar · point, for secret scalars: constant time.
    static EdwardsPoint secret(byte[] scalar, EdwardsPoint point) {
        byte[] digits = Scalar.radix16(scalar);
        Cached[] table = new Cached[8];
        EdwardsPoint multiple = point.copy();
        table[0] = point.cached();
        for (int i = 1; i < 8; i++) {
            table[i] = multiple.add(table[0]).cached();
        }
        Cached chosen = new Cached(new FieldElement());
        EdwardsPoint sum = new EdwardsPoint();
        for (int i = 63; i >= 0; i--) {
            sum.twiceTimes(4);
            sum.add(choose(chosen, table, digits[i]));
        }
        Arrays.fill(digits, (byte) 0);
        return sum;
    }

    /// a · point + b · base, for public numbers: the time depends on them.
    static EdwardsPoint publicCombination(byte[] a, EdwardsPoint point, byte[] b) {
        short[] pointDigits = Scalar.nonAdjacentForm(a, POINT_WINDOW);
        short[] baseDigits = Scalar.nonAdjacentForm(b, BASE_WINDOW);
        Cached[] pointMultiples = oddMultiples(point, 1 << (POINT_WINDOW - 2));
        EdwardsPoint sum = new EdwardsPoint();
        int i = 255;
        while (i > 0 && pointDigits[i] == 0 && baseDigits[i] == 0) {
            i--;
        }
        for (; i >= 0; i--) {
            int p = pointDigits[i];
            int q = baseDigits[i];
            sum.twice(p != 0 || q != 0 || i == 0);
            if (p != 0) {
                sum.addPublic(pointMultiples[Math.abs(p) / 2], p < 0, q != 0 || i == 0);
            }
            if (q != 0) {
                sum.addPublic(BASE_ODD_MULTIPLES[Math.abs(q) / 2], q < 0, i == 0);
            }
        }
        return sum;
    }

    /// What makes multiplying one public point fast again and again: odd multiples of 2^(8 i) · point, so that a
    /// combination takes 8 doublings and not 256. 30 KB.
    static final class Prepared {
        private static final int PARTS = 32;
        private static final int PART_BITS = 256 / PARTS;

        /// One table for all keys may be larger: 480 KB.
        private static final int PARTS_WINDOW = 9;

        private static final int BASE_COUNT = 1 << (PARTS_WINDOW - 2);
        private static final int POINT_COUNT = 1 << (POINT_WINDOW - 2);

        /// The same for the base point; made when first needed.
        private static final long[] BASE_PARTS = parts(BASE, BASE_COUNT);

        /// Part after part its multiples, each as [Cached#save] writes it: one array, so that what is needed lies close
        /// together.
        private final long[] multiples;

        Prepared(EdwardsPoint point) {
            this.multiples = parts(point, POINT_COUNT);
        }

        private static long[] parts(EdwardsPoint point, int count) {
            Cached[] all = new Cached[PARTS * count];
            EdwardsPoint power = point.copy();
            for (int i = 0; i < PARTS; i++) {
                System.arraycopy(oddMultiples(power, count), 0, all, i * count, count);
                power.twiceTimes(PART_BITS);
            }
            long[] parts = new long[all.length * Cached.LONGS];
            Cached[] affine = affine(all);
            for (int i = 0; i < affine.length; i++) {
                affine[i].save(parts, i * Cached.LONGS);
            }
            return parts;
        }

        /// a · point + b · base, for public numbers below 2^255: the time depends on them.
        EdwardsPoint combination(byte[] a, byte[] b) {
            Terms terms = new Terms();
            terms.addAll(Scalar.sparseForm(a, POINT_WINDOW), POINT_COUNT, 0);
            terms.addAll(Scalar.sparseForm(b, PARTS_WINDOW), BASE_COUNT, Terms.BASE);
            Cached cached = new Cached(null);
            EdwardsPoint sum = new EdwardsPoint();
            for (int row = PART_BITS - 1; row >= 0; row--) {
                int count = terms.counts[row];
                if (row < PART_BITS - 1) {
                    sum.twice(count > 0 || row == 0);
                }
                for (int i = 1; i <= count; i++) {
                    int term = terms.rows[row * Terms.ROW + i - 1];
                    long[] table = (term & Terms.BASE) == 0 ? multiples : BASE_PARTS;
                    cached.load(table, (term >>> 2) * Cached.LONGS, -(term & Terms.NEGATIVE));
                    sum.add(cached, i < count || row == 0);
                }
            }
            return sum;
        }

        /// What a combination adds up, by the number of doublings that follow. Listed first and added afterwards, so
        /// that the processor need not guess which digits are there.
        private static final class Terms {
            static final int NEGATIVE = 1;
            static final int BASE = 2;

            /// Neighbours in a row are [#PART_BITS] digits apart, so at most one of each number is in a part.
            static final int ROW = 2 * PARTS;

            /// Row after row the places in the tables, times four, and the two bits above.
            final int[] rows = new int[PART_BITS * ROW];

            final int[] counts = new int[PART_BITS];

            void addAll(int[] digits, int tableSize, int mark) {
                for (int each : digits) {
                    int digit = (short) each;
                    int position = each >>> 16;
                    int row = position % PART_BITS;
                    int at = position / PART_BITS * tableSize + Math.abs(digit) / 2;
                    rows[row * ROW + counts[row]++] = at << 2 | mark | digit >>> 31;
                }
            }
        }
    }

    /// digit · table point, with all entries read whatever the digit is.
    private static Cached choose(Cached chosen, Cached[] table, int digit) {
        int sign = digit >> 31;
        int size = (digit ^ sign) - sign;
        chosen.setNeutral();
        for (int j = 0; j < 8; j++) {
            int difference = size ^ (j + 1);
            chosen.assignIf(table[j], (difference - 1) >>> 31);
        }
        chosen.negateIf(-sign);
        return chosen;
    }

    private static EdwardsPoint basePoint() {
        // y = 4/5 and the non-negative x with x² = (y² − 1) / (d y² + 1).
        FieldElement y = new FieldElement().multiply(FieldElement.of(4), new FieldElement().invert(FieldElement.of(5)));
        FieldElement one = FieldElement.of(1);
        FieldElement yy = new FieldElement().square(y);
        FieldElement u = new FieldElement().subtract(yy, one).carry();
        FieldElement v = new FieldElement().multiply(EdwardsPoint.D, yy);
        v.add(v, one).carry();
        FieldElement x = new FieldElement();
        if (Ristretto.squareRootOfRatio(x, u, v) == 0) {
            throw new IllegalStateException("The field arithmetic is wrong: the base point has no x");
        }
        return EdwardsPoint.affine(x, y);
    }

    private static Cached[][] baseTable() {
        Cached[] all = new Cached[32 * 8];
        EdwardsPoint power = BASE.copy();
        for (int i = 0; i < 32; i++) {
            Cached step = power.cached();
            EdwardsPoint multiple = power.copy();
            all[8 * i] = step;
            for (int j = 1; j < 8; j++) {
                all[8 * i + j] = multiple.add(step).cached();
            }
            power.twiceTimes(8);
        }
        Cached[] affine = affine(all);
        Cached[][] table = new Cached[32][];
        for (int i = 0; i < 32; i++) {
            table[i] = Arrays.copyOfRange(affine, 8 * i, 8 * i + 8);
        }
        return table;
    }

    /// point, 3 · point, 5 · point, …
    private static Cached[] oddMultiples(EdwardsPoint point, int count) {
        Cached[] multiples = new Cached[count];
        multiples[0] = point.cached();
        Cached twice = point.copy().twice(true).cached();
        EdwardsPoint multiple = point.copy();
        for (int i = 1; i < count; i++) {
            multiples[i] = multiple.add(twice).cached();
        }
        return multiples;
    }

    /// The same points with Z = 1, all with one inversion.
    private static Cached[] affine(Cached[] points) {
        FieldElement[] products = new FieldElement[points.length];
        FieldElement running = FieldElement.of(1);
        for (int i = 0; i < points.length; i++) {
            products[i] = running.copy();
            running.multiply(running, Objects.requireNonNull(points[i].z));
        }
        FieldElement inverse = new FieldElement().invert(running);
        Cached[] out = new Cached[points.length];
        for (int i = points.length - 1; i >= 0; i--) {
            FieldElement zInverse = new FieldElement().multiply(inverse, products[i]);
            inverse.multiply(inverse, Objects.requireNonNull(points[i].z));
            out[i] = new Cached(null);
            out[i].plus.multiply(points[i].plus, zInverse);
            out[i].minus.multiply(points[i].minus, zInverse);
            out[i].t2d.multiply(points[i].t2d, zInverse);
        }
        return out;
    }
}
