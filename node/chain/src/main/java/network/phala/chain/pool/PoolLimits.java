package network.phala.chain.pool;

/// How much the pool keeps: transactions, and bytes of their encodings. A tenth of each may wait as future.
public record PoolLimits(int countMax, long bytesMax) {
    /// Substrate's `--pool-limit 8192 --pool-kbytes 20480`.
    public static final PoolLimits DEFAULT = new PoolLimits(8192, 20480L << 10);

    PoolLimits ofFuture() {
        return new PoolLimits(Math.max(1, countMax / 10), Math.max(1, bytesMax / 10));
    }

    boolean exceededBy(int count, long bytes) {
        return count > countMax || bytes > bytesMax;
    }
}
