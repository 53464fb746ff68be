package network.phala.pruntime.script;

import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.scale.Result;

/// What scripts reach outside their sandbox: the web and the log.
public interface ScriptHost {
    Result<HttpResponse, HttpRequestError> http(HttpRequest request);

    /// Text that a script printed.
    void print(String text);
}
