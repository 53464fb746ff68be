package network.phala.pruntime.system;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import network.phala.crypto.CryptoException;
import network.phala.lightclient.SyncException;
import network.phala.pink.contracts.ContractModules;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.SideEffects;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.pruntime.HeapParts;
import network.phala.pruntime.PruntimeConfig;
import network.phala.pruntime.chain.ChainStorage;
import network.phala.pruntime.chain.ChainSync;
import network.phala.pruntime.cluster.ChainSessions;
import network.phala.pruntime.cluster.ContractCluster;
import network.phala.pruntime.cluster.ContractEntry;
import network.phala.pruntime.cluster.LocalCache;
import network.phala.pruntime.cluster.Outcomes;
import network.phala.pruntime.cluster.SidevmPorts;
import network.phala.pruntime.economics.WorkerAccount;
import network.phala.pruntime.outside.ProxySettings;
import network.phala.pruntime.seal.Checkpoints;
import network.phala.pruntime.seal.ClusterStateFiles;
import network.phala.pruntime.seal.IdentityKey;
import network.phala.pruntime.seal.SealedCode;
import network.phala.pruntime.seal.SealedFiles;
import network.phala.scale.DecodeException;
import network.phala.sidevm.SidevmHost;
import network.phala.sidevm.Sidevms;
import network.phala.sidevm.net.Dialer;
import network.phala.storage.State;
import network.phala.trie.Trie;
import network.phala.types.contract.PinkVersion;
import network.phala.types.sync.BlockHeaderWithChanges;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import network.phala.types.sync.KeyValue;
import org.jspecify.annotations.Nullable;

/// The worker itself: an identity, the proven chain, and what it does block by block. Changed by the writer
/// thread only; [#snapshot] is for everyone.
///
/// Follows phala-blockchain crates/phactory/src/lib.rs and prpc_service.rs.
public final class Phactory {
    private static final Logger LOG = System.getLogger(Phactory.class.getName());

    /// A checkpoint that failed is tried again so soon, unless all are taken as often.
    private static final Duration CHECKPOINT_RETRY = Duration.ofSeconds(30);

