package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import network.phala.pink.Outcome;

/// Runs the sessions that the chain demands. Their outcome must be the same on every worker of the cluster, however
/// much memory each has: when it does not suffice, all who can be sent away are, and the session is begun once more.
/// So far it has changed nothing but the log. If that does not help, the worker must not go on. For the writer thread.
public final class ChainSessions {
    private static final Logger LOG = System.getLogger(ChainSessions.class.getName());

    /// Sends away who can be sent away.
    @FunctionalInterface
    public interface Relief {
        /// Returns when they have gone; nobody comes in their place until it is closed.
        Quiet begin();
    }

    /// While it lasts, nobody takes memory who needs not.
    @FunctionalInterface
    public interface Quiet extends AutoCloseable {
        @Override
        void close();
    }

    private volatile Relief relief = () -> () -> {};

    /// Who helps; to be set before the start.
    public void relieveBy(Relief by) {
        relief = by;
    }

    /// @throws OutOfMemoryError when the memory does not suffice for the session alone
    <T> Outcome<T> run(Supplier<Outcome<T>> session) {
        try {
            return whole(session);
        } catch (OutOfMemoryError e) {
            LOG.log(
                    Level.WARNING,
                    "The heap of {0} MiB does not suffice for a command beside queries: they are ended",
                    Runtime.getRuntime().maxMemory() >> 20);
        }
        try (Quiet _ = relief.begin()) {
            return whole(session);
        }
    }

    /// With the state after it, which is made when it is first asked for.
    private static <T> Outcome<T> whole(Supplier<Outcome<T>> session) {
        Outcome<T> outcome = session.get();
        outcome.cluster();
        return outcome;
    }
}
