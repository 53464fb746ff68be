package network.phala.pruntime.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.phala.primitives.Bytes;
import network.phala.prpc.PrpcException;
import network.phala.prpc.PrpcMethod;
import network.phala.scale.DecodeException;

/// The handlers of the prpc methods, by name. Filled once at start, then only read.
public final class PrpcService {
    /// Answers one call.
    public interface Handler<Q extends Record, A extends Record> {
        A handle(Q request) throws PrpcException, DecodeException;
    }

    /// Answers one call that may take long: it is told whether the caller has left meanwhile.
    public interface PatientHandler<Q extends Record, A extends Record> {
        A handle(Q request, BooleanSupplier hasLeft) throws PrpcException, DecodeException;
    }

    private record Bound<Q extends Record, A extends Record>(PrpcMethod<Q, A> method, PatientHandler<Q, A> handler) {
        Bytes call(Bytes body, boolean json, BooleanSupplier hasLeft) throws PrpcException {
            try {
                A answer = handler.handle(decode(body, json), hasLeft);
                return json
                        ? Bytes.ofUtf8(method.response().toJson(answer))
                        : method.response().encode(answer);
            } catch (DecodeException e) {
                throw PrpcException.decode(String.valueOf(e.getMessage()));
            }
        }

        private Q decode(Bytes body, boolean json) throws DecodeException {
            if (!json) {
                return method.request().decode(body);
            }
            return body.isEmpty()
                    ? method.request().defaultValue()
                    : method.request().fromJson(body.toUtf8());
        }
    }

    private final Map<String, Bound<?, ?>> handlers = new HashMap<>();

    public <Q extends Record, A extends Record> void bind(PrpcMethod<Q, A> method, Handler<Q, A> handler) {
        bindPatient(method, (request, _) -> handler.handle(request));
    }

    public <Q extends Record, A extends Record> void bindPatient(
            PrpcMethod<Q, A> method, PatientHandler<Q, A> handler) {
        handlers.put(method.name(), new Bound<>(method, handler));
    }

    /// The method, if it has a handler.
    public Optional<PrpcMethod<?, ?>> method(String name) {
        return Optional.ofNullable(handlers.get(name)).map(Bound::method);
    }

    /// Decodes the body, runs the handler and encodes its answer.
    ///
    /// @param json both bodies are JSON; an empty request body then is the default message
    /// @param hasLeft whether the caller has gone; asked on any thread while this call lasts
    public Bytes call(String name, Bytes body, boolean json, BooleanSupplier hasLeft) throws PrpcException {
        Bound<?, ?> bound = handlers.get(name);
        if (bound == null) {
            throw PrpcException.methodNotFound();
        }
        return bound.call(body, json, hasLeft);
    }
}
