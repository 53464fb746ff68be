package network.phala.prpc.message;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.prpc.Field;

/// Following the chain.
public interface Sync {
    /// `Vec<HeaderToSync>`, and an `AuthoritySetChange` that is ignored.
    public record HeadersToSync(
            @Field(1) Bytes encodedHeaders, @Field(2) Optional<Bytes> encodedAuthoritySetChange) {}

    /// `Vec<Header>` with a read proof of the parachain head.
    public record ParaHeadersToSync(
            @Field(1) Bytes encodedHeaders, @Field(2) List<Bytes> proof) {}

    /// Relay chain headers, then parachain headers.
    public record CombinedHeadersToSync(
            @Field(1) Bytes encodedRelaychainHeaders,
            @Field(2) Optional<Bytes> authoritySetChange,
            @Field(3) Bytes encodedParachainHeaders,
            @Field(4) List<Bytes> proof) {}

    /// The last header numbers reached.
    public record HeadersSyncedTo(
            @Field(1) int relaychainSyncedTo, @Field(2) int parachainSyncedTo) {}

    /// `Vec<BlockHeaderWithChanges>`.
    public record Blocks(@Field(1) Bytes encodedBlocks) {}

    /// The number actually reached.
    public record SyncedTo(@Field(1) int syncedTo) {}

    /// `Vec<(MessageOrigin, Vec<SignedMessage>)>`.
    public record GetEgressMessagesResponse(@Field(1) Bytes encodedMessages) {}

    /// A whole state, `Vec<(Vec<u8>, Vec<u8>)>`, to start from instead of genesis.
    public record ChainState(
            @Field(1) int blockNumber, @Field(2) Bytes encodedState) {}

    /// Trie nodes.
    public record StorageProof(@Field(1) List<Bytes> proof) {}
}
