package network.phala.pruntime.cluster;

/// Whether guests may recurse on the thread at hand.
///
/// Virtual threads run on the stacks of their carriers, and those are as deep as `-Xss` says. The program's launcher
/// makes them as deep as a guest needs ([network.phala.wasm.GuestThread#STACK_BYTES]) and says so by the property
/// `phala.deepCarriers`; a query then runs on the thread of its connection, and is spared two changes of threads.
final class DeepStacks {
    private static final boolean CARRIERS = Boolean.getBoolean("phala.deepCarriers");

    private DeepStacks() {}

    static boolean isHere() {
        return CARRIERS && Thread.currentThread().isVirtual();
    }
}
