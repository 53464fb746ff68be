package network.phala.pallet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.Origin;
import network.phala.pallet.MockRuntime;
import network.phala.pallet.mq.PhalaMqCall;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.scale.Scale;
import network.phala.types.AttestationReport;
import network.phala.types.VersionedWorkerEndpoints;
import network.phala.types.WorkerEndpointPayload;
import network.phala.types.WorkerRegistrationInfoV2;
import network.phala.types.messaging.GatekeeperRegistryEvent;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedContent;
import network.phala.types.mq.SignedMessage;
import org.junit.jupiter.api.Test;

class PhalaRegistryTest {
    private static final Origin SIGNER = Origin.signed(MockRuntime.BOB);

    private final MockRuntime chain = new MockRuntime();

    private void ok(Origin origin, PhalaRegistryCall call) {
        chain.ok(origin, chain.registry, call);
    }

    private void noop(Origin origin, PhalaRegistryCall call, PhalaRegistryError error) {
        chain.noop(origin, chain.registry, call, error);
    }

    private void deliver(SignedMessage message) {
        chain.ok(SIGNER, chain.mq, new PhalaMqCall.SyncOffchainMessage(message));
    }

    private static WorkerRegistrationInfoV2 info(int worker, int paraId) {
        Sr25519Public key = MockRuntime.publicKey(worker);
        return new WorkerRegistrationInfoV2(
                1, Bytes.EMPTY, key, key, H256.ZERO, List.of(1, 4), Optional.of(MockRuntime.ALICE), paraId, 0);
    }

    @Test
    void admitsAWorkerWithoutEvidenceOnceAsNewThenAsUpdated() {
        ok(SIGNER, new PhalaRegistryCall.RegisterWorkerV2(info(7, 0), Optional.empty()));
        ok(SIGNER, new PhalaRegistryCall.RegisterWorkerV2(info(7, 0), Optional.empty()));
        assertThat(chain.events())
                .containsExactly(
                        new PhalaRegistryEvent.WorkerAdded(MockRuntime.publicKey(7), Optional.empty(), (byte) 128),
                        new PhalaRegistryEvent.WorkerUpdated(MockRuntime.publicKey(7), Optional.empty(), (byte) 128));
    }

    @Test
    void refusesEvidenceItCannotJudgeAndOtherParachains() {
        AttestationReport dcap = new AttestationReport.SgxDcap(Bytes.of((byte) 3, (byte) 0), Optional.empty());
        noop(
                SIGNER,
                new PhalaRegistryCall.RegisterWorkerV2(info(7, 0), Optional.of(dcap)),
                PhalaRegistryError.UNSUPPORTED_ATTESTATION_TYPE);
        AttestationReport ias = new AttestationReport.SgxIas(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY);
        noop(
                SIGNER,
                new PhalaRegistryCall.RegisterWorkerV2(info(7, 0), Optional.of(ias)),
                PhalaRegistryError.INVALID_IAS_SIGNING_CERT);
        noop(
                SIGNER,
                new PhalaRegistryCall.RegisterWorkerV2(info(7, 1), Optional.empty()),
                PhalaRegistryError.PARACHAIN_ID_MISMATCH);
    }

    @Test
    void letsOnlyGovernanceChangeGatekeepersAndPolicy() {
        Origin council = new Origin.Members(16, 2, 3);
        Origin halfCouncil = new Origin.Members(16, 2, 4);
        Origin otherBody = new Origin.Members(17, 3, 3);
        for (PhalaRegistryCall call : List.of(
                new PhalaRegistryCall.RegisterGatekeeper(MockRuntime.publicKey(1)),
                new PhalaRegistryCall.UnregisterGatekeeper(MockRuntime.publicKey(1)),
                new PhalaRegistryCall.RotateMasterKey(),
                new PhalaRegistryCall.AddPruntime(Bytes.EMPTY),
                new PhalaRegistryCall.RemovePruntime(Bytes.EMPTY),
                new PhalaRegistryCall.SetMinimumPruntimeVersion(1, 0, 0),
                new PhalaRegistryCall.SetPruntimeConsensusVersion(1),
                new PhalaRegistryCall.SetTrustedNtpServers(List.of()))) {
            for (Origin origin : List.of(SIGNER, Origin.NONE, halfCouncil, otherBody)) {
                chain.noop(origin, chain.registry, call, DispatchError.BAD_ORIGIN);
            }
        }
        ok(council, new PhalaRegistryCall.RegisterGatekeeper(MockRuntime.publicKey(1)));
    }

    @Test
    void letsOnlyTheFirstGatekeeperMakeTheMasterKey() {
        ok(Origin.ROOT, new PhalaRegistryCall.RegisterGatekeeper(MockRuntime.publicKey(1)));
        noop(
                Origin.ROOT,
                new PhalaRegistryCall.RegisterGatekeeper(MockRuntime.publicKey(2)),
                PhalaRegistryError.MASTER_KEY_UNINITIALIZED);
        Bytes upload = RegistryEvent.codec().encode(new RegistryEvent.MasterPubkey(MockRuntime.publicKey(50)));
        deliver(MockRuntime.fromWorker(2, 0, RegistryEvent.TOPIC, upload));
        assertThat(masterKey()).isEmpty();
        deliver(MockRuntime.fromWorker(1, 0, RegistryEvent.TOPIC, upload));
        assertThat(masterKey()).contains(MockRuntime.publicKey(50));
        Bytes other = RegistryEvent.codec().encode(new RegistryEvent.MasterPubkey(MockRuntime.publicKey(51)));
        deliver(MockRuntime.fromWorker(1, 1, RegistryEvent.TOPIC, other));
        assertThat(masterKey()).contains(MockRuntime.publicKey(50));
    }

