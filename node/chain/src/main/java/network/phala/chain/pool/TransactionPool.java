package network.phala.chain.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;
import org.jspecify.annotations.Nullable;

/// The transactions that wait to be put into a block. Thread-safe: anyone submits, the import thread takes
/// out.
///
/// The runtime decides whether a transaction is valid, with which priority, and which tags it needs and
/// gives; the pool keeps order, limits and bans, and tells watchers. A refused transaction leaves nothing
/// here but a ban.
public final class TransactionPool {
    /// Asks the runtime about a transaction, on the state of the best block.
    @FunctionalInterface
    public interface Validator {
        Verdict validate(TransactionSource source, Bytes extrinsic) throws DecodeException;
    }

    /// The runtime's answer and the block on whose state it was given.
    public record Verdict(TransactionValidity validity, long atNumber) {}

    /// Blocks whose tags the graph still knows.
    private static final int VERDICT_AGE_MAX = 2;

    /// Blocks may come faster than verdicts.
    private static final int VERDICTS_MAX = 10;

    private final Validator validator;
    private final ReentrantLock lock = new ReentrantLock();
    private final PoolGraph graph;
    private final BannedTransactions banned;
    private final PoolWatchers watchers = new PoolWatchers();
    private long bestNumber;
    /// Called after a transaction became ready, outside the lock.
    private volatile Runnable readyListener = () -> {};

    public TransactionPool(Validator validator, PoolLimits limits, LongSupplier nanoTime) {
        this.validator = validator;
        this.graph = new PoolGraph(limits);
        this.banned = new BannedTransactions(nanoTime);
    }

    /// Whom to wake when a transaction becomes ready; an engine that seals blocks on demand.
    public void onReady(Runnable listener) {
        readyListener = listener;
    }

    /// Validates and keeps a transaction.
    ///
    /// @return its hash
    public H256 submit(TransactionSource source, Bytes extrinsic) throws PoolException {
        return submit(source, extrinsic, null);
    }

    /// As [#submit]; the watcher hears of everything that happens to the transaction, on the thread where
    /// it happens.
    public H256 submitAndWatch(TransactionSource source, Bytes extrinsic, Consumer<TransactionStatus> watcher)
            throws PoolException {
        return submit(source, extrinsic, watcher);
    }

    public void unwatch(H256 hash, Consumer<TransactionStatus> watcher) {
        lock.lock();
        try {
            watchers.remove(hash, watcher);
        } finally {
            lock.unlock();
        }
    }

    private H256 submit(TransactionSource source, Bytes extrinsic, @Nullable Consumer<TransactionStatus> watcher)
            throws PoolException {
        H256 hash = PoolTransaction.hashOf(extrinsic);
        lock.lock();
        try {
            if (banned.isBanned(hash)) {
                throw new PoolException(new PoolRefusal.TemporarilyBanned());
            }
            if (graph.contains(hash)) {
                throw new PoolException(new PoolRefusal.AlreadyImported(hash));
            }
        } finally {
            lock.unlock();
        }
        boolean becameReady = false;
        boolean kept = false;
        for (int attempt = 1; !kept; attempt++) {
            Judged judged = validate(source, extrinsic, hash);
            lock.lock();
            try {
                // A verdict on an old state may wait for what blocks have brought since, and for ever.
                kept = judged.atNumber() + VERDICT_AGE_MAX >= bestNumber || attempt == VERDICTS_MAX;
                becameReady = kept && keep(judged.transaction(), watcher);
            } finally {
                lock.unlock();
            }
        }
        if (becameReady) {
            readyListener.run();
        }
        return hash;
    }

    private record Judged(PoolTransaction transaction, long atNumber) {}

    private Judged validate(TransactionSource source, Bytes extrinsic, H256 hash) throws PoolException {
        Verdict verdict;
        try {
            verdict = validator.validate(source, extrinsic);
        } catch (DecodeException e) {
            throw new PoolException(new PoolRefusal.Undecodable(String.valueOf(e.getMessage())));
        }
        return switch (verdict.validity()) {
            case TransactionValidity.Valid(var valid) ->
                new Judged(PoolTransaction.of(extrinsic, valid, verdict.atNumber()), verdict.atNumber());
            case TransactionValidity.Invalid invalid -> {
                lock.lock();
                try {
                    banned.ban(hash);
                } finally {
                    lock.unlock();
                }
                throw new PoolException(new PoolRefusal.NotValid(invalid));
            }
            case TransactionValidity.Unknown unknown -> throw new PoolException(new PoolRefusal.NotValid(unknown));
        };
    }

