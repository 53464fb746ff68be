package network.phala.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pruntime.script.ScriptEngine;
import network.phala.pruntime.script.ScriptHost;
import network.phala.scale.Result;

/// `js_eval` of `1+1`, warm: a sandbox of its own for every evaluation, against the five milliseconds of the plan.
final class ScriptBench implements Bench {
    private static final int ROUNDS = 400;
    private static final double LIMIT_MICROS = 5_000;

    @Override
    public String name() {
        return "js";
    }

    @Override
    public List<Figure> measure() {
        ScriptEngine engine = new ScriptEngine();
        ScriptHost nobody = new ScriptHost() {
            @Override
            public Result<HttpResponse, HttpRequestError> http(HttpRequest request) {
                return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
            }

            @Override
            public void print(String text) {}
        };
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            engine.eval(List.of(new JsCode.Source("1+1")), List.of(), nobody, Duration.ofMinutes(1));
            nanos[i] = System.nanoTime() - began;
        }
        long[] warm = Arrays.copyOfRange(nanos, ROUNDS / 2, ROUNDS);
        Arrays.sort(warm);
        double median = warm[warm.length / 2] / 1e3;
        return List.of(new Figure(
                "js-eval", LIMIT_MICROS / median, 1.0, String.format(Locale.ROOT, "%.0f µs, median", median)));
    }
}
