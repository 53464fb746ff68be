package network.phala.types.mq;

import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Codec;
import network.phala.scale.Index;
import network.phala.scale.Name;
import network.phala.scale.Scale;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Who sends a message. Each origin outside the chain has its own sequence of messages, counted from zero.
///
/// Follows phala-blockchain crates/phala-mq/src/types.rs, MessageOrigin.
@TypePath("phala_mq::types::MessageOrigin")
public sealed interface MessageOrigin extends Comparable<MessageOrigin> {
    Gatekeeper GATEKEEPER = new Gatekeeper();

    static Codec<MessageOrigin> codec() {
        return Scale.of(MessageOrigin.class);
    }

    static Pallet pallet(String name) {
        return new Pallet(Bytes.ofUtf8(name));
    }

    /// A pallet, by its name in the runtime.
    @Index(0)
    @Unnamed
    record Pallet(@TypeName("Vec<u8>") Bytes name) implements MessageOrigin {}

    @Index(1)
    @Unnamed
    record Contract(@TypeName("ContractId") H256 id) implements MessageOrigin {}

    @Index(2)
    @Unnamed
    record Worker(@TypeName("sp_core::sr25519::Public") Sr25519Public pubkey) implements MessageOrigin {}

    /// A user of the chain.
    @Index(3)
    @Unnamed
    @Name("AccountId")
    record Account(@TypeName("AccountId") H256 id) implements MessageOrigin {}

    @Index(4)
    @Unnamed
    record MultiLocation(@TypeName("Vec<u8>") Bytes location) implements MessageOrigin {}

    /// All gatekeepers together: whoever holds the master key.
    @Index(5)
    record Gatekeeper() implements MessageOrigin {}

    /// All workers of a cluster together: whoever holds the cluster key.
    @Index(6)
    @Unnamed
    record Cluster(@TypeName("ContractClusterId") H256 id) implements MessageOrigin {}

    /// Never a sender: its index begins the signed contents that are not messages.
    @Index(255)
    record Reserved() implements MessageOrigin {}

    /// Whether messages of this origin come from outside the chain, signed and numbered.
    default boolean isOffchain() {
        return switch (this) {
            case Worker _, Cluster _, Contract _, Gatekeeper _ -> true;
            case Pallet _, Account _, MultiLocation _, Reserved _ -> false;
        };
    }

    default boolean isPallet() {
        return this instanceof Pallet;
    }

    default boolean isGatekeeper() {
        return this instanceof Gatekeeper;
    }

    /// Whether this origin's payloads always decode, so that one that does not shows a broken chain.
    default boolean isAlwaysWellFormed() {
        return switch (this) {
            case Pallet _, Worker _, Gatekeeper _ -> true;
            case Contract _, Account _, MultiLocation _, Cluster _, Reserved _ -> false;
        };
    }

    /// The wire form, which also orders origins.
    default Bytes encode() {
        return codec().encode(this);
    }

    /// By kind, then by content.
    @Override
    default int compareTo(MessageOrigin other) {
        int mine = encode().unsigned(0);
        int theirs = other.encode().unsigned(0);
        if (mine != theirs) {
            return Integer.compare(mine, theirs);
        }
        return content().compareTo(other.content());
    }

    private Bytes content() {
        return switch (this) {
            case Pallet(Bytes name) -> name;
            case Contract(H256 id) -> id.toBytes();
            case Worker(Sr25519Public pubkey) -> pubkey.toBytes();
            case Account(H256 id) -> id.toBytes();
            case MultiLocation(Bytes location) -> location;
            case Cluster(H256 id) -> id.toBytes();
            case Gatekeeper _, Reserved _ -> Bytes.EMPTY;
        };
    }

    /// As the original prints it: `Worker(3a3d…)`, `Pallet("PhalaMq")`.
    default String display() {
        return switch (this) {
            case Pallet(Bytes name) -> "Pallet(\"" + name.toUtf8() + "\")";
            case Contract(H256 id) -> "Contract(" + digits(id.toBytes()) + ")";
            case Worker(Sr25519Public pubkey) -> "Worker(" + digits(pubkey.toBytes()) + ")";
            case Account(H256 id) -> "AccountId(" + digits(id.toBytes()) + ")";
            case MultiLocation(Bytes location) -> "MultiLocation(" + digits(location) + ")";
            case Gatekeeper _ -> "Gatekeeper";
            case Cluster(H256 id) -> "Cluster(" + digits(id.toBytes()) + ")";
            case Reserved _ -> "Reserved";
        };
    }

    private static String digits(Bytes bytes) {
        return bytes.toHex().substring(2);
    }
}
