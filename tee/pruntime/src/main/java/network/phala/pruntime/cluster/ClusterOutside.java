package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Ss58;
import network.phala.pink.types.HttpRequest;
import network.phala.pink.types.HttpRequestError;
import network.phala.pink.types.HttpResponse;
import network.phala.pink.types.JsCode;
import network.phala.pink.types.JsValue;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.pruntime.outside.Asker;
import network.phala.pruntime.outside.Outside;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.sidevm.NoOutputException;
import network.phala.sidevm.SidevmException;
import network.phala.sidevm.Sidevms;

/// The outside as contracts of a cluster see it: the worker's, and the cluster's own SideVM programs in it. Any thread.
///
/// * `sidevm://<contract id in hex>` is no web address: the request's body goes to that contract's program as a query,
///   in the name of the contract that asks.
/// * Where the cluster names a JavaScript runtime (driver `JsRuntime`), that program evaluates scripts; elsewhere the
///   worker's own engine does.
///
/// Follows phala-blockchain crates/phactory/src/contracts/pink.rs, http_request, sidevm_query and js_eval.
record ClusterOutside(Outside worker, Sidevms sidevms, ClusterView cluster) implements Outside {
    private static final Logger LOG = System.getLogger(ClusterOutside.class.getName());
    private static final String SIDEVM = "sidevm://";
    private static final Codec<JsValue> JS_VALUE = Scale.of(JsValue.class);

    @Override
    public Result<HttpResponse, HttpRequestError> http(Asker asker, HttpRequest request, Duration remaining) {
        String target = request.url();
        if (!target.startsWith(SIDEVM)) {
            return worker.http(asker, request, remaining);
        }
        int begin = 0;
        while (target.startsWith(SIDEVM, begin)) {
            begin += SIDEVM.length();
        }
        target = target.substring(begin);
        return target.matches("[0-9a-fA-F]{64}")
                ? new Result.Ok<>(ask(asker, new AccountId(Bytes32.fromHex("0x" + target)), request.body(), remaining))
                : new Result.Err<>(HttpRequestError.INVALID_URL);
    }

    private HttpResponse ask(Asker asker, AccountId asked, Bytes question, Duration remaining) {
        if (cluster.contract(asked).isEmpty()) {
            return failed("Contract not found: " + shown(asked));
        }
        try {
            Bytes answer = sidevms.query(
                    new H256(asked.value()), Optional.of(asker.contract().value()), question, remaining, asker);
            return new HttpResponse((short) 200, "OK", List.of(), answer);
        } catch (SidevmException e) {
            return failed(
                    switch (e.reason()) {
                        case TIMEOUT -> "Sidevm query timeout";
                        case BUSY -> "Sidevm send query failed";
                        case NO_RESPONSE -> "Broken pipe";
                        case STOPPED -> "Sidevm stopped: " + shown(asked);
                        case NOT_FOUND, NOT_WAITING_FOR_CODE, WRONG_CODE, EXPIRED ->
                            "Sidevm not found: " + shown(asked);
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("Sidevm query timeout");
        }
    }

    private static HttpResponse failed(String reason) {
        return new HttpResponse((short) 500, "Internal Server Error", List.of(), Bytes.ofUtf8(reason));
    }

    /// As Substrate shows accounts to developers.
    private static String shown(AccountId account) {
        return HexFormat.of().formatHex(account.value().toBytes().unsafeArray()) + " ("
                + Ss58.encode(account, Ss58.SUBSTRATE).substring(0, 8) + "...)";
    }

    @Override
    public Result<List<Result<HttpResponse, HttpRequestError>>, HttpRequestError> batch(
            Asker asker, List<HttpRequest> requests, Duration remaining) {
        return worker.batch(asker, requests, remaining);
    }

    @Override
    public JsValue eval(Asker asker, List<JsCode> codes, List<String> args, Console console, Duration remaining) {
        Optional<H256> runtime = cluster.jsRuntime();
        if (runtime.isEmpty()) {
            return worker.eval(asker, codes, args, console, remaining);
        }
        Optional<Bytes> program = cluster.cluster().sidevmCode(runtime.get());
        if (program.isEmpty()) {
            return new JsValue.Exception("Failed to load Javascript runtime module: Js runtime code not found");
        }
        asker.holds(() -> Sidevms.EVALUATION_BYTES);
        try {
            Bytes output = sidevms.evaluate(
                    new H256(asker.known().value()),
                    runtime.get(),
                    program.get(),
                    arguments(codes, args),
                    (_, level, text) -> console.line(level, text),
                    remaining,
                    asker);
            return JS_VALUE.decodePrefix(output);
        } catch (DecodeException e) {
            return notRun("Failed to decode output");
        } catch (NoOutputException e) {
            LOG.log(Level.DEBUG, "Script gives nothing contract={0} reason={1}", asker.contract(), e.getMessage());
            return notRun(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notRun("Sidevm execution timeout");
        }
    }

    private static JsValue notRun(String reason) {
        return new JsValue.Exception("Failed to run Javascript: " + reason);
    }

    private static List<String> arguments(List<JsCode> codes, List<String> args) {
        List<String> all = new ArrayList<>(List.of("phatjs"));
        for (JsCode code : codes) {
            switch (code) {
                case JsCode.Source(String text) -> all.addAll(List.of("-c", text));
                case JsCode.Bytecode(Bytes bytes) ->
                    all.addAll(List.of("-b", HexFormat.of().formatHex(bytes.unsafeArray())));
            }
        }
        all.add("--");
        all.addAll(args);
        return all;
    }
}
