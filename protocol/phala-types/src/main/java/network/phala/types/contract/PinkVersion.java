package network.phala.types.contract;

import network.phala.scale.TupleType;

/// Version of the contract runtime that the chain asks for. Absent on chain means [#FIRST].
@TupleType
public record PinkVersion(int major, int minor) {
    public static final PinkVersion FIRST = new PinkVersion(1, 0);
}
