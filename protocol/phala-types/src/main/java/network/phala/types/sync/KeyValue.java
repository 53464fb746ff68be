package network.phala.types.sync;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;

/// An entry of a state.
@TupleType
public record KeyValue(Bytes key, Bytes value) {
    /// `Vec<(Vec<u8>, Vec<u8>)>`.
    public static Codec<List<KeyValue>> listCodec() {
        return Lists.CODEC;
    }

    private static final class Lists {
        static final Codec<List<KeyValue>> CODEC = Codecs.vec(Scale.of(KeyValue.class));
    }
}
