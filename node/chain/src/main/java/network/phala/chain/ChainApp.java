package network.phala.chain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.phala.block.Header;
import network.phala.chain.Finality.ActiveSet;
import network.phala.chain.pool.PoolTransaction;
import network.phala.chain.pool.TransactionPool;
import network.phala.crypto.Twox;
import network.phala.frame.dispatch.RuntimePanic;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.lightclient.Precommit;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.storage.StorageException;
import network.phala.storage.WriteBatch;
import org.jspecify.annotations.Nullable;

/// Makes and imports blocks for the consensus engine, on the engine's thread.
///
/// A block that this node proposed is not executed again when it is decided: the candidate is kept until
/// then.
final class ChainApp implements BlockApp {
    private static final System.Logger LOG = System.getLogger(ChainApp.class.getName());
    /// Transactions too large for what is left of a block that are passed over before the block counts as
    /// full.
    private static final int SKIPPED_MAX = 8;

    private static final int REVALIDATED_PER_BLOCK = 32;
    private static final Bytes NOW_KEY =
            Bytes.concat(Bytes.wrap(Twox.hash128("Timestamp")), Bytes.wrap(Twox.hash128("Now")));

    private record Candidate(Proposal proposal, H256 parent, ChainRuntime.Executed executed) {}

    private record Decided(Candidate candidate, List<Justified> justified) {}

    private record Justified(BlockRef block, Bytes justification) {}

    private final Chain chain;
    private @Nullable Candidate candidate;
    private @Nullable Decided decided;
    /// Pool transactions that the block in the making has tried.
    private final Set<H256> tried = new LinkedHashSet<>();

    ChainApp(Chain chain) {
        this.chain = chain;
    }

    @Override
    public Info info() {
        StateAt best = chain.best();
        return new Info(
                best.ref(),
                chain.finalized(),
                timestamp(best),
                Slots.of(best.header()).orElse(0L),
                Slots.durationMillis(chain.spec().genesis()));
    }

    private static long timestamp(StateAt at) {
        Optional<Bytes> now = at.state().get(NOW_KEY);
        if (now.isEmpty()) {
            return 0;
        }
        try {
            return new ScaleReader(now.get()).readLong();
        } catch (DecodeException e) {
            throw new StorageException("Timestamp.Now in the state is " + now.get() + "; expected eight bytes", e);
        }
    }

