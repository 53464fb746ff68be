package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Twox;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Clusters.SaveClusterStateArguments;
import network.phala.prpc.message.Clusters.SaveClusterStateResponse;
import network.phala.prpc.message.Empty;
import network.phala.types.contract.ContractIds;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker joins a cluster that lives: a member hands it the cluster's state, and nobody else gets it.
class ClusterJoiningTest {
    private static final Bytes FLIP = Bytes.fromHex("0x633aa551");
    private static final Sr25519.Pair NEWCOMER =
            Sr25519.Pair.fromSeed(TestWorker.seed(2).toArray());
    private static final Bytes MEMBER_KEY = Sr25519.Pair.fromSeed(
                    TestWorker.seed(1).toArray())
            .publicKey()
            .value()
            .toBytes();

    @TempDir
    Path memberData;

    @TempDir
    Path data;

    private final WorkerStoryTest story = new WorkerStoryTest();

    private static Bytes key(String pallet, String item, Bytes worker) {
        return Bytes.concat(SyntheticChain.key(pallet, item), Bytes.wrap(Twox.hash64(worker.toArray())), worker);
    }

    private static Bytes newcomerKey() {
        return NEWCOMER.publicKey().value().toBytes();
    }

    private static Optional<Clusters.ClusterInfo> cluster(TestWorker worker) throws Exception {
        return worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE).info();
    }

    private TestWorker newcomer(SyntheticChain chain) throws Exception {
        TestWorker worker = TestWorker.start(data);
        worker.init(chain.genesisInfo(), chain.genesisState(), TestWorker.seed(2));
        chain.bring(worker);
        return worker;
    }

    private static void give(SyntheticChain chain, H256 cluster) {
        chain.put(key("PhalaRegistry", "Workers", MEMBER_KEY), Bytes.EMPTY);
        chain.put(key("PhalaRegistry", "Workers", newcomerKey()), Bytes.EMPTY);
        chain.put(key("PhalaPhatContracts", "ClusterByWorkers", newcomerKey()), cluster.toBytes());
        chain.produce();
    }

    private static SaveClusterStateArguments request(TestWorker newcomer) throws Exception {
        return newcomer.call(PrpcMethod.GENERATE_CLUSTER_STATE_REQUEST, Empty.INSTANCE);
    }

    private static void refuses(TestWorker member, SaveClusterStateArguments request, String why) {
        assertThatThrownBy(() -> member.call(PrpcMethod.SAVE_CLUSTER_STATE, request))
                .isInstanceOf(PrpcException.class)
                .hasMessageContaining(why);
    }

    private Path file(SaveClusterStateResponse written) {
        return data.resolve("storage_files").resolve(written.filename());
    }

    private SaveClusterStateResponse fetch(TestWorker member, SaveClusterStateArguments request) throws Exception {
        SaveClusterStateResponse written = member.call(PrpcMethod.SAVE_CLUSTER_STATE, request);
        Path there = memberData.resolve("storage_files").resolve("public").resolve(written.filename());
        assertThat(member.get("/download/" + written.filename()).statusCode()).isEqualTo(200);
        Files.write(file(written), Files.readAllBytes(there));
        return written;
    }

    @Test
    void aWorkerThatJoinsGoesOnAsTheMembersDo() throws Exception {
        try (TestWorker member = TestWorker.start(memberData)) {
            SyntheticChain chain = story.untilACluster(member);
            H256 flipper = story.instantiate(member, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
            give(chain, WorkerStoryTest.CLUSTER);
            // What this tells the chain is still waiting when the other worker takes over.
            chain.produce(story.instantiation("flipper4.contract", Bytes.fromHex("0x9bae9d5e00"), Bytes.of((byte) 1)));
            chain.bring(member);
            Clusters.ClusterInfo later;
            try (TestWorker newcomer = newcomer(chain)) {
                SaveClusterStateArguments request = request(newcomer);
                assertThat(request.minBlockNumber()).isEqualTo(chain.height() + 1);
                refuses(member, request, "earlier than min=" + (chain.height() + 1));
                chain.produce(story.command(flipper, FLIP));
                chain.bring(member);
                SaveClusterStateResponse written = fetch(member, request);
                assertThat(written.blockNumber()).isEqualTo(chain.height());
                newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, written);
                assertThat(cluster(newcomer))
                        .as("before it has executed that block")
                        .isEmpty();
                chain.bring(newcomer);
                assertThat(cluster(newcomer)).isEqualTo(cluster(member)).isPresent();
                chain.produce(story.command(flipper, FLIP));
                chain.bring(member);
                chain.bring(newcomer);
                assertThat(cluster(newcomer)).isEqualTo(cluster(member));
                assertThat(messages(newcomer)).isEqualTo(messages(member)).isNotEmpty();
                assertThatThrownBy(() -> request(newcomer)).hasMessageContaining("Already in cluster");
                assertThatThrownBy(() -> newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, written))
                        .hasMessageContaining("Already in cluster");
                later = cluster(member).orElseThrow();
            }
            // Without what it took over this worker could not follow; so there is a checkpoint with it.
            try (TestWorker newcomer = TestWorker.start(data)) {
                assertThat(cluster(newcomer)).isPresent();
                chain.bring(newcomer);
                assertThat(cluster(newcomer)).contains(later);
            }
        }
    }

    private static List<Message> messages(TestWorker worker) throws Exception {
        return WorkerStoryTest.pending(worker, new MessageOrigin.Cluster(WorkerStoryTest.CLUSTER)).stream()
                .map(SignedMessage::message)
                .toList();
    }

    @Test
    void nobodyElseGetsTheState() throws Exception {
        try (TestWorker member = TestWorker.start(memberData)) {
            SyntheticChain chain = story.untilACluster(member);
            try (TestWorker newcomer = newcomer(chain)) {
                refuses(newcomer, request(newcomer), "No cluster found");
                assertThatThrownBy(() -> request(member)).hasMessageContaining("Already in cluster");
                SaveClusterStateArguments request = request(newcomer);
                chain.produce();
                chain.bring(member);
                refuses(member, request, "not attached to any cluster");
                give(chain, ContractIds.clusterId(2));
                chain.bring(member);
                refuses(member, request, "attached to another cluster");
                give(chain, WorkerStoryTest.CLUSTER);
                chain.bring(member);
                String signature = request.signature();
                String other = Sr25519.Pair.fromSeed(TestWorker.seed(3).toArray())
                        .publicKey()
                        .toHex();
                refuses(
                        member,
                        new SaveClusterStateArguments(request.receiver(), request.minBlockNumber() + 1, signature),
                        "Invalid signature");
                refuses(
                        member,
                        new SaveClusterStateArguments(other, request.minBlockNumber(), signature),
                        "Invalid signature");
                refuses(member, new SaveClusterStateArguments("0x12", 1, signature), "Invalid receiver");
                refuses(member, new SaveClusterStateArguments(request.receiver(), 1, "zz"), "Invalid signature");
                for (int i = 0; i < 130; i++) {
                    chain.produce();
                }
                chain.bring(member);
                refuses(member, request, "too old");
            }
        }
    }

    @Test
    void aStateThatIsNotFromAMemberForThisWorkerIsRefused() throws Exception {
        try (TestWorker member = TestWorker.start(memberData)) {
            SyntheticChain chain = story.untilACluster(member);
            give(chain, WorkerStoryTest.CLUSTER);
            chain.bring(member);
            try (TestWorker newcomer = newcomer(chain)) {
                SaveClusterStateArguments request = request(newcomer);
                chain.produce();
                chain.bring(member);
                SaveClusterStateResponse written = fetch(member, request);
                byte[] good = Files.readAllBytes(file(written));
                int[] places = {0, 31, 32, 43, 44, good.length / 2, good.length - 1};
                for (int place : places) {
                    byte[] bad = good.clone();
                    bad[place] ^= 1;
                    Files.write(file(written), bad);
                    assertThatThrownBy(() -> newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, written))
                            .as("byte %d changed", place)
                            .isInstanceOf(PrpcException.class);
                }
                Files.write(file(written), new byte[40]);
                assertThatThrownBy(() -> newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, written))
                        .hasMessageContaining("40 bytes");
                for (String name :
                        List.of("../protected_files/runtime-data.seal", "", "cluster-1.bin", "/etc/passwd")) {
                    assertThatThrownBy(() ->
                                    newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, new SaveClusterStateResponse(1, name)))
                            .as(name)
                            .hasMessageContaining("Invalid filename");
                }
                Files.write(file(written), good);
                chain.bring(newcomer);
                assertThatThrownBy(() -> newcomer.call(PrpcMethod.LOAD_CLUSTER_STATE, written))
                        .hasMessageContaining("Staled cluster state");
                assertThat(cluster(newcomer)).isEmpty();
            }
        }
    }
}
