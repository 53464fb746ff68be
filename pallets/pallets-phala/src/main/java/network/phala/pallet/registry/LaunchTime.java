package network.phala.pallet.registry;

import network.phala.scale.TupleType;

/// When the gatekeepers began: block and seconds since 1970.
@TupleType
public record LaunchTime(int blockNumber, long seconds) {}
