package network.phala.pruntime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.pruntime.outside.Outside;
import org.junit.jupiter.api.Test;

class ContractHostTest {
    private static final AccountId KNOWN = new AccountId(Bytes32.fromHex("0x" + "01".repeat(32)));

    /// A query makes as many contracts as it likes, each of which would have a part of the cache.
    @Test
    void contractsThatAQueryMadeCannotFillTheCacheOfOthers() {
        LocalCache cache = new LocalCache(InstantSource.system());
        ContractHost host = new ContractHost(
                Bytes32.ZERO,
                () -> Bytes.EMPTY,
                cache,
                KNOWN::equals,
                (_, _, _) -> {},
                new ContractHost.Patience(Outside.NONE, 0, () -> false, Optional.empty()));
        assertThat(host.cacheSet(KNOWN, Bytes.EMPTY, Bytes.EMPTY)).isTrue();
        AccountId passing = new AccountId(Bytes32.ZERO);
        assertThat(host.cacheSet(passing, Bytes.EMPTY, Bytes.EMPTY)).isFalse();
        assertThat(cache.get(passing, Bytes.EMPTY)).isEmpty();
    }
}
