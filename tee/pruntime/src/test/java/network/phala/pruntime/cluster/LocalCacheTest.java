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
    private final LocalCache cache = new LocalCache((InstantSource) () -> now);

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
