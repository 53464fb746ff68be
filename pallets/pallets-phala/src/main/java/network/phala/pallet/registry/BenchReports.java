package network.phala.pallet.registry;

import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.mq.MessagePayload;
import network.phala.pallet.mq.RetryLaterException;
import network.phala.primitives.Sr25519Public;
import network.phala.types.messaging.RegistryEvent;
import network.phala.types.messaging.WorkerEvent;
import network.phala.types.mq.Message;
import network.phala.types.mq.MessageOrigin;

/// What workers tell the registry: their benchmark, and the first gatekeeper its master key.
final class BenchReports {
    private static final int SCORE_MAX = 6000;
    private static final int ITERATIONS_PER_SECONDS = 6;

    private final PhalaRegistry registry;

    BenchReports(PhalaRegistry registry) {
        this.registry = registry;
    }

    void onMessage(Message message, Gatekeepers gatekeepers) throws DispatchException, RetryLaterException {
        Optional<RegistryEvent> event = MessagePayload.of(message, RegistryEvent.TOPIC, RegistryEvent.codec());
        if (event.isEmpty()) {
            return;
        }
        if (!(message.sender() instanceof MessageOrigin.Worker(Sr25519Public worker))) {
            throw registry.error(PhalaRegistryError.INVALID_SENDER);
        }
        switch (event.get()) {
            case RegistryEvent.BenchReport(long startTime, long iterations) ->
                onBenchReport(worker, startTime, iterations);
            case RegistryEvent.MasterPubkey(Sr25519Public masterKey) -> gatekeepers.onMasterPubkey(worker, masterKey);
        }
    }

    /// The original divides by zero within the first second; here the whole transaction is refused, so the
    /// report can be sent again a moment later.
    private void onBenchReport(Sr25519Public worker, long startTime, long iterations)
            throws DispatchException, RetryLaterException {
        long now = registry.config.time().nowMs();
        if (Long.compareUnsigned(now, startTime) <= 0) {
            throw registry.error(PhalaRegistryError.INVALID_BENCH_REPORT);
        }
        long seconds = Long.divideUnsigned(now - startTime, 1000);
        if (seconds == 0) {
            throw RetryLaterException.divisionByZero();
        }
        int score = score(iterations, seconds);
        registry.workers
                .tryGet(worker)
                .ifPresent(info -> registry.workers.put(worker, info.withScore(score, Long.divideUnsigned(now, 1000))));
        registry.tell(worker, new WorkerEvent.BenchScore(score));
        registry.emit(new PhalaRegistryEvent.InitialScoreSet(worker, score));
    }

    /// Iterations in six seconds: the product wraps at 64 bits and is cut to 32 before the cap applies.
    static int score(long iterations, long seconds) {
        int score = (int) (Long.divideUnsigned(iterations, seconds) * ITERATIONS_PER_SECONDS);
        return Integer.compareUnsigned(score, SCORE_MAX) < 0 ? score : SCORE_MAX;
    }
}
