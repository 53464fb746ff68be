package network.phala.pallet.stakepool;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.basepool.PoolAccounts;
import network.phala.pallet.basepool.StakePool;
import network.phala.pallet.computation.SessionInfo;
import network.phala.pallet.computation.Sessions;
import network.phala.pallet.computation.WorkerState;
import network.phala.pallet.registry.WorkerInfoV2;
import network.phala.pallet.wrappedbalances.PhalaWrappedBalances;
import network.phala.primitives.AccountId;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;

/// The workers of stake pools: they come, compute, stop, and go.
final class PoolWorkers {
    private final PhalaStakePoolv2 pallet;

    PoolWorkers(PhalaStakePoolv2 pallet) {
        this.pallet = pallet;
    }

    private Sessions sessions() {
        return pallet.config.computation().sessions();
    }

    void add(AccountId who, long pid, Sr25519Public worker) throws DispatchException {
        WorkerInfoV2 info = pallet.config
                .workers()
                .worker(worker)
                .orElseThrow(() -> pallet.error(PhalaStakePoolv2Error.WORKER_NOT_REGISTERED));
        ensure(info.operator().equals(Optional.of(who)), PhalaStakePoolv2Error.UNAUTHORIZED_OPERATOR);
        ensure(info.initialScore().isPresent(), PhalaStakePoolv2Error.BENCHMARK_MISSING);
        StakePool pool = pallet.owned(who, pid);
        ensure(!pool.workers().contains(worker), PhalaStakePoolv2Error.WORKER_EXISTS);
        ensure(pool.workers().size() < PhalaStakePoolv2.WORKERS_MAX, PhalaStakePoolv2Error.WORKERS_EXCEED_LIMIT);
        AccountId session = PoolAccounts.session(pid, worker);
        try {
            sessions().bind(session, worker);
        } catch (DispatchException e) {
            throw pallet.error(PhalaStakePoolv2Error.FAILED_TO_BIND_SESSION_AND_WORKER);
        }
        pallet.subAccountPreimages.put(session, new PhalaStakePoolv2.Preimage(pid, worker));
        pallet.pools().put(pool.withWorker(worker));
        pallet.workerAssignments.put(worker, pid);
        pallet.emit(new PhalaStakePoolv2Event.PoolWorkerAdded(pid, worker, session));
    }

    void remove(AccountId who, long pid, Sr25519Public worker) throws DispatchException {
        pallet.owned(who, pid);
        Optional<Long> assigned = pallet.workerAssignments.tryGet(worker);
        ensure(assigned.isPresent(), PhalaStakePoolv2Error.WORKER_DOES_NOT_EXIST);
        ensure(assigned.orElseThrow() == pid, PhalaStakePoolv2Error.WORKER_IN_ANOTHER_POOL);
        AccountId session = PoolAccounts.session(pid, worker);
        Optional<SessionInfo> info = sessions().session(session);
        ensure(info.isPresent(), PhalaStakePoolv2Error.SESSION_DOES_NOT_EXIST);
        ensure(info.orElseThrow().state() == WorkerState.READY, PhalaStakePoolv2Error.WORKER_IS_NOT_READY);
        sessions().unbind(session, false);
        forget(worker);
    }

    /// A worker lost its session: it leaves its pool.
    void forget(Sr25519Public worker) throws DispatchException {
        long pid = pallet.workerAssignments
                .take(worker)
                .orElseThrow(() -> pallet.error(PhalaStakePoolv2Error.WORKER_DOES_NOT_EXIST));
        pallet.pools().put(pallet.pools().stakePool(pid).withoutWorker(worker));
        pallet.emit(new PhalaStakePoolv2Event.PoolWorkerRemoved(pid, worker));
    }

    void start(AccountId who, long pid, Sr25519Public worker, U128 stake) throws DispatchException {
        StakePool pool = pallet.owned(who, pid);
        ensure(
                pallet.pools().freeStake(pool.basePool()).compareTo(stake) >= 0,
                PhalaStakePoolv2Error.INSUFFICIENT_FREE_STAKE);
        ensure(pool.workers().contains(worker), PhalaStakePoolv2Error.WORKER_DOES_NOT_EXIST);
        sessions().start(PoolAccounts.session(pid, worker), stake);
        pallet.config
                .assets()
                .transfer(PhalaWrappedBalances.ASSET, pool.basePool().poolAccountId(), pool.lockAccount(), stake);
        pallet.emit(new PhalaStakePoolv2Event.WorkingStarted(pid, worker, stake));
    }

    void stop(AccountId who, long pid, Sr25519Public worker) throws DispatchException {
        StakePool pool = pallet.owned(who, pid);
        ensure(pool.workers().contains(worker), PhalaStakePoolv2Error.WORKER_DOES_NOT_EXIST);
        ensure(!pool.cdWorkers().contains(worker), PhalaStakePoolv2Error.WORKER_ALREADY_STOPPED);
        sessions().stop(PoolAccounts.session(pid, worker));
        pallet.pools().put(pool.coolingDown(worker));
    }

    /// Stops every computing worker of a pool.
    void stopAll(StakePool pool) throws DispatchException {
        long pid = pool.basePool().pid();
        for (Sr25519Public worker : pool.workers()) {
            Optional<SessionInfo> info = sessions().session(PoolAccounts.session(pid, worker));
            boolean computing = info.isPresent() && info.get().state().isComputing();
            if (computing && !pool.cdWorkers().contains(worker)) {
                stop(pool.basePool().owner(), pid, worker);
            }
        }
    }

    /// Frees a worker's stake, which goes back to the pool and to those who wait.
    Sessions.Reclaimed reclaim(long pid, Sr25519Public worker, boolean checkCoolDown) throws DispatchException {
        Sessions.Reclaimed back = sessions().reclaim(PoolAccounts.session(pid, worker), checkCoolDown);
        StakePool pool = pallet.pools().stakePool(pid);
        pallet.config
                .assets()
                .transfer(
                        PhalaWrappedBalances.ASSET,
                        pool.lockAccount(),
                        pool.basePool().poolAccountId(),
                        back.stake());
        StakePool paid = pool.with(pallet.pools().queue().process(pool.basePool()));
        pallet.emit(new PhalaStakePoolv2Event.WorkerReclaimed(pid, worker));
        pallet.pools().put(paid.cooledDown(worker));
        return back;
    }

    void restart(AccountId who, long pid, Sr25519Public worker, U128 stake) throws DispatchException {
        boolean quiet = pallet.pools().stakePool(pid).basePool().withdrawQueue().isEmpty();
        ensure(quiet, PhalaStakePoolv2Error.WITHDRAW_QUEUE_NOT_EMPTY);
        stop(who, pid, worker);
        Sessions.Reclaimed back = reclaim(pid, worker, false);
        ensure(stake.compareTo(back.stake()) > 0, PhalaStakePoolv2Error.CANNOT_RESTART_WITH_LESS_STAKE);
        start(who, pid, worker, stake);
    }

    private void ensure(boolean holds, PhalaStakePoolv2Error error) throws DispatchException {
        if (!holds) {
            throw pallet.error(error);
        }
    }
}
