package network.phala.block;

import network.phala.primitives.Bytes;
import network.phala.scale.Fixed;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// One entry of a [Digest], in the order in which the original declares them. Engine ids are four ASCII bytes (`BABE`,
/// `FRNK`).
@TypePath("sp_runtime::generic::digest::DigestItem")
public sealed interface DigestItem {
    @Index(6)
    @Unnamed
    record PreRuntime(
            @Fixed(4) @TypeName("ConsensusEngineId") Bytes engine,
            @TypeName("Vec<u8>") Bytes data) implements DigestItem {}

    @Index(4)
    @Unnamed
    record Consensus(
            @Fixed(4) @TypeName("ConsensusEngineId") Bytes engine,
            @TypeName("Vec<u8>") Bytes data) implements DigestItem {}

    @Index(5)
    @Unnamed
    record Seal(
            @Fixed(4) @TypeName("ConsensusEngineId") Bytes engine,
            @TypeName("Vec<u8>") Bytes data) implements DigestItem {}

    @Index(0)
    @Unnamed
    record Other(@TypeName("Vec<u8>") Bytes data) implements DigestItem {}

    @Index(8)
    record RuntimeEnvironmentUpdated() implements DigestItem {}
}
