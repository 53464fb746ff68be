package network.phala.pruntime.economics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U256;
import network.phala.pruntime.economics.EconomicEvent.Kind;
import network.phala.pruntime.economics.Tokenomic.Payout;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.GatekeeperEvent;
import network.phala.types.messaging.SettleInfo;
import network.phala.types.messaging.SystemEvent;
import network.phala.types.messaging.TokenomicParameters;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.messaging.WorkingReportEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;

/// The ledger of all workers, block by block: [#startBlock], the block's messages in order, [#finishBlock], which gives
/// the report for the chain.
///
/// It holds no key and sends nothing itself. For one thread; [#save] gives all of it, between two blocks, as a value.
///
/// Follows phala-blockchain crates/phactory/src/system/gk.rs, ComputingEconomics.
public final class Ledger {
    /// All of the ledger between two blocks; workers in the order of their keys.
    public record Saved(TokenomicParameters parameters, List<WorkerAccount> workers) {
        public Saved {
            workers = List.copyOf(workers);
        }
    }

    /// Of the block at hand.
    private record Block(int number, long nowMs, U64F64 sumShare) {}

    private final NavigableMap<Sr25519Public, WorkerAccount> workers = new TreeMap<>();
    private final Set<Sr25519Public> heartbeats = new HashSet<>();
    private final List<SettleInfo> settled = new ArrayList<>();
    private final List<Sr25519Public> offline = new ArrayList<>();
    private final List<Sr25519Public> recovered = new ArrayList<>();
    private EconomicEvent.Listener listener = _ -> {};
    private TokenomicParameters parameters;
    private Rates rates;
    private Block block = new Block(0, 0, U64F64.ZERO);

    /// An empty ledger. The gatekeeper takes the parameters from the chain when it begins; if there are none, the
    /// original's own are [TokenomicParameters#DEFAULT].
    public Ledger(TokenomicParameters parameters) {
        this.parameters = parameters;
        this.rates = Rates.of(parameters);
    }

    public static Ledger load(Saved saved) {
        Ledger ledger = new Ledger(saved.parameters());
        saved.workers().forEach(worker -> ledger.workers.put(worker.pubkey(), worker));
        return ledger;
    }

    public Saved save() {
        return new Saved(parameters, List.copyOf(workers.values()));
    }

    public void listen(EconomicEvent.Listener newListener) {
        listener = newListener;
    }

    /// In the order of their keys.
    public Collection<WorkerAccount> workers() {
        return Collections.unmodifiableCollection(workers.values());
    }

    public Optional<WorkerAccount> worker(Sr25519Public pubkey) {
        return Optional.ofNullable(workers.get(pubkey));
    }

    /// The sum of the online workers' shares when the block began.
    public U64F64 sumShare() {
        return block.sumShare();
    }

    /// A block begins: what its heartbeats earn is measured against the shares at this point.
    public void startBlock(int number, long nowMs) {
        U64F64 sum = U64F64.ZERO;
        for (WorkerAccount worker : workers.values()) {
            if (worker.isOnline()) {
                sum = sum.add(worker.tokenomic().share());
            }
        }
        block = new Block(number, nowMs, sum);
        clearReport();
    }

    private void clearReport() {
        heartbeats.clear();
        settled.clear();
        offline.clear();
        recovered.clear();
    }

    /// Takes a message of the block, if it concerns the ledger and comes from whom it may; others change nothing.
    ///
    /// @throws PoisonedException when the ledger cannot be right any more
    public void dispatch(Message message) {
        try {
            if (message.destination().equals(SystemEvent.TOPIC)) {
                if (message.sender().isPallet()) {
                    apply(decode(SystemEvent.codec(), message));
                }
            } else if (message.destination().equals(WorkingReportEvent.TOPIC)) {
                if (message.sender() instanceof MessageOrigin.Worker(Sr25519Public pubkey)) {
                    applyReport(pubkey, decode(WorkingReportEvent.codec(), message));
                }
            } else if (message.destination().equals(GatekeeperEvent.TOPIC)
                    && message.sender().isPallet()
                    && decode(GatekeeperEvent.codec(), message)
                            instanceof GatekeeperEvent.TokenomicParametersChanged(TokenomicParameters changed)) {
                setParameters(changed);
            }
        } catch (DecodeException e) {
            // Whoever may send here may also send nonsense; all gatekeepers read it alike and pass over it.
        }
    }

    private static <T> T decode(Codec<T> codec, Message message) throws DecodeException {
        return codec.decodeAll(message.payload());
    }

    /// New parameters hold from here on.
    public void setParameters(TokenomicParameters changed) {
        parameters = changed;
        rates = Rates.of(changed);
    }

