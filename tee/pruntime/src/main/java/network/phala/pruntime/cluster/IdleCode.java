package network.phala.pruntime.cluster;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.phala.pink.contracts.ContractModules;

/// Drops compiled contracts that nobody uses from memory, whether blocks come or not. Its own thread.
public final class IdleCode implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param period what was not used for as long, twice at most, goes
    public IdleCode(ContractModules modules, Duration period) {
        Thread.ofPlatform().daemon().name("code-idle").start(() -> {
            try {
                while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
                    drop(modules);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts it but who ends the program.
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void drop(ContractModules modules) {
        try {
            modules.dropIdle();
        } catch (OutOfMemoryError e) {
            // What is not dropped now is the next time.
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
