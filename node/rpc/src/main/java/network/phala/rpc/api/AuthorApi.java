package network.phala.rpc.api;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import network.phala.chain.Chain;
import network.phala.chain.pool.PoolException;
import network.phala.chain.pool.PoolTransaction;
import network.phala.chain.pool.TransactionPool;
import network.phala.chain.pool.TransactionStatus;
import network.phala.frame.transaction.TransactionSource;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.rpc.RpcSubscription;
import network.phala.rpc.Sink;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `author_`: transactions into the pool, and what becomes of them.
final class AuthorApi {
    private final TransactionPool pool;

    AuthorApi(Chain chain) {
        this.pool = chain.pool();
    }

    void addTo(RpcMethods methods) {
        methods.call("author_submitExtrinsic", this::submit)
                .call("author_pendingExtrinsics", _ -> pending())
                .unsafeCall("author_removeExtrinsic", this::remove);
        methods.subscription(
                "author_submitAndWatchExtrinsic",
                "author_unwatchExtrinsic",
                "author_extrinsicUpdate",
                this::submitAndWatch);
    }

    private static Bytes extrinsic(Params params) throws RpcException {
        Bytes extrinsic = params.bytes(0, "extrinsic");
        try {
            ScaleReader in = new ScaleReader(extrinsic);
            in.readVec();
            in.expectEnd();
            return extrinsic;
        } catch (DecodeException e) {
            throw new RpcException(
                    PoolErrors.BAD_FORMAT,
                    "Extrinsic has invalid format: " + e.getMessage()
                            + "; expected a compact length and as many bytes");
        }
    }

    private JsonNode submit(Params params) throws RpcException {
        try {
            return Json.hex(pool.submit(TransactionSource.EXTERNAL, extrinsic(params)));
        } catch (PoolException e) {
            throw PoolErrors.of(e.refusal());
        }
    }

    private RpcSubscription.Cancellation submitAndWatch(Params params, Sink sink) throws RpcException {
        Consumer<TransactionStatus> watcher = status -> {
            sink.push(json(status));
            if (status.isLast()) {
                sink.end();
            }
        };
        try {
            H256 hash = pool.submitAndWatch(TransactionSource.EXTERNAL, extrinsic(params), watcher);
            return () -> pool.unwatch(hash, watcher);
        } catch (PoolException e) {
            throw PoolErrors.of(e.refusal());
        }
    }

    private static JsonNode json(TransactionStatus status) {
        return switch (status) {
            case TransactionStatus.Future _ -> Json.text("future");
            case TransactionStatus.Ready _ -> Json.text("ready");
            case TransactionStatus.Broadcast(List<String> peers) -> {
                ObjectNode json = Json.object();
                ArrayNode list = json.putArray("broadcast");
                peers.forEach(list::add);
                yield json;
            }
            case TransactionStatus.InBlock(H256 block, int _) -> withHash("inBlock", block);
            case TransactionStatus.Finalized(H256 block, int _) -> withHash("finalized", block);
            case TransactionStatus.Usurped(H256 by) -> withHash("usurped", by);
            case TransactionStatus.Dropped _ -> Json.text("dropped");
            case TransactionStatus.Invalid _ -> Json.text("invalid");
        };
    }

    private static JsonNode withHash(String name, H256 hash) {
        return Json.object().put(name, hash.toHex());
    }

    private JsonNode pending() {
        return Json.hexList(
                pool.ready().stream().map(PoolTransaction::extrinsic).toList());
    }

    /// Removes transactions, each named `{"hash": …}` or `{"extrinsic": …}`, and what depends on them.
    private JsonNode remove(Params params) throws RpcException {
        JsonNode list = params.raw(0, "bytesOrHash");
        if (list == null || !list.isArray()) {
            throw RpcException.invalidParams("bytesOrHash is missing; expected a list of {hash} or {extrinsic}");
        }
        Set<H256> hashes = new LinkedHashSet<>();
        for (JsonNode one : list) {
            if (one.has("hash")) {
                hashes.add(Params.hash(one.get("hash"), "hash"));
            } else if (one.has("extrinsic")) {
                hashes.add(PoolTransaction.hashOf(Params.bytes(one.get("extrinsic"), "extrinsic")));
            } else {
                throw RpcException.invalidParams(one + " in bytesOrHash; expected {hash} or {extrinsic}");
            }
        }
        ArrayNode removed = Json.array();
        pool.removeInvalid(hashes).forEach(hash -> removed.add(hash.toHex()));
        return removed;
    }
}
