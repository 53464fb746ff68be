package network.phala.pruntime.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Sr25519;
import network.phala.primitives.Bytes;
import network.phala.primitives.Sr25519Public;
import network.phala.pruntime.cluster.ClusterHost;
import network.phala.pruntime.seal.IdentityKey;
import network.phala.pruntime.seal.MasterKeys;
import network.phala.pruntime.seal.MasterKeys.Generation;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.types.EncryptedKey;
import network.phala.types.WorkerIdentity;
import network.phala.types.contract.ClusterEvent;
import network.phala.types.contract.ClusterOperation;
import network.phala.types.contract.ContractOperation;
import network.phala.types.keys.SecretChannel;
import network.phala.types.messaging.GatekeeperChange;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.GatekeeperLaunch;
import network.phala.types.messaging.KeyDistribution;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.WorkingReportEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;
import network.phala.types.mq.SignedContent;
import network.phala.types.mq.Topic;
import org.jspecify.annotations.Nullable;

/// What the worker does with a block's messages, one after another in their order: its own life, the gatekeeper's work,
/// and the cluster's. For the writer thread.
///
/// Follows phala-blockchain crates/phactory/src/system/mod.rs.
public final class WorkerSystem {
    private static final Logger LOG = System.getLogger(WorkerSystem.class.getName());

    private static final Set<Topic> LEDGER_TOPICS =
            Set.of(SystemEvent.TOPIC, WorkingReportEvent.TOPIC, GatekeeperEvent.TOPIC);

    /// Removes what a restart would come back to.
    public interface CheckpointRemoval {
        void removeAll() throws IOException;
    }

    /// Sees each message just before it is dispatched.
    public interface MessageListener {
        void dispatching(int block, Message message);
    }

    private final IdentityKey identity;
    private final SealedFiles files;
    private final CheckpointRemoval checkpoints;
    private final Benchmark benchmark;
    private final EgressQueue egress;
    private final WorkerState worker;
    private final ClusterHost clusterHost;
    private final List<Message> gatekeeperInbox = new ArrayList<>();
    private final List<Message> ledgerInbox = new ArrayList<>();
    private MessageListener listener = (_, _) -> {};
    private @Nullable Gatekeeper gatekeeper;

    public WorkerSystem(
            IdentityKey identity,
            SealedFiles files,
            CheckpointRemoval checkpoints,
            Benchmark benchmark,
            EgressQueue egress,
            ClusterHost clusterHost) {
        this.identity = identity;
        this.files = files;
        this.checkpoints = checkpoints;
        this.benchmark = benchmark;
        this.egress = egress;
        this.worker = new WorkerState(identity.publicKey());
        this.clusterHost = clusterHost;
        egress.open(workerOrigin());
    }

    private MessageOrigin workerOrigin() {
        return new MessageOrigin.Worker(identity.publicKey());
    }

    public WorkerState worker() {
        return worker;
    }

    public void listen(MessageListener newListener) {
        listener = newListener;
    }

    public Optional<Gatekeeper> gatekeeper() {
        return Optional.ofNullable(gatekeeper);
    }

    public ClusterHost clusterHost() {
        return clusterHost;
    }

    /// Puts back the gatekeeper of a checkpoint.
    public void restoreGatekeeper(Gatekeeper.Saved saved) throws IOException {
        gatekeeper = Gatekeeper.load(saved, MasterKeys.load(files, identity.pair()), egress);
    }

    /// Dispatches all messages of a block and ends it.
    ///
    /// @param mustEnd asked before each message: whether to leave the block half done
    /// @throws BlockProgress.AbandonedException when so; nothing may be done with this worker any more
    public void processBlock(BlockContext block, List<Message> messages, BooleanSupplier mustEnd) {
        BlockProgress progress = new BlockProgress(block.number(), messages.size(), mustEnd, BlockProgress.SAY_EVERY);
        int done = 0;
        gatekeeperInbox.clear();
        ledgerInbox.clear();
        gatekeeper().ifPresent(each -> each.startBlock(block.number(), block.nowMillis()));
        for (Message message : messages) {
            progress.step(done++);
            listener.dispatching(block.number(), message);
            if (gatekeeper != null && LEDGER_TOPICS.contains(message.destination())) {
                ledgerInbox.add(message);
            }
            process(message, block);
            clusterHost.onIdle(block);
            drainGatekeeper(block);
        }
        Gatekeeper keeper = gatekeeper;
        if (keeper != null) {
            keeper.finishBlock(block.number());
        }
        worker.finishBlock(block, benchmark.iterations())
                .ifPresent(report -> pushAsWorker(
                        RegistryEvent.TOPIC.path(), RegistryEvent.codec().encode(report)));
        benchmark.setRunning(worker.needsBenchmark());
        clusterHost.finishBlock(block);
    }