    /// Whether anything became ready. Under the lock.
    private boolean keep(PoolTransaction transaction, @Nullable Consumer<TransactionStatus> watcher)
            throws PoolException {
        PoolGraph.Imported imported = graph.add(transaction);
        List<PoolTransaction> dropped = graph.enforceLimits();
        if (dropped.contains(transaction)) {
            dropped.forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Dropped()));
            throw new PoolException(new PoolRefusal.ImmediatelyDropped());
        }
        if (watcher != null) {
            watchers.add(transaction.hash(), watcher);
        }
        watchers.tell(
                transaction.hash(),
                imported.isReady() ? new TransactionStatus.Ready() : new TransactionStatus.Future());
        imported.promoted().forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Ready()));
        imported.failed().forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Invalid()));
        imported.replaced()
                .forEach(usurped -> watchers.tell(usurped.old().hash(), new TransactionStatus.Usurped(usurped.by())));
        dropped.forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Dropped()));
        return imported.isReady();
    }

    /// The ready transactions in the order in which they would go into a block.
    public List<PoolTransaction> ready() {
        Candidates candidates = candidates();
        List<PoolTransaction> all = new ArrayList<>();
        for (Optional<PoolTransaction> next = candidates.next(); next.isPresent(); next = candidates.next()) {
            all.add(next.get());
        }
        return all;
    }

    public List<PoolTransaction> future() {
        lock.lock();
        try {
            return List.copyOf(graph.future().all());
        } finally {
            lock.unlock();
        }
    }

    /// Whether a ready transaction provides the tag. Account nonces and queue sequences that are used up in
    /// the pool are found this way.
    public boolean readyProvides(Bytes tag) {
        lock.lock();
        try {
            return graph.ready().provides(tag);
        } finally {
            lock.unlock();
        }
    }

    public boolean hasReady() {
        lock.lock();
        try {
            return graph.ready().count() > 0;
        } finally {
            lock.unlock();
        }
    }

    /// The ready transactions one by one, for a block.
    public Candidates candidates() {
        lock.lock();
        try {
            return new Candidates(graph.ready().walk());
        } finally {
            lock.unlock();
        }
    }

    /// What the pool offers for one block. For one thread; a snapshot.
    public static final class Candidates {
        private final ReadyQueue.Walk walk;

        private Candidates(ReadyQueue.Walk walk) {
            this.walk = walk;
        }

        /// For a block without transactions.
        public static Candidates none() {
            return new Candidates(new ReadyQueue().walk());
        }

        public Optional<PoolTransaction> next() {
            return walk.next();
        }

        /// The one given last does not go into the block, so nothing that depends on it may.
        public void skipDependents() {
            walk.skipDependents();
        }
    }

    /// Removes transactions that turned out to be invalid, and what depends on them. Returns what was
    /// removed.
    public List<H256> removeInvalid(Set<H256> hashes) {
        lock.lock();
        try {
            hashes.forEach(banned::ban);
            List<PoolTransaction> removed = graph.remove(hashes);
            removed.forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Invalid()));
            return removed.stream().map(PoolTransaction::hash).toList();
        } finally {
            lock.unlock();
        }
    }

    /// A block became the best one: its transactions leave, others become ready, expired ones go.
    public void noteBlock(H256 block, long number, List<Bytes> extrinsics) {
        boolean hasReady;
        lock.lock();
        try {
            bestNumber = number;
            Map<H256, Integer> indexByHash = new LinkedHashMap<>();
            for (int i = 0; i < extrinsics.size(); i++) {
                indexByHash.put(PoolTransaction.hashOf(extrinsics.get(i)), i);
            }
            Set<Bytes> tags = new LinkedHashSet<>();
            for (H256 hash : indexByHash.keySet()) {
                graph.ready().get(hash).ifPresent(transaction -> tags.addAll(transaction.provides()));
            }
            PoolGraph.Pruned pruned = graph.prune(tags);
            indexByHash.forEach((hash, index) -> {
                banned.ban(hash);
                watchers.noteIncluded(hash, block, index);
            });
            for (PoolTransaction transaction : pruned.included()) {
                if (!indexByHash.containsKey(transaction.hash())) {
                    watchers.tell(transaction.hash(), new TransactionStatus.Invalid());
                }
            }
            pruned.failed().forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Invalid()));
            pruned.promoted().forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Ready()));
            removeExpired(number);
            hasReady = graph.ready().count() > 0;
        } finally {
            lock.unlock();
        }
        if (hasReady) {
            readyListener.run();
        }
    }

    private void removeExpired(long number) {
        List<H256> expired = graph.expiredAt(number);
        expired.forEach(banned::ban);
        graph.remove(expired).forEach(one -> watchers.tell(one.hash(), new TransactionStatus.Invalid()));
    }

    public void noteFinalized(H256 block) {
        lock.lock();
        try {
            watchers.noteFinalized(block);
        } finally {
            lock.unlock();
        }
    }

    /// Asks the runtime again about ready transactions, `countMax` at most, and removes those that are no
    /// longer valid.
    public void revalidate(int countMax) {
        Set<H256> invalid = new LinkedHashSet<>();
        int asked = 0;
        for (PoolTransaction transaction : ready()) {
            if (asked++ >= countMax) {
                break;
            }
            try {
                Verdict verdict = validator.validate(TransactionSource.EXTERNAL, transaction.extrinsic());
                if (!(verdict.validity() instanceof TransactionValidity.Valid)) {
                    invalid.add(transaction.hash());
                }
            } catch (DecodeException _) {
                invalid.add(transaction.hash());
            }
        }
        if (!invalid.isEmpty()) {
            removeInvalid(invalid);
        }
    }
}
