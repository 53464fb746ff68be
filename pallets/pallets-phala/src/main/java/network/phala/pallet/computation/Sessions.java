package network.phala.pallet.computation;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchError.ArithmeticError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.registry.WorkerInfoV2;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.types.economics.U64F64;
import network.phala.types.messaging.WorkerEvent;

/// The life of sessions: bound, started, stopped, reclaimed, unbound.
public final class Sessions {
    private static final int SCORE_MIN = 50;

    private final PhalaComputation pallet;

    Sessions(PhalaComputation pallet) {
        this.pallet = pallet;
    }

    /// What a reclaimed session gives back.
    public record Reclaimed(U128 stake, U128 slashed) {}

    public Optional<SessionInfo> session(AccountId session) {
        return pallet.sessions.tryGet(session);
    }

    /// The session a worker is bound to.
    public AccountId boundSession(Sr25519Public worker) throws DispatchException {
        return pallet.workerBindings
                .tryGet(worker)
                .orElseThrow(() -> pallet.error(PhalaComputationError.WORKER_NOT_BOUND));
    }

    /// The worker a session is bound to.
    public Sr25519Public boundWorker(AccountId session) throws DispatchException {
        return pallet.sessionBindings
                .tryGet(session)
                .orElseThrow(() -> pallet.error(PhalaComputationError.SESSION_NOT_BOUND));
    }

    public Optional<U128> stake(AccountId session) {
        return pallet.stakes.tryGet(session);
    }

    /// Binds a session to a worker that is benchmarked and was registered after the gatekeepers began.
    public void bind(AccountId session, Sr25519Public worker) throws DispatchException {
        WorkerInfoV2 info = worker(worker, PhalaComputationError.WORKER_NOT_REGISTERED);
        ensure(
                pallet.config.workers().isRegisteredAfterGatekeeperLaunch(worker),
                PhalaComputationError.WORKER_REREGISTER_NEEDED);
        ensure(info.initialScore().isPresent(), PhalaComputationError.BENCHMARK_MISSING);
        ensure(!pallet.sessionBindings.contains(session), PhalaComputationError.DUPLICATE_BOUND_SESSION);
        ensure(!pallet.workerBindings.contains(worker), PhalaComputationError.DUPLICATE_BOUND_WORKER);
        Optional<SessionInfo> earlier = pallet.sessions.tryGet(session);
        ensure(earlier.isEmpty() || earlier.get().state() == WorkerState.READY, PhalaComputationError.WORKER_NOT_READY);
        pallet.sessionBindings.put(session, worker);
        pallet.workerBindings.put(worker, session);
        pallet.sessions.put(session, SessionInfo.boundAt(pallet.config.time().nowSeconds()));
        pallet.emit(new PhalaComputationEvent.SessionBound(session, worker));
    }

    void unbindByOperator(AccountId who, AccountId session) throws DispatchException {
        WorkerInfoV2 info = worker(boundWorker(session), PhalaComputationError.WORKER_NOT_REGISTERED);
        ensure(info.operator().equals(Optional.of(who)), PhalaComputationError.BAD_SENDER);
        unbind(session, true);
    }

    /// Parts a session from its worker, and stops it first when it computes.
    ///
    /// @param notify whether the stake pools are told
    public void unbind(AccountId session, boolean notify) throws DispatchException {
        Sr25519Public worker = boundWorker(session);
        boolean force = info(session).state().isComputing();
        if (force) {
            stop(session);
        }
        pallet.sessionBindings.remove(session);
        pallet.workerBindings.remove(worker);
        pallet.emit(new PhalaComputationEvent.SessionUnbound(session, worker));
        if (notify) {
            pallet.config.listener().onUnbound(worker, force);
        }
    }

