package network.phala.pruntime.outside;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.pruntime.script.ScriptEngine;
import network.phala.pruntime.script.ScriptHost;
import network.phala.pruntime.script.SharedEngine;
import network.phala.scale.Result;
import network.phala.sidevm.FairTurns;
import network.phala.sidevm.net.Dialer;
import org.jspecify.annotations.Nullable;

/// The outside of a running worker. The web client is made when the first contract asks for it: a worker
/// whose contracts keep to themselves does not pay for it.
public final class WorkerOutside implements Outside, AutoCloseable {
    private static final Logger LOG = System.getLogger(WorkerOutside.class.getName());
    /// For all workers of this virtual machine.
    private static final SharedEngine ENGINE = new SharedEngine();

    /// On nobody's account.
    private static final Asker OPERATOR = Asker.of(AccountId.ZERO);

    private static final int BATCH_MAX = 5;
    /// Information.
    private static final int PRINTED_LEVEL = 3;
    /// What is waited beyond the time that a request has: it ends by itself with a reason.
    private static final Duration GRACE = Duration.ofMillis(200);

    /// The reason phrase of an answer that no server gave, status 523.
    public static final String UNREACHABLE = "Unreachable";

    /// Of an answer to a contract.
    private static final int BODY_MAX = 2 << 20;

    /// Memory bounds them before.
    private static final int SCRIPTS_WAITING_EACH = 1 << 16;

    private final Dialer dialer;
    private final HttpEgress egress = new HttpEgress();
    private final FairTurns<AccountId> scripts;
    private @Nullable Web web;
    private boolean closed;

    /// @param most scripts that compute at once
    public WorkerOutside(Dialer dialer, int most) {
        this.dialer = dialer;
        int mostEach = Math.max(2, (most + 1) / 2);
        this.scripts = new FairTurns<>(new FairTurns.Limits(most, mostEach, most, SCRIPTS_WAITING_EACH));
    }

    public HttpEgress egress() {
        return egress;
    }

    private synchronized Web web() {
        if (closed) {
            throw new IllegalStateException("The worker is closing");
        }
        Web present = web;
        if (present == null) {
            present = new Web(dialer);
            web = present;
        }
        return present;
    }

