package network.phala.pink.contracts;

import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// `Contracts.CodeStorage` of runtimes before 1.2: compact version of the price list ‖ compact first and largest number
/// of memory pages ‖ rewritten code (Vec) ‖ determinism u8.
record PrefabModule(int version, int initialPages, int maximumPages, Bytes code, Determinism determinism) {
    Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(version);
        out.writeCompact(initialPages);
        out.writeCompact(maximumPages);
        out.writeVec(code);
        out.writeByte(determinism.ordinal());
        return out.toBytes();
    }

    static PrefabModule decode(Bytes value) {
        try {
            ScaleReader in = new ScaleReader(value);
            return new PrefabModule(
                    (int) in.readCompact(32).low(),
                    (int) in.readCompact(32).low(),
                    (int) in.readCompact(32).low(),
                    in.readVec(),
                    Determinism.values()[in.readByte()]);
        } catch (DecodeException e) {
            throw new IllegalStateException("A value of Contracts.CodeStorage does not decode", e);
        }
    }
}
