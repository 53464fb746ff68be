package network.phala.chain;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import network.phala.chain.BlockApp.DecidedBlock;
import network.phala.chain.BlockApp.Info;
import network.phala.chain.BlockApp.Proposal;
import network.phala.chain.BlockApp.ProposalRequest;
import network.phala.chain.BlockApp.Vote;
import org.jspecify.annotations.Nullable;

/// The engine of a network with one block maker: makes a block in every slot, or as soon as a transaction
/// is ready, and signs each block with this node's GRANDPA keys one or two blocks later.
///
/// Owns the import thread, a platform thread.
public final class SoloEngine implements ConsensusEngine {
    /// When blocks are made.
    public enum Sealing {
        /// One block a slot, empty or not.
        INTERVAL,
        /// A block as soon as there is something to put into it, ten a second at most, and then an empty
        /// one, which makes the last one final. Slots, and with them the chain's clock, may run ahead of
        /// the wall clock.
        INSTANT
    }

    private static final System.Logger LOG = System.getLogger(SoloEngine.class.getName());
    /// Clients lose track of a transaction whose block is final at once: they ask four things in between.
    private static final Duration FINALITY_LAG_MIN = Duration.ofMillis(400);

    private static final Duration INSTANT_BLOCK_MIN = Duration.ofMillis(100);
    /// The store is closed after the engine, and must not be while a block is written.
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(60);

    private final Sealing sealing;
    private final Clock clock;
    private final Consumer<Throwable> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ready;
    private boolean closed;
    private @Nullable Thread thread;
    /// When this run sealed the blocks that are not final yet. On the import thread.
    private final TreeMap<Long, Long> sealedNanosByNumber = new TreeMap<>();

    /// @param onFailure told when the chain cannot go on (the disk is full); the engine has stopped then
    public SoloEngine(Sealing sealing, Clock clock, Consumer<Throwable> onFailure) {
        this.sealing = sealing;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    @Override
    public void start(BlockApp app) {
        thread = Thread.ofPlatform().name("import").start(() -> run(app));
    }

    @Override
    public void noteReady() {
        if (sealing == Sealing.INSTANT) {
            lock.lock();
            try {
                ready = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public int peerCount() {
        return 0;
    }

    private void run(BlockApp app) {
        try {
            switch (sealing) {
                case INTERVAL -> sealBySlot(app);
                case INSTANT -> sealOnDemand(app);
            }
        } catch (InterruptedException _) {
            // Closed while waiting.
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }

    private void sealBySlot(BlockApp app) throws InterruptedException {
        while (!isClosed()) {
            Info info = app.info();
            long now = clock.millis();
            long slot = Math.max(now / info.slotMillis(), info.slot() + 1);
            // After instant sealing the last slot may lie ahead of the clock: then one slot's time passes for each
            // block.
            sleep(Math.min(slot * info.slotMillis() - now, info.slotMillis()));
            if (!isClosed()) {
                seal(app, info, slot);
            }
        }
    }

    private void sealOnDemand(BlockApp app) throws InterruptedException {
        // The first block shows that the chain runs; after a restart it brings the proof that the last block lacks.
        boolean trailing = true;
        while (!isClosed()) {
            boolean demanded = awaitReady(trailing ? FINALITY_LAG_MIN.toMillis() : Long.MAX_VALUE);
            if (isClosed()) {
                return;
            }
            Info info = app.info();
            long slot = Math.max(clock.millis() / info.slotMillis(), info.slot() + 1);
            boolean empty = seal(app, info, slot) <= 1;
            trailing = demanded || !empty;
            sleep(INSTANT_BLOCK_MIN.toMillis());
        }
    }

    /// Waits for a ready transaction, at most so long. Whether there is one.
    private boolean awaitReady(long millisMax) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millisMax);
            while (!ready && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            boolean was = ready;
            ready = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    /// Waits, unless the engine is closed meanwhile.
    private void sleep(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private int seal(BlockApp app, Info info, long slot) {
        long height = info.last().number() + 1;
        long timestamp = Math.clamp(clock.millis(), slot * info.slotMillis(), (slot + 1) * info.slotMillis() - 1);
        timestamp = Math.max(timestamp, info.timestampMillis() + minimumPeriodMillis(info));
        long started = System.nanoTime();
        Proposal proposal =
                app.prepareProposal(new ProposalRequest(height, timestamp, slot, budget(info.slotMillis())));
        List<Vote> votes = new ArrayList<>();
        for (long number = info.finalized().number() + 1; number < height && isDue(number, height); number++) {
            votes.addAll(app.extendVote(number));
        }
        BlockApp.BlockResult result = app.finalizeBlock(new DecidedBlock(proposal, votes));
        app.commit();
        sealedNanosByNumber.put(height, System.nanoTime());
        sealedNanosByNumber.headMap(info.finalized().number(), true).clear();
        LOG.log(
                System.Logger.Level.INFO,
                "Imported #{0} ({1}) extrinsics={2} ms={3}",
                Long.toString(height),
                result.appHash(),
                Integer.toString(result.extrinsicCount()),
                Long.toString((System.nanoTime() - started) / 1_000_000));
        return result.extrinsicCount();
    }

    /// The timestamp pallet wants at least half a slot between blocks.
    private static long minimumPeriodMillis(Info info) {
        return info.timestampMillis() == 0 ? 0 : info.slotMillis() / 2;
    }

    /// Two thirds of the slot.
    private static Duration budget(long slotMillis) {
        return Duration.ofMillis(Math.max(slotMillis * 2 / 3, 50));
    }

    /// Whether the block may become final with the block of `height`: two blocks later, or one if enough
    /// time has passed.
    private boolean isDue(long number, long height) {
        Long sealed = sealedNanosByNumber.get(number);
        return number <= height - 2 || sealed == null || System.nanoTime() - sealed >= FINALITY_LAG_MIN.toNanos();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(CLOSE_WAIT);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