    private void pushAsWorker(Bytes topic, Bytes payload) {
        egress.push(workerOrigin(), identity.pair(), new Topic(topic), payload);
    }

    private void process(Message message, BlockContext block) {
        switch (message.destination().toString()) {
            case "phala/system/event" ->
                fromPallet(message, SystemEvent.codec()).ifPresent(event -> onSystem(event, block));
            case "phala/gatekeeper/launch" ->
                fromPallet(message, GatekeeperLaunch.codec()).ifPresent(event -> onLaunch(event, block));
            case "phala/gatekeeper/change" ->
                fromPallet(message, GatekeeperChange.codec()).ifPresent(event -> onChange(event, block));
            case "phala/gatekeeper/key" ->
                from(message, message.sender().isGatekeeper(), KeyDistribution.codec())
                        .ifPresent(event -> onKey(event, block));
            case "phala/gatekeeper/event", "phala/cluster/event" -> gatekeeperInbox.add(message);
            case "phala/cluster/key" ->
                from(message, true, ClusterOperation.codec())
                        .ifPresent(operation -> onCluster(message.sender(), operation, block));
            case "phala/contract/op" ->
                fromPallet(message, ContractOperation.codec())
                        .ifPresent(operation -> clusterHost.operate(operation, block));
            default -> clusterHost.command(message, block);
        }
    }

    private <T> Optional<T> fromPallet(Message message, Codec<T> codec) {
        return from(message, message.sender().isPallet(), codec);
    }

