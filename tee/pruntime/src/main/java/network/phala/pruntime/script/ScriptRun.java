package network.phala.pruntime.script;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Keccak;
import network.phala.crypto.Sha2;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;
import network.phala.scale.Result;
import org.jspecify.annotations.Nullable;

/// One evaluation: starts the scripts, waits for their timers, takes their output. On a thread of its own.
final class ScriptRun implements Sandbox.Calls {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String NOTHING = "null";
    private static final int RANDOM_MAX = 65_536;

    private final Deque<JsCode> codes = new ArrayDeque<>();
    private final List<String> args;
    private final ScriptHost host;
    private final long deadline;
    private long waitMillis;
    private @Nullable JsValue output;
    private @Nullable Bytes bytecode;

    /// Sources that follow each other are joined, so that they share even what `const` and `let` name.
    ScriptRun(List<JsCode> codes, List<String> args, ScriptHost host, long deadline) {
        // There may be a million of them.
        StringBuilder joined = new StringBuilder();
        for (JsCode code : codes) {
            if (code instanceof JsCode.Source(String text)) {
                joined.append(text).append("\n;\n");
            } else {
                addSource(joined);
                this.codes.add(code);
            }
        }
        addSource(joined);
        this.args = args;
        this.host = host;
        this.deadline = deadline;
    }

    private void addSource(StringBuilder joined) {
        if (!joined.isEmpty()) {
            codes.add(new JsCode.Source(joined.toString()));
            joined.setLength(0);
        }
    }

    JsValue execute(Sandbox.Image image, Sandbox.Code step, Sandbox.Code wait) throws InterruptedException {
        Sandbox sandbox = new Sandbox(ScriptEngine.PAGES_MAX, this);
        sandbox.restore(image);
        host.holds(sandbox::memoryBytes);
        while (!Thread.currentThread().isInterrupted()) {
            sandbox.run(step);
            if (bytecode != null && output == null) {
                runBytecode(sandbox, bytecode);
            }
            JsValue given = output;
            if (given == null) {
                waitMillis = -1;
                sandbox.run(wait);
                given = output;
            }
            if (given != null) {
                return given;
            }
            if (waitMillis < 0) {
                return ScriptEngine.failed("Sidevm terminated without output");
            }
            if (waitMillis > 0) {
                host.during(this::pause);
            }
        }
        return ScriptEngine.failed("Sidevm execution timeout");
    }

    /// An exception that a compiled script does not catch ends the engine, after it was printed.
    private void runBytecode(Sandbox sandbox, Bytes code) {
        bytecode = null;
        sandbox.complaints().setLength(0);
        try {
            sandbox.run(sandbox.load(code));
        } catch (RuntimeException | StackOverflowError e) {
            String said = sandbox.complaints().toString().strip();
            output = new JsValue.Exception("Failed to execute script: " + (said.isEmpty() ? reason(e) : said));
        }
    }

