package network.phala.golden.pink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.phala.crypto.RandomSource;
import network.phala.pink.PinkHost;
import network.phala.pink.types.CacheOp;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.pink.types.SgxQuote;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import org.jspecify.annotations.Nullable;

/// The host of the recording: fixed answers from the file, a plain map for the local cache, and a list of every call.
final class RecordedHost implements PinkHost {
    private static final Codec<HttpRequest> REQUEST = Scale.of(HttpRequest.class);
    private static final Codec<HttpResponse> RESPONSE = Scale.of(HttpResponse.class);
    private static final Codec<JsCode> CODE = Scale.of(JsCode.class);
    private static final Codec<JsValue> VALUE = Scale.of(JsValue.class);
    private static final Codec<SgxQuote> QUOTE = Scale.of(SgxQuote.class);

    /// One call of the runtime to the host: arguments and answer as SCALE.
    record Call(String name, Bytes args, Bytes answer) {}

    private record CacheKey(AccountId contract, Bytes key) implements Comparable<CacheKey> {
        @Override
        public int compareTo(CacheKey other) {
            int byContract = contract.compareTo(other.contract);
            return byContract != 0 ? byContract : key.compareTo(other.key);
        }
    }

    private final Map<String, Bytes> answers = new TreeMap<>();
    private Map<CacheKey, Bytes> cache = new TreeMap<>();
    private final List<Call> calls = new ArrayList<>();

    void answer(String name, Bytes value) {
        answers.put(name, value);
    }

