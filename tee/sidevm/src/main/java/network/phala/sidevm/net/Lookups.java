package network.phala.sidevm.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Looks names up on a few threads of its own. A look-up holds its thread until the name server answers or the system
/// gives up, and nothing can interrupt it: on the virtual threads of those who ask, a contract whose names lead to a
/// silent name server would soon hold every thread that the worker has. Any thread.
final class Lookups implements Dialer.Names {
    private static final int THREADS = 64;
    private static final int WAITING_MAX = 1024;
    private static final long STACK_BYTES = 256 << 10;

    private final Dialer.Names names;
    private final ThreadPoolExecutor threads;

    Lookups(Dialer.Names names) {
        this(names, THREADS, WAITING_MAX);
    }

    Lookups(Dialer.Names names, int most, int waitingMax) {
        this.names = names;
        this.threads = new ThreadPoolExecutor(
                most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waitingMax), task -> {
                    Thread thread = new Thread(null, task, "name-lookup", STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        Future<List<InetAddress>> found;
        try {
            found = threads.submit(() -> names.addresses(host));
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException(host + " is not looked up: too many names at once");
        }
        try {
            return found.get();
        } catch (InterruptedException e) {
            found.cancel(true);
            threads.purge();
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + " was not looked up in time");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new UnknownHostException(host + " cannot be looked up");
        }
    }

    /// How many wait for a thread.
    int waiting() {
        return threads.getQueue().size();
    }
}
