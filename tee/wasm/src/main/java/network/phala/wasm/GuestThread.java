package network.phala.wasm;

/// Makes threads on which guests can recurse as deep as the counted limits allow, nested calls included, so
/// that those limits always fire before the Java stack ends.
public final class GuestThread {
    /// Java stack of a guest thread: six nested contracts need about 2 MiB each at their limits, twice that
    /// before the JIT.
    public static final long STACK_BYTES = 128L << 20;

    private GuestThread() {}

    /// A thread, not started, with a stack of [#STACK_BYTES] (reserved, not committed).
    public static Thread of(String name, Runnable task) {
        return new Thread(null, task, name, STACK_BYTES);
    }
}
