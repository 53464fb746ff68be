package network.phala.pruntime.system;

import network.phala.pruntime.chain.ChainStorage;

/// The block being dispatched: its number, its time, and the chain's storage after it.
public record BlockContext(int number, long nowMillis, ChainStorage storage) {}
