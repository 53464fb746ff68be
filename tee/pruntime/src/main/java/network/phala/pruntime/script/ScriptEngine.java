package network.phala.pruntime.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.wasm.GuestThread;

/// Runs JavaScript for contracts, each evaluation in a new sandbox with its own memory and within
/// its time.
///
/// Making an engine takes half a second: QuickJS is set up and the prelude (timers, fetch, output)
/// runs once. Every evaluation then starts from a copy of that engine's memory. Any thread.
///
/// Bytecode is that of this engine, as `Sidevm.compile` in a script makes it. It is trusted no more
/// than a script: what it breaks is the sandbox of its own evaluation.
///
/// What scripts see and give follows Phala-Network/phat-quickjs src/js_eval.rs: arguments in `scriptArgs`, the answer
/// is `scriptOutput` or else the last expression's value.
public final class ScriptEngine {
    /// 16 MiB, as the original gives its engine.
    static final int PAGES_MAX = 256;

    /// For the thread to see that it should end.
    private static final Duration END_GRACE = Duration.ofSeconds(2);

    private static final String HOST = "globalThis[Symbol.for('phala.host')]";

    private final Sandbox.Image image;
    private final Sandbox.Code step;
    private final Sandbox.Code wait;

    public ScriptEngine() {
        StringBuilder said = new StringBuilder();
        Sandbox first = new Sandbox(PAGES_MAX, new Sandbox.Silent(said));
        first.initialize();
        first.run(first.load(Sandbox.compiled(prelude())));
        if (!said.isEmpty()) {
            throw new IllegalStateException("The prelude fails: " + said);
        }
        step = first.load(Sandbox.compiled(HOST + ".step()"));
        wait = first.load(Sandbox.compiled(HOST + ".wait()"));
        image = first.image();
    }

    private static String prelude() {
        return "(() => {'use strict';\n" + resource("prelude.js") + resource("sidevm.js") + resource("web.js")
                + "})();";
    }

    private static String resource(String name) {
        try (InputStream in = ScriptEngine.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Evaluates scripts one after another in one world; failures are values, too.
    public JsValue eval(List<JsCode> codes, List<String> args, ScriptHost host, Duration limit) {
        if (!limit.isPositive()) {
            return timedOut();
        }
        long deadline = System.nanoTime() + limit.toNanos();
        ScriptRun run = new ScriptRun(codes, args, host, deadline);
        FutureTask<JsValue> task = new FutureTask<>(() -> run.execute(image, step, wait));
        Thread thread = GuestThread.of("script", task);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return end(thread);
        } catch (InterruptedException e) {
            JsValue ended = end(thread);
            Thread.currentThread().interrupt();
            return ended;
        } catch (ExecutionException e) {
            return failed(ScriptRun.reason(e.getCause()));
        }
    }

    /// The guest looks for interrupts at every call and loop.
    private static JsValue end(Thread thread) {
        thread.interrupt();
        try {
            thread.join(END_GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return timedOut();
    }

    /// The value of a script that has no time left.
    public static JsValue timedOut() {
        return failed("Sidevm execution timeout");
    }

    static JsValue failed(String reason) {
        return new JsValue.Exception("Failed to run Javascript: " + reason);
    }
}
