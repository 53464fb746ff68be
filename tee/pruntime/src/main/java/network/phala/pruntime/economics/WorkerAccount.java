package network.phala.pruntime.economics;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U256;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.WorkerEvent;

/// One worker in the ledger: its life as the chain's events tell it, the challenges it has not answered yet (their
/// blocks, oldest first), and what it is worth. Immutable.
///
/// Challenges outlive a session: an answer may come from before a stop, and is matched all the same.
///
/// Follows phala-blockchain crates/phactory/src/system/gk.rs, WorkerInfo.
public record WorkerAccount(
        Sr25519Public pubkey,
        boolean registered,
        Optional<Bench> bench,
        Optional<Session> session,
        List<Integer> waitingHeartbeats,
        boolean unresponsive,
        Tokenomic tokenomic) {
    /// A measurement that runs for `duration` blocks.
    public record Bench(int startBlock, long startMs, int duration) {}

    /// A working session; a paused one is not challenged.
    public record Session(int id, boolean paused, long startMs) {
        Session withPaused(boolean isPaused) {
            return new Session(id, isPaused, startMs);
        }
    }

    public WorkerAccount {
        waitingHeartbeats = List.copyOf(waitingHeartbeats);
    }

    static WorkerAccount of(Sr25519Public pubkey) {
        return new WorkerAccount(pubkey, false, Optional.empty(), Optional.empty(), List.of(), false, Tokenomic.NONE);
    }

    /// Whether it counts in the sum of shares.
    boolean isOnline() {
        return !unresponsive && session.isPresent();
    }

    WorkerAccount with(Tokenomic changed) {
        return new WorkerAccount(pubkey, registered, bench, session, waitingHeartbeats, unresponsive, changed);
    }

    WorkerAccount withUnresponsive(boolean isUnresponsive) {
        return new WorkerAccount(pubkey, registered, bench, session, waitingHeartbeats, isUnresponsive, tokenomic);
    }

    private WorkerAccount withWaiting(List<Integer> blocks) {
        return new WorkerAccount(pubkey, registered, bench, session, blocks, unresponsive, tokenomic);
    }

    private WorkerAccount withSession(Optional<Session> changed) {
        return new WorkerAccount(pubkey, registered, bench, changed, waitingHeartbeats, unresponsive, tokenomic);
    }

    private WorkerAccount withBench(Optional<Bench> changed) {
        return new WorkerAccount(pubkey, registered, changed, session, waitingHeartbeats, unresponsive, tokenomic);
    }

    /// A measurement that has run its blocks is over.
    WorkerAccount atBlockEnd(int block) {
        return bench.isPresent()
                        && Integer.compareUnsigned(
                                        block - bench.get().startBlock(),
                                        bench.get().duration())
                                >= 0
                ? withBench(Optional.empty())
                : this;
    }

    /// After an event of this worker.
    WorkerAccount after(WorkerEvent event, int block, long nowMs) {
        return switch (event) {
            case WorkerEvent.Registered(byte level) ->
                new WorkerAccount(
                        pubkey, true, bench, session, waitingHeartbeats, unresponsive, tokenomic.withConfidence(level));
            case WorkerEvent.BenchStart(int duration) -> withBench(Optional.of(new Bench(block, nowMs, duration)));
            case WorkerEvent.BenchScore _ -> this;
            case WorkerEvent.Started(int id, var initV, int initP) ->
                new WorkerAccount(
                        pubkey,
                        registered,
                        bench,
                        Optional.of(new Session(id, false, nowMs)),
                        waitingHeartbeats,
                        false,
                        tokenomic.started(new U64F64(initV), U64F64.of(Integer.toUnsignedLong(initP)), nowMs, block));
            case WorkerEvent.Stopped _ -> withSession(Optional.empty());
            case WorkerEvent.EnterUnresponsive _ -> withSession(session.map(each -> each.withPaused(true)));
            case WorkerEvent.ExitUnresponsive _ -> withSession(session.map(each -> each.withPaused(false)));
        };
    }

    /// Whether a challenge asks this worker: BLAKE2b-256 of its key, mixed with the seed, is at most the target.
    boolean isChallenged(U256 seed, U256 target) {
        if (!registered || session.isEmpty() || session.get().paused()) {
            return false;
        }
        BigInteger hashedId = new BigInteger(1, Blake2b.digest256(pubkey.value().unsafeArray()));
        return hashedId.xor(seed.value()).compareTo(target.value()) <= 0;
    }

    WorkerAccount challenged(int block) {
        List<Integer> longer = new ArrayList<>(waitingHeartbeats);
        longer.add(block);
        return withWaiting(longer);
    }

    /// Takes the answered challenge off the queue.
    ///
    /// @throws PoisonedException when the worker answers another challenge than the oldest
    WorkerAccount answered(int challengeBlock) {
        if (waitingHeartbeats.isEmpty() || waitingHeartbeats.getFirst() != challengeBlock) {
            throw new PoisonedException("GK or Worker state poisoned: worker " + pubkey
                    + " answers the challenge of block " + Integer.toUnsignedString(challengeBlock)
                    + "; expected one of " + waitingHeartbeats + ", the first");
        }
        return withWaiting(waitingHeartbeats.subList(1, waitingHeartbeats.size()));
    }

    /// Whether the oldest unanswered challenge is older than the window.
    boolean isLate(int block, int window) {
        return !waitingHeartbeats.isEmpty()
                && Integer.compareUnsigned(block - waitingHeartbeats.getFirst(), window) > 0;
    }
}
