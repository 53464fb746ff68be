package network.phala.pallet.registry;

import java.util.List;
import java.util.Optional;
import network.phala.attestation.AttestationPolicy;
import network.phala.attestation.Evidence;
import network.phala.attestation.RejectionReason;
import network.phala.attestation.Verdict;
import network.phala.frame.dispatch.DispatchException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Scale;
import network.phala.types.AttestationProvider;
import network.phala.types.AttestationReport;
import network.phala.types.LegacyAttestation;
import network.phala.types.WorkerRegistrationInfo;
import network.phala.types.WorkerRegistrationInfoV2;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.WorkerEvent;

/// How workers come into the registry.
final class WorkerRegistration {
    private final PhalaRegistry registry;

    WorkerRegistration(PhalaRegistry registry) {
        this.registry = registry;
    }

    void forceRegister(PhalaRegistryCall.ForceRegisterWorker call) throws DispatchException {
        WorkerInfoV2 worker = WorkerInfoV2.ofRoot(call.pubkey(), call.ecdhPubkey(), call.operator(), 1);
        registry.workers.put(worker.pubkey(), worker);
        registry.workerAddedAt.put(worker.pubkey(), registry.config.time().blockNumber());
        registry.tell(worker.pubkey(), new WorkerEvent.Registered(worker.confidenceLevel()));
        registry.emit(new PhalaRegistryEvent.WorkerAdded(
                worker.pubkey(), worker.attestationProvider(), worker.confidenceLevel()));
    }

    void register(PhalaRegistryCall.RegisterWorkerV2 call) throws DispatchException {
        WorkerRegistrationInfoV2 info = call.pruntimeInfo();
        H256 commitment =
                PhalaRegistry.hash(Scale.of(WorkerRegistrationInfoV2.class).encode(info));
        Verdict.Trusted trusted = verify(call.attestation(), commitment);
        if (info.paraId() != registry.config.paraId().getAsInt()) {
            throw registry.error(PhalaRegistryError.PARACHAIN_ID_MISMATCH);
        }
        ensureGenesisAllowed(info.genesisBlockHash());
        registry.maxKnownPRuntimeConsensusVersion.update(known -> known.seen(info.maxConsensusVersion()));
        admit(new Applicant(
                info.pubkey(),
                info.ecdhPubkey(),
                info.version(),
                info.operator(),
                info.features(),
                trusted.provider(),
                trusted.confidenceLevel()));
    }

    void registerLegacy(PhalaRegistryCall.RegisterWorker call) throws DispatchException {
        WorkerRegistrationInfo info = call.pruntimeInfo();
        H256 commitment =
                PhalaRegistry.hash(Scale.of(WorkerRegistrationInfo.class).encode(info));
        AttestationReport report = switch (call.attestation()) {
            case LegacyAttestation.SgxIas(Bytes raReport, Bytes signature, Bytes cert) ->
                new AttestationReport.SgxIas(raReport, signature, cert);
        };
        Verdict.Trusted trusted = verify(Optional.of(report), commitment);
        ensureGenesisAllowed(info.genesisBlockHash());
        admit(new Applicant(
                info.pubkey(),
                info.ecdhPubkey(),
                info.version(),
                info.operator(),
                info.features(),
                Optional.of(AttestationProvider.IAS),
                trusted.confidenceLevel()));
    }

    private Verdict.Trusted verify(Optional<AttestationReport> report, H256 commitment) throws DispatchException {
        PhalaRegistryConfig config = registry.config;
        AttestationPolicy policy = new AttestationPolicy(
                config.policy().noneAttestationEnabled().getAsBoolean(),
                config.policy().verifyPRuntime().getAsBoolean(),
                registry.pruntimeAllowList.get());
        Evidence evidence = new Evidence(report, commitment, config.time().nowSeconds());
        return switch (config.attestation().verify(evidence, policy)) {
            case Verdict.Trusted trusted -> trusted;
            case Verdict.Rejected(RejectionReason reason) -> throw registry.error(errorOf(reason));
        };
    }

