package network.phala.rpc.api;

import java.util.function.IntSupplier;

/// What the node says of itself.
///
/// @param name the program, `Phala Substrate Node`
/// @param peers how many peers are connected
/// @param expectsPeers false for a development network, where being alone is healthy
public record NodeFacts(String name, String version, IntSupplier peers, boolean expectsPeers) {}
