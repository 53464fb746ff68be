package network.phala.pink;

/// How a session runs.
public enum ExecutionMode {
    /// Read-only question of a client: may use the network, randomness and the cache; results are masked.
    QUERY,
    /// Dry run of a transaction: behaves like one, results are masked.
    ESTIMATING,
    /// A command from the chain: deterministic, exact results, event block.
    TRANSACTION;

    /// Gas results are coarse outside transactions, against side channels.
    boolean coarseGas() {
        return this != TRANSACTION;
    }
}
