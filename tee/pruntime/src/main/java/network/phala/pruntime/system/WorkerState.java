package network.phala.pruntime.system;

import java.math.BigInteger;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U256;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.messaging.WorkingReportEvent;
import org.jspecify.annotations.Nullable;

/// The worker's own life as the chain's events tell it: registered, being measured, working. For the writer thread.
///
/// Follows phala-blockchain crates/phactory/src/system/mod.rs, WorkerState.
public final class WorkerState {
    /// A measurement that runs: where and when it began, for how many blocks, and the counter then.
    public record Bench(int startBlock, long startMillis, long startIterations, int duration) {}

    /// A working session; while it is unresponsive it is not challenged.
    public record Session(int id, boolean computing, long startMillis, long startIterations) {}

    /// Everything, for a checkpoint.
    public record Saved(boolean registered, Optional<Bench> bench, Optional<Session> session) {}

    /// What a heartbeat says besides the time.
    public record Load(int clusters, int contracts) {}

    private final Sr25519Public publicKey;
    private final BigInteger hashedId;
    private boolean registered;
    private @Nullable Bench bench;
    private @Nullable Session session;

    public WorkerState(Sr25519Public publicKey) {
        this.publicKey = publicKey;
        this.hashedId = new BigInteger(1, Blake2b.digest256(publicKey.value().unsafeArray()));
    }

    public boolean isRegistered() {
        return registered;
    }

    /// Whether the benchmark threads should run.
    public boolean needsBenchmark() {
        return bench != null || session != null;
    }

    public Optional<Bench> bench() {
        return Optional.ofNullable(bench);
    }

    public Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    /// Takes an event; a heartbeat is the answer to a challenge that hits this worker.
    public Optional<WorkingReportEvent> apply(SystemEvent event, BlockContext block, long iterations, Load load) {
        switch (event) {
            case SystemEvent.OfWorker(Sr25519Public worker, WorkerEvent what)
            when worker.equals(publicKey) -> apply(what, block, iterations);
            case SystemEvent.OfWorker _ -> {}
            case SystemEvent.HeartbeatChallenge(U256 seed, U256 target) -> {
                Session now = session;
                if (registered && now != null && now.computing() && isHit(seed, target)) {
                    return Optional.of(new WorkingReportEvent.HeartbeatV2(
                            now.id(),
                            block.number(),
                            block.nowMillis(),
                            iterations - now.startIterations(),
                            load.clusters(),
                            load.contracts()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isHit(U256 seed, U256 target) {
        return hashedId.xor(seed.value()).compareTo(target.value()) <= 0;
    }

    private void apply(WorkerEvent event, BlockContext block, long iterations) {
        switch (event) {
            case WorkerEvent.Registered _ -> registered = true;
            case WorkerEvent.BenchStart(int duration) ->
                bench = new Bench(block.number(), block.nowMillis(), iterations, duration);
            case WorkerEvent.BenchScore _ -> {}
            case WorkerEvent.Started started ->
                session = new Session(started.sessionId(), true, block.nowMillis(), iterations);
            case WorkerEvent.Stopped _ -> session = null;
            case WorkerEvent.EnterUnresponsive _ -> setComputing(false);
            case WorkerEvent.ExitUnresponsive _ -> setComputing(true);
        }
    }

    private void setComputing(boolean computing) {
        Session now = session;
        if (now != null) {
            session = new Session(now.id(), computing, now.startMillis(), now.startIterations());
        }
    }

    /// At the end of a block: the report of a measurement that has lasted long enough.
    public Optional<RegistryEvent> finishBlock(BlockContext block, long iterations) {
        Bench now = bench;
        if (now == null || block.number() - now.startBlock() < now.duration()) {
            return Optional.empty();
        }
        bench = null;
        return Optional.of(new RegistryEvent.BenchReport(now.startMillis(), iterations - now.startIterations()));
    }

    public Saved save() {
        return new Saved(registered, bench(), session());
    }

    public void load(Saved saved) {
        registered = saved.registered();
        bench = saved.bench().orElse(null);
        session = saved.session().orElse(null);
    }
}