    /// Errors that came with runtime 1.2 are answers with status 524: contracts of before do not know them.
    @Override
    public Result<HttpResponse, HttpRequestError> http(Asker asker, HttpRequest request, Duration remaining) {
        Result<HttpResponse, HttpRequestError> result = counted(
                asker.known(),
                awaited(
                        asker,
                        web().start(asker, request, remaining, BODY_MAX),
                        System.nanoTime() + remaining.plus(GRACE).toNanos()));
        return result instanceof Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error)
                        && error.compareTo(HttpRequestError.NOT_ALLOWED) >= 0
                ? new Result.Ok<>(new HttpResponse((short) 524, "IO Error", List.of(), Bytes.ofUtf8(debug(error))))
                : result;
    }

    /// As Rust shows the variant.
    private static String debug(HttpRequestError error) {
        StringBuilder shown = new StringBuilder();
        for (String word : error.name().split("_")) {
            shown.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return shown.toString();
    }

    /// A request of the worker's operator: nobody's to count, with a larger answer.
    public Result<HttpResponse, HttpRequestError> fetch(HttpRequest request, Duration limit, int bodyMax) {
        return awaited(
                OPERATOR,
                web().start(OPERATOR, request, limit, bodyMax),
                System.nanoTime() + limit.plus(GRACE).toNanos());
    }

    private Result<HttpResponse, HttpRequestError> counted(
            AccountId contract, Result<HttpResponse, HttpRequestError> result) {
        egress.count(
                contract,
                result instanceof Result.Ok<HttpResponse, HttpRequestError>(HttpResponse response)
                        ? Short.toUnsignedInt(response.statusCode())
                        : 0);
        return result;
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batch(
            Asker asker, List<HttpRequest> requests, Duration remaining) {
        if (requests.size() > BATCH_MAX) {
            return new Result.Err<>(HttpRequestError.TOO_MANY_REQUESTS);
        }
        Web client = web();
        long deadline = System.nanoTime() + remaining.plus(GRACE).toNanos();
        List<Future<Result<HttpResponse, HttpRequestError>>> running = requests.stream()
                .map(request -> client.start(asker, request, remaining, BODY_MAX))
                .toList();
        List<Result<HttpResponse, HttpRequestError>> results = new ArrayList<>();
        for (Result<HttpResponse, HttpRequestError> each : awaited(asker, running, deadline)) {
            results.add(counted(asker.known(), each));
        }
        return new Result.Ok<>(List.copyOf(results));
    }

    private static Result<HttpResponse, HttpRequestError> awaited(
            Asker asker, Future<Result<HttpResponse, HttpRequestError>> request, long deadline) {
        return awaited(asker, List.of(request), deadline).getFirst();
    }

    /// Waits for all of them, without the asker's place.
    private static List<Result<HttpResponse, HttpRequestError>> awaited(
            Asker asker, List<Future<Result<HttpResponse, HttpRequestError>>> requests, long deadline) {
        List<Result<HttpResponse, HttpRequestError>> results = new ArrayList<>();
        try {
            asker.during(() -> {
                for (Future<Result<HttpResponse, HttpRequestError>> each : requests) {
                    results.add(awaited(each, deadline));
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // What has ended does not mind.
            requests.forEach(each -> each.cancel(true));
        }
        while (results.size() < requests.size()) {
            results.add(new Result.Err<>(HttpRequestError.TIMEOUT));
        }
        return results;
    }

    private static Result<HttpResponse, HttpRequestError> awaited(
            Future<Result<HttpResponse, HttpRequestError>> request, long deadline) throws InterruptedException {
        try {
            return request.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Result.Err<>(HttpRequestError.TIMEOUT);
        } catch (ExecutionException e) {
            // The request handles all that the network can do to it: this is a fault of ours.
            // Its message may quote the request, which is the contract's secret.
            LOG.log(Level.WARNING, "A web request of a contract broke: {0}", where(e.getCause()));
            return new Result.Err<>(HttpRequestError.NETWORK_ERROR);
        }
    }

    private static String where(@Nullable Throwable cause) {
        if (cause == null) {
            return "no cause";
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /// A script that computes cannot let others run in between, as a contract does: no contract's scripts have more
    /// than half of the turns.
    @Override
    public JsValue eval(Asker asker, List<JsCode> codes, List<String> args, Console console, Duration remaining) {
        long deadline = System.nanoTime() + remaining.toNanos();
        try (ScriptTurn turn = new ScriptTurn(scripts, asker, deadline)) {
            ScriptEngine engine = ENGINE.get(asker, deadline);
            return turn.begin()
                    ? engine.eval(
                            codes, args, host(turn, console, remaining), Duration.ofNanos(deadline - System.nanoTime()))
                    : ScriptEngine.timedOut();
        } catch (TimeoutException e) {
            return ScriptEngine.timedOut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ScriptEngine.timedOut();
        }
    }

    private ScriptHost host(Asker asker, Console console, Duration patience) {
        return new ScriptHost() {
            @Override
            public Result<HttpResponse, HttpRequestError> http(HttpRequest request) {
                return WorkerOutside.this.http(asker, request, patience);
            }

            @Override
            public void print(String text) {
                console.line(PRINTED_LEVEL, text);
            }

            @Override
            public void holds(LongSupplier bytes) {
                asker.holds(bytes);
            }

            @Override
            public void during(Wait wait) throws InterruptedException {
                asker.during(wait);
            }
        };
    }

    @Override
    public void close() {
        Web present;
        synchronized (this) {
            closed = true;
            present = web;
        }
        if (present != null) {
            present.close();
        }
    }
}