    /// Why the worker does not do what was asked; nothing has changed.
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason, null, false, false);
        }
    }

    /// What exists once the worker is initialised.
    record Live(
            IdentityKey identity,
            ChainSync sync,
            EgressQueue egress,
            WorkerSystem system,
            ContractCluster cluster,
            int paraId) {}

    /// How a worker begins.
    public record Genesis(
            GenesisBlockInfo info, List<KeyValue> state, Optional<Bytes> debugKey, Optional<Bytes> operator) {
        /// Never the key.
        @Override
        public String toString() {
            return "Genesis with " + state.size() + " entries";
        }
    }

    /// `Err(ServiceUnavailable)` to programs that ask before contracts can answer.
    private static final Bytes NO_CONTRACTS_YET = Bytes.of((byte) 1, (byte) 5);

    private final PruntimeConfig config;
    private final SealedFiles files;
    private final Checkpoints checkpoints;
    private final CheckpointWriter checkpointWriter;
    private final Benchmark benchmark;
    private final ProcessExit processExit;
    private final Requirements requirements;
    private final ContractModules modules;
    private final SealedCode codeFiles;
    private final LocalCache cache = new LocalCache(java.time.InstantSource.system(), this::weight);
    private final ProxySettings proxies = new ProxySettings(System.getenv());
    private final Dialer dialer;
    private final Sidevms sidevms;
    private final Outcomes outcomes = new Outcomes();
    private final ChainSessions sessions = new ChainSessions();
    private volatile SidevmHost.Contracts programQueries = (_, _, _, reply) -> reply.accept(NO_CONTRACTS_YET);
    private @Nullable Live live;
    private volatile @Nullable Snapshot snapshot;
    private volatile @Nullable String stopped;
    private volatile boolean abandoning;
    private WorkerSystem.MessageListener listener = (_, _) -> {};
    private Optional<Bytes> operator = Optional.empty();
    private boolean canLoadChainState;
    private int genesisBlock;
    private long lastCheckpointNanos = System.nanoTime();
    private volatile boolean checkpointFailed;
    private final ClusterJoining joining;

    public Phactory(PruntimeConfig config, SealedFiles files, Benchmark benchmark, ProcessExit processExit)
            throws IOException {
        this(config, files, benchmark, processExit, Requirements.OURS);
    }

    /// A worker of another version than ours.
    public Phactory(
            PruntimeConfig config,
            SealedFiles files,
            Benchmark benchmark,
            ProcessExit processExit,
            Requirements requirements)
            throws IOException {
        this.config = config;
        this.files = files;
        this.checkpoints = new Checkpoints(files);
        this.checkpointWriter =
                new CheckpointWriter(checkpoints, config.checkpoints().filesMax());
        this.codeFiles = new SealedCode(files);
        this.modules = new ContractModules(config.codeBytes());
        modules.keepIn(codeFiles);
        this.benchmark = benchmark;
        this.processExit = processExit;
        this.requirements = requirements;
        this.dialer = Dialer.standard(config.privateNetworks(), proxies::current);
        this.sidevms = new Sidevms(
                SidevmPorts.of(
                        cache,
                        dialer,
                        (program, contract, query, reply) -> programQueries.query(program, contract, query, reply)),
                Math.max(1, config.cores()),
                HeapParts.here().sidevms());
        this.joining = new ClusterJoining(files, sidevms);
        this.canLoadChainState =
                files.readProtected(network.phala.pruntime.seal.MasterKeys.FILE).isEmpty();
    }

    public Outcomes outcomes() {
        return outcomes;
    }

    public ContractModules modules() {
        return modules;
    }

    /// Compiled contracts on the disk; closed by who closes the worker.
    public SealedCode codeFiles() {
        return codeFiles;
    }

    /// What writes checkpoints; closed by who closes the worker.
    public CheckpointWriter checkpointWriter() {
        return checkpointWriter;
    }

    /// How contracts and programs reach the network.
    public Dialer dialer() {
        return dialer;
    }

    /// What they go through.
    public ProxySettings proxies() {
        return proxies;
    }

    public Sidevms sidevms() {
        return sidevms;
    }

    /// Who answers programs that query contracts; to be set before the start.
    public void answerPrograms(SidevmHost.Contracts contracts) {
        programQueries = contracts;
    }

    /// Who gives memory to what the chain demands; to be set before the start.
    public void relieveBy(ChainSessions.Relief relief) {
        sessions.relieveBy(relief);
    }

    /// What a query asks for besides its answer. On the writer thread.
    public void applyQueryEffects(List<SideEffects.FromContract> events) throws RefusedException {
        required().cluster().applyQueryEffects(events);
    }

    private int weight(AccountId contract) {
        return snapshot()
                .flatMap(Snapshot::cluster)
                .flatMap(view -> view.contract(contract))
                .map(ContractEntry::weight)
                .orElse(0);
    }

    public LocalCache cache() {
        return cache;
    }

    /// Who sees the messages that are dispatched; to be set before the start.
    public void listen(WorkerSystem.MessageListener newListener) {
        listener = newListener;
    }

    public Benchmark benchmark() {
        return benchmark;
    }

    /// The worker after the last block; empty before it is initialised.
    public Optional<Snapshot> snapshot() {
        return Optional.ofNullable(snapshot);
    }

    public boolean canLoadChainState() {
        return canLoadChainState;
    }

    /// Why this worker has ended, if it has.
    public Optional<String> stopped() {
        return Optional.ofNullable(stopped);
    }

    public Optional<Bytes> operator() {
        return operator;
    }

    public void setOperator(Bytes account) throws DecodeException {
        network.phala.scale.Scale.of(AccountId.class).decodeAll(account);
        operator = Optional.of(account);
    }

    /// Starts following a chain from its genesis. All is checked before anything is written.
    public Snapshot init(Genesis genesis) throws RefusedException, SyncException, IOException {
        if (live != null) {
            throw new RefusedException("Runtime already initialized");
        }
        ChainSync sync = ChainSync.start(genesis.info(), stateOf(genesis.state()));
        H256 expected = genesis.info().blockHeader().stateRoot();
        if (!sync.storage().root().equals(expected)) {
            throw new RefusedException("state root mismatch: genesis state has "
                    + sync.storage().root() + "; the genesis header says " + expected);
        }
        int paraId = sync.storage().parachainId();
        IdentityKey identity = identity(genesis.debugKey(), sync.genesisHash(), paraId);
        operator = genesis.operator();
        live = live(identity, sync, paraId);
        LOG.log(
                Level.INFO,
                "Worker initialised pubkey={0} genesis={1} dev={2}",
                identity.publicKey(),
                sync.genesisHash(),
                identity.isDevMode());
        return publish();
    }

    private static State stateOf(List<KeyValue> entries) {
        Trie trie = Trie.EMPTY;
        for (KeyValue entry : entries) {
            trie = trie.put(entry.key(), entry.value());
        }
        return new State(trie);
    }

    private IdentityKey identity(Optional<Bytes> debugKey, H256 genesisHash, int paraId)
            throws RefusedException, IOException {
        if (debugKey.isPresent()) {
            try {
                IdentityKey injected = IdentityKey.injected(debugKey.get());
                injected.save(files, genesisHash, paraId);
                return injected;
            } catch (CryptoException e) {
                throw new RefusedException(String.valueOf(e.getMessage()));
            }
        }
        Optional<IdentityKey> sealed = IdentityKey.load(files, genesisHash, paraId);
        if (sealed.isPresent()) {
            return sealed.get();
        }
        IdentityKey fresh = IdentityKey.generate();
        fresh.save(files, genesisHash, paraId);
        return fresh;
    }

    private Live live(IdentityKey identity, ChainSync sync, int paraId) {
        codeFiles.belongTo(identity.pair());
        EgressQueue egress = new EgressQueue();
        ContractCluster cluster =
                new ContractCluster(identity.pair(), egress, modules, cache, sidevms, outcomes, sessions);
        WorkerSystem system =
                new WorkerSystem(identity, files, checkpointWriter::removeAll, benchmark, egress, cluster);
        system.listen(listener);
        return new Live(identity, sync, egress, system, cluster, paraId);
    }

    private Live required() throws RefusedException {
        String reason = stopped;
        if (reason != null) {
            throw new RefusedException("This pRuntime has stopped: " + reason);
        }
        Live now = live;
        if (now == null) {
            throw new RefusedException("Runtime not initialized");
        }
        return now;
    }

    /// Takes finalized headers; gives the last number known.
    public int syncHeaders(List<HeaderToSync> headers) throws RefusedException, SyncException {
        Live now = required();
        int reached = wholly("Headers", () -> now.sync().syncHeaders(headers));
        canLoadChainState = false;
        publish();
        return reached;
    }

    /// Takes the storage changes of blocks and does what their messages say; gives the last number dispatched. Blocks
    /// that are known are skipped; at the first refused one it stops, with those before it taken.
    public int dispatchBlocks(List<BlockHeaderWithChanges> blocks) throws RefusedException, SyncException {
        Live now = required();
        try {
            for (BlockHeaderWithChanges block : blocks) {
                int number = block.blockHeader().number();
                if (Integer.compareUnsigned(number, now.sync().blockNext()) >= 0) {
                    dispatch(now, number, wholly("Storage", () -> now.sync().applyBlock(block)));
                }
            }
        } finally {
            if (stopped == null) {
                publish();
            }
        }
        return now.sync().blockNext() - 1;
    }

    private void dispatch(Live now, int number, ChainStorage storage) {
        try {
            requirements.check(storage);
            if (config.safeModeLevel() > 0) {
                return;
            }
            now.egress().purge(storage::ingressSequence);
            BlockContext block = new BlockContext(number, storage.nowMillis(), storage);
            now.system().processBlock(block, storage.outboundMessages(), () -> abandoning);
            boolean joined = joining.takeOver(now, block);
            publish();
            checkpointAfter(joined);
        } catch (FatalException e) {
            stop(e);
            throw e;
        } catch (BlockProgress.AbandonedException e) {
            stopped = String.valueOf(e.getMessage());
            LOG.log(Level.WARNING, "{0}", e.getMessage());
            throw FatalException.abort(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // The block is half done: going on from here could differ from every other worker.
            throw ended("Block " + Integer.toUnsignedString(number), e);
        }
    }

    private interface Step<T> {
        T take() throws SyncException;
    }

    /// What the virtual machine breaks off may be half done.
    private <T> T wholly(String what, Step<T> step) throws SyncException {
        try {
            return step.take();
        } catch (Error e) {
            throw ended(what, e);
        }
    }

    /// The worker ends of this; the next start goes on from the last checkpoint.
    private FatalException ended(String what, Throwable fault) {
        LOG.log(Level.ERROR, what + " failed", fault);
        FatalException fatal = FatalException.abort(what + " failed: " + fault + HeapParts.advice(fault));
        stop(fatal);
        return fatal;
    }

    private void stop(FatalException why) {
        stopped = String.valueOf(why.getMessage());
        LOG.log(Level.ERROR, "pRuntime stops: {0}", why.getMessage());
        processExit.exit(why.exitCode(), String.valueOf(why.getMessage()));
    }

    /// Leaves the block that is being worked on half done, if there is one: whoever calls this ends the worker. What
    /// was saved before is whole; the next start goes on from there. Any thread.
    public void abandonBlock() {
        abandoning = true;
    }

    /// Ends the worker on an operator's word.
    public void stopNow(boolean removeCheckpoints) throws IOException {
        if (removeCheckpoints) {
            checkpointWriter.removeAll();
        }
        stop(FatalException.abort("Stopped by the operator"));
    }

    /// Replaces the genesis state by that of a later block; the first block dispatched proves it.
    public void loadChainState(int block, List<KeyValue> entries) throws RefusedException, SyncException {
        Live now = required();
        if (!canLoadChainState) {
            throw new RefusedException("Can not load chain state");
        }
        ChainStorage storage = new ChainStorage(stateOf(entries));
        if (block == 0 || storage.parachainId() != now.paraId()) {
            throw new RefusedException("Chain state of block " + block + ", parachain " + storage.parachainId()
                    + "; expected a later block of parachain " + now.paraId());
        }
        if (storage.isWorkerRegistered(now.identity().publicKey())) {
            throw new RefusedException("Failed to load state: the worker is already registered");
        }
        now.sync().loadState(block, storage.state());
        genesisBlock = block;
        canLoadChainState = false;
        publish();
    }

    private Snapshot publish() {
        Live now = live;
        if (now == null) {
            throw new IllegalStateException("Nothing to publish before the start");
        }
        ChainSync sync = now.sync();
        Snapshot next = new Snapshot(
                now.identity(),
                sync.genesisHash(),
                sync.headerNext(),
                sync.blockNext(),
                sync.isStateValidated(),
                sync.storage(),
                sync.storage().nowMillis(),
                now.system().worker().save(),
                gatekeeperView(now),
                now.egress().pending(),
                now.cluster().view(),
                genesisBlock);
        snapshot = next;
        return next;
    }

    private static Snapshot.GatekeeperView gatekeeperView(Live now) {
        return now.system()
                .gatekeeper()
                .map(keeper -> new Snapshot.GatekeeperView(
                        keeper.isActive() ? Snapshot.GatekeeperView.ACTIVE : Snapshot.GatekeeperView.DUMMY,
                        Optional.of(keeper.masterPublicKey())))
                .orElse(new Snapshot.GatekeeperView(Snapshot.GatekeeperView.NONE, Optional.empty()));
    }

    /// The first block from which on this worker can take over its cluster's state. On the writer thread.
    public int clusterStateWanted() throws RefusedException {
        return joining.wanted(required());
    }

    /// Writes the cluster's state for another worker that the chain gave to the cluster. On the writer thread.
    ///
    /// @param from the receiver's next block
    /// @return the name of the file in the folder of downloads, and its block
    public ClusterStateFiles.Written saveClusterState(Sr25519Public receiver, int from)
            throws RefusedException, IOException {
        return joining.save(required(), receiver, from);
    }

    /// Reads the cluster's state that another worker wrote for this one; it counts once this worker has executed its
    /// block. On the writer thread.
    public void loadClusterState(String name) throws RefusedException, IOException {
        joining.load(required(), name);
    }

    /// Takes a checkpoint when it is time. When the worker has what it could not get again by following the chain, it
    /// goes on only after that is written.
    private void checkpointAfter(boolean joined) {
        if (!config.checkpoints().enabled() || !(joined || isCheckpointTime())) {
            return;
        }
        try {
            CompletableFuture<Integer> written = takeCheckpoint();
            if (joined) {
                written.join();
            }
        } catch (RefusedException | CompletionException e) {
            LOG.log(Level.ERROR, "Checkpoint failed: {0}", e.getMessage());
        }
    }

    private boolean isCheckpointTime() {
        Duration interval = config.checkpoints().interval();
        boolean again = checkpointFailed && interval.compareTo(CHECKPOINT_RETRY) > 0;
        long elapsed = System.nanoTime() - lastCheckpointNanos;
        return elapsed >= (again ? CHECKPOINT_RETRY : interval).toNanos() && !checkpointWriter.isBusy();
    }

    /// What the gatekeeper's ledger says of a worker. On the writer thread.
    public WorkerAccount ledgerEntry(Sr25519Public worker) throws RefusedException {
        return required()
                .system()
                .gatekeeper()
                .orElseThrow(() -> new RefusedException("Not a gatekeeper"))
                .ledger()
                .worker(worker)
                .orElseThrow(() -> new RefusedException("Worker not found"));
    }

    /// Runs an upgrade of the contract runtime on a copy of the cluster, to see that it works. On the writer thread.
    public void tryUpgradePinkRuntime(PinkVersion version) throws RefusedException {
        ContractCluster cluster = required().cluster();
        PinkRuntime wanted = PinkRuntime.of(version.major(), version.minor())
                .orElseThrow(() -> new RefusedException(
                        "Unsupported runtime version: " + version + "; this worker has 1.0 to " + PinkRuntime.NEWEST));
        Snapshot now = snapshot().orElseThrow(() -> new RefusedException("Runtime not initialized"));
        ChainStorage storage = now.storage();
        if (!cluster.rehearseUpgrade(wanted, new BlockContext(now.lastBlock(), storage.nowMillis(), storage))) {
            throw new RefusedException("Worker not in cluster");
        }
    }

    /// Has a checkpoint of this moment written. On the writer thread, which is held only as long as
    /// it takes to remember what there is; what is given completes with the last block in it when
    /// it is written, or with the [IOException] why it is not.
    public CompletableFuture<Integer> takeCheckpoint() throws RefusedException {
        Live now = required();
        lastCheckpointNanos = System.nanoTime();
        SavedWorker.Head head = new SavedWorker.Head(
                now.sync().clientState(),
                now.paraId(),
                genesisBlock,
                now.egress().save(),
                now.system().worker().save(),
                now.system().gatekeeper().map(Gatekeeper::save),
                now.cluster().view().map(SavedWorker.ClusterHead::of),
                operator,
                sidevms.save(),
                outcomes.save());
        SavedWorker saved = new SavedWorker(
                head, now.sync().storage().state(), now.cluster().view());
        CompletableFuture<Integer> written = checkpointWriter.write(new CheckpointWriter.Work(
                now.identity().pair(), now.sync().blockNext() - 1, saved::writeTo, saved::info));
        written.whenComplete((_, failure) -> checkpointFailed = failure != null);
        return written;
    }

    /// Goes on from the newest checkpoint, when there is one.
    ///
    /// @throws IOException when it is damaged
    public void restore() throws IOException {
        Optional<IdentityKey> identity = IdentityKey.loadAny(files);
        if (identity.isEmpty()) {
            return;
        }
        boolean remove = config.checkpoints().removeCorrupted();
        checkpoints.load(identity.get().pair(), remove, in -> {
            SavedWorker saved = SavedWorker.read(in);
            restore(identity.get(), saved);
            return saved.head().client().blockNext();
        });
    }

    private void restore(IdentityKey identity, SavedWorker saved) throws CryptoException, IOException {
        SavedWorker.Head head = saved.head();
        ChainSync sync = ChainSync.restore(head.client(), saved.chain());
        Live restored = live(identity, sync, head.paraId());
        restored.egress().load(head.egress());
        restored.system().worker().load(head.worker());
        if (head.gatekeeper().isPresent()) {
            restored.system().restoreGatekeeper(head.gatekeeper().get());
        }
        if (saved.cluster().isPresent()) {
            restored.cluster().restore(saved.cluster().get());
        }
        operator = head.operator();
        genesisBlock = head.genesisBlock();
        sidevms.load(head.sidevms());
        outcomes.load(head.outcomes());
        canLoadChainState = false;
        live = restored;
        benchmark.setRunning(restored.system().worker().needsBenchmark());
        requirements.check(sync.storage());
        publish();
        if (config.safeModeLevel() == 0) {
            sidevms.finishBlock(sync.blockNext() - 1);
        }
        LOG.log(
                Level.INFO,
                "Restored from checkpoint block={0} pubkey={1}",
                Integer.toUnsignedString(sync.blockNext() - 1),
                identity.publicKey());
    }
}
