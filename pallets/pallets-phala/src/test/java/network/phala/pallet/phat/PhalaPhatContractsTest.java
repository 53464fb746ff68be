package network.phala.pallet.phat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.pallet.MockRuntime;
import network.phala.pallet.mq.PhalaMqCall;
import network.phala.pallet.registry.PhalaRegistryError;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.types.contract.ClusterPermission;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractRegistryEvent;
import network.phala.types.contract.ResourceType;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class PhalaPhatContractsTest {
    private static final Origin ALICE = Origin.signed(MockRuntime.ALICE);
    private static final Origin BOB = Origin.signed(MockRuntime.BOB);
    private static final H256 CLUSTER = ContractIds.clusterId(1);

    private final MockRuntime chain = new MockRuntime();

    private void ok(Origin origin, PhalaPhatContractsCall call) {
        chain.ok(origin, chain.contracts, call);
    }

    private void noop(Origin origin, PhalaPhatContractsCall call, PhalaPhatContractsError error) {
        chain.noop(origin, chain.contracts, call, error);
    }

    private static PhalaPhatContractsCall addCluster(Integer... workers) {
        List<Sr25519Public> keys =
                List.of(workers).stream().map(MockRuntime::publicKey).toList();
        return new PhalaPhatContractsCall.AddCluster(
                MockRuntime.ALICE,
                new ClusterPermission.OnlyOwner(MockRuntime.ALICE),
                keys,
                MockRuntime.PHA,
                U128.ONE,
                U128.ONE,
                U128.ONE,
                MockRuntime.BOB);
    }

    private void cluster() {
        ok(Origin.ROOT, new PhalaPhatContractsCall.SetPinkSystemCode(Bytes.ofUtf8("code")));
        chain.nextBlock();
        ok(Origin.ROOT, addCluster(1, 2));
    }

    private static PhalaPhatContractsCall instantiate(String salt, long deposit) {
        return new PhalaPhatContractsCall.InstantiateContract(
                new CodeIndex.WasmCode(H256.ZERO),
                Bytes.EMPTY,
                Bytes.ofUtf8(salt),
                CLUSTER,
                U128.ZERO,
                0,
                Optional.empty(),
                U128.of(deposit));
    }

    @Test
    void makesClustersOfFreeRegisteredWorkersOnly() {
        noop(Origin.ROOT, addCluster(), PhalaPhatContractsError.NO_WORKER_SPECIFIED);
        noop(Origin.ROOT, addCluster(1, 9), PhalaPhatContractsError.WORKER_NOT_FOUND);
        noop(Origin.ROOT, addCluster(1), PhalaPhatContractsError.NO_PINK_SYSTEM_CODE);
        chain.noop(ALICE, chain.contracts, addCluster(1), DispatchError.BAD_ORIGIN);
        cluster();
        noop(Origin.ROOT, addCluster(3, 2), PhalaPhatContractsError.WORKER_IS_BUSY);
        noop(Origin.ROOT, addCluster(3, 3), PhalaPhatContractsError.WORKER_IS_BUSY);
        assertThat(chain.<U128, RuntimeException>run(
                        () -> chain.balances.freeBalance(ContractIds.clusterAccount(CLUSTER))))
                .isEqualTo(MockRuntime.PHA);
    }

    @Test
    void keepsUploadsWithinTheirLimitsAndPermissions() {
        cluster();
        Bytes limit = Bytes.wrap(new byte[PhalaPhatContracts.INK_CODE_SIZE_MAX]);
        Bytes above = Bytes.wrap(new byte[PhalaPhatContracts.INK_CODE_SIZE_MAX + 1]);
        for (ResourceType type : List.of(ResourceType.INK_CODE, ResourceType.INDETERMINISTIC_INK_CODE)) {
            ok(ALICE, new PhalaPhatContractsCall.ClusterUploadResource(CLUSTER, type, limit));
            noop(
                    ALICE,
                    new PhalaPhatContractsCall.ClusterUploadResource(CLUSTER, type, above),
                    PhalaPhatContractsError.PAYLOAD_TOO_LARGE);
        }
        ok(ALICE, new PhalaPhatContractsCall.ClusterUploadResource(CLUSTER, ResourceType.SIDEVM_CODE, above));
        noop(
                ALICE,
                new PhalaPhatContractsCall.ClusterUploadResource(
                        CLUSTER,
                        ResourceType.SIDEVM_CODE,
                        Bytes.wrap(new byte[PhalaPhatContracts.SIDEVM_CODE_SIZE_MAX + 1])),
                PhalaPhatContractsError.PAYLOAD_TOO_LARGE);
        noop(
                BOB,
                new PhalaPhatContractsCall.ClusterUploadResource(CLUSTER, ResourceType.INK_CODE, Bytes.EMPTY),
                PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
        noop(
                ALICE,
                new PhalaPhatContractsCall.ClusterUploadResource(H256.ZERO, ResourceType.INK_CODE, Bytes.EMPTY),
                PhalaPhatContractsError.CLUSTER_NOT_FOUND);
    }

    @Test
    void doesNotEvenDecodeSystemCodeAboveTheLimit() {
        Bytes call = chain.callCodec()
                .encode(new RuntimeCall(
                        48,
                        new PhalaPhatContractsCall.SetPinkSystemCode(
                                Bytes.wrap(new byte[PhalaPhatContracts.INK_CODE_SIZE_MAX + 1]))));
        Assertions.assertThatThrownBy(() -> chain.callCodec().decodeAll(call)).isInstanceOf(DecodeException.class);
    }

    @Test
    void givesEveryContractOneIdForEver() {
        cluster();
        ok(ALICE, instantiate("a", 0));
        noop(ALICE, instantiate("a", 0), PhalaPhatContractsError.DUPLICATED_CONTRACT);
        ok(ALICE, instantiate("b", 0));
        noop(BOB, instantiate("c", 0), PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
    }

    @Test
    void takesTheDepositOrNothing() {
        cluster();
        chain.noop(
                ALICE,
                chain.contracts,
                instantiate("a", 1_500_000_000_000_000L),
                new DispatchError.Token(DispatchError.TokenError.FUNDS_UNAVAILABLE));
        H256 contract = new H256(H256.ZERO.value());
        noop(
                BOB,
                new PhalaPhatContractsCall.PushContractMessage(contract, Bytes.EMPTY, U128.ONE),
                PhalaPhatContractsError.CONTRACT_NOT_FOUND);
        ok(BOB, new PhalaPhatContractsCall.PushContractMessage(contract, Bytes.EMPTY, U128.ZERO));
    }

    @Test
    void letsOnlyTheOwnerChangeTheWorkers() {
        cluster();
        var add = new PhalaPhatContractsCall.AddWorkerToCluster(MockRuntime.publicKey(3), CLUSTER);
        var remove = new PhalaPhatContractsCall.RemoveWorkerFromCluster(MockRuntime.publicKey(1), CLUSTER);
        noop(BOB, add, PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
        noop(BOB, remove, PhalaPhatContractsError.CLUSTER_PERMISSION_DENIED);
        ok(ALICE, add);
        noop(ALICE, add, PhalaPhatContractsError.WORKER_IS_BUSY);
        ok(ALICE, remove);
        noop(ALICE, remove, PhalaPhatContractsError.WORKER_NOT_FOUND);
        noop(
                ALICE,
                new PhalaPhatContractsCall.AddWorkerToCluster(MockRuntime.publicKey(1), CLUSTER),
                PhalaPhatContractsError.WORKER_IS_BUSY);
        chain.checkInvariants();
    }

    @Test
    void believesReportsAboutContractsOnlyFromTheClusterItself() {
        cluster();
        Bytes report = ContractRegistryEvent.codec()
                .encode(new ContractRegistryEvent.PubkeyAvailable(H256.ZERO, MockRuntime.publicKey(40), H256.ZERO));
        SignedMessage fromWorker = MockRuntime.fromWorker(1, 0, ContractRegistryEvent.TOPIC, report);
        chain.ok(BOB, chain.mq, new PhalaMqCall.SyncOffchainMessage(fromWorker));
        assertThat(chain.<Optional<BasicContractInfo>, RuntimeException>run(() -> chain.contracts.contract(H256.ZERO)))
                .isEmpty();
        SignedMessage fromCluster =
                MockRuntime.signed(1, new MessageOrigin.Cluster(CLUSTER), 0, ContractRegistryEvent.TOPIC, report);
        chain.noop(
                BOB,
                chain.mq,
                new PhalaMqCall.SyncOffchainMessage(fromCluster),
                DispatchError.Module.of(41, PhalaRegistryError.UNKNOWN_CLUSTER.ordinal()));
    }

    @Test
    void derivesTheAccountsAndIdsOfTheOriginal() {
        assertThat(ContractIds.clusterAccount(CLUSTER))
                .isEqualTo(AccountId.fromHex("0x823c90daba0bd4ceb047034cc847b4e85c388c78153fac4f2855f82196f4d8e4"));
        assertThat(ContractIds.contractId(
                        Bytes.wrap(filled()), Bytes.fromHex("0x010203"), H256.of(filled()), Bytes.fromHex("0x010203")))
                .isEqualTo(H256.fromHex("0x29a773373d12f21a9407333f6e1c9db09aed5c03d21e91060c2f34ac2b86ecb4"));
    }

    private static byte[] filled() {
        return MockRuntime.account(1).toBytes().toArray();
    }
}
