package network.phala.sidevm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import network.phala.primitives.H256;
import network.phala.sidevm.ocall.Guest;
import network.phala.sidevm.ocall.Imports;
import network.phala.sidevm.resource.Wakeups;
import network.phala.wasm.Instance;
import network.phala.wasm.LinkedModule;
import network.phala.wasm.RunStoppedException;
import network.phala.wasm.Trap;
import network.phala.wasm.TrapCode;
import network.phala.wasm.WasmTrap;
import org.jspecify.annotations.Nullable;

/// One run of a program, from its first turn to its end. It runs on a core, a turn at a time; other threads give it
/// messages and tell it to stop.
///
/// Follows phala-blockchain crates/sidevm/host-runtime/src/run.rs and service.rs, Spawner::start.
final class Program {
    private static final Logger LOG = System.getLogger(Program.class.getName());
    static final String POLL = "sidevm_poll";
    /// A deployment may ask for longer breaths than any program needs; twice the usual, what an
    /// evaluation has, is what it gets, so that others come to their turn.
    static final long BREATH_GAS_MAX = 100_000_000_000L;

    /// Where the code comes from; decoding and compiling happen in the program's own time.
    interface Code {
        LinkedModule<Guest> load() throws NoProgramException;
    }

    /// The code is no program; the message says why.
    static final class NoProgramException extends Exception {
        private static final long serialVersionUID = 1L;

        NoProgramException(String message) {
            super(message, null, false, false);
        }
    }

    private final H256 id;
    private final Code code;
    private final Guest guest;
    private final long breath;
    private final Cores.Share share;
    private final MemoryRoom.Part memory;
    private final CompletableFuture<ExitReason> end = new CompletableFuture<>();
    private volatile boolean stopping;
    private @Nullable Instance<Guest> instance;

    Program(
            H256 id,
            List<String> arguments,
            Code code,
            SidevmConfig config,
            int weight,
            SidevmHost host,
            Cores cores,
            MemoryRoom.Part memory,
            MemoryRoom.Part messages,
            ScheduledExecutorService clock) {
        this.id = id;
        this.code = code;
        this.memory = memory;
        boolean tooLong = Long.compareUnsigned(config.vitalCapacity(), BREATH_GAS_MAX) > 0;
        this.breath = (tooLong ? BREATH_GAS_MAX : config.vitalCapacity()) / Imports.GAS_PER_FUEL;
        this.share = cores.share(this::turn, weight);
        Wakeups wakeups = new Wakeups(share::ready);
        this.guest = new Guest(id, arguments, breath, host, clock, wakeups, messages);
    }

    void begin() {
        share.ready();
    }

    /// Soon, even within a turn.
    void stop() {
        stopping = true;
        share.ready();
    }

    void setWeight(int weight) {
        share.setWeight(weight);
    }

    /// Completed when the program has ended and let go of everything.
    CompletableFuture<ExitReason> end() {
        return end;
    }

    Guest guest() {
        return guest;
    }

    long usedNanos() {
        return share.usedNanos();
    }

    /// Never throws: a core serves many programs.
    private boolean turn() {
        if (end.isDone()) {
            return false;
        }
        try {
            if (stopping) {
                return finish(new ExitReason.Stopped());
            }
            Instance<Guest> running = instance == null ? boot() : instance;
            running.setFuel(breath);
            guest.refresh();
            long result = running.invoke(POLL);
            guest.settle();
            return result == 0 ? guest.wakeups().hasWork() || stopping : finish(new ExitReason.Exited((int) result));
        } catch (NoProgramException e) {
            LOG.log(Level.WARNING, "SideVM program does not start program={0} reason={1}", id, e.getMessage());
            return finish(new ExitReason.FailedToStart());
        } catch (WasmTrap e) {
            return finish(e.code() == TrapCode.OUT_OF_FUEL ? new ExitReason.Stifled() : new ExitReason.Panicked());
        } catch (Trap e) {
            return finish(new ExitReason.Panicked());
        } catch (RunStoppedException e) {
            return finish(new ExitReason.Stopped());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "SideVM program broke program=" + id, e);
            return finish(new ExitReason.Panicked());
        }
    }

    private Instance<Guest> boot() throws NoProgramException {
        LinkedModule<Guest> module = code.load();
        if (!memory.take(module.initialMemoryBytes())) {
            throw new NoProgramException("Memory of " + module.initialMemoryBytes()
                    + " bytes; there is no room for so much beside other programs");
        }
        Instance<Guest> made = module.instantiate(guest);
        instance = made;
        made.growWithin(memory::take);
        made.stopWhen(() -> stopping);
        made.setFuel(breath);
        try {
            made.start();
        } catch (Trap e) {
            throw new NoProgramException("The start function trapped: " + e.getMessage());
        }
        return made;
    }

    private boolean finish(ExitReason reason) {
        share.leave();
        guest.close();
        Instance<Guest> used = instance;
        instance = null;
        if (used != null) {
            used.close();
        }
        memory.close();
        LOG.log(Level.INFO, "SideVM program ended program={0} reason={1}", id, reason.text());
        end.complete(reason);
        return false;
    }
}
