package network.phala.sidevm.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.phala.primitives.Bytes32;
import network.phala.sidevm.FairTurns;
import network.phala.sidevm.FairTurns.CrowdedException;
import network.phala.sidevm.FairTurns.Limits;
import network.phala.sidevm.Pauses;

/// Looks names up on a few threads of its own. A look-up holds its thread until the name server answers or the system
/// gives up, and nothing can interrupt it: on the virtual threads of those who ask, a contract whose names lead to a
/// silent name server would soon hold every thread that the worker has. Here it holds its part, and a contract that
/// looks nothing else up finds a thread beside. Any thread.
final class Lookups {
    private static final Limits LIMITS = new Limits(64, 16, 512, 128);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long STACK_BYTES = 256 << 10;

    private final Dialer.Names names;
    private final FairTurns<Bytes32> turns;
    private final ThreadPoolExecutor threads;

    Lookups(Dialer.Names names) {
        this(names, LIMITS);
    }

    Lookups(Dialer.Names names, Limits limits) {
        this.names = names;
        this.turns = new FairTurns<>(limits);
        // Who comes here has a turn, so there is a thread for each.
        this.threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "name-lookup", STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /// @param asker the contract for which it is
    List<InetAddress> addresses(Bytes32 asker, String host) throws UnknownHostException {
        try {
            return begun(turns.take(asker, PATIENCE, Pauses.NONE), host).get();
        } catch (CrowdedException e) {
            throw new UnknownHostException(host + " is not looked up: too many names at once");
        } catch (TimeoutException e) {
            throw new UnknownHostException(host + " was not looked up in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + " was not looked up in time");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new UnknownHostException(host + " cannot be looked up");
        }
    }

    private Future<List<InetAddress>> begun(FairTurns<Bytes32>.Turn turn, String host) {
        try {
            return threads.submit(() -> {
                try (turn) {
                    return names.addresses(host);
                }
            });
        } catch (RuntimeException | OutOfMemoryError e) {
            // No thread to be had.
            turn.close();
            throw e;
        }
    }

    /// How many wait for a thread.
    int waiting() {
        return turns.waiting();
    }
}
