package network.phala.metadata;

import network.phala.scale.Compact;
import network.phala.scale.Transparent;

/// The number of a type in its registry; compact on the wire.
@Transparent
public record TypeId(@Compact int value) {}
