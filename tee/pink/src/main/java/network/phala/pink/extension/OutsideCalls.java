package network.phala.pink.extension;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.pink.PinkHost;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.pink.types.PinkRuntime;
import network.phala.pink.types.SgxQuote;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// The extension functions that reach outside the worker: HTTP, scripts, quotes. In transactions they have fixed
/// answers.
final class OutsideCalls {
    private static final Codec<HttpRequest> REQUEST = Scale.of(HttpRequest.class);
    private static final Codec<HttpResponse> RESPONSE = Scale.of(HttpResponse.class);
    private static final Codec<JsCode> CODE = Scale.of(JsCode.class);
    private static final Codec<JsValue> VALUE = Scale.of(JsValue.class);
    private static final Codec<SgxQuote> QUOTE = Scale.of(SgxQuote.class);

    private static final Bytes NO_HTTP = Bytes.ofUtf8("HTTP request is not supported in transaction");

    private final PinkRuntime runtime;
    private final PinkHost host;
    private final AccountId contract;

    OutsideCalls(PinkRuntime runtime, PinkHost host, AccountId contract) {
        this.runtime = runtime;
        this.host = host;
        this.contract = contract;
    }

    PinkExtension.Answer httpRequest(ScaleReader in, boolean inQuery) throws DecodeException, DispatchException {
        HttpRequest request = REQUEST.decode(in);
        in.expectEnd();
        if (!inQuery) {
            Bytes body = runtime.atLeast(PinkRuntime.V1_2) ? NO_HTTP : Bytes.EMPTY;
            HttpResponse response = new HttpResponse((short) 523, "API Unavailable", List.of(), body);
            return PinkExtension.Answer.ok(RESPONSE.encode(response));
        }
        return switch (host.httpRequest(contract, request)) {
            case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse response) ->
                PinkExtension.Answer.ok(RESPONSE.encode(response));
            case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) ->
                throw new DispatchException(new DispatchError.Other(error.display()));
        };
    }

    PinkExtension.Answer batchHttpRequest(ScaleReader in, boolean inQuery) throws DecodeException {
        List<HttpRequest> requests = list(in, REQUEST);
        long timeoutMillis = in.readLong();
        in.expectEnd();
        if (!inQuery) {
            return failed(HttpRequestError.NOT_ALLOWED);
        }
        return switch (host.batchHttpRequest(contract, requests, timeoutMillis)) {
            case Result.Ok<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError>(
                    List<Result<HttpResponse, HttpRequestError>> responses) ->
                PinkExtension.Answer.ok(encode(responses));
            case Result.Err<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError>(HttpRequestError error) ->
                failed(error);
        };
    }

    private static PinkExtension.Answer failed(HttpRequestError error) {
        return new PinkExtension.Answer(error.ordinal() + 1, Bytes.EMPTY);
    }

    private static Bytes encode(List<Result<HttpResponse, HttpRequestError>> responses) {
        ScaleWriter out = new ScaleWriter();
        out.writeCompact(responses.size());
        for (Result<HttpResponse, HttpRequestError> response : responses) {
            switch (response) {
                case Result.Ok<HttpResponse, HttpRequestError>(HttpResponse value) -> {
                    out.writeByte(0);
                    RESPONSE.encode(value, out);
                }
                case Result.Err<HttpResponse, HttpRequestError>(HttpRequestError error) -> {
                    out.writeByte(1);
                    out.writeByte(error.ordinal());
                }
            }
        }
        return out.toBytes();
    }

    PinkExtension.Answer jsEval(ScaleReader in, boolean inQuery) throws DecodeException {
        List<JsCode> codes = list(in, CODE);
        int count = in.readLength(1);
        List<String> args = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            args.add(in.readString());
        }
        in.expectEnd();
        JsValue value = inQuery
                ? host.jsEval(contract, codes, args)
                : new JsValue.Exception("Js evaluation is not supported in transaction");
        return PinkExtension.Answer.ok(VALUE.encode(value));
    }

    PinkExtension.Answer workerSgxQuote(ScaleReader in, boolean inQuery) throws DecodeException {
        in.expectEnd();
        Optional<SgxQuote> quote = inQuery ? host.workerSgxQuote() : Optional.empty();
        ScaleWriter out = new ScaleWriter();
        out.writeByte(quote.isPresent() ? 1 : 0);
        quote.ifPresent(present -> QUOTE.encode(present, out));
        return PinkExtension.Answer.ok(out.toBytes());
    }

    private static <T> List<T> list(ScaleReader in, Codec<T> codec) throws DecodeException {
        int count = in.readLength(1);
        List<T> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(codec.decode(in));
        }
        return items;
    }
}