    @Test
    void changesTheMasterKeyOnlyForTheRotationUnderWay() {
        ok(Origin.ROOT, new PhalaRegistryCall.RegisterGatekeeper(MockRuntime.publicKey(1)));
        Bytes upload = RegistryEvent.codec().encode(new RegistryEvent.MasterPubkey(MockRuntime.publicKey(50)));
        deliver(MockRuntime.fromWorker(1, 0, RegistryEvent.TOPIC, upload));
        ok(Origin.ROOT, new PhalaRegistryCall.RotateMasterKey());
        deliver(rotated(50, 0, 2));
        assertThat(masterKey()).contains(MockRuntime.publicKey(50));
        deliver(rotated(50, 1, 1));
        assertThat(masterKey()).contains(MockRuntime.publicKey(60));
        chain.noop(
                SIGNER,
                chain.mq,
                new PhalaMqCall.SyncOffchainMessage(rotated(50, 2, 1)),
                DispatchError.Module.of(41, PhalaRegistryError.INVALID_SIGNATURE.ordinal()));
        chain.checkInvariants();
    }

    private static SignedMessage rotated(int signer, long sequence, long rotation) {
        Bytes payload = GatekeeperRegistryEvent.codec()
                .encode(new GatekeeperRegistryEvent.RotatedMasterPubkey(rotation, MockRuntime.publicKey(60)));
        return MockRuntime.signed(signer, MessageOrigin.GATEKEEPER, sequence, GatekeeperRegistryEvent.TOPIC, payload);
    }

    private Optional<Sr25519Public> masterKey() {
        return chain.run(() -> chain.registry.gatekeeperMasterPubkey.tryGet());
    }

    @Test
    void takesEndpointsOnlyWithTheWorkersFreshSignature() {
        ok(SIGNER, endpoint(1, 1, chain.nowMs() - 1));
        noop(SIGNER, endpoint(1, 2, chain.nowMs() - 1), PhalaRegistryError.INVALID_SIGNATURE);
        noop(SIGNER, endpoint(1, 1, chain.nowMs()), PhalaRegistryError.INVALID_ENDPOINT_SIGNING_TIME);
        noop(
                SIGNER,
                endpoint(1, 1, chain.nowMs() - 4 * 3600 * 1000 - 1),
                PhalaRegistryError.INVALID_ENDPOINT_SIGNING_TIME);
        noop(SIGNER, endpoint(1, 1, -1), PhalaRegistryError.INVALID_ENDPOINT_SIGNING_TIME);
        noop(SIGNER, endpoint(9, 9, chain.nowMs() - 1), PhalaRegistryError.INVALID_PUB_KEY);
        var good = (PhalaRegistryCall.UpdateWorkerEndpoint) endpoint(1, 1, chain.nowMs() - 1);
        noop(
                SIGNER,
                new PhalaRegistryCall.UpdateWorkerEndpoint(good.endpointPayload(), Bytes.EMPTY),
                PhalaRegistryError.INVALID_SIGNATURE_LENGTH);
    }

    private static PhalaRegistryCall endpoint(int worker, int signer, long signingTime) {
        WorkerEndpointPayload payload = new WorkerEndpointPayload(
                MockRuntime.publicKey(worker), new VersionedWorkerEndpoints.V1(List.of("http://a")), signingTime);
        Bytes content = SignedContent.ENDPOINT_INFO.wrap(
                Scale.of(WorkerEndpointPayload.class).encode(payload));
        return new PhalaRegistryCall.UpdateWorkerEndpoint(
                payload, Bytes.wrap(MockRuntime.key(signer).sign(content.unsafeArray())));
    }

    /// A message signed as something else is not an endpoint, although the bytes are the same.
    @Test
    void keepsSignaturesOfOneKindFromBeingUsedAsAnother() {
        WorkerEndpointPayload payload = new WorkerEndpointPayload(
                MockRuntime.publicKey(1), new VersionedWorkerEndpoints.V1(List.of()), chain.nowMs() - 1);
        Bytes encoded = Scale.of(WorkerEndpointPayload.class).encode(payload);
        for (SignedContent kind : SignedContent.values()) {
            Bytes signature =
                    Bytes.wrap(MockRuntime.key(1).sign(kind.wrap(encoded).unsafeArray()));
            PhalaRegistryCall call = new PhalaRegistryCall.UpdateWorkerEndpoint(payload, signature);
            if (kind == SignedContent.ENDPOINT_INFO) {
                ok(SIGNER, call);
            } else {
                noop(SIGNER, call, PhalaRegistryError.INVALID_SIGNATURE);
            }
        }
    }

    @Test
    void scoresWithWrappingAndCap() {
        assertThat(BenchReports.score(1000, 10)).isEqualTo(600);
        assertThat(BenchReports.score(0, 6)).isZero();
        assertThat(BenchReports.score(100_000_000, 10)).isEqualTo(6000);
        assertThat(BenchReports.score(715_827_883, 1)).isEqualTo(2);
        assertThat(BenchReports.score(-1, 1)).isEqualTo(6000);
    }
}
