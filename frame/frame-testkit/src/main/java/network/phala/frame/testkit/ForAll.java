package network.phala.frame.testkit;

import java.util.SplittableRandom;

/// A property checked on many random cases. The seed stands in every failure; `-Dseed=` repeats it.
public final class ForAll {
    private ForAll() {}

    /// One case, made from its own source of chance.
    @FunctionalInterface
    public interface Property {
        void check(SplittableRandom random) throws Exception;
    }

    public static void cases(int count, long defaultSeed, Property property) {
        long seed = Long.getLong("seed", defaultSeed);
        SplittableRandom source = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            SplittableRandom random = source.split();
            try {
                property.check(random);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("Case " + i + " of seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
