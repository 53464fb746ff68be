package network.phala.pallet.environment;

/// The block being executed and its time.
public interface ChainTime {
    /// Milliseconds since 1970, as the block's timestamp inherent says.
    long nowMs();

    int blockNumber();

    /// Whole seconds since 1970.
    default long nowSeconds() {
        return Long.divideUnsigned(nowMs(), 1000);
    }
}
