package network.phala.pruntime.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.phala.lightclient.SyncException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcException;
import network.phala.prpc.message.Registration;
import network.phala.pruntime.chain.ChainStorage;
import network.phala.pruntime.system.Phactory;
import network.phala.pruntime.system.Requirements;
import network.phala.pruntime.system.Snapshot;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.types.AttestationProvider;
import network.phala.types.WorkerRegistrationInfoV2;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.KeyValue;
import org.jspecify.annotations.Nullable;

/// Starting a worker, and what it registers with. Runs on the writer thread.
///
/// There is no enclave under this program yet, so the only attestation is none: **simulation**, which a
/// production chain refuses.
final class RegistrationApi {
    private static final Codec<WorkerRegistrationInfoV2> INFO = Scale.of(WorkerRegistrationInfoV2.class);
    private static final long ATTESTATION_SECONDS = 3600;
    /// SCALE of `Option::<AttestationReport>::None`.
    private static final Bytes NO_REPORT = Bytes.of((byte) 0);

    private final Phactory phactory;
    private final int cores;
    private Registration.@Nullable Attestation attestation;

    RegistrationApi(Phactory phactory, int cores) {
        this.phactory = phactory;
        this.cores = cores;
    }

    Registration.InitRuntimeResponse init(Registration.InitRuntimeRequest request)
            throws PrpcException, DecodeException {
        if (request.isParachain()) {
            throw PrpcException.application(
                    "Parachain mode is not available in this version; start pherry without --parachain");
        }
        if (request.attestationProvider().isPresent()) {
            AttestationProvider provider = Scale.of(AttestationProvider.class)
                    .decodeAll(request.attestationProvider().get());
            throw PrpcException.application(
                    request.debugSetKey().isPresent()
                            ? "RA is disallowed when debug_set_key is enabled"
                            : "Unsupported attestation provider " + provider
                                    + ": this program runs outside an enclave; use --attestation-provider none");
        }
        Phactory.Genesis genesis = new Phactory.Genesis(
                GenesisBlockInfo.codec().decodeAll(request.encodedGenesisInfo()),
                KeyValue.listCodec().decodeAll(request.encodedGenesisState()),
                request.debugSetKey(),
                request.encodedOperator());
        if (request.encodedOperator().isPresent()) {
            Scale.of(AccountId.class).decodeAll(request.encodedOperator().get());
        }
        try {
            return response(phactory.init(genesis), Optional.empty());
        } catch (Phactory.RefusedException | SyncException | IOException e) {
            throw PrpcException.application(String.valueOf(e.getMessage()));
        }
    }

    Registration.InitRuntimeResponse info(Registration.GetRuntimeInfoRequest request)
            throws PrpcException, DecodeException {
        Snapshot worker = phactory.snapshot().orElseThrow(() -> PrpcException.application("Runtime not initialized"));
        boolean stale = request.forceRefreshRa();
        if (request.encodedOperator().isPresent() && !request.encodedOperator().equals(phactory.operator())) {
            phactory.setOperator(request.encodedOperator().get());
            stale = true;
        }
        long now = System.currentTimeMillis() / 1000;
        Registration.Attestation known = attestation;
        if (worker.stateValidated() && (known == null || stale || known.timestamp() + ATTESTATION_SECONDS < now)) {
            known = new Registration.Attestation(1, "null", Optional.empty(), now, NO_REPORT);
            attestation = known;
        }
        return response(worker, Optional.ofNullable(known));
    }

    private Registration.InitRuntimeResponse response(
            Snapshot worker, Optional<Registration.Attestation> withAttestation) throws DecodeException {
        ChainStorage.Version version = Requirements.OURS.version();
        Optional<AccountId> operator = Optional.empty();
        if (phactory.operator().isPresent()) {
            operator = Optional.of(
                    Scale.of(AccountId.class).decodeAll(phactory.operator().get()));
        }
        WorkerRegistrationInfoV2 info = new WorkerRegistrationInfoV2(
                version.major() << 16 | version.minor() << 8 | version.patch(),
                Bytes.EMPTY,
                worker.identity().publicKey(),
                worker.identity().publicKey(),
                worker.genesisHash(),
                List.of(Math.max(1, cores), cpuFeatureLevel()),
                operator,
                worker.storage().parachainId(),
                0);
        Bytes publicKey = worker.identity().publicKey().toBytes();
        return new Registration.InitRuntimeResponse(
                INFO.encode(info), worker.genesisHash().toBytes(), publicKey, publicKey, withAttestation);
    }

    /// 1, and one more for AVX2 and for AVX-512.
    private static int cpuFeatureLevel() {
        try {
            String flags = Files.readString(Path.of("/proc/cpuinfo"));
            return 1 + (flags.contains(" avx2") ? 1 : 0) + (flags.contains(" avx512f") ? 1 : 0);
        } catch (IOException e) {
            return 1;
        }
    }
}
