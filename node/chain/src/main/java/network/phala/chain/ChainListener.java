package network.phala.chain;

/// Hears of new blocks, in order, on the chain's event thread. Must not block for long.
public interface ChainListener {
    void onBest(StateAt block);

    void onFinalized(BlockRef block);
}
