package network.phala.rpc.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.chain.Chain;
import network.phala.crypto.Blake2b;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.storage.State;
import network.phala.trie.Trie;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `childstate_`: the storage of child tries. The first parameter is the child's key with its
/// `:child_storage:default:` prefix.
final class ChildStateApi {
    private final States states;

    ChildStateApi(Chain chain) {
        this.states = new States(chain);
    }

    void addTo(RpcMethods methods) {
        methods.call("childstate_getStorage", params -> Json.hexOrNull(value(params)))
                .call("childstate_getStorageEntries", this::getStorageEntries)
                .call("childstate_getStorageHash", this::getStorageHash)
                .call("childstate_getStorageSize", this::getStorageSize)
                .call("childstate_getKeysPaged", this::getKeysPaged)
                .alias("childstate_getKeysPagedAt", "childstate_getKeysPaged")
                .unsafeCall("childstate_getKeys", this::getKeys);
    }

    static Bytes childKey(Params params) throws RpcException {
        Bytes prefixed = params.bytes(0, "childStorageKey");
        if (!prefixed.startsWith(State.CHILD_PREFIX)) {
            throw new RpcException(States.CLIENT_ERROR, "Client error: Invalid child storage key");
        }
        return prefixed.slice(State.CHILD_PREFIX.size(), prefixed.size());
    }

    private Trie child(Params params, int atIndex) throws RpcException {
        return states.at(params, atIndex).state().child(childKey(params));
    }

    private Optional<Bytes> value(Params params) throws RpcException {
        return child(params, 2).get(params.bytes(1, "key"));
    }

    private JsonNode getStorageEntries(Params params) throws RpcException {
        Trie child = child(params, 2);
        ArrayNode values = Json.array();
        for (Bytes key : params.bytesList(1, "keys")) {
            values.add(Json.hexOrNull(child.get(key)));
        }
        return values;
    }

    private JsonNode getStorageHash(Params params) throws RpcException {
        return value(params)
                .map(value -> Json.hex(new H256(Blake2b.hash256(value.unsafeArray()))))
                .orElseGet(Json::nothing);
    }

    private JsonNode getStorageSize(Params params) throws RpcException {
        return value(params).map(value -> Json.number(value.size())).orElseGet(Json::nothing);
    }

    private JsonNode getKeys(Params params) throws RpcException {
        List<Bytes> keys = new ArrayList<>();
        Iterator<Map.Entry<Bytes, Bytes>> entries = child(params, 2).iterator(params.bytes(1, "prefix"));
        while (entries.hasNext()) {
            keys.add(entries.next().getKey());
        }
        return Json.hexList(keys);
    }

    private JsonNode getKeysPaged(Params params) throws RpcException {
        Bytes prefix = params.optionalBytes(1, "prefix").orElse(Bytes.EMPTY);
        long count = params.u32(2, "count");
        return Json.hexList(StateApi.page(child(params, 4), prefix, count, params.optionalBytes(3, "startKey")));
    }
}
