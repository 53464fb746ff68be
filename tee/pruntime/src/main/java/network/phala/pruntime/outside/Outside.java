package network.phala.pruntime.outside;

import java.time.Duration;
import java.util.List;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.scale.Result;

/// The world beyond the worker, as a contract's query reaches it. `remaining` is what is left of the query's time. Any
/// thread.
public interface Outside {
    /// Nothing is out there: what commands get, which never ask.
    Outside NONE = new Outside() {
        @Override
        public Result<HttpResponse, HttpRequestError> http(Asker asker, HttpRequest request, Duration remaining) {
            return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
        }

        @Override
        public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batch(
                Asker asker, List<HttpRequest> requests, Duration remaining) {
            return new Result.Err<>(HttpRequestError.NOT_ALLOWED);
        }

        @Override
        public JsValue eval(Asker asker, List<JsCode> codes, List<String> args, Console console, Duration remaining) {
            return new JsValue.Exception("No js runtime");
        }
    };

    /// One request. Failures of the network are answers too, with status 523 or 524.
    Result<HttpResponse, HttpRequestError> http(Asker asker, HttpRequest request, Duration remaining);

    /// Several requests at the same time.
    Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batch(
            Asker asker, List<HttpRequest> requests, Duration remaining);

    /// Runs scripts one after another in one world of their own; what they give is the last one's value.
    JsValue eval(Asker asker, List<JsCode> codes, List<String> args, Console console, Duration remaining);

    /// Where the lines go that scripts print. Levels: 1 error, 2 warning, 3 information, 4 debug, 5 trace.
    @FunctionalInterface
    interface Console {
        void line(int level, String text);
    }
}
