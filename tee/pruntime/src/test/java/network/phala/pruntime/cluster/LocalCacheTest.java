package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import org.junit.jupiter.api.Test;

class LocalCacheTest {
    private static final AccountId ONE = new AccountId(Bytes32.ZERO);
    private static final AccountId OTHER = new AccountId(Bytes32.fromHex("0x" + "01".repeat(32)));
    private static final Bytes KEY = Bytes.ofUtf8("key");

    private Instant now = Instant.EPOCH;
    private int weightOfOther;
    private final LocalCache cache =
            new LocalCache((InstantSource) () -> now, contract -> contract.equals(OTHER) ? weightOfOther : 0);

    @Test
    void keepsEachContractsEntriesApart() {
        assertThat(cache.set(ONE, KEY, Bytes.ofUtf8("mine"))).isTrue();
        assertThat(cache.get(ONE, KEY)).contains(Bytes.ofUtf8("mine"));
        assertThat(cache.get(OTHER, KEY)).isEmpty();
        assertThat(cache.remove(OTHER, KEY)).isEmpty();
        assertThat(cache.remove(ONE, KEY)).contains(Bytes.ofUtf8("mine"));
        assertThat(cache.get(ONE, KEY)).isEmpty();
    }

    @Test
    void entriesEnd() {
        cache.set(ONE, KEY, KEY);
        cache.setExpiration(ONE, KEY, 10);
        now = now.plusSeconds(9);
        assertThat(cache.get(ONE, KEY)).isPresent();
        now = now.plusSeconds(1);
        assertThat(cache.get(ONE, KEY)).isEmpty();
        cache.set(ONE, KEY, KEY);
        cache.setExpiration(ONE, KEY, -1);
        now = now.plus(Duration.ofDays(365));
        assertThat(cache.get(ONE, KEY)).as("u64::MAX seconds").isPresent();
        cache.setExpiration(ONE, KEY, 0);
        assertThat(cache.get(ONE, KEY)).isEmpty();
    }

    private static Bytes key(int number) {
        return Bytes.of((byte) number, (byte) (number >> 8), (byte) (number >> 16));
    }

    private static Bytes mebibyte() {
        return Bytes.wrap(new byte[(1 << 20) - 3]);
    }

    private long count(AccountId contract) {
        long count = 0;
        for (int i = 0; i < 40; i++) {
            count += cache.get(contract, key(i)).isPresent() ? 1 : 0;
        }
        return count;
    }

    /// The first to come may fill it, but not keep others out.
    @Test
    void whenItIsFullEachHasItsPartByWeight() {
        for (int i = 0; i < 20; i++) {
            assertThat(cache.set(ONE, key(i), mebibyte())).as("%d", i).isTrue();
        }
        assertThat(cache.set(ONE, key(20), mebibyte())).isFalse();
        cache.setExpiration(ONE, key(0), 1_000_000_000);
        weightOfOther = 3;
        for (int i = 0; i < 15; i++) {
            assertThat(cache.set(OTHER, key(i), mebibyte())).as("%d", i).isTrue();
        }
        assertThat(cache.set(OTHER, key(15), mebibyte()))
                .as("more than its part")
                .isFalse();
        assertThat(count(OTHER)).isEqualTo(15);
        assertThat(count(ONE)).isEqualTo(5);
        assertThat(cache.get(ONE, key(0))).as("what ends last stays").isPresent();
        assertThat(cache.set(ONE, key(30), mebibyte())).isFalse();
        for (int i = 0; i < 15; i++) {
            cache.remove(OTHER, key(i));
        }
        for (int i = 20; i < 35; i++) {
            assertThat(cache.set(ONE, key(i), mebibyte())).as("%d", i).isTrue();
        }
    }

    /// An entry takes more than its bytes.
    @Test
    void manySmallEntriesAreBounded() {
        int most = LocalCache.QUOTA_BYTES / LocalCache.ENTRY_BYTES_MIN;
        for (int i = 0; i < most; i++) {
            assertThat(cache.set(ONE, key(i), Bytes.EMPTY)).isTrue();
        }
        assertThat(cache.set(ONE, key(most), Bytes.EMPTY)).isFalse();
        assertThat(cache.set(OTHER, key(most), Bytes.EMPTY)).isTrue();
    }

    @Test
    void refusesMoreThanItsQuotaUntilSomethingEnds() {
        Bytes large = Bytes.wrap(new byte[LocalCache.QUOTA_BYTES - 10]);
        assertThat(cache.set(ONE, KEY, large)).isTrue();
        assertThat(cache.set(ONE, Bytes.ofUtf8("next"), Bytes.wrap(new byte[20])))
                .isFalse();
        assertThat(cache.set(ONE, KEY, large)).as("replacing itself").isTrue();
        cache.setExpiration(ONE, KEY, 1);
        now = now.plusSeconds(2);
        assertThat(cache.set(ONE, Bytes.ofUtf8("next"), Bytes.wrap(new byte[20])))
                .isTrue();
    }
}
