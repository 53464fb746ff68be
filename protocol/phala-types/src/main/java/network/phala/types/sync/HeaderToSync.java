package network.phala.types.sync;

import java.util.List;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;

/// A header and, for the last of a batch, the GRANDPA justification of it as the chain encodes it.
public record HeaderToSync(Header header, Optional<Bytes> justification) {
    /// `Vec<HeaderToSync>`.
    public static Codec<List<HeaderToSync>> listCodec() {
        return Lists.CODEC;
    }

    private static final class Lists {
        static final Codec<List<HeaderToSync>> CODEC = Codecs.vec(Scale.of(HeaderToSync.class));
    }
}
