package network.phala.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Header;
import network.phala.chain.pool.TransactionPool;
import network.phala.frame.transaction.TransactionSource;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.storage.KeyValueStore;
import network.phala.storage.State;
import network.phala.storage.StorageChanges;
import network.phala.storage.StorageException;

/// The chain of this node: blocks, states, finality and the pool, for any number of readers.
///
/// Written only through [#app] by the consensus engine's thread. A reader takes [#best] or [#stateAt] and
/// works on that snapshot. There are no forks: a committed block stays.
public final class Chain implements AutoCloseable {
    /// Headers in one finality proof; a longer way is proven in pieces, since every block has a
    /// justification.
    static final int PROOF_HEADERS_MAX = 10_000;

    /// Where the chain stands. Replaced as a whole, so readers never see half a step.
    record Heads(StateAt best, BlockRef finalized) {}

    private final ChainSpec spec;
    private final ChainRuntime runtime;
    private final ChainConfig config;
    private final BlockStore store;
    private final StateHistory history;
    private final Finality finality;
    private final TransactionPool pool;
    private final ChainEvents events = new ChainEvents();
    private final BlockRef genesis;
    private final ChainApp app;
    private volatile Heads heads;

    private Chain(ChainSpec spec, ChainRuntime runtime, ChainConfig config, BlockStore store) {
        this.spec = spec;
        this.runtime = runtime;
        this.config = config;
        this.store = store;
        Header genesisHeader = spec.genesisHeader();
        this.genesis = new BlockRef(genesisHeader.hash(), 0);
        this.history = new StateHistory(store);
        this.heads = load(genesisHeader);
        this.finality = new Finality(config.finalityKeys(), store.setStarts());
        this.pool = new TransactionPool(this::validate, config.pool(), System::nanoTime);
        this.app = new ChainApp(this);
    }

    /// Opens the chain in a store, or begins it there.
    ///
    /// @throws StorageException with a sentence for the operator when the store is damaged or holds another
    /// chain
    public static Chain open(ChainSpec spec, ChainRuntime runtime, ChainConfig config, KeyValueStore store) {
        return new Chain(spec, runtime, config, new BlockStore(store));
    }

    /// The columns that the store must have.
    public static List<String> storeColumns() {
        return BlockStore.COLUMNS;
    }

    private Heads load(Header genesisHeader) {
        Optional<Long> best = store.best();
        if (best.isEmpty()) {
            store.writeGenesis(genesisHeader, spec.genesis(), Finality.setId(spec.genesis()));
            history.add(0, spec.genesis());
            return new Heads(new StateAt(genesis.hash(), genesisHeader, spec.genesis()), genesis);
        }
        H256 found = headerOrDamaged(0).hash();
        if (!found.equals(genesis.hash())) {
            throw new StorageException("The base path holds another chain: its genesis is " + found + ", that of "
                    + spec.name() + " is " + genesis.hash()
                    + ". Choose another --base-path, or the --chain and --block-millisecs that it was made with");
        }
        Header header = headerOrDamaged(best.get());
        State state = store.state();
        if (!state.root().equals(header.stateRoot())) {
            throw BlockStore.damaged(
                    "the state after block " + best.get(),
                    "root " + state.root() + " instead of " + header.stateRoot());
        }
        history.add(best.get(), state);
        long finalized = store.finalized();
        H256 finalizedHash = headerOrDamaged(finalized).hash();
        return new Heads(new StateAt(header.hash(), header, state), new BlockRef(finalizedHash, finalized));
    }

    private Header headerOrDamaged(long number) {
        return store.header(number).orElseThrow(() -> BlockStore.damaged("header " + number, "it is missing"));
    }

    private TransactionPool.Verdict validate(TransactionSource source, Bytes extrinsic) throws DecodeException {
        StateAt at = heads.best();
        return new TransactionPool.Verdict(runtime.validateTransaction(at, source, extrinsic), at.number());
    }

    public ChainSpec spec() {
        return spec;
    }

    public ChainRuntime runtime() {
        return runtime;
    }

    public TransactionPool pool() {
        return pool;
    }

    /// The writing side, for the consensus engine.
    public BlockApp app() {
        return app;
    }

