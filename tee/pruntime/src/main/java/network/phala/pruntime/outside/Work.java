package network.phala.pruntime.outside;

import network.phala.sidevm.Pauses;

/// Work for a query while the query itself waits, as to speak TLS and to read an answer. It has a place of its own
/// among those that run, which its contract pays for as for any other, gives it to others wherever it waits, and leaves
/// it when it is closed. One thread.
public interface Work extends Pauses, AutoCloseable {
    /// On nobody's account.
    Work UNCOUNTED = new Work() {
        @Override
        public void during(Wait wait) throws InterruptedException {
            wait.run();
        }

        @Override
        public void close() {}
    };

    @Override
    void close();
}