    /// Forgets the calls so far and gives them.
    List<Call> takeCalls() {
        List<Call> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /// The cache as it is, to return to.
    Object cacheSnapshot() {
        return new TreeMap<>(cache);
    }

    @SuppressWarnings("unchecked")
    void restoreCache(Object snapshot) {
        cache = (Map<CacheKey, Bytes>) snapshot;
    }

    void apply(AccountId contract, CacheOp op) {
        switch (op) {
            case CacheOp.Set(Bytes key, Bytes value) -> cache.put(new CacheKey(contract, key), value);
            case CacheOp.SetExpiration(Bytes key, long seconds) -> {
                if (seconds == 0) {
                    cache.remove(new CacheKey(contract, key));
                }
            }
            case CacheOp.Remove(Bytes key) -> cache.remove(new CacheKey(contract, key));
        }
    }

    private Bytes fixed(String name) {
        Bytes answer = answers.get(name);
        if (answer == null) {
            throw new UnplayableException("\"fixed_answers\" has none for " + name);
        }
        return answer;
    }

    private Bytes record(String name, ScaleWriter args, Bytes answer) {
        calls.add(new Call(name, args.toBytes(), answer));
        return answer;
    }

    private static ScaleWriter contract(AccountId contract) {
        ScaleWriter args = new ScaleWriter();
        args.write(contract.toBytes());
        return args;
    }

    private static ScaleWriter cacheArgs(AccountId contract, Bytes key) {
        ScaleWriter args = new ScaleWriter();
        args.writeVec(contract.toBytes());
        args.writeVec(key);
        return args;
    }

    private static Bytes option(Optional<Bytes> value) {
        ScaleWriter out = new ScaleWriter();
        out.writeByte(value.isPresent() ? 1 : 0);
        value.ifPresent(out::writeVec);
        return out.toBytes();
    }

    @Override
    public void log(AccountId contract, int level, String message) {
        ScaleWriter args = contract(contract);
        args.writeByte(level);
        args.writeVec(Bytes.ofUtf8(message));
        record("log_to_server", args, Bytes.EMPTY);
    }

    @Override
    public Bytes latestSystemCode() {
        return decode(
                reader -> reader.readVec(),
                record("latest_system_code", new ScaleWriter(), fixed("latest_system_code")));
    }

    @Override
    public Bytes32 workerPubkey() {
        return Bytes32.of(record("worker_pubkey", new ScaleWriter(), fixed("worker_pubkey")));
    }

    @Override
    public boolean cacheSet(AccountId contract, Bytes key, Bytes value) {
        ScaleWriter args = cacheArgs(contract, key);
        args.writeVec(value);
        Bytes answer = answers.getOrDefault("cache_set", Bytes.of((byte) 0));
        record("cache_set", args, answer);
        if (answer.get(0) != 0) {
            return false;
        }
        cache.put(new CacheKey(contract, key), value);
        return true;
    }

    /// The file's own answer where it has one.
    private Optional<Bytes> cached(String name, @Nullable Bytes held) {
        Bytes answer = answers.get(name);
        return answer == null
                ? Optional.ofNullable(held)
                : decode(in -> in.readByte() == 0 ? Optional.empty() : Optional.of(in.readVec()), answer);
    }

    @Override
    public Optional<Bytes> cacheGet(AccountId contract, Bytes key) {
        Optional<Bytes> value = cached("cache_get", cache.get(new CacheKey(contract, key)));
        record("cache_get", cacheArgs(contract, key), option(value));
        return value;
    }

    @Override
    public void cacheSetExpiration(AccountId contract, Bytes key, long seconds) {
        ScaleWriter args = cacheArgs(contract, key);
        args.writeLong(seconds);
        record("cache_set_expiration", args, Bytes.EMPTY);
        apply(contract, new CacheOp.SetExpiration(key, seconds));
    }

    @Override
    public Optional<Bytes> cacheRemove(AccountId contract, Bytes key) {
        Optional<Bytes> value = cached("cache_remove", cache.remove(new CacheKey(contract, key)));
        record("cache_remove", cacheArgs(contract, key), option(value));
        return value;
    }

    @Override
    public Result<HttpResponse, HttpRequestError> httpRequest(AccountId contract, HttpRequest request) {
        ScaleWriter args = contract(contract);
        REQUEST.encode(request, args);
        return decode(RecordedHost::response, record("http_request", args, fixed("http_request")));
    }

    private static Result<HttpResponse, HttpRequestError> response(ScaleReader in) throws DecodeException {
        return in.readByte() == 0
                ? new Result.Ok<>(RESPONSE.decode(in))
                : new Result.Err<>(HttpRequestError.values()[in.readByte()]);
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batchHttpRequest(
            AccountId contract, List<HttpRequest> requests, long timeoutMillis) {
        ScaleWriter args = contract(contract);
        args.writeCompact(requests.size());
        requests.forEach(request -> REQUEST.encode(request, args));
        args.writeLong(timeoutMillis);
        return decode(
                in -> {
                    if (in.readByte() != 0) {
                        return new Result.Err<>(HttpRequestError.values()[in.readByte()]);
                    }
                    List<Result<HttpResponse, HttpRequestError>> responses = new ArrayList<>();
                    int count = in.readLength(1);
                    for (int i = 0; i < count; i++) {
                        responses.add(response(in));
                    }
                    return new Result.Ok<>(responses);
                },
                record("batch_http_request", args, fixed("batch_http_request")));
    }

    @Override
    public JsValue jsEval(AccountId contract, List<JsCode> codes, List<String> scriptArgs) {
        ScaleWriter args = contract(contract);
        args.writeCompact(codes.size());
        codes.forEach(code -> CODE.encode(code, args));
        args.writeCompact(scriptArgs.size());
        scriptArgs.forEach(text -> args.writeVec(Bytes.ofUtf8(text)));
        return decode(VALUE::decode, record("js_eval", args, fixed("js_eval")));
    }

    @Override
    public Optional<SgxQuote> workerSgxQuote() {
        return decode(
                in -> in.readByte() == 0 ? Optional.empty() : Optional.of(QUOTE.decode(in)),
                record("worker_sgx_quote", new ScaleWriter(), fixed("worker_sgx_quote")));
    }

    /// Steps that draw randomness are marked as not comparable; zeros will do.
    @Override
    public RandomSource random() {
        return out -> java.util.Arrays.fill(out, (byte) 0);
    }

    @Override
    public long untrustedMillis() {
        return 0;
    }

    private interface Decoder<T> {
        T decode(ScaleReader in) throws DecodeException;
    }

    private static <T> T decode(Decoder<T> decoder, Bytes answer) {
        try {
            return decoder.decode(new ScaleReader(answer));
        } catch (DecodeException e) {
            throw new UnplayableException("the host's answer " + answer + " does not decode: " + e.getMessage());
        }
    }
}
