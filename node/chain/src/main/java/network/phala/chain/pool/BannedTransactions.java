package network.phala.chain.pool;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import network.phala.primitives.H256;

/// Transactions that must not come back for a while: they were invalid, expired, or are in a block already.
/// Not thread-safe.
final class BannedTransactions {
    /// Substrate's ban time.
    private static final Duration BAN = Duration.ofMinutes(30);

    private static final int COUNT_MAX = 4096;

    private final LongSupplier nanoTime;
    private final Map<H256, Long> untilByHash = new LinkedHashMap<>();

    BannedTransactions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void ban(H256 hash) {
        untilByHash.remove(hash);
        untilByHash.put(hash, nanoTime.getAsLong() + BAN.toNanos());
        Iterator<H256> oldest = untilByHash.keySet().iterator();
        while (untilByHash.size() > COUNT_MAX) {
            oldest.next();
            oldest.remove();
        }
    }

    boolean isBanned(H256 hash) {
        Long until = untilByHash.get(hash);
        if (until == null) {
            return false;
        }
        if (nanoTime.getAsLong() - until < 0) {
            return true;
        }
        untilByHash.remove(hash);
        return false;
    }
}