    private static PhalaRegistryError errorOf(RejectionReason reason) {
        return switch (reason) {
            case NO_EVIDENCE -> PhalaRegistryError.NONE_ATTESTATION_DISABLED;
            case UNSUPPORTED -> PhalaRegistryError.UNSUPPORTED_ATTESTATION_TYPE;
            case BAD_SIGNING_CERTIFICATE -> PhalaRegistryError.INVALID_IAS_SIGNING_CERT;
            case BAD_SIGNATURE -> PhalaRegistryError.BAD_IAS_REPORT;
            case MALFORMED_REPORT -> PhalaRegistryError.INVALID_REPORT;
            case MALFORMED_QUOTE -> PhalaRegistryError.UNKNOWN_QUOTE_BODY_FORMAT;
            case BAD_QUOTE_STATUS -> PhalaRegistryError.INVALID_QUOTE_STATUS;
            case OUTDATED -> PhalaRegistryError.OUTDATED_IAS_REPORT;
            case BAD_DCAP_QUOTE -> PhalaRegistryError.INVALID_DCAP_QUOTE;
            case WRONG_USER_DATA -> PhalaRegistryError.INVALID_RUNTIME_INFO_HASH;
            case MEASUREMENT_NOT_ALLOWED -> PhalaRegistryError.P_RUNTIME_REJECTED;
        };
    }

    private void ensureGenesisAllowed(H256 genesis) throws DispatchException {
        boolean checked =
                registry.config.policy().verifyRelaychainGenesisBlockHash().getAsBoolean();
        if (checked && !registry.relaychainGenesisBlockHashAllowList.get().contains(genesis)) {
            throw registry.error(PhalaRegistryError.GENESIS_BLOCK_HASH_REJECTED);
        }
    }

    /// A worker whose evidence was found good.
    private record Applicant(
            Sr25519Public pubkey,
            Sr25519Public ecdhPubkey,
            int version,
            Optional<AccountId> operator,
            List<Integer> features,
            Optional<AttestationProvider> provider,
            byte confidence) {}

    private void admit(Applicant applicant) throws DispatchException {
        Sr25519Public pubkey = applicant.pubkey();
        long now = registry.config.time().nowSeconds();
        Optional<WorkerInfoV2> known = registry.workers.tryGet(pubkey);
        registry.tell(pubkey, new WorkerEvent.Registered(applicant.confidence()));
        if (known.isPresent()) {
            registry.emit(new PhalaRegistryEvent.WorkerUpdated(pubkey, applicant.provider(), applicant.confidence()));
            registry.workers.put(
                    pubkey,
                    known.get()
                            .renewed(
                                    applicant.version(),
                                    now,
                                    applicant.operator(),
                                    applicant.confidence(),
                                    applicant.features()));
        } else {
            registry.emit(new PhalaRegistryEvent.WorkerAdded(pubkey, applicant.provider(), applicant.confidence()));
            registry.workerAddedAt.put(pubkey, registry.config.time().blockNumber());
            registry.workers.put(
                    pubkey,
                    new WorkerInfoV2(
                            pubkey,
                            applicant.ecdhPubkey(),
                            applicant.version(),
                            now,
                            applicant.operator(),
                            applicant.provider(),
                            applicant.confidence(),
                            Optional.empty(),
                            applicant.features()));
        }
        registry.tell(
                pubkey,
                new WorkerEvent.BenchStart(registry.benchmarkDuration.tryGet().orElse(0)));
    }

    void genesisWorker(PhalaRegistryGenesis.GenesisWorker worker, int duration) {
        WorkerInfoV2 info = WorkerInfoV2.ofRoot(worker.pubkey(), worker.ecdhPubkey(), worker.operator(), 0);
        registry.workers.put(worker.pubkey(), info);
        queue(worker.pubkey(), new WorkerEvent.Registered(info.confidenceLevel()));
        queue(worker.pubkey(), new WorkerEvent.BenchStart(duration));
        registry.benchmarkDuration.put(duration);
    }

    private void queue(Sr25519Public worker, WorkerEvent event) {
        registry.config
                .mq()
                .queue(registry, SystemEvent.TOPIC, SystemEvent.codec(), new SystemEvent.OfWorker(worker, event));
    }
}
