package network.phala.pallet.registry;

import java.util.Optional;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;
import network.phala.types.AttestationProvider;

/// What [PhalaRegistry] tells.
@TypePath(value = "phala_pallets::registry::pallet::Event", parameters = "T", arguments = Void.class)
public sealed interface PhalaRegistryEvent {
    /// A gatekeeper was put on the list.
    @Index(0)
    record GatekeeperAdded(@TypeName("WorkerPublicKey") Sr25519Public pubkey) implements PhalaRegistryEvent {}

    /// Declared by the original, never deposited.
    @Index(1)
    record GatekeeperRemoved(@TypeName("WorkerPublicKey") Sr25519Public pubkey) implements PhalaRegistryEvent {}

    /// A worker registered for the first time.
    @Index(2)
    record WorkerAdded(
            @TypeName("WorkerPublicKey") Sr25519Public pubkey,
            @TypeName("Option<AttestationProvider>") Optional<AttestationProvider> attestationProvider,
            @TypeName("u8") byte confidenceLevel)
            implements PhalaRegistryEvent {}

    /// A worker renewed its registration.
    @Index(3)
    record WorkerUpdated(
            @TypeName("WorkerPublicKey") Sr25519Public pubkey,
            @TypeName("Option<AttestationProvider>") Optional<AttestationProvider> attestationProvider,
            @TypeName("u8") byte confidenceLevel)
            implements PhalaRegistryEvent {}

    /// The gatekeepers changed the master key.
    @Index(4)
    record MasterKeyRotated(
            @TypeName("u64") long rotationId,
            @TypeName("MasterPublicKey") Sr25519Public masterPubkey) implements PhalaRegistryEvent {}

    /// A new master key came for a rotation that is not the one under way.
    @Index(5)
    record MasterKeyRotationFailed(
            @TypeName("Option<u64>") Optional<Long> rotationLock,
            @TypeName("u64") long gatekeeperRotationId) implements PhalaRegistryEvent {}

    /// A worker reported its benchmark.
    @Index(6)
    record InitialScoreSet(
            @TypeName("WorkerPublicKey") Sr25519Public pubkey,
            @TypeName("u32") int initScore) implements PhalaRegistryEvent {}

    /// The oldest version that may run changed.
    @Index(7)
    @Unnamed
    record MinimumPRuntimeVersionChangedTo(
            @TypeName("u32") int major,
            @TypeName("u32") int minor,
            @TypeName("u32") int patch) implements PhalaRegistryEvent {}

    /// The consensus version changed.
    @Index(8)
    @Unnamed
    record PRuntimeConsensusVersionChangedTo(
            @TypeName("u32") int version) implements PhalaRegistryEvent {}

    /// The first gatekeeper made the master key.
    @Index(9)
    record GatekeeperLaunched() implements PhalaRegistryEvent {}
}
