package network.phala.pallet.session;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// The four keys a validator works with. 128 bytes.
@TypePath("phala_node_runtime::SessionKeys")
public record SessionKeys(
        @TypeName("<Grandpa as $crate::BoundToRuntimeAppPublic>::Public")
        GrandpaPublic grandpa,

        @TypeName("<Babe as $crate::BoundToRuntimeAppPublic>::Public")
        BabePublic babe,

        @TypeName("<ImOnline as $crate::BoundToRuntimeAppPublic>::Public")
        ImOnlinePublic imOnline,

        @TypeName("<AuthorityDiscovery as $crate::BoundToRuntimeAppPublic>::Public")
        AuthorityDiscoveryPublic authorityDiscovery) {
    /// An Ed25519 key that signs finality votes.
    @TypePath("sp_consensus_grandpa::app::Public")
    @Unnamed
    public record GrandpaPublic(@TypeName("ed25519::Public") Ed25519Public key) {}

    /// An sr25519 key that signs blocks.
    @TypePath("sp_consensus_babe::app::Public")
    @Unnamed
    public record BabePublic(@TypeName("sr25519::Public") Sr25519Public key) {}

    @TypePath("pallet_im_online::sr25519::app_sr25519::Public")
    @Unnamed
    public record ImOnlinePublic(
            @TypeName("sr25519::Public") Sr25519Public key) {}

    @TypePath("sp_authority_discovery::app::Public")
    @Unnamed
    public record AuthorityDiscoveryPublic(
            @TypeName("sr25519::Public") Sr25519Public key) {}

    @TypePath("sp_core::ed25519::Public")
    @Unnamed
    public record Ed25519Public(@TypeName("[u8; 32]") Bytes32 bytes) {}

    /// @param sr25519 one key for blocks, liveness and discovery, as in development chains
    public static SessionKeys of(Bytes32 grandpa, Bytes32 sr25519) {
        Sr25519Public key = new Sr25519Public(sr25519);
        return new SessionKeys(
                new GrandpaPublic(new Ed25519Public(grandpa)),
                new BabePublic(key),
                new ImOnlinePublic(key),
                new AuthorityDiscoveryPublic(key));
    }

    /// One key with the four letters of its type.
    public record TypedKey(Bytes type, Bytes key) {}

    /// The keys with their types, in order.
    public List<TypedKey> typed() {
        return List.of(
                new TypedKey(Bytes.ofUtf8("gran"), grandpa.key().bytes().toBytes()),
                new TypedKey(Bytes.ofUtf8("babe"), babe.key().toBytes()),
                new TypedKey(Bytes.ofUtf8("imon"), imOnline.key().toBytes()),
                new TypedKey(Bytes.ofUtf8("audi"), authorityDiscovery.key().toBytes()));
    }
}