    @Override
    public Proposal prepareProposal(ProposalRequest request) {
        try {
            return build(request, chain.pool().candidates());
        } catch (RuntimePanic | IllegalStateException | ArithmeticException | IndexOutOfBoundsException e) {
            // Each transaction alone went through, yet the block cannot be ended with them. They must not come again.
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Block " + request.height() + " breaks the runtime; it is made empty",
                    e);
            chain.pool().removeInvalid(tried);
            return build(request, TransactionPool.Candidates.none());
        }
    }

    private Proposal build(ProposalRequest request, TransactionPool.Candidates candidates) {
        StateAt parent = chain.best();
        long deadline = System.nanoTime() + request.budget().toNanos();
        tried.clear();
        ChainRuntime.Execution execution = start(parent, request.slot());
        List<Bytes> extrinsics = new ArrayList<>();
        for (Bytes inherent : execution.inherents(request.timestampMillis())) {
            include(execution, inherent, extrinsics);
        }
        Set<H256> invalid = new LinkedHashSet<>();
        fill(execution, candidates, deadline, extrinsics, invalid);
        Proposal proposal = new Proposal(request.height(), request.timestampMillis(), request.slot(), extrinsics);
        candidate = new Candidate(proposal, parent.hash(), execution.finish());
        if (!invalid.isEmpty()) {
            chain.pool().removeInvalid(invalid);
        }
        return proposal;
    }

    private ChainRuntime.Execution start(StateAt parent, long slot) {
        Header header =
                new Header(parent.hash(), (int) (parent.number() + 1), H256.ZERO, H256.ZERO, Slots.digest(slot));
        return chain.runtime().startBlock(parent.state(), header);
    }

    private static void include(ChainRuntime.Execution execution, Bytes extrinsic, List<Bytes> included) {
        switch (execution.apply(extrinsic)) {
            case ChainRuntime.Applied.Included _ -> included.add(extrinsic);
            case ChainRuntime.Applied.Refused(var error) ->
                throw new IllegalStateException("The runtime refuses extrinsic " + extrinsic + ": " + error);
            case ChainRuntime.Applied.Broken(var problem) ->
                throw new IllegalStateException("The runtime breaks on extrinsic " + extrinsic + ": " + problem);
        }
    }

    /// Follows sc-basic-authorship, Proposer::apply_extrinsics.
    private void fill(
            ChainRuntime.Execution execution,
            TransactionPool.Candidates candidates,
            long deadline,
            List<Bytes> included,
            Set<H256> invalid) {
        int skipped = 0;
        while (System.nanoTime() - deadline < 0) {
            Optional<PoolTransaction> next = candidates.next();
            if (next.isEmpty()) {
                return;
            }
            PoolTransaction transaction = next.get();
            tried.add(transaction.hash());
            switch (execution.apply(transaction.extrinsic())) {
                case ChainRuntime.Applied.Included _ -> included.add(transaction.extrinsic());
                case ChainRuntime.Applied.Refused(var error) -> {
                    candidates.skipDependents();
                    if (!exhaustsResources(error)) {
                        LOG.log(
                                System.Logger.Level.DEBUG,
                                "Invalid transaction hash={0} error={1}",
                                transaction.hash(),
                                error);
                        invalid.add(transaction.hash());
                    } else if (++skipped > SKIPPED_MAX) {
                        return;
                    }
                }
                case ChainRuntime.Applied.Broken(var problem) -> {
                    candidates.skipDependents();
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "Transaction breaks the runtime hash={0}: {1}",
                            transaction.hash(),
                            problem);
                    invalid.add(transaction.hash());
                }
            }
        }
    }

    private static boolean exhaustsResources(TransactionValidity.Error error) {
        return error instanceof TransactionValidity.Invalid(InvalidTransaction.ExhaustsResources _);
    }

    @Override
    public boolean processProposal(Proposal proposal) {
        try {
            execute(proposal);
            return true;
        } catch (IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Proposal for height {0} refused: {1}",
                    proposal.height(),
                    e.getMessage());
            return false;
        }
    }

    private Candidate execute(Proposal proposal) {
        StateAt parent = chain.best();
        if (proposal.height() != parent.number() + 1) {
            throw new IllegalStateException("Block of height " + proposal.height() + " on top of block "
                    + parent.number() + "; expected the next height");
        }
        Candidate known = candidate;
        if (known != null && known.proposal().equals(proposal) && known.parent().equals(parent.hash())) {
            return known;
        }
        ChainRuntime.Execution execution = start(parent, proposal.slot());
        List<Bytes> included = new ArrayList<>();
        proposal.extrinsics().forEach(extrinsic -> include(execution, extrinsic, included));
        Candidate executed = new Candidate(proposal, parent.hash(), execution.finish());
        candidate = executed;
        return executed;
    }

    @Override
    public List<Vote> extendVote(long number) {
        return chain.finality().sign(target(number), setFor(number)).stream()
                .map(precommit -> new Vote(number, precommit))
                .toList();
    }

    @Override
    public boolean verifyVoteExtension(Vote vote) {
        return Finality.verify(target(vote.number()), setFor(vote.number()), vote.precommit());
    }

    private BlockRef target(long number) {
        return chain.hashOf(number)
                .map(hash -> new BlockRef(hash, number))
                .orElseThrow(() -> new IllegalStateException("Block " + number + " is not committed; the best block is "
                        + chain.best().number()));
    }

    private ActiveSet setFor(long number) {
        return chain.finality()
                .setAfter(chain.history()
                        .get(number - 1)
                        .orElseThrow(() -> new IllegalStateException("The state before block " + number + " is gone")));
    }

    @Override
    public BlockResult finalizeBlock(DecidedBlock block) {
        Candidate executed = execute(block.proposal());
        Map<Long, List<Precommit>> votesByNumber = new TreeMap<>();
        for (Vote vote : block.votes()) {
            if (vote.number() > chain.finalized().number()) {
                votesByNumber
                        .computeIfAbsent(vote.number(), _ -> new ArrayList<>())
                        .add(vote.precommit());
            }
        }
        List<Justified> justified = new ArrayList<>();
        votesByNumber.forEach((number, votes) -> {
            BlockRef target = target(number);
            Finality.justify(target, setFor(number), votes)
                    .ifPresent(justification -> justified.add(new Justified(target, justification)));
        });
        decided = new Decided(executed, justified);
        return new BlockResult(
                executed.executed().hash(), executed.proposal().extrinsics().size());
    }

    @Override
    public void commit() {
        Decided block = Objects.requireNonNull(decided, "commit before finalizeBlock");
        decided = null;
        candidate = null;
        ChainRuntime.Executed executed = block.candidate().executed();
        List<Bytes> body = block.candidate().proposal().extrinsics();
        StateAt parent = chain.best();
        StateAt next = new StateAt(executed.hash(), executed.header(), executed.state());
        BlockRef finalized = block.justified().isEmpty()
                ? chain.finalized()
                : block.justified().getLast().block();
        write(parent, next, executed, body, block.justified());
        chain.history().add(next.number(), next.state());
        chain.moveTo(new Chain.Heads(next, finalized));
        chain.pool().noteBlock(next.hash(), next.number(), body);
        chain.events().best(next);
        block.justified().forEach(justified -> {
            chain.pool().noteFinalized(justified.block().hash());
            chain.events().finalized(justified.block());
        });
        if (chain.pool().hasReady()) {
            chain.pool().revalidate(REVALIDATED_PER_BLOCK);
        }
    }

    private void write(
            StateAt parent, StateAt next, ChainRuntime.Executed executed, List<Bytes> body, List<Justified> justified) {
        long number = next.number();
        WriteBatch batch = new WriteBatch();
        BlockStore.putBlock(batch, next.header(), next.hash(), body);
        BlockStore.putChanges(
                batch, number, executed.changes(), StateHistory.undoOf(executed.changes(), parent.state()));
        long setId = Finality.setId(next.state());
        if (setId != Finality.setId(parent.state())) {
            BlockStore.putSetStart(batch, setId, number + 1);
            chain.finality().noteSetStart(setId, number + 1);
        }
        justified.forEach(one -> {
            BlockStore.putJustification(batch, one.block().number(), one.justification());
            BlockStore.putFinalized(batch, one.block().number());
        });
        chain.config().keptStates().ifPresent(kept -> {
            if (number > kept) {
                BlockStore.removeChanges(batch, number - kept);
            }
        });
        chain.store().write(batch);
    }
}
