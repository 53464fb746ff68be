package network.phala.pallet.registry;

import network.phala.scale.TupleType;

/// Version of the enclave program.
@TupleType
public record PRuntimeVersion(int major, int minor, int patch) {
    static final PRuntimeVersion NONE = new PRuntimeVersion(0, 0, 0);
}
