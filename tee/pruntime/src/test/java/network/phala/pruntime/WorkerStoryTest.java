package network.phala.pruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import network.phala.crypto.KeyUri;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.prpc.message.Clusters;
import network.phala.prpc.message.Contracts;
import network.phala.prpc.message.Empty;
import network.phala.prpc.message.PhactoryInfo;
import network.phala.prpc.message.Registration;
import network.phala.prpc.message.WorkerStates;
import network.phala.pruntime.system.EgressQueue;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.ScaleWriter;
import network.phala.types.WorkerIdentity;
import network.phala.types.WorkerRegistrationInfoV2;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ClusterRegistryEvent;
import network.phala.types.contract.CodeIndex;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.ContractInfo;
import network.phala.types.contract.ContractOperation;
import network.phala.types.contract.ContractRegistryEvent;
import network.phala.types.contract.InkCommand;
import network.phala.types.contract.PinkVersion;
import network.phala.types.contract.ResourceType;
import network.phala.types.contract.WorkerClusterReport;
import network.phala.types.keys.SecretChannel;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.GatekeeperLaunch;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedMessage;
import network.phala.types.mq.Topic;
import network.phala.types.query.OwnOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A worker's life over the real interface, the chain played by the test: registration, benchmark, gatekeeper, cluster,
/// contract, encrypted command, encrypted query, checkpoint and restart.
class WorkerStoryTest {
    static final H256 CLUSTER = ContractIds.clusterId(1);
    private static final Sr25519.Pair WORKER_KEY =
            Sr25519.Pair.fromSeed(TestWorker.seed(1).toArray());
    private static final Sr25519Public WORKER =
            new Sr25519Public(WORKER_KEY.publicKey().value());
    private static final U128 MUCH = U128.parse("1000000000000000000");
    private static final Bytes FLIP = Bytes.fromHex("0x633aa551");
    private static final Bytes GET = Bytes.fromHex("0x2f865bd9");

    @TempDir
    Path data;

    private final Sr25519.Pair alice = aliceKey();
    final AccountId aliceAccount = new AccountId(alice.publicKey().value());
    private static final Bytes NEWEST_RUNTIME = Bytes.fromHex("0x0100000002000000");

    private long workerSequence;
    private long gatekeeperSequence;
    private long clusterSequence;

