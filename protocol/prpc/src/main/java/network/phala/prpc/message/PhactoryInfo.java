package network.phala.prpc.message;

import java.util.List;
import java.util.Optional;
import network.phala.prpc.Field;

/// The state of a pRuntime as `GetInfo` tells it. Keys and hashes are hex without `0x`; `headernum`,
/// `paraHeadernum` and `blocknum` are the *next* numbers wanted; times are milliseconds.
public record PhactoryInfo(
        @Field(1) boolean initialized,
        @Field(2) boolean registered,
        @Field(4) Optional<String> genesisBlockHash,
        @Field(5) Optional<String> publicKey,
        @Field(6) Optional<String> ecdhPublicKey,
        @Field(7) int headernum,
        @Field(8) int paraHeadernum,
        @Field(9) int blocknum,
        @Field(10) String stateRoot,
        @Field(11) boolean devMode,
        @Field(12) long pendingMessages,
        @Field(13) long score,
        @Field(14) Optional<GatekeeperStatus> gatekeeper,
        @Field(15) String version,
        @Field(16) String gitRevision,
        @Field(18) Optional<MemoryUsage> memoryUsage,
        @Field(21) boolean waitingForParaheaders,
        @Field(23) Optional<SystemInfo> system,
        @Field(24) boolean canLoadChainState,
        @Field(25) int safeModeLevel,
        @Field(26) long currentBlockTime,
        @Field(27) String maxSupportedPinkRuntimeVersion,
        @Field(28) List<String> supportedAttestationMethods,
        @Field(29) int liveSidevmInstances,
        @Field(30) int queryTimeout) {
    /// The worker after `InitRuntime`.
    public record SystemInfo(
            @Field(1) boolean registered,
            @Field(2) String publicKey,
            @Field(3) String ecdhPublicKey,
            @Field(4) Optional<GatekeeperStatus> gatekeeper,
            @Field(5) long numberOfClusters,
            @Field(6) long numberOfContracts,
            @Field(7) int maxSupportedConsensusVersion,
            @Field(8) int genesisBlock) {}

    /// `role`: 0 none, 1 dummy (has the key, is silent), 2 active.
    public record GatekeeperStatus(
            @Field(1) int role, @Field(2) String masterPublicKey) {}

    /// Bytes; the names are those of the original program.
    public record MemoryUsage(
            @Field(1) long rustUsed,
            @Field(2) long rustPeakUsed,
            @Field(3) long totalPeakUsed,
            @Field(4) long free,
            @Field(5) long rustSpike) {}
}
