package network.phala.pruntime.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.scale.Result;
import network.phala.sidevm.Pauses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever asks for scripts first may leave, be out of time or have no luck; the next has them.
@Timeout(300)
class SharedEngineTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static long later() {
        return System.nanoTime() + LONG.toNanos();
    }

    @Test
    void whoIsInterruptedAtTheFirstScriptLeavesTheEngineToTheNext() throws Exception {
        SharedEngine shared = new SharedEngine();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> shared.get(Pauses.NONE, later())).isInstanceOf(InterruptedException.class);
        ScriptHost silent = new ScriptHost() {
            @Override
            public Result<HttpResponse, HttpRequestError> http(HttpRequest request) {
                return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
            }

            @Override
            public void print(String text) {}
        };
        ScriptEngine engine = shared.get(Pauses.NONE, later());
        assertThat(engine.eval(List.of(new JsCode.Source("'there'")), List.of(), silent, LONG))
                .isEqualTo(new JsValue.Text("there"));
        assertThat(shared.get(Pauses.NONE, later())).isSameAs(engine);
    }

    @Test
    void whoHasNoTimeIsToldAndTheOthersWaitOutsideTheirPlaces() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SharedEngine shared = new SharedEngine(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new ScriptEngine();
        });
        assertThatThrownBy(() -> shared.get(Pauses.NONE, System.nanoTime())).isInstanceOf(TimeoutException.class);
        AtomicInteger waits = new AtomicInteger();
        Pauses counted = wait -> {
            waits.incrementAndGet();
            go.countDown();
            wait.run();
        };
        ScriptEngine engine = shared.get(counted, later());
        assertThat(shared.get(counted, later())).isSameAs(engine);
        assertThat(waits).hasValue(1);
    }

    @Test
    void anEngineThatCannotBeMadeIsTriedAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        SharedEngine shared = new SharedEngine(() -> {
            if (tries.getAndIncrement() == 0) {
                throw new OutOfMemoryError("for once");
            }
            return new ScriptEngine();
        });
        assertThatThrownBy(() -> shared.get(Pauses.NONE, later()))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("for once");
        assertThat(shared.get(Pauses.NONE, later())).isNotNull();
        assertThat(tries).hasValue(2);
    }
}
