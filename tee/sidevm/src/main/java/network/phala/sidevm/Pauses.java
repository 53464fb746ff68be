package network.phala.sidevm;

/// How work that has a place among those that use the processor says that for a while it only waits, so that others
/// have the place meanwhile.
@FunctionalInterface
public interface Pauses {
    /// For work that has no place to give.
    Pauses NONE = Wait::run;

    /// Waits without the place, and comes back when it has one again.
    ///
    /// @throws InterruptedException when somebody ends the wait; the place is then not taken again
    /// @throws network.phala.wasm.RunStoppedException when the work must end: others need the room that it waits in
    void during(Wait wait) throws InterruptedException;

    /// Waiting: for the network, a timer, another one's turn.
    @FunctionalInterface
    interface Wait {
        void run() throws InterruptedException;
    }
}
