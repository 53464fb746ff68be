package network.phala.pruntime.script;

import java.util.function.LongSupplier;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.scale.Result;
import network.phala.sidevm.Pauses;

/// What scripts reach outside their sandbox: the web and the log.
public interface ScriptHost extends Pauses {
    Result<HttpResponse, HttpRequestError> http(HttpRequest request);

    /// Text that a script printed.
    void print(String text);

    /// How to learn what the script holds in memory, in bytes; to be asked on its thread.
    default void holds(LongSupplier bytes) {}

    /// A script waits for its timers; in [#http] it waits by itself.
    @Override
    default void during(Wait wait) throws InterruptedException {
        wait.run();
    }
}