    public StateAt best() {
        return heads.best();
    }

    public BlockRef finalized() {
        return heads.finalized();
    }

    public BlockRef genesis() {
        return genesis;
    }

    /// Hears of every block from now on, until the returned handle is closed.
    public AutoCloseable listen(ChainListener listener) {
        return events.add(listener);
    }

    public Optional<H256> hashOf(long number) {
        StateAt best = heads.best();
        if (number == best.number()) {
            return Optional.of(best.hash());
        }
        if (number > best.number()) {
            return Optional.empty();
        }
        return number == 0 ? Optional.of(genesis.hash()) : store.header(number).map(Header::hash);
    }

    public Optional<BlockRef> find(H256 hash) {
        StateAt best = heads.best();
        if (hash.equals(best.hash())) {
            return Optional.of(best.ref());
        }
        return store.number(hash).map(number -> new BlockRef(hash, number));
    }

    public Optional<Header> header(H256 hash) {
        StateAt best = heads.best();
        return hash.equals(best.hash())
                ? Optional.of(best.header())
                : store.number(hash).flatMap(store::header);
    }

    public Optional<Block> block(H256 hash) {
        Optional<Long> number = store.number(hash);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Optional<Header> header = store.header(number.get());
        Optional<List<Bytes>> body = store.body(number.get());
        return header.isPresent() && body.isPresent()
                ? Optional.of(new Block(header.get(), body.get()))
                : Optional.empty();
    }

    /// The GRANDPA justification of the block; empty while it is not final, and for genesis.
    public Optional<Bytes> justification(H256 hash) {
        return store.number(hash).flatMap(store::justification);
    }

    /// The state after the block.
    public StateAt stateAt(H256 hash) throws UnknownBlockException {
        StateAt best = heads.best();
        if (hash.equals(best.hash())) {
            return best;
        }
        long number = store.number(hash).orElseThrow(() -> UnknownBlockException.notFound(hash));
        Header header = store.header(number).orElseThrow(() -> UnknownBlockException.notFound(hash));
        State state =
                history.get(number).orElseThrow(() -> UnknownBlockException.discarded(new BlockRef(hash, number)));
        return new StateAt(hash, header, state);
    }

    /// Every key that the block touched with its new value; for genesis, the whole state.
    public StorageChanges changes(BlockRef block) throws UnknownBlockException {
        return store.changes(block.number()).orElseThrow(() -> UnknownBlockException.discarded(block));
    }

    /// Proof that the block is final: headers up to a justified one. When the set that signed the block has
    /// ended, the last block of that set, else the newest final block; nearer when there are very many
    /// headers between.
    ///
    /// On a chain whose authority set never changed, every block counts as signed by the latest set, as
    /// Phala's patched sc-consensus-grandpa has it.
    ///
    /// @return empty when the block is final but no justification is known (only genesis with nothing after
    /// it)
    /// @throws UnknownBlockException when the block is not final
    public Optional<FinalityProof> proveFinality(long number) throws UnknownBlockException {
        BlockRef finalized = heads.finalized();
        if (number > finalized.number()) {
            throw UnknownBlockException.notFinal(number);
        }
        long target = finality.lastBlockOfSetAt(number)
                .map(last -> Math.min(last, finalized.number()))
                .orElse(finalized.number());
        target = Math.min(target, number + PROOF_HEADERS_MAX);
        Optional<Bytes> justification = store.justification(target);
        if (justification.isEmpty()) {
            return Optional.empty();
        }
        List<Header> headers = new ArrayList<>();
        for (long at = number + 1; at <= target; at++) {
            headers.add(headerOrDamaged(at));
        }
        H256 hash = hashOf(target).orElseThrow();
        return Optional.of(new FinalityProof(hash, justification.get(), headers));
    }

    BlockStore store() {
        return store;
    }

    StateHistory history() {
        return history;
    }

    Finality finality() {
        return finality;
    }

    ChainConfig config() {
        return config;
    }

    ChainEvents events() {
        return events;
    }

    void moveTo(Heads next) {
        heads = next;
    }

    /// Stops telling listeners. The store is closed by whoever opened it.
    @Override
    public void close() {
        events.close();
    }
}