    /// The payload, when the sender may say such a thing. One that does not decode is dropped, unless its sender always
    /// sends well-formed ones: then the chain is not the one we know.
    private <T> Optional<T> from(Message message, boolean allowed, Codec<T> codec) {
        if (!allowed) {
            LOG.log(
                    Level.WARNING,
                    "Message dropped: wrong origin topic={0} sender={1}",
                    message.destination(),
                    message.sender().display());
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decodeAll(message.payload()));
        } catch (DecodeException e) {
            if (message.sender().isAlwaysWellFormed()) {
                throw FatalException.abort("Message from " + message.sender().display() + " to " + message.destination()
                        + " does not decode: " + e.getMessage());
            }
            LOG.log(Level.WARNING, "Message dropped: undecodable topic={0}", message.destination());
            return Optional.empty();
        }
    }

    private void onSystem(SystemEvent event, BlockContext block) {
        WorkerState.Load load = new WorkerState.Load(clusterHost.clusterCount(), clusterHost.contractCount());
        worker.apply(event, block, benchmark.iterations(), load)
                .ifPresent(heartbeat -> pushAsWorker(
                        WorkingReportEvent.TOPIC.path(),
                        WorkingReportEvent.codec().encode(heartbeat)));
        benchmark.setRunning(worker.needsBenchmark());
    }

    private void onLaunch(GatekeeperLaunch event, BlockContext block) {
        switch (event) {
            case GatekeeperLaunch.FirstGatekeeper(Sr25519Public pubkey, Sr25519Public _) ->
                onFirstGatekeeper(pubkey, block);
            case GatekeeperLaunch.MasterPubkeyOnChain(Sr25519Public masterPubkey) ->
                gatekeeper().ifPresent(keeper -> keeper.launch(masterPubkey));
            case GatekeeperLaunch.RotateMasterKey rotate ->
                gatekeeper()
                        .ifPresent(keeper -> keeper.proposeRotation(
                                rotate.rotationId(), rotate.gkIdentities(), newKey(), identity.pair(), block.number()));
            case GatekeeperLaunch.MasterPubkeyRotated(Sr25519Public masterPubkey) ->
                LOG.log(Level.INFO, "Master key rotated on chain master={0}", masterPubkey);
        }
    }

    private static Sr25519.Pair newKey() {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        Sr25519.Pair pair = Sr25519.Pair.fromSeed(seed);
        java.util.Arrays.fill(seed, (byte) 0);
        return pair;
    }

    private void onFirstGatekeeper(Sr25519Public pubkey, BlockContext block) {
        requireOnChain(pubkey, block);
        List<Generation> history = loadMasterKeys();
        boolean addressed = pubkey.equals(identity.publicKey());
        if (addressed && history.isEmpty()) {
            history = List.of(new Generation(0, 0, newKey()));
            saveMasterKeys(history);
            LOG.log(Level.INFO, "Master key made block={0}", block.number());
        }
        if (history.isEmpty()) {
            return;
        }
        Gatekeeper keeper = new Gatekeeper(history, egress);
        block.storage().tokenomicParameters().ifPresent(keeper.ledger()::setParameters);
        gatekeeper = keeper;
        if (addressed) {
            RegistryEvent upload = new RegistryEvent.MasterPubkey(keeper.masterPublicKey());
            pushAsWorker(RegistryEvent.TOPIC.path(), RegistryEvent.codec().encode(upload));
            keeper.setRegistered(true);
        }
    }

    private static void requireOnChain(Sr25519Public pubkey, BlockContext block) {
        if (!block.storage().gatekeepers().contains(pubkey)) {
            throw FatalException.abort(
                    "System state poisoned: gatekeeper " + pubkey + " is not on chain at block " + block.number());
        }
    }

    private List<Generation> loadMasterKeys() {
        try {
            return MasterKeys.load(files, identity.pair());
        } catch (IOException e) {
            throw FatalException.abort(String.valueOf(e.getMessage()));
        }
    }

    private void saveMasterKeys(List<Generation> history) {
        try {
            MasterKeys.save(files, identity.pair(), history);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot seal the master key", e);
        }
    }

    private void onChange(GatekeeperChange event, BlockContext block) {
        Gatekeeper keeper = gatekeeper;
        switch (event) {
            case GatekeeperChange.Registered(Sr25519Public pubkey, Sr25519Public ecdhPubkey) -> {
                requireOnChain(pubkey, block);
                if (keeper != null) {
                    keeper.shareMasterKey(new WorkerIdentity(pubkey, ecdhPubkey), block.number());
                    if (pubkey.equals(identity.publicKey())) {
                        keeper.setRegistered(true);
                    }
                }
            }
            case GatekeeperChange.Unregistered(Sr25519Public pubkey) -> {
                if (keeper != null && pubkey.equals(identity.publicKey())) {
                    keeper.setRegistered(false);
                }
            }
        }
    }

    private void onKey(KeyDistribution event, BlockContext block) {
        switch (event) {
            case KeyDistribution.MasterKeyDistribution(var dest, var ecdh, Bytes sealed, Bytes iv) -> {
                if (dest.equals(identity.publicKey())) {
                    receiveHistory(List.of(new KeyDistribution.Generation(0, 0, new EncryptedKey(ecdh, sealed, iv))));
                }
            }
            case KeyDistribution.MasterKeyHistory(var dest, var history) -> {
                if (dest.equals(identity.publicKey())) {
                    receiveHistory(history);
                }
            }
            case KeyDistribution.MasterKeyRotation rotation -> onRotation(rotation, block);
        }
    }

    private void receiveHistory(List<KeyDistribution.Generation> sealed) {
        List<Generation> history = new ArrayList<>();
        for (KeyDistribution.Generation each : sealed) {
            Optional<Sr25519.Pair> key = open(each.key());
            if (key.isEmpty()) {
                return;
            }
            history.add(new Generation(each.rotationId(), each.blockHeight(), key.get()));
        }
        Gatekeeper keeper = gatekeeper;
        if (keeper != null) {
            if (keeper.replaceHistory(history)) {
                saveMasterKeys(history);
            }
            return;
        }
        saveMasterKeys(history);
        try {
            checkpoints.removeAll();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the checkpoints", e);
        }
        throw FatalException.abort("Received master key, please restart pRuntime and pherry to sync as Gatekeeper");
    }

    private Optional<Sr25519.Pair> open(EncryptedKey sealed) {
        try {
            return Optional.of(SecretChannel.openKey(identity.pair(), sealed));
        } catch (CryptoException e) {
            LOG.log(Level.ERROR, "A key sealed for this worker does not open: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private void onRotation(KeyDistribution.MasterKeyRotation rotation, BlockContext block) {
        byte[] signed =
                SignedContent.MASTER_KEY_ROTATION.wrap(rotation.dataToSign()).unsafeArray();
        boolean authentic = new Sr25519.PublicKey(rotation.sender().value())
                .verify(signed, rotation.sig().unsafeArray());
        if (!authentic || !block.storage().gatekeepers().contains(rotation.sender())) {
            LOG.log(
                    Level.ERROR,
                    "Master key leakage: rotation not signed by a gatekeeper sender={0}",
                    rotation.sender());
            return;
        }
        EncryptedKey ours = rotation.secretKeys().get(identity.publicKey());
        Gatekeeper keeper = gatekeeper;
        if (keeper == null) {
            if (ours != null) {
                throw FatalException.abort("Master key rotation addresses this worker, which is no gatekeeper");
            }
            return;
        }
        if (ours == null) {
            gatekeeper = null;
            return;
        }
        Optional<Sr25519.Pair> key = open(ours);
        if (key.isPresent()) {
            keeper.append(new Generation(rotation.rotationId(), block.number(), key.get()));
            saveMasterKeys(keeper.history());
        }
        keeper.switchTo(rotation.rotationId(), block.number());
    }

    private void onCluster(MessageOrigin sender, ClusterOperation operation, BlockContext block) {
        boolean allowed =
                operation instanceof ClusterOperation.DispatchKeys ? sender.isGatekeeper() : sender.isPallet();
        if (!allowed) {
            LOG.log(Level.WARNING, "Cluster operation dropped: wrong origin sender={0}", sender.display());
            return;
        }
        if (operation instanceof ClusterOperation.DispatchKeys keys) {
            EncryptedKey ours = keys.secretKeys().get(identity.publicKey());
            if (ours != null) {
                deployCluster(keys, ours, block);
            }
            return;
        }
        clusterHost.operate(operation, block);
    }

    private void deployCluster(ClusterOperation.DispatchKeys keys, EncryptedKey ours, BlockContext block) {
        Optional<Sr25519.Pair> key = open(ours);
        boolean gatekeeperInProduction = gatekeeper != null && !identity.isDevMode();
        if (gatekeeperInProduction) {
            LOG.log(Level.ERROR, "NoClusterOnGatekeeper cluster={0}", keys.cluster());
        }
        var report = clusterHost.deploy(keys, gatekeeperInProduction ? Optional.empty() : key, block);
        pushAsWorker(
                network.phala.types.contract.WorkerClusterReport.TOPIC.path(),
                network.phala.types.contract.WorkerClusterReport.codec().encode(report));
    }

    private void drainGatekeeper(BlockContext block) {
        Gatekeeper keeper = gatekeeper;
        if (keeper == null || !keeper.isLaunched()) {
            return;
        }
        List<Message> waiting = List.copyOf(gatekeeperInbox);
        gatekeeperInbox.clear();
        for (Message message : waiting) {
            if (message.destination().equals(ClusterEvent.TOPIC)) {
                fromPallet(message, ClusterEvent.codec()).ifPresent(event -> {
                    switch (event) {
                        case ClusterEvent.DeployCluster deploy -> keeper.deployCluster(deploy, block.number());
                    }
                });
            } else {
                boolean allowed =
                        message.sender().isGatekeeper() || message.sender().isPallet();
                from(message, allowed, GatekeeperEvent.codec()).ifPresent(event -> {
                    if (event instanceof GatekeeperEvent.NewRandomNumber number
                            && message.sender().isGatekeeper()) {
                        keeper.checkRandomNumber(number);
                    }
                });
            }
        }
        List<Message> forLedger = List.copyOf(ledgerInbox);
        ledgerInbox.clear();
        forLedger.forEach(keeper::account);
    }
}