    private static Sr25519.Pair aliceKey() {
        try {
            return KeyUri.parse("//Alice").sr25519();
        } catch (network.phala.crypto.CryptoException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void livesAWorkersLifeAndGoesOnAfterARestart() throws Exception {
        SyntheticChain chain = new SyntheticChain(Map.of(
                SyntheticChain.key("PhalaPhatContracts", "PinkSystemCode"),
                systemCode(),
                SyntheticChain.key("PhalaPhatContracts", "PinkRuntimeVersion"),
                NEWEST_RUNTIME));
        H256 flipper;
        Clusters.ClusterInfo before;
        Bytes outcomes;
        try (TestWorker worker = TestWorker.start(data)) {
            beBorn(worker, chain);
            beMeasured(worker, chain);
            becomeGatekeeper(worker, chain);
            keepTheLedger(worker, chain);
            hostACluster(worker, chain, "1.2");
            flipper = runAContract(worker, chain);
            sidevm(chain, flipper).deploys(worker, systemContract(worker));
            keepsCompiledCode();
            assertThat(worker.call(PrpcMethod.TAKE_CHECKPOINT, Empty.INSTANCE).syncedTo())
                    .isEqualTo(chain.height());
            outcomes = ownOutcomes(worker, flipper);
            assertThat(OwnOutcome.listCodec().decodeAll(outcomes))
                    .extracting(OwnOutcome::kind)
                    .contains(OwnOutcome.Kind.UPLOAD, OwnOutcome.Kind.INSTANTIATION, OwnOutcome.Kind.COMMAND);
            before = worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                    .info()
                    .orElseThrow();
        }
        try (TestWorker worker = TestWorker.start(data)) {
            PhactoryInfo info = worker.info();
            assertThat(info.blocknum()).isEqualTo(chain.height() + 1);
            assertThat(info.system().orElseThrow().gatekeeper().orElseThrow().role())
                    .isEqualTo(2);
            assertThat(worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE).info())
                    .contains(before);
            assertThat(ownOutcomes(worker, flipper)).as("after the restart").isEqualTo(outcomes);
            assertThat(value(worker, flipper)).isTrue();
            chain.produce(command(flipper, Bytes.fromHex("0x00" + "00")));
            chain.produce(encryptedCommand(flipper, FLIP));
            chain.bring(worker);
            assertThat(value(worker, flipper)).isFalse();
            sidevm(chain, flipper).runsAgain(worker);
            sidevm(chain, flipper).stops(worker, systemContract(worker));
        }
    }

    /// What became of everything that Alice sent, as far as it is kept.
    private Bytes ownOutcomes(TestWorker worker, H256 contract) throws Exception {
        ScaleWriter query = new ScaleWriter();
        query.writeByte(128);
        query.writeLong(0);
        Bytes answer = client().ask(worker, contract, query.toBytes(), Optional.of(alice));
        // Ok, Payload, and a list whose length takes one, two or four bytes.
        assertThat(answer.slice(0, 2)).isEqualTo(Bytes.fromHex("0x0000"));
        return answer.slice(2 + (1 << (answer.get(2) & 3)), answer.size());
    }

    /// Written in the background, before long.
    private void keepsCompiledCode() throws Exception {
        Path folder = data.resolve("storage_files").resolve("code");
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!Files.isDirectory(folder) || isEmpty(folder)) {
            assertThat(System.nanoTime()).as("nothing in %s", folder).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /// A chain that names no runtime means 1.0; the system contract's owner upgrades it, and checkpoints know.
    @Test
    void aClusterBeginsWithTheChainsRuntimeAndIsUpgraded() throws Exception {
        SyntheticChain chain =
                new SyntheticChain(Map.of(SyntheticChain.key("PhalaPhatContracts", "PinkSystemCode"), systemCode()));
        H256 flipper;
        try (TestWorker worker = TestWorker.start(data)) {
            beBorn(worker, chain);
            beMeasured(worker, chain);
            becomeGatekeeper(worker, chain);
            keepTheLedger(worker, chain);
            assertThatThrownBy(() -> tryUpgrade(worker, 1, 2)).hasMessageContaining("Worker not in cluster");
            hostACluster(worker, chain, "1.0");
            flipper = runAContract(worker, chain);
            tryUpgrade(worker, 1, 2);
            assertThatThrownBy(() -> tryUpgrade(worker, 1, 3))
                    .hasMessageContaining("1.3")
                    .hasMessageContaining("1.2");
            assertThat(runtimeOf(worker)).as("rehearsed only").isEqualTo("1.0");
            upgradeRuntime(worker, chain, 1);
            assertThat(runtimeOf(worker)).isEqualTo("1.1");
            worker.call(PrpcMethod.TAKE_CHECKPOINT, Empty.INSTANCE);
        }
        try (TestWorker worker = TestWorker.start(data)) {
            assertThat(runtimeOf(worker)).as("after a restart").isEqualTo("1.1");
            upgradeRuntime(worker, chain, 2);
            assertThat(runtimeOf(worker)).isEqualTo("1.2");
            upgradeRuntime(worker, chain, 0);
            assertThat(runtimeOf(worker)).as("no way back").isEqualTo("1.2");
            assertThat(value(worker, flipper)).isTrue();
            chain.produce(command(flipper, FLIP));
            chain.bring(worker);
            assertThat(value(worker, flipper)).isFalse();
            // Error numbers are those of the release that ran; the newest one's would name others.
            List<PinkVersion> releases = OwnOutcome.listCodec().decodeAll(ownOutcomes(worker, flipper)).stream()
                    .map(OwnOutcome::release)
                    .toList();
            assertThat(releases)
                    .isSorted()
                    .contains(new PinkVersion(1, 0), new PinkVersion(1, 1), new PinkVersion(1, 2));
            assertThat(releases.stream().filter(new PinkVersion(1, 2)::equals))
                    .as("the upgrade to 1.2 itself ran in 1.1")
                    .hasSize(2);
        }
    }

    private static void tryUpgrade(TestWorker worker, int major, int minor) throws Exception {
        worker.call(PrpcMethod.TRY_UPGRADE_PINK_RUNTIME, new Clusters.PinkRuntimeVersion(major, minor));
    }

    private static String runtimeOf(TestWorker worker) throws Exception {
        return worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                .info()
                .orElseThrow()
                .runtimeVersion();
    }

    /// `upgrade_runtime((1, minor))` of the system contract, by its owner.
    private void upgradeRuntime(TestWorker worker, SyntheticChain chain, int minor) throws Exception {
        H256 system = systemContract(worker);
        chain.produce(command(system, Bytes.fromHex("0x317f6bf3" + "01000000" + "0" + minor + "000000")));
        chain.bring(worker);
    }

    SidevmStory sidevm(SyntheticChain chain, H256 contract) {
        return new SidevmStory(chain, CLUSTER, aliceAccount, contract, WORKER, this::command, client());
    }

    static H256 systemContract(TestWorker worker) throws Exception {
        return H256.fromHex(worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE)
                .info()
                .orElseThrow()
                .systemContract()
                .orElseThrow());
    }

    private static void beBorn(TestWorker worker, SyntheticChain chain) throws Exception {
        assertThat(worker.info().initialized()).isFalse();
        Registration.InitRuntimeResponse born =
                worker.init(chain.genesisInfo(), chain.genesisState(), TestWorker.seed(1));
        WorkerRegistrationInfoV2 info = Scale.of(WorkerRegistrationInfoV2.class).decodeAll(born.encodedRuntimeInfo());
        assertThat(info.pubkey()).isEqualTo(WORKER);
        assertThat(info.version()).isEqualTo(0x00020200);
        assertThat(info.genesisBlockHash())
                .isEqualTo(chain.genesisInfo().blockHeader().hash());
        assertThat(worker.call(
                                PrpcMethod.GET_RUNTIME_INFO,
                                new Registration.GetRuntimeInfoRequest(false, Optional.empty()))
                        .attestation())
                .as("no attestation before a block proved the genesis state")
                .isEmpty();
        chain.produce();
        chain.bring(worker);
        Registration.Attestation attestation = worker.call(
                        PrpcMethod.GET_RUNTIME_INFO, new Registration.GetRuntimeInfoRequest(false, Optional.empty()))
                .attestation()
                .orElseThrow();
        assertThat(attestation.encodedReport()).isEqualTo(Bytes.of((byte) 0));
    }

    private void beMeasured(TestWorker worker, SyntheticChain chain) throws Exception {
        chain.produce(system(new WorkerEvent.Registered((byte) 128)), system(new WorkerEvent.BenchStart(1)));
        chain.produce();
        chain.bring(worker);
        assertThat(worker.info().system().orElseThrow().registered()).isTrue();
        SignedMessage report = nextFromWorker(worker, chain);
        assertThat(report.message().destination()).isEqualTo(RegistryEvent.TOPIC);
        assertThat(RegistryEvent.codec().decodeAll(report.message().payload()))
                .isInstanceOf(RegistryEvent.BenchReport.class);
    }

    private static Message system(WorkerEvent event) {
        return fromPallet(SystemEvent.TOPIC, SystemEvent.codec().encode(new SystemEvent.OfWorker(WORKER, event)));
    }

    static Message fromPallet(Topic topic, Bytes payload) {
        return new Message(MessageOrigin.pallet("PhalaRegistry"), topic, payload);
    }

    private void becomeGatekeeper(TestWorker worker, SyntheticChain chain) throws Exception {
        chain.setGatekeepers(List.of(WORKER));
        chain.produce(fromPallet(
                GatekeeperLaunch.TOPIC,
                GatekeeperLaunch.codec().encode(new GatekeeperLaunch.FirstGatekeeper(WORKER, WORKER))));
        chain.bring(worker);
        RegistryEvent uploaded = RegistryEvent.codec()
                .decodeAll(nextFromWorker(worker, chain).message().payload());
        Sr25519Public master = ((RegistryEvent.MasterPubkey) uploaded).masterPubkey();
        chain.produce(fromPallet(
                GatekeeperLaunch.TOPIC,
                GatekeeperLaunch.codec().encode(new GatekeeperLaunch.MasterPubkeyOnChain(master))));
        while (chain.height() < 10) {
            chain.produce();
        }
        chain.bring(worker);
        assertThat(worker.info().gatekeeper().orElseThrow().masterPublicKey())
                .isEqualTo(master.toHex().substring(2));
        List<SignedMessage> spoken = pending(worker, MessageOrigin.GATEKEEPER);
        assertThat(spoken).hasSize(2);
        for (SignedMessage message : spoken) {
            assertThat(GatekeeperEvent.codec().decodeAll(message.message().payload()))
                    .isInstanceOf(GatekeeperEvent.NewRandomNumber.class);
            assertSigned(message, master);
        }
        chain.acceptUpTo(MessageOrigin.GATEKEEPER, 2);
        gatekeeperSequence = 2;
        chain.produce(spoken.get(0).message(), spoken.get(1).message());
        chain.bring(worker);
        assertThat(pending(worker, MessageOrigin.GATEKEEPER)).isEmpty();
        Sr25519Public nobody = new Sr25519Public(Bytes32.of(TestClient.random(32)));
        assertThat(nobody).isNotEqualTo(master);
    }

    /// The gatekeeper keeps account of itself as a worker: start, challenge, heartbeat, payout.
    private void keepTheLedger(TestWorker worker, SyntheticChain chain) throws Exception {
        chain.produce(system(new WorkerEvent.Registered((byte) 128)));
        chain.produce(system(new WorkerEvent.Started(7, new U128(3_000, 0), 100)));
        chain.produce(fromPallet(
                SystemEvent.TOPIC,
                SystemEvent.codec().encode(new SystemEvent.HeartbeatChallenge(U256.ZERO, U256.MAX))));
        chain.bring(worker);
        WorkerStates.WorkerState state =
                worker.call(PrpcMethod.GET_WORKER_STATE, new WorkerStates.GetWorkerStateRequest(WORKER.toBytes()));
        assertThat(state.waitingHeartbeats()).containsExactly(chain.height());
        assertThat(state.workingState().orElseThrow().sessionId()).isEqualTo(7);
        assertThat(state.tokenomicInfo().orElseThrow().v()).startsWith("3000.00");
        SignedMessage heartbeat = nextFromWorker(worker, chain);
        chain.produce(heartbeat.message());
        chain.bring(worker);
        SignedMessage report = pending(worker, MessageOrigin.GATEKEEPER).getFirst();
        WorkingInfoUpdateEvent update =
                WorkingInfoUpdateEvent.codec().decodeAll(report.message().payload());
        assertThat(report.message().destination()).isEqualTo(WorkingInfoUpdateEvent.TOPIC);
        assertThat(update.settle()).hasSize(1);
        assertThat(update.settle().getFirst().pubkey()).isEqualTo(WORKER);
        assertThat(update.settle().getFirst().payout().isZero()).isFalse();
        chain.produce(system(new WorkerEvent.Stopped()));
        chain.bring(worker);
        gatekeeperSequence += pending(worker, MessageOrigin.GATEKEEPER).size();
        chain.acceptUpTo(MessageOrigin.GATEKEEPER, gatekeeperSequence);
        chain.produce();
        chain.bring(worker);
        assertThat(pending(worker, MessageOrigin.GATEKEEPER))
                .allSatisfy(each -> assertThat(each.message().destination()).isEqualTo(GatekeeperEvent.TOPIC));
        gatekeeperSequence += pending(worker, MessageOrigin.GATEKEEPER).size();
        chain.acceptUpTo(MessageOrigin.GATEKEEPER, gatekeeperSequence);
        chain.produce();
        chain.bring(worker);
    }

    private void hostACluster(TestWorker worker, SyntheticChain chain, String runtime) throws Exception {
        ClusterEvent deploy = new ClusterEvent.DeployCluster(
                aliceAccount,
                CLUSTER,
                List.of(new WorkerIdentity(WORKER, WORKER)),
                MUCH,
                U128.of(1),
                U128.of(1),
                U128.of(1),
                new AccountId(Bytes32.of(TestClient.random(32))));
        chain.produce(fromPallet(ClusterEvent.TOPIC, ClusterEvent.codec().encode(deploy)));
        chain.bring(worker);
        List<SignedMessage> spoken = pending(worker, MessageOrigin.GATEKEEPER);
        assertThat(spoken).hasSize(2);
        assertThat(ClusterRegistryEvent.codec()
                        .decodeAll(spoken.get(0).message().payload()))
                .isInstanceOf(ClusterRegistryEvent.PubkeyAvailable.class);
        assertThat(spoken.get(1).message().destination()).isEqualTo(ClusterOperation.TOPIC);
        gatekeeperSequence += 2;
        chain.acceptUpTo(MessageOrigin.GATEKEEPER, gatekeeperSequence);
        chain.produce(spoken.get(1).message());
        chain.bring(worker);
        WorkerClusterReport report = WorkerClusterReport.codec()
                .decodeAll(nextFromWorker(worker, chain).message().payload());
        assertThat(report).isInstanceOf(WorkerClusterReport.ClusterDeployed.class);
        Clusters.ClusterInfo info =
                worker.call(PrpcMethod.GET_CLUSTER_INFO, Empty.INSTANCE).info().orElseThrow();
        assertThat(info.id()).isEqualTo(CLUSTER.toHex());
        assertThat(info.runtimeVersion()).isEqualTo(runtime);
        assertThat(info.numberOfContracts()).isEqualTo(1);
        List<SignedMessage> fromCluster = pending(worker, new MessageOrigin.Cluster(CLUSTER));
        assertThat(fromCluster).hasSize(1);
        assertThat(registered(fromCluster.getFirst()).contract().toHex())
                .isEqualTo(info.systemContract().orElseThrow());
        clusterSequence++;
        chain.acceptUpTo(new MessageOrigin.Cluster(CLUSTER), clusterSequence);
    }

    private static ContractRegistryEvent.PubkeyAvailable registered(SignedMessage message) throws Exception {
        return (ContractRegistryEvent.PubkeyAvailable)
                ContractRegistryEvent.codec().decodeAll(message.message().payload());
    }

    /// A worker that hosts a cluster, for tests of what comes after.
    SyntheticChain untilACluster(TestWorker worker) throws Exception {
        SyntheticChain chain = new SyntheticChain(Map.of(
                SyntheticChain.key("PhalaPhatContracts", "PinkSystemCode"),
                systemCode(),
                SyntheticChain.key("PhalaPhatContracts", "PinkRuntimeVersion"),
                NEWEST_RUNTIME));
        beBorn(worker, chain);
        beMeasured(worker, chain);
        becomeGatekeeper(worker, chain);
        hostACluster(worker, chain, "1.2");
        return chain;
    }

    /// The messages that upload an artifact and make a contract of it.
    Message[] instantiation(String artifact, Bytes constructor, Bytes salt) throws Exception {
        return instantiation(wasm(artifact), constructor, salt);
    }

    /// The same with code.
    Message[] instantiation(Bytes wasm, Bytes constructor, Bytes salt) {
        H256 code = H256.of(network.phala.crypto.Blake2b.digest256(wasm.toArray()));
        return new Message[] {
            fromPallet(
                    ClusterOperation.TOPIC,
                    ClusterOperation.codec()
                            .encode(new ClusterOperation.UploadResource(
                                    aliceAccount, CLUSTER, ResourceType.INK_CODE, wasm))),
            fromPallet(
                    ContractOperation.TOPIC,
                    ContractOperation.codec()
                            .encode(new ContractOperation.InstantiateCode(
                                    new ContractInfo(
                                            aliceAccount, new CodeIndex.WasmCode(code), salt, CLUSTER, constructor),
                                    U128.ZERO,
                                    1_000_000_000_000L,
                                    Optional.empty())))
        };
    }

    /// Uploads an artifact and makes a contract of it, whose commands are then sealed for it.
    H256 instantiate(TestWorker worker, SyntheticChain chain, String artifact, Bytes constructor) throws Exception {
        return instantiate(worker, chain, wasm(artifact), constructor, Bytes.EMPTY);
    }

    /// The same with code.
    H256 instantiate(TestWorker worker, SyntheticChain chain, Bytes wasm, Bytes constructor, Bytes salt)
            throws Exception {
        chain.produce(instantiation(wasm, constructor, salt));
        chain.bring(worker);
        List<SignedMessage> fromCluster = pending(worker, new MessageOrigin.Cluster(CLUSTER));
        assertThat(fromCluster).hasSize(1);
        ContractRegistryEvent.PubkeyAvailable event = registered(fromCluster.getFirst());
        contractKey = new Sr25519.PublicKey(event.pubkey().value());
        clusterSequence++;
        chain.acceptUpTo(new MessageOrigin.Cluster(CLUSTER), clusterSequence);
        return event.contract();
    }

    private H256 runAContract(TestWorker worker, SyntheticChain chain) throws Exception {
        H256 flipper = instantiate(worker, chain, "flipper4.contract", Bytes.fromHex("0x9bae9d5e00"));
        assertThat(worker.call(PrpcMethod.GET_CONTRACT_INFO, new Contracts.GetContractInfoRequest(List.of()))
                        .contracts())
                .extracting(Contracts.ContractInfo::id)
                .contains(flipper.toHex());

        assertThat(value(worker, flipper)).isFalse();
        chain.produce(command(flipper, FLIP));
        chain.bring(worker);
        assertThat(value(worker, flipper)).isTrue();
        chain.produce(encryptedCommand(flipper, FLIP), encryptedCommand(flipper, FLIP));
        chain.bring(worker);
        assertThat(value(worker, flipper)).isTrue();
        survivesNonsense(worker, chain, flipper);
        refusesBadQueries(worker, flipper);
        return flipper;
    }

    private Sr25519.PublicKey contractKey = WORKER_KEY.publicKey();

    Message command(H256 contract, Bytes message) {
        return commandOf(contract, CommandPayload.codec().encode(new CommandPayload.Plain(inkMessage(message))));
    }

    /// A plain command of Alice with so much gas.
    Message command(H256 contract, Bytes message, long gas) {
        InkCommand call = new InkCommand.InkMessage(TestClient.random(32), message, U128.ZERO, gas, Optional.empty());
        return commandOf(contract, CommandPayload.codec().encode(new CommandPayload.Plain(call)));
    }

    private Message commandOf(H256 contract, Bytes payload) {
        return new Message(
                new MessageOrigin.Account(new H256(aliceAccount.value())), ContractIds.commandTopic(contract), payload);
    }

    private static InkCommand inkMessage(Bytes message) {
        return new InkCommand.InkMessage(
                TestClient.random(32), message, U128.ZERO, 1_000_000_000_000L, Optional.empty());
    }

    Message encryptedCommand(H256 contract, Bytes message) throws Exception {
        Sr25519.Pair sender = Sr25519.Pair.fromSeed(TestClient.random(32).toArray());
        CommandPayload payload = new CommandPayload.Encrypted(SecretChannel.seal(
                sender, contractKey, TestClient.random(12), InkCommand.codec().encode(inkMessage(message))));
        return commandOf(contract, CommandPayload.codec().encode(payload));
    }

    /// What makes the original abort, and other rubbish: dropped, and the contract goes on.
    private void survivesNonsense(TestWorker worker, SyntheticChain chain, H256 flipper) throws Exception {
        List<Message> nonsense = new ArrayList<>(List.of(
                command(flipper, Bytes.of((byte) 1)),
                command(flipper, Bytes.EMPTY),
                commandOf(flipper, Bytes.EMPTY),
                commandOf(flipper, Bytes.fromHex("0x07"))));
        CommandPayload.EncryptedData forged = new CommandPayload.EncryptedData(
                TestClient.random(12), Bytes32.fromHex("0x" + "ff".repeat(32)), TestClient.random(80));
        nonsense.add(commandOf(flipper, CommandPayload.codec().encode(new CommandPayload.Encrypted(forged))));
        nonsense.add(new Message(MessageOrigin.GATEKEEPER, ContractIds.commandTopic(flipper), TestClient.random(50)));
        nonsense.add(new Message(new MessageOrigin.Account(H256.ZERO), SystemEvent.TOPIC, TestClient.random(50)));
        chain.produce(nonsense.toArray(Message[]::new));
        chain.produce(command(flipper, FLIP));
        chain.produce(command(flipper, FLIP));
        chain.bring(worker);
        assertThat(value(worker, flipper)).isTrue();
    }

    private void refusesBadQueries(TestWorker worker, H256 flipper) throws Exception {
        TestClient client = client();
        assertThat(client.query(worker, flipper, GET, Optional.empty()))
                .as("unsigned: BadOrigin, told to the asker only")
                .isEqualTo(Bytes.fromHex("0x0100"));
        assertThatThrownBy(() -> client.query(worker, H256.ZERO, GET))
                .isInstanceOf(PrpcException.class)
                .hasMessageContaining("ContractNotFound");
        Sr25519.Pair session = Sr25519.Pair.fromSeed(TestClient.random(32).toArray());
        Bytes sealed = client.request(session, flipper, TestClient.random(32), GET);
        Sr25519.Pair stranger = Sr25519.Pair.fromSeed(TestClient.random(32).toArray());
        assertThatThrownBy(() -> worker.call(
                        PrpcMethod.CONTRACT_QUERY,
                        new network.phala.prpc.message.Query.ContractQueryRequest(
                                sealed,
                                Optional.of(TestClient.sign(alice, stranger, sealed.concat(Bytes.of((byte) 1)))))))
                .hasMessageContaining("Verifying signature failed: InvalidSignature");
        byte[] damaged = sealed.toArray();
        damaged[damaged.length - 1] ^= 1;
        assertThatThrownBy(() -> worker.call(
                        PrpcMethod.CONTRACT_QUERY,
                        new network.phala.prpc.message.Query.ContractQueryRequest(
                                Bytes.wrap(damaged), Optional.empty())))
                .hasMessageContaining("AeadDecryptError");
        assertThatThrownBy(() -> worker.call(
                        PrpcMethod.CONTRACT_QUERY,
                        new network.phala.prpc.message.Query.ContractQueryRequest(Bytes.EMPTY, Optional.empty())))
                .hasMessageContaining("DecodeError");
    }

    TestClient client() {
        return new TestClient(alice, WORKER_KEY.publicKey());
    }

    /// What the flipper says: flags 0, `Ok(bool)`, and from runtime 1.1 on the empty list of events.
    boolean value(TestWorker worker, H256 flipper) throws Exception {
        Bytes answer = client().query(worker, flipper, GET);
        assertThat(answer.slice(0, 2)).isEqualTo(Bytes.fromHex("0x0000"));
        String end = "00000000" + "08" + "00" + "0([01])" + (runtimeOf(worker).equals("1.0") ? "" : "00");
        Matcher text = Pattern.compile(".*" + end).matcher(answer.toHex());
        assertThat(text.matches()).as(answer.toHex()).isTrue();
        return text.group(1).equals("1");
    }

    private SignedMessage nextFromWorker(TestWorker worker, SyntheticChain chain) throws Exception {
        List<SignedMessage> messages = pending(worker, new MessageOrigin.Worker(WORKER));
        assertThat(messages).hasSize(1);
        SignedMessage message = messages.getFirst();
        assertThat(message.sequence()).isEqualTo(workerSequence);
        assertSigned(message, WORKER);
        workerSequence++;
        chain.acceptUpTo(new MessageOrigin.Worker(WORKER), workerSequence);
        return message;
    }

    private static void assertSigned(SignedMessage message, Sr25519Public signer) {
        assertThat(new Sr25519.PublicKey(signer.value())
                        .verify(
                                message.dataToSign().toArray(),
                                message.signature().toArray()))
                .isTrue();
    }

    static List<SignedMessage> pending(TestWorker worker, MessageOrigin sender) throws Exception {
        Bytes encoded =
                worker.call(PrpcMethod.GET_EGRESS_MESSAGES, Empty.INSTANCE).encodedMessages();
        for (EgressQueue.Pending each :
                Codecs.vec(Scale.of(EgressQueue.Pending.class)).decodeAll(encoded)) {
            if (each.sender().equals(sender)) {
                return each.messages();
            }
        }
        return List.of();
    }

    private static Bytes systemCode() throws Exception {
        ScaleWriter out = new ScaleWriter();
        out.writeShort(1);
        out.writeVec(wasm("system.contract"));
        return out.toBytes();
    }

    static Bytes wasm(String artifact) throws Exception {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path file = dir.resolve("examples/contracts/artifacts").resolve(artifact);
            if (Files.exists(file)) {
                JsonNode contract = JsonMapper.shared().readTree(file.toFile());
                return Bytes.fromHex(contract.at("/source/wasm").asString());
            }
        }
        throw new AssertionError("examples/contracts/artifacts/" + artifact + " is missing");
    }
}
