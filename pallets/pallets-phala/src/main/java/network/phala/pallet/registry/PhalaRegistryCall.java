package network.phala.pallet.registry;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Index;
import network.phala.scale.SnakeCaseVariants;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.types.AttestationReport;
import network.phala.types.LegacyAttestation;
import network.phala.types.WorkerEndpointPayload;
import network.phala.types.WorkerRegistrationInfo;
import network.phala.types.WorkerRegistrationInfoV2;

/// The calls of [PhalaRegistry]. "Governance" is root or more than half of the council.
@TypePath(value = "phala_pallets::registry::pallet::Call", parameters = "T", arguments = Void.class)
@SnakeCaseVariants
public sealed interface PhalaRegistryCall {
    /// Sets for how many blocks a worker measures itself after registration.
    ///
    /// **Origin** governance.
    @Index(0)
    record ForceSetBenchmarkDuration(@TypeName("u32") int value) implements PhalaRegistryCall {}

    /// Registers a worker without evidence.
    ///
    /// **Origin** root. **Events** [PhalaRegistryEvent.WorkerAdded].
    @Index(1)
    record ForceRegisterWorker(
            @TypeName("WorkerPublicKey") Sr25519Public pubkey,
            @TypeName("EcdhPublicKey") Sr25519Public ecdhPubkey,
            @TypeName("Option<T::AccountId>") Optional<AccountId> operator)
            implements PhalaRegistryCall {}

    /// Remembers a public key for a topic.
    ///
    /// **Origin** root.
    @Index(2)
    record ForceRegisterTopicPubkey(
            @TypeName("Vec<u8>") Bytes topic,
            @TypeName("Vec<u8>") Bytes pubkey) implements PhalaRegistryCall {}

    /// Makes a registered worker a gatekeeper; the first one makes the master key.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#MASTER_KEY_IN_ROTATION],
    /// [PhalaRegistryError#MASTER_KEY_UNINITIALIZED], [PhalaRegistryError#WORKER_NOT_FOUND].
    /// **Events** [PhalaRegistryEvent.GatekeeperAdded], also for a worker that is a gatekeeper already.
    @Index(3)
    record RegisterGatekeeper(@TypeName("WorkerPublicKey") Sr25519Public gatekeeper) implements PhalaRegistryCall {}

    /// Takes a gatekeeper off the list.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#MASTER_KEY_IN_ROTATION],
    /// [PhalaRegistryError#INVALID_GATEKEEPER], [PhalaRegistryError#CANNOT_REMOVE_LAST_GATEKEEPER].
    @Index(4)
    record UnregisterGatekeeper(@TypeName("WorkerPublicKey") Sr25519Public gatekeeper) implements PhalaRegistryCall {}

    /// Asks the gatekeepers for a new master key; no gatekeeper comes or goes until it is there.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#MASTER_KEY_IN_ROTATION],
    /// [PhalaRegistryError#WORKER_NOT_FOUND], [PhalaRegistryError#INVALID_GATEKEEPER] when there is no
    /// gatekeeper.
    @Index(5)
    record RotateMasterKey() implements PhalaRegistryCall {}

    /// Registers a worker with evidence of Intel's attestation service, as workers before version 2 did.
    ///
    /// **Origin** signed.
    @Index(6)
    record RegisterWorker(
            @TypeName("WorkerRegistrationInfo<T::AccountId>")
            WorkerRegistrationInfo pruntimeInfo,

            @TypeName("Attestation") LegacyAttestation attestation)
            implements PhalaRegistryCall {}

    /// Registers a worker, or renews its registration.
    ///
    /// **Origin** signed, by anybody: the evidence counts. **Events** [PhalaRegistryEvent.WorkerAdded] or
    /// [PhalaRegistryEvent.WorkerUpdated].
    @Index(7)
    record RegisterWorkerV2(
            @TypeName("WorkerRegistrationInfoV2<T::AccountId>")
            WorkerRegistrationInfoV2 pruntimeInfo,

            @TypeName("Box<Option<AttestationReport>>") Optional<AttestationReport> attestation)
            implements PhalaRegistryCall {}

    /// Publishes where a worker can be reached; signed by the worker's identity key.
    ///
    /// **Origin** signed, by anybody. **Errors** [PhalaRegistryError#INVALID_SIGNATURE_LENGTH],
    /// [PhalaRegistryError#INVALID_SIGNATURE], [PhalaRegistryError#INVALID_ENDPOINT_SIGNING_TIME],
    /// [PhalaRegistryError#INVALID_PUB_KEY].
    @Index(8)
    record UpdateWorkerEndpoint(
            @TypeName("WorkerEndpointPayload") WorkerEndpointPayload endpointPayload,
            @TypeName("Vec<u8>") Bytes signature)
            implements PhalaRegistryCall {}

    /// Puts a measurement on the list of allowed pRuntimes.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#P_RUNTIME_ALREADY_EXISTS].
    @Index(9)
    record AddPruntime(@TypeName("Vec<u8>") Bytes pruntimeHash) implements PhalaRegistryCall {}

    /// Takes a measurement off the list.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#P_RUNTIME_NOT_FOUND].
    @Index(10)
    record RemovePruntime(@TypeName("Vec<u8>") Bytes pruntimeHash) implements PhalaRegistryCall {}

    /// Allows workers of a chain with this genesis.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#GENESIS_BLOCK_HASH_ALREADY_EXISTS].
    @Index(11)
    record AddRelaychainGenesisBlockHash(@TypeName("H256") H256 genesisBlockHash) implements PhalaRegistryCall {}

    /// Takes a genesis off the list.
    ///
    /// **Origin** governance. **Errors** [PhalaRegistryError#GENESIS_BLOCK_HASH_NOT_FOUND].
    @Index(12)
    record RemoveRelaychainGenesisBlockHash(
            @TypeName("H256") H256 genesisBlockHash) implements PhalaRegistryCall {}

    /// Older pRuntimes that are not on the allow list stop.
    ///
    /// **Origin** governance.
    @Index(13)
    record SetMinimumPruntimeVersion(
            @TypeName("u32") int major,
            @TypeName("u32") int minor,
            @TypeName("u32") int patch) implements PhalaRegistryCall {}

    /// pRuntimes that do not know this version stop.
    ///
    /// **Origin** governance.
    @Index(14)
    record SetPruntimeConsensusVersion(@TypeName("u32") int version) implements PhalaRegistryCall {}

    /// Names the time servers that workers may ask.
    ///
    /// **Origin** governance.
    @Index(15)
    record SetTrustedNtpServers(@TypeName("Vec<String>") List<String> servers) implements PhalaRegistryCall {
        public SetTrustedNtpServers {
            servers = List.copyOf(servers);
        }
    }
}
