package network.phala.frame.transaction;

import java.util.ArrayList;
import java.util.List;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;

/// For how long a signed extrinsic is valid. One byte 0x00, or two bytes: the low four bits are log2(period) - 1, the
/// others the phase divided by max(period / 4096, 1).
///
/// Follows substrate primitives/runtime/src/generic/era.rs.
public sealed interface Era {
    Era IMMORTAL = new Immortal();
    Codec<Era> CODEC = Codecs.of(TypeRef.lazy(Era.class, Era::describe), Era::encode, Era::decode);

    record Immortal() implements Era {}

    /// Valid for `period` blocks (a power of two, 4 to 65536) from the block whose number modulo the period is `phase`.
    record Mortal(int period, int phase) implements Era {}

    /// The era of `period` blocks (rounded up to a power of two) that contains block `current`.
    static Era mortal(long period, long current) {
        long rounded = Math.clamp(Long.highestOneBit(Math.max(period, 4) * 2 - 1), 4, 1 << 16);
        long quantum = Math.max(rounded >> 12, 1);
        return new Mortal((int) rounded, (int) (current % rounded / quantum * quantum));
    }

    /// The first block in which the extrinsic is valid, seen from block `current`.
    default long birth(long current) {
        return switch (this) {
            case Immortal _ -> 0;
            case Mortal(int period, int phase) -> (Math.max(current, phase) - phase) / period * period + phase;
        };
    }

    /// The first block in which the extrinsic is valid no longer; all ones for an immortal one.
    default long death(long current) {
        return switch (this) {
            case Immortal _ -> -1;
            case Mortal mortal -> mortal.birth(current) + mortal.period();
        };
    }

    private static void encode(Era era, ScaleWriter out) {
        switch (era) {
            case Immortal _ -> out.writeByte(0);
            case Mortal(int period, int phase) -> {
                int quantum = Math.max(period >> 12, 1);
                int log = Math.clamp(Integer.numberOfTrailingZeros(period) - 1, 1, 15);
                out.writeShort(log | phase / quantum << 4);
            }
        }
    }

    private static Era decode(ScaleReader in) throws DecodeException {
        int start = in.offset();
        int first = in.readByte();
        if (first == 0) {
            return IMMORTAL;
        }
        int encoded = first | in.readByte() << 8;
        int period = 2 << encoded % 16;
        int phase = (encoded >> 4) * Math.max(period >> 12, 1);
        if (period < 4 || phase >= period) {
            throw new DecodeException(
                    start,
                    "era of period " + period + " and phase " + phase + "; expected a period of"
                            + " at least 4 and a smaller phase");
        }
        return new Mortal(period, phase);
    }

    private static TypeDef describe() {
        List<TypeDef.Case> cases = new ArrayList<>();
        cases.add(new TypeDef.Case("Immortal", 0, List.of()));
        for (int i = 1; i < 256; i++) {
            cases.add(new TypeDef.Case("Mortal" + i, i, List.of(new TypeDef.Field(null, Codecs.U8.type(), null))));
        }
        return new TypeDef.Variant(List.of("sp_runtime", "generic", "era", "Era"), List.of(), cases);
    }
}
