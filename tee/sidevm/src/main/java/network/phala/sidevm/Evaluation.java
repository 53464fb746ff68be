package network.phala.sidevm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.sidevm.Program.NoProgramException;
import network.phala.sidevm.ocall.Guest;
import network.phala.sidevm.ocall.Imports;
import network.phala.sidevm.resource.Wakeups;
import network.phala.wasm.GuestThread;
import network.phala.wasm.Instance;
import network.phala.wasm.RunStoppedException;
import network.phala.wasm.Trap;
import network.phala.wasm.TrapCode;
import network.phala.wasm.WasmTrap;
import org.jspecify.annotations.Nullable;

/// A program that is run once, with arguments, for the first output it gives (`emit_program_output`), and is then
/// thrown away. This is how a cluster's JavaScript runtime works. It has a thread of its own and no share of the cores:
/// somebody waits for it.
///
/// Follows phala-blockchain crates/phactory/src/contracts/support.rs, block_on_run_module.
final class Evaluation {
    private static final Logger LOG = System.getLogger(Evaluation.class.getName());
    /// 16 MiB.
    static final int MEMORY_PAGES_MAX = 256;

    private static final long BREATH = 100_000_000_000L / Imports.GAS_PER_FUEL;

    private final H256 id;
    private final Program.Code code;
    private final Guest guest;
    private final Pauses pauses;
    private final Semaphore news = new Semaphore(0);
    private final CompletableFuture<Bytes> answer = new CompletableFuture<>();
    private volatile boolean cancelled;
    private @Nullable Bytes output;

    Evaluation(
            H256 id,
            Program.Code code,
            List<String> arguments,
            SidevmHost host,
            SidevmHost.Log log,
            ScheduledExecutorService clock,
            Pauses pauses) {
        this.id = id;
        this.code = code;
        this.pauses = pauses;
        SidevmHost own = new SidevmHost(log, host.cache(), host.network(), host.contracts(), this::take, host.nature());
        this.guest = new Guest(id, arguments, BREATH, own, clock, new Wakeups(news::release));
    }

    /// Only the first output counts.
    private boolean take(H256 program, Bytes given) {
        if (output != null) {
            return false;
        }
        output = given;
        return true;
    }

    /// Runs and waits. When the time is over the program is ended, even within a turn.
    ///
    /// @param ended told once, when the program's thread is through with it
    Bytes run(Duration limit, Runnable ended) throws NoOutputException, InterruptedException {
        Thread thread = GuestThread.of("sidevm-run", () -> {
            try {
                live();
            } finally {
                ended.run();
            }
        });
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            ended.run();
            throw e;
        }
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new NoOutputException("Sidevm execution timeout");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NoOutputException failed ? failed : new NoOutputException("Sidevm broke");
        } finally {
            cancelled = true;
            news.release();
        }
    }

    private void live() {
        try (Instance<Guest> instance = code.load().instantiate(guest)) {
            instance.stopWhen(() -> cancelled);
            instance.setFuel(BREATH);
            instance.start();
            answer.complete(turns(instance));
        } catch (NoOutputException e) {
            answer.completeExceptionally(e);
        } catch (NoProgramException e) {
            fail("Failed to start sidevm instance: " + e.getMessage());
        } catch (WasmTrap e) {
            fail(e.code() == TrapCode.OUT_OF_FUEL ? "Stifled" : "RuntimeError: " + e.getMessage());
        } catch (Trap e) {
            fail("RuntimeError: " + e.getMessage());
        } catch (InterruptedException | RunStoppedException e) {
            fail("Sidevm execution timeout");
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "SideVM program broke program=" + id, e);
            fail("RuntimeError: the program broke");
        } finally {
            guest.close();
        }
    }

    private void awaitWork() throws InterruptedException {
        while (!cancelled && !guest.wakeups().hasWork()) {
            news.acquire();
            news.drainPermits();
        }
    }

    private void fail(String reason) {
        answer.completeExceptionally(new NoOutputException(reason));
    }

    private Bytes turns(Instance<Guest> instance) throws Trap, NoOutputException, InterruptedException {
        while (!cancelled) {
            instance.setFuel(BREATH);
            guest.refresh();
            long result = instance.invoke(Program.POLL);
            guest.settle();
            Bytes given = output;
            if (given != null) {
                return given;
            }
            if (result != 0) {
                break;
            }
            if (!cancelled && !guest.wakeups().hasWork()) {
                pauses.during(this::awaitWork);
            }
        }
        throw new NoOutputException("Sidevm terminated without output");
    }
}
