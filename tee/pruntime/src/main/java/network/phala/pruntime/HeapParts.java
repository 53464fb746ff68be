package network.phala.pruntime;

import java.util.Optional;
import network.phala.sidevm.Sidevms;

/// How the worker's heap is shared between those who may take some of it at once. What comes from the chain comes
/// first: a command's outcome must not depend on how much memory a worker has, so what a command may take at the most
/// is kept free of everything else, and all that strangers can ask for together fits into what is left.
///
/// | part | of what is shared | for |
/// |---|---|---|
/// | [#RUNNING] | 1/4 | queries that run: guest memories, what they store and emit |
/// | [#SCRIPTS] | 3/16 | scripts that compute |
/// | [#WAITING] | 1/8 | queries that wait for the network or for programs, with their scripts |
/// | [#PROGRAMS] | 3/16 | linear memories of SideVM programs |
/// | [#MESSAGES] | 1/16 | messages that programs have not taken |
/// | [#EFFECTS] | 1/16 | what queries ask for besides answers, on its way |
/// | [#CLIENTS] | 1/8 | requests and answers of each port |
///
/// @param heap bytes, as `-Xmx` says
public record HeapParts(long heap) {
    /// The worker with its code and caches takes some 60 MiB, and a command at all of its limits 190 more.
    static final long KEPT = 256L << 20;

    /// Below this nothing of use is left to share. The virtual machine counts some less than `-Xmx` says.
    static final long LEAST = 352L << 20;

    private static final String LEAST_SAID = "384m";

    private static final double RUNNING = 1.0 / 4;
    private static final double SCRIPTS = 3.0 / 16;
    private static final double WAITING = 1.0 / 8;
    private static final double PROGRAMS = 3.0 / 16;
    private static final double MESSAGES = 1.0 / 16;
    private static final double EFFECTS = 1.0 / 16;
    private static final double CLIENTS = 1.0 / 8;

    /// What every query that runs may hold without taking room: usual ones hold less.
    public static final long PLACE_BYTES = 8L << 20;

    /// 16 MiB of memory, and what is copied when it grows.
    static final long SCRIPT_BYTES = 24L << 20;

    /// One contract's scripts must not be in all others' way.
    private static final int SCRIPTS_MIN = 3;

    /// Of this virtual machine.
    public static HeapParts here() {
        return new HeapParts(Runtime.getRuntime().maxMemory());
    }

    /// Why a worker cannot run here, if so.
    public Optional<String> refusal() {
        return heap >= LEAST
                ? Optional.empty()
                : Optional.of("The heap of " + (heap >> 20) + " MiB is too small; a worker needs " + LEAST_SAID
                        + " at least (PRUNTIME_MAX_HEAP, or -Xmx)");
    }

    /// What to say besides of what ended the worker; nothing, if it was not the end of the memory.
    public static String advice(Throwable fault) {
        return fault instanceof OutOfMemoryError
                ? "; the worker's heap of " + (here().heap >> 20)
                        + " MiB is too small for what the chain asks: give it more (PRUNTIME_MAX_HEAP)"
                : "";
    }

    private long part(double of) {
        return (long) (Math.max(heap - KEPT, heap / 4) * of);
    }

    /// How many queries may run at once, of those that the cores are enough for.
    public int places(int wanted) {
        return Math.clamp(part(RUNNING) / (2 * PLACE_BYTES), 2, wanted);
    }

    /// What queries that run may hold beyond [#PLACE_BYTES] each.
    public long running(int places) {
        return Math.max(PLACE_BYTES, part(RUNNING) - places * PLACE_BYTES);
    }

    /// How many scripts may compute at once on a worker with so many places: one place is for queries without.
    public int scripts(int places) {
        int most = Math.max(2, places - 1);
        return Math.clamp(part(SCRIPTS) / SCRIPT_BYTES, Math.min(SCRIPTS_MIN, most), most);
    }

    public long waiting() {
        return part(WAITING);
    }

    long programs() {
        return part(PROGRAMS);
    }

    long messages() {
        return part(MESSAGES);
    }

    /// What SideVM programs may hold. One that is a cluster's JavaScript runtime takes what a script takes, in whose
    /// place it runs, but its turn while it waits, too.
    public Sidevms.Room sidevms() {
        return new Sidevms.Room(programs(), messages(), (int)
                Math.max(SCRIPTS_MIN, Math.min(1000, part(SCRIPTS) / SCRIPT_BYTES)));
    }

    public long effects() {
        return part(EFFECTS);
    }

    public long clients() {
        return part(CLIENTS);
    }
}