    /// Starts a session; the stake is locked by the caller.
    public void start(AccountId session, U128 stake) throws DispatchException {
        Sr25519Public worker = pallet.sessionBindings
                .tryGet(session)
                .orElseThrow(() -> pallet.error(PhalaComputationError.SESSION_NOT_FOUND));
        SessionInfo info = info(session);
        ensure(info.state() == WorkerState.READY, PhalaComputationError.WORKER_NOT_READY);
        ensure(!pallet.stakes.contains(session), PhalaComputationError.INTERNAL_ERROR_CANNOT_START_WITH_EXISTING_STAKE);
        WorkerInfoV2 registered = worker(worker, PhalaComputationError.WORKER_NOT_REGISTERED);
        int score = registered.initialScore().orElseThrow(() -> pallet.error(PhalaComputationError.BENCHMARK_MISSING));
        ensure(Integer.compareUnsigned(score, SCORE_MIN) >= 0, PhalaComputationError.BENCHMARK_TOO_LOW);
        U128 ve = initialV(stake, score, registered.confidenceLevel());
        pallet.stakes.put(session, stake);
        pallet.sessions.put(
                session, info.started(ve, score, pallet.config.time().nowSeconds()));
        pallet.onlineWorkers.update(count -> count + 1);
        int id = pallet.nextSessionId.get();
        pallet.nextSessionId.put(id + 1);
        pallet.tell(worker, new WorkerEvent.Started(id, ve, score));
        pallet.emit(new PhalaComputationEvent.WorkerStarted(session, ve, score));
    }

    private U128 initialV(U128 stake, int score, byte confidence) throws DispatchException {
        Tokenomic tokenomic = new Tokenomic(pallet.parameters());
        try {
            ensure(stake.compareTo(tokenomic.minimalStake(score)) >= 0, PhalaComputationError.INSUFFICIENT_STAKE);
            U64F64 ve = tokenomic.ve(stake, score, confidence);
            ensure(ve.compareTo(tokenomic.vMax()) <= 0, PhalaComputationError.TOO_MUCH_STAKE);
            return ve.bits();
        } catch (ArithmeticException e) {
            throw DispatchException.arithmetic(ArithmeticError.OVERFLOW);
        }
    }

    /// Stops a session; it cools down from now.
    public void stop(AccountId session) throws DispatchException {
        Sr25519Public worker = boundWorker(session);
        SessionInfo info = pallet.sessions
                .tryGet(session)
                .orElseThrow(() -> pallet.error(PhalaComputationError.SESSION_NOT_FOUND));
        ensure(
                info.state() != WorkerState.READY && info.state() != WorkerState.WORKER_COOLING_DOWN,
                PhalaComputationError.WORKER_NOT_COMPUTING);
        pallet.sessions.put(
                session,
                info.withState(
                        WorkerState.WORKER_COOLING_DOWN, pallet.config.time().nowSeconds()));
        pallet.onlineWorkers.update(count -> count - 1);
        U128 stake = pallet.stakes.tryGet(session).orElse(U128.ZERO);
        pallet.config.listener().onStopped(worker, stake, U128.ZERO);
        pallet.tell(worker, new WorkerEvent.Stopped());
        pallet.emit(new PhalaComputationEvent.WorkerStopped(session));
    }

    /// Frees the stake of a session that has cooled down. Nothing is slashed here.
    ///
    /// @param checkCoolDown refuse while the cool-down period lasts
    public Reclaimed reclaim(AccountId session, boolean checkCoolDown) throws DispatchException {
        SessionInfo info = pallet.sessions
                .tryGet(session)
                .orElseThrow(() -> pallet.error(PhalaComputationError.SESSION_NOT_FOUND));
        ensure(canReclaim(info, checkCoolDown), PhalaComputationError.COOL_DOWN_NOT_READY);
        pallet.sessions.put(session, info.withState(WorkerState.READY, 0));
        U128 stake = pallet.stakes.take(session).orElse(U128.ZERO);
        pallet.emit(new PhalaComputationEvent.WorkerReclaimed(session, stake, U128.ZERO));
        return new Reclaimed(stake, U128.ZERO);
    }

    private boolean canReclaim(SessionInfo info, boolean checkCoolDown) {
        if (info.state() != WorkerState.WORKER_COOLING_DOWN) {
            return false;
        }
        long elapsed = pallet.config.time().nowSeconds() - info.coolDownStart();
        return !checkCoolDown || Long.compareUnsigned(elapsed, pallet.coolDownPeriod.get()) >= 0;
    }

    private SessionInfo info(AccountId session) {
        return pallet.sessions
                .tryGet(session)
                .orElseThrow(() -> new IllegalStateException("Bound session " + session + " has no state"));
    }

    private WorkerInfoV2 worker(Sr25519Public worker, PhalaComputationError whenAbsent) throws DispatchException {
        return pallet.config.workers().worker(worker).orElseThrow(() -> pallet.error(whenAbsent));
    }

    private void ensure(boolean holds, PhalaComputationError error) throws DispatchException {
        if (!holds) {
            throw pallet.error(error);
        }
    }
}
