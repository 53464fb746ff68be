package network.phala.pruntime.api;

import java.util.Optional;
import network.phala.prpc.message.WorkerStates;
import network.phala.pruntime.economics.Tokenomic;
import network.phala.pruntime.economics.WorkerAccount;

/// The gatekeeper's ledger as `GetWorkerState` tells it; statistics are left out, as in the original's usual build.
///
/// Follows phala-blockchain crates/phactory/src/system/gk.rs, From<&WorkerInfo> for pb::WorkerState.
final class LedgerAnswers {
    private LedgerAnswers() {}

    static WorkerStates.WorkerState of(WorkerAccount worker) {
        return new WorkerStates.WorkerState(
                worker.registered(),
                worker.unresponsive(),
                worker.bench()
                        .map(bench ->
                                new WorkerStates.BenchState(bench.startBlock(), bench.startMs(), bench.duration())),
                worker.session()
                        .map(session ->
                                new WorkerStates.WorkingState(session.id(), session.paused(), session.startMs())),
                worker.waitingHeartbeats(),
                Optional.of(of(worker.tokenomic())),
                Optional.empty());
    }

    private static WorkerStates.TokenomicInfo of(Tokenomic numbers) {
        return new WorkerStates.TokenomicInfo(
                numbers.v().toDecimal(),
                numbers.vInit().toDecimal(),
                numbers.vUpdateAt(),
                numbers.vUpdateBlock(),
                numbers.iterationLast(),
                numbers.challengeTimeLast(),
                numbers.pBench().toDecimal(),
                numbers.pInstant().toDecimal(),
                Byte.toUnsignedInt(numbers.confidenceLevel()),
                numbers.vDeductible().toDecimal(),
                numbers.share().toDecimal(),
                Optional.empty());
    }
}
