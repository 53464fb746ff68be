package network.phala.chain;

/// Decides which block comes next. Adapters: [SoloEngine] in this process; one for CometBFT fits the same
/// port.
public interface ConsensusEngine extends AutoCloseable {
    /// Begins to drive the application, on a thread of the engine's own.
    void start(BlockApp app);

    /// A transaction is ready in the pool: to be spread to peers, or to be sealed at once.
    void noteReady();

    int peerCount();

    /// Stops after the block under way.
    @Override
    void close();
}