    private void pause() {
        long until = System.nanoTime() + waitMillis * 1_000_000;
        for (long left = until - System.nanoTime();
                left > 0
                        && System.nanoTime() < deadline
                        && !Thread.currentThread().isInterrupted();
                left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// Why a guest stopped, without its thousand frames.
    static String reason(@Nullable Throwable cause) {
        if (cause instanceof StackOverflowError) {
            return "stack overflow";
        }
        if (cause == null || cause.getMessage() == null) {
            return "Sidevm terminated without output";
        }
        String message = cause.getMessage();
        // The guest's stack lies at the bottom of its memory: growing beyond it leads below address zero.
        return message.contains("address: -") ? "stack overflow" : "Sidevm terminated without output: " + message;
    }

    @Override
    public void print(String text) {
        host.print(text);
    }

    @Override
    public String call(String function, String arguments) {
        List<@Nullable Object> values = Json.list(arguments);
        return switch (function) {
            case "begin" -> begin();
            case "next" -> next();
            case "compile" -> compiled(text(values, 0));
            case "random" -> Json.quoted(random((int) number(values, 0)));
            case "wait" -> {
                waitMillis = (long) Math.min(number(values, 0), 1e9);
                yield NOTHING;
            }
            case "output" -> {
                output = output(text(values, 0), values);
                yield NOTHING;
            }
            case "exception" -> {
                output = new JsValue.Exception(text(values, 0));
                yield NOTHING;
            }
            case "http" -> http(values);
            case "hash" -> Json.quoted(hash(text(values, 0), text(values, 1)));
            default -> throw new IllegalArgumentException("no host function " + function);
        };
    }

    /// @param message hex digits
    private static String hash(String algorithm, String message) {
        byte[] bytes = Hex.parse("0x" + message);
        byte[] digest = switch (algorithm) {
            case "blake2b128" -> Blake2b.digest128(bytes);
            case "blake2b256" -> Blake2b.digest256(bytes);
            case "blake2b512" -> Blake2b.digest512(bytes);
            case "sha256" -> Sha2.digest256(bytes);
            case "keccak256" -> Keccak.digest256(bytes);
            default -> new byte[0];
        };
        return Bytes.wrap(digest).toHex().substring(2);
    }

    private String begin() {
        String seed = RANDOM.ints(4).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String shown = args.stream().map(Json::quoted).collect(Collectors.joining(","));
        return "{\"seed\":[" + seed + "],\"args\":[" + shown + "]}";
    }

    /// The next script: its source, or nothing of it when the host runs it.
    private String next() {
        JsCode code = codes.isEmpty() ? new JsCode.Source("") : codes.remove();
        String more = "{\"more\":" + !codes.isEmpty();
        return switch (code) {
            case JsCode.Source(String text) -> more + ",\"source\":" + Json.quoted(text) + "}";
            case JsCode.Bytecode(Bytes bytes) -> {
                bytecode = bytes;
                yield more + "}";
            }
        };
    }

    private static String compiled(String source) {
        try {
            return "{\"code\":\"" + Sandbox.compiled(source).toHex().substring(2) + "\"}";
        } catch (IllegalStateException e) {
            return "{\"error\":" + Json.quoted(String.valueOf(e.getMessage())) + "}";
        }
    }

    private static String random(int size) {
        byte[] bytes = new byte[Math.clamp(size, 0, RANDOM_MAX)];
        RANDOM.nextBytes(bytes);
        return Bytes.wrap(bytes).toHex().substring(2);
    }

    private static JsValue output(String kind, List<@Nullable Object> values) {
        return switch (kind) {
            case "undefined" -> new JsValue.Undefined();
            case "null" -> new JsValue.Null();
            case "text" -> new JsValue.Text(text(values, 1));
            case "bytes" -> new JsValue.Data(Bytes.wrap(Hex.parse("0x" + text(values, 1))));
            default -> new JsValue.Other(text(values, 1));
        };
    }

    private String http(List<@Nullable Object> values) {
        List<HttpRequest.Header> headers = new ArrayList<>();
        if (values.get(2) instanceof List<?> pairs) {
            for (Object each : pairs) {
                if (each instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(0) instanceof String name
                        && pair.get(1) instanceof String value) {
                    headers.add(new HttpRequest.Header(name, value));
                }
            }
        }
        Bytes body = Bytes.wrap(Hex.parse("0x" + text(values, 3)));
        return switch (host.http(new HttpRequest(text(values, 0), text(values, 1), headers, body))) {
            case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) ->
                "{\"error\":" + Json.quoted(error.display()) + "}";
            case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse response) -> json(response);
        };
    }

    private static String json(HttpResponse response) {
        String headers = response.headers().stream()
                .map(header -> "[" + Json.quoted(header.name()) + "," + Json.quoted(header.value()) + "]")
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "{\"status\":%d,\"reason\":%s,\"headers\":[%s],\"body\":\"%s\"}",
                Short.toUnsignedInt(response.statusCode()),
                Json.quoted(response.reasonPhrase()),
                headers,
                response.body().toHex().substring(2));
    }

    private static String text(List<@Nullable Object> values, int index) {
        if (index < values.size() && values.get(index) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("argument " + index + " is no text");
    }

    private static double number(List<@Nullable Object> values, int index) {
        if (index < values.size() && values.get(index) instanceof Double number) {
            return number;
        }
        throw new IllegalArgumentException("argument " + index + " is no number");
    }
}
