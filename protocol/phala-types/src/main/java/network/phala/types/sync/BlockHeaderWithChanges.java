package network.phala.types.sync;

import java.util.List;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;

/// A block's storage changes. Of the header only the number is used; the rest may be zero.
public record BlockHeaderWithChanges(Header blockHeader, Changes storageChanges) {
    /// `Vec<BlockHeaderWithChanges>`.
    public static Codec<List<BlockHeaderWithChanges>> listCodec() {
        return Lists.CODEC;
    }

    /// Changes of top keys, and of child storages by their key without prefix.
    public record Changes(List<Change> mainStorageChanges, List<ChildChange> childStorageChanges) {
        public Changes {
            mainStorageChanges = List.copyOf(mainStorageChanges);
            childStorageChanges = List.copyOf(childStorageChanges);
        }
    }

    /// A key's new value; none removes it.
    @TupleType
    public record Change(Bytes key, Optional<Bytes> value) {}

    @TupleType
    public record ChildChange(Bytes childKey, List<Change> changes) {
        public ChildChange {
            changes = List.copyOf(changes);
        }
    }

    private static final class Lists {
        static final Codec<List<BlockHeaderWithChanges>> CODEC = Codecs.vec(Scale.of(BlockHeaderWithChanges.class));
    }
}