    private void apply(SystemEvent event) {
        switch (event) {
            case SystemEvent.OfWorker(Sr25519Public pubkey, WorkerEvent what) -> apply(pubkey, what);
            case SystemEvent.HeartbeatChallenge(U256 seed, U256 target) -> {
                for (WorkerAccount worker : List.copyOf(workers.values())) {
                    if (worker.isChallenged(seed, target)) {
                        put(worker.challenged(block.number()));
                        emit(Kind.HEARTBEAT_CHALLENGE, worker, U64F64.ZERO);
                    }
                }
            }
        }
    }

    private void put(WorkerAccount worker) {
        workers.put(worker.pubkey(), worker);
    }

    private void emit(Kind kind, WorkerAccount worker, U64F64 payout) {
        listener.happened(new EconomicEvent(kind, worker.pubkey(), payout));
    }

    /// The registration opens an account; events of workers without one are passed over.
    private void apply(Sr25519Public pubkey, WorkerEvent event) {
        WorkerAccount before = workers.get(pubkey);
        if (before == null) {
            if (!(event instanceof WorkerEvent.Registered)) {
                return;
            }
            before = WorkerAccount.of(pubkey);
        }
        WorkerAccount worker = before.after(event, block.number(), block.nowMs());
        put(worker);
        if (event instanceof WorkerEvent.Started) {
            emit(Kind.WORKING_STARTED, worker, U64F64.ZERO);
        } else if (event instanceof WorkerEvent.Stopped) {
            settle(worker, Payout.NOTHING);
            emit(Kind.WORKING_STOPPED, worker, U64F64.ZERO);
        }
    }

    private void settle(WorkerAccount worker, Payout payout) {
        settled.add(new SettleInfo(
                worker.pubkey(),
                worker.tokenomic().v().bits(),
                payout.worker().bits(),
                payout.treasury().bits()));
    }

    /// A heartbeat. One from an earlier session takes its challenge off the queue and does nothing else.
    private void applyReport(Sr25519Public pubkey, WorkingReportEvent report) {
        WorkerAccount before = workers.get(pubkey);
        if (before == null) {
            return;
        }
        WorkerAccount worker = before.answered(report.challengeBlock());
        put(worker);
        if (worker.session().isEmpty() || worker.session().get().id() != report.sessionId()) {
            return;
        }
        heartbeats.add(pubkey);
        boolean contractRunning = report instanceof WorkingReportEvent.HeartbeatV2 v2 && v2.nClusters() != 0;
        Tokenomic measured = worker.tokenomic()
                .measured(block.nowMs(), report.iterations(), contractRunning)
                .answered(report.challengeTime(), report.iterations());
        if (worker.unresponsive()) {
            WorkerAccount back = worker.with(measured.recovered(block.nowMs(), block.number()));
            put(back);
            emit(Kind.HEARTBEAT, back, U64F64.ZERO);
            return;
        }
        Tokenomic.Paid paid = measured.heartbeat(rates, block.sumShare(), block.nowMs(), block.number());
        WorkerAccount alive = worker.with(paid.after());
        put(alive);
        settle(alive, paid.payout());
        emit(Kind.HEARTBEAT, alive, paid.payout().worker());
    }

    /// The block ends: workers go offline or come back, and grow or lose in value. What the chain must know; empty when
    /// there is nothing.
    public Optional<WorkingInfoUpdateEvent> finishBlock() {
        workers.replaceAll((_, worker) -> finished(worker.atBlockEnd(block.number())));
        WorkingInfoUpdateEvent report =
                new WorkingInfoUpdateEvent(block.number(), block.nowMs(), offline, recovered, settled);
        clearReport();
        return report.isEmpty() ? Optional.empty() : Optional.of(report);
    }

    private WorkerAccount finished(WorkerAccount before) {
        if (before.session().isEmpty()) {
            return before;
        }
        boolean alive = heartbeats.contains(before.pubkey());
        WorkerAccount worker = before;
        if (before.unresponsive()) {
            if (alive) {
                worker = before.withUnresponsive(false);
                recovered.add(worker.pubkey());
                emit(Kind.EXIT_UNRESPONSIVE, worker, U64F64.ZERO);
            }
        } else if (before.isLate(block.number(), rates.heartbeatWindow())) {
            worker = before.withUnresponsive(true);
            offline.add(worker.pubkey());
            emit(Kind.ENTER_UNRESPONSIVE, worker, U64F64.ZERO);
        }
        if (worker.unresponsive()) {
            return worker.with(worker.tokenomic().slashed(rates));
        }
        return alive ? worker : worker.with(worker.tokenomic().idle(rates));
    }
}
