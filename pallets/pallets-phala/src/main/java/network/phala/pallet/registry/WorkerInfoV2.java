package network.phala.pallet.registry;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.types.AttestationProvider;

/// A registered worker. `lastUpdated` is in seconds; `confidenceLevel` goes from 1 (best) to 5, 128 without
/// evidence; `initialScore` is absent until the benchmark is reported.
@TypePath(
        value = "phala_pallets::registry::pallet::WorkerInfoV2",
        parameters = "AccountId",
        arguments = AccountId.class)
public record WorkerInfoV2(
        @TypeName("WorkerPublicKey") Sr25519Public pubkey,
        @TypeName("EcdhPublicKey") Sr25519Public ecdhPubkey,
        @TypeName("u32") int runtimeVersion,
        @TypeName("u64") long lastUpdated,
        @TypeName("Option<AccountId>") Optional<AccountId> operator,
        @TypeName("Option<AttestationProvider>") Optional<AttestationProvider> attestationProvider,
        @TypeName("u8") byte confidenceLevel,
        @TypeName("Option<u32>") Optional<Integer> initialScore,
        @TypeName("Vec<u32>") List<Integer> features) {
    /// Confidence of a worker nobody vouched for.
    public static final byte NO_CONFIDENCE = (byte) 128;

    public WorkerInfoV2 {
        features = List.copyOf(features);
    }

    /// A worker that root registers, or genesis.
    static WorkerInfoV2 ofRoot(
            Sr25519Public pubkey, Sr25519Public ecdhPubkey, Optional<AccountId> operator, long lastUpdated) {
        return new WorkerInfoV2(
                pubkey,
                ecdhPubkey,
                0,
                lastUpdated,
                operator,
                Optional.of(AttestationProvider.ROOT),
                NO_CONFIDENCE,
                Optional.empty(),
                List.of(1, 4));
    }

    WorkerInfoV2 withScore(int score, long now) {
        return new WorkerInfoV2(
                pubkey,
                ecdhPubkey,
                runtimeVersion,
                now,
                operator,
                attestationProvider,
                confidenceLevel,
                Optional.of(score),
                features);
    }

    /// The registration renewed: keys, provider and score stay.
    WorkerInfoV2 renewed(
            int version, long now, Optional<AccountId> newOperator, byte confidence, List<Integer> newFeatures) {
        return new WorkerInfoV2(
                pubkey,
                ecdhPubkey,
                version,
                now,
                newOperator,
                attestationProvider,
                confidence,
                initialScore,
                newFeatures);
    }
}
