/// The chain itself: makes blocks, keeps them, proves them final, and answers what was true at any of them.
///
/// Start with [Chain], the one owner of chain state. A [ConsensusEngine] drives it through the [BlockApp]
/// port; [SoloEngine] is the engine of a network with one block maker. The runtime comes in through the
/// [ChainRuntime] port.
///
/// Threads: the engine's thread is the only one that writes. Everyone else reads immutable [StateAt]
/// snapshots.
@NullMarked
package network.phala.chain;

import org.jspecify.annotations.NullMarked;
