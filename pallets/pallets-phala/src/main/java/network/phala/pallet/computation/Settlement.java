package network.phala.pallet.computation;

import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.mq.MessagePayload;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.types.economics.Balances;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.SettleInfo;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.messaging.WorkingInfoUpdateEvent;
import network.phala.types.messaging.WorkingReportEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;

/// Heartbeats of workers, and what gatekeepers make of them: who is unresponsive, who is back, who earns what.
final class Settlement {
    private final PhalaComputation pallet;

    Settlement(PhalaComputation pallet) {
        this.pallet = pallet;
    }

    void onMessage(Message message) throws DispatchException, RetryLaterException {
        Optional<WorkingInfoUpdateEvent> update =
                MessagePayload.of(message, WorkingInfoUpdateEvent.TOPIC, WorkingInfoUpdateEvent.codec());
        if (update.isPresent()) {
            onUpdate(message.sender(), update.get());
        }
        Optional<WorkingReportEvent> report =
                MessagePayload.of(message, WorkingReportEvent.TOPIC, WorkingReportEvent.codec());
        if (report.isPresent() && message.sender() instanceof MessageOrigin.Worker(Sr25519Public worker)) {
            onHeartbeat(worker, report.get());
        }
    }

    private void onHeartbeat(Sr25519Public worker, WorkingReportEvent report)
            throws DispatchException, RetryLaterException {
        AccountId session = pallet.sessions().boundSession(worker);
        SessionInfo info = pallet.sessions.get(session);
        Benchmark benchmark = info.benchmark()
                .updated(
                        pallet.config.time().nowSeconds(),
                        report.iterations(),
                        Long.divideUnsigned(report.challengeTime(), 1000));
        pallet.emit(new PhalaComputationEvent.BenchmarkUpdated(session, benchmark.pInstant()));
        pallet.sessions.put(session, info.withBenchmark(benchmark));
    }

    private void onUpdate(MessageOrigin sender, WorkingInfoUpdateEvent update)
            throws DispatchException, RetryLaterException {
        if (!sender.isGatekeeper()) {
            throw pallet.error(PhalaComputationError.BAD_SENDER);
        }
        if (update.isEmpty()) {
            return;
        }
        for (Sr25519Public worker : update.offline()) {
            Optional<AccountId> session = move(worker, WorkerState.WORKER_UNRESPONSIVE);
            if (session.isPresent()) {
                pallet.emit(new PhalaComputationEvent.WorkerEnterUnresponsive(session.get()));
                pallet.tell(worker, new WorkerEvent.EnterUnresponsive());
            }
        }
        for (Sr25519Public worker : update.recoveredToOnline()) {
            Optional<AccountId> session = move(worker, WorkerState.WORKER_IDLE);
            if (session.isPresent()) {
                pallet.emit(new PhalaComputationEvent.WorkerExitUnresponsive(session.get()));
                pallet.tell(worker, new WorkerEvent.ExitUnresponsive());
            }
        }
        settle(update.settle(), Long.divideUnsigned(update.timestampMs(), 1000));
        pallet.config.listener().onReward(update.settle());
    }

    /// Moves a computing worker's session to another state and names the session.
    private Optional<AccountId> move(Sr25519Public worker, WorkerState next) {
        Optional<AccountId> session = pallet.workerBindings.tryGet(worker);
        Optional<SessionInfo> info = session.flatMap(pallet.sessions::tryGet);
        if (info.isEmpty() || !info.get().state().isComputing()) {
            return Optional.empty();
        }
        pallet.sessions.put(session.orElseThrow(), info.get().withState(next));
        return session;
    }

    private void settle(List<SettleInfo> settled, long emittedAt) throws RetryLaterException {
        for (SettleInfo info : settled) {
            try {
                settle(info, emittedAt);
            } catch (DispatchException e) {
                pallet.emit(new PhalaComputationEvent.InternalErrorWorkerSettleFailed(info.pubkey()));
            }
        }
    }

    /// Books one settlement. When the treasury's part cannot be paid, what was written until then stays.
    private void settle(SettleInfo settled, long emittedAt) throws DispatchException, RetryLaterException {
        Optional<AccountId> session = pallet.workerBindings.tryGet(settled.pubkey());
        if (session.isEmpty()) {
            return;
        }
        SessionInfo info = pallet.sessions
                .tryGet(session.get())
                .orElseThrow(() -> pallet.error(PhalaComputationError.SESSION_NOT_FOUND));
        if (Long.compareUnsigned(info.vUpdatedAt(), emittedAt) >= 0) {
            pallet.emit(
                    new PhalaComputationEvent.SessionSettlementDropped(session.get(), settled.v(), settled.payout()));
            return;
        }
        pallet.sessions.put(
                session.get(), info.settled(settled.v(), pallet.config.time().nowSeconds(), balance(settled.payout())));
        payTreasury(balance(settled.treasury()));
        pallet.emit(new PhalaComputationEvent.SessionSettled(session.get(), settled.v(), settled.payout()));
    }

    private void payTreasury(U128 amount) throws DispatchException {
        if (!amount.isZero()) {
            pallet.config.currency().withdraw(PhalaComputation.SUBSIDY_ACCOUNT, amount, false);
            pallet.config.treasury().deposit(amount);
        }
    }

    private static U128 balance(U128 bits) throws RetryLaterException {
        try {
            return Balances.fromFixed(new U64F64(bits));
        } catch (ArithmeticException e) {
            throw RetryLaterException.overflow();
        }
    }
}
