package network.phala.pallet.phat;

import network.phala.primitives.Bytes;
import network.phala.scale.TupleType;

/// The code of system contracts; the version counts changes.
@TupleType
public record SystemCode(short version, Bytes code) {
    static final SystemCode NONE = new SystemCode((short) 0, Bytes.EMPTY);
}
