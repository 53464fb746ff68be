package network.phala.rpc.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.phala.chain.BlockRef;
import network.phala.chain.Chain;
import network.phala.chain.StateAt;
import network.phala.crypto.Blake2b;
import network.phala.frame.system.RuntimeVersion;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.rpc.RpcSubscription;
import network.phala.rpc.Sink;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.trie.StorageProof;
import network.phala.trie.Trie;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `state_`: storage at any block, runtime calls, metadata, proofs, and storage as it changes.
final class StateApi {
    /// Keys in one page, as Substrate has it.
    static final int PAGE_KEYS_MAX = 1000;

    static final int INVALID_COUNT = 4002;
    private static final int INVALID_BLOCK_RANGE = 4001;
    private static final int RANGE_BLOCKS_MAX = 10_000;
    private static final Codec<RuntimeVersion> VERSION = Scale.of(RuntimeVersion.class);

    private final Chain chain;
    private final States states;
    private final BlockFeed feed;

    StateApi(Chain chain, BlockFeed feed) {
        this.chain = chain;
        this.states = new States(chain);
        this.feed = feed;
    }

    void addTo(RpcMethods methods) {
        methods.call("state_getStorage", params -> Json.hexOrNull(value(params)))
                .alias("state_getStorageAt", "state_getStorage")
                .call("state_getStorageHash", this::getStorageHash)
                .alias("state_getStorageHashAt", "state_getStorageHash")
                .call("state_getStorageSize", this::getStorageSize)
                .alias("state_getStorageSizeAt", "state_getStorageSize")
                .call("state_getKeysPaged", this::getKeysPaged)
                .alias("state_getKeysPagedAt", "state_getKeysPaged")
                .call("state_queryStorageAt", this::queryStorageAt)
                .call("state_getReadProof", this::getReadProof)
                .call("state_getChildReadProof", this::getChildReadProof)
                .call("state_getMetadata", this::getMetadata)
                .call("state_getRuntimeVersion", this::getRuntimeVersion)
                .alias("chain_getRuntimeVersion", "state_getRuntimeVersion")
                .call("state_call", this::call)
                .alias("state_callAt", "state_call");
        methods.unsafeCall("state_getKeys", this::getKeys)
                .unsafeCall("state_getPairs", this::getPairs)
                .unsafeCall("state_queryStorage", this::queryStorage);
        methods.subscription(
                "state_subscribeStorage", "state_unsubscribeStorage", "state_storage", this::subscribeStorage);
        methods.subscription(
                        "state_subscribeRuntimeVersion",
                        "state_unsubscribeRuntimeVersion",
                        "state_runtimeVersion",
                        this::subscribeRuntimeVersion)
                .alias("chain_subscribeRuntimeVersion", "state_subscribeRuntimeVersion")
                .alias("chain_unsubscribeRuntimeVersion", "state_unsubscribeRuntimeVersion");
    }

    private Optional<Bytes> value(Params params) throws RpcException {
        return states.at(params, 1).state().get(params.bytes(0, "key"));
    }

    private JsonNode getStorageHash(Params params) throws RpcException {
        return value(params)
                .map(value -> Json.hex(new H256(Blake2b.hash256(value.unsafeArray()))))
                .orElseGet(Json::nothing);
    }

    /// The length of the value, or of all values under the key as a prefix when there is none.
    private JsonNode getStorageSize(Params params) throws RpcException {
        Optional<Bytes> value = value(params);
        if (value.isPresent()) {
            return Json.number(value.get().size());
        }
        long sum = 0;
        Iterator<Map.Entry<Bytes, Bytes>> entries = states.at(params, 1).state().iterator(params.bytes(0, "key"));
        while (entries.hasNext()) {
            sum += entries.next().getValue().size();
        }
        return sum == 0 ? Json.nothing() : Json.number(sum);
    }

    private JsonNode getKeys(Params params) throws RpcException {
        ArrayNode keys = Json.array();
        Iterator<Map.Entry<Bytes, Bytes>> entries = states.at(params, 1).state().iterator(params.bytes(0, "prefix"));
        while (entries.hasNext()) {
            keys.add(entries.next().getKey().toHex());
        }
        return keys;
    }

    private JsonNode getKeysPaged(Params params) throws RpcException {
        Bytes prefix = params.optionalBytes(0, "prefix").orElse(Bytes.EMPTY);
        long count = params.u32(1, "count");
        Optional<Bytes> startKey = params.optionalBytes(2, "startKey");
        return Json.hexList(page(states.at(params, 3).state().top(), prefix, count, startKey));
    }

    /// Keys with the prefix that come strictly after the start key.
    static List<Bytes> page(Trie trie, Bytes prefix, long count, Optional<Bytes> startKey) throws RpcException {
        if (count > PAGE_KEYS_MAX) {
            throw new RpcException(
                    INVALID_COUNT, "count exceeds maximum value. value: " + count + ", max: " + PAGE_KEYS_MAX);
        }
        List<Bytes> keys = new ArrayList<>();
        Optional<Bytes> key;
        if (startKey.isPresent() && startKey.get().compareTo(prefix) >= 0) {
            key = trie.nextKey(startKey.get());
        } else {
            key = trie.contains(prefix) ? Optional.of(prefix) : trie.nextKey(prefix);
        }
        while (keys.size() < count && key.isPresent() && key.get().startsWith(prefix)) {
            keys.add(key.get());
            key = trie.nextKey(key.get());
        }
        return keys;
    }

    private JsonNode getPairs(Params params) throws RpcException {
        ArrayNode pairs = Json.array();
        Iterator<Map.Entry<Bytes, Bytes>> entries = states.at(params, 1).state().iterator(params.bytes(0, "prefix"));
        while (entries.hasNext()) {
            Map.Entry<Bytes, Bytes> entry = entries.next();
            pairs.addArray().add(entry.getKey().toHex()).add(entry.getValue().toHex());
        }
        return pairs;
    }

    private JsonNode queryStorageAt(Params params) throws RpcException {
        StateAt at = states.at(params, 1);
        return Json.array().add(changeSet(at, params.bytesList(0, "keys")));
    }

    /// One entry for each key, null where there is no value.
    private static ObjectNode changeSet(StateAt at, List<Bytes> keys) {
        ObjectNode set = Json.object();
        set.put("block", at.hash().toHex());
        ArrayNode changes = set.putArray("changes");
        for (Bytes key : keys) {
            changes.addArray().add(key.toHex()).add(Json.hexOrNull(at.state().get(key)));
        }
        return set;
    }

    /// The keys' values at the first block, then at each block up to the last one where one of them
    /// changed.
    private JsonNode queryStorage(Params params) throws RpcException {
        List<Bytes> keys = params.bytesList(0, "keys");
        BlockRef from = block(params.hash(1, "fromBlock"));
        BlockRef to = block(
                params.optionalHash(2, "toBlock").orElseGet(() -> chain.best().hash()));
        if (from.number() > to.number() || to.number() - from.number() > RANGE_BLOCKS_MAX) {
            throw new RpcException(
                    INVALID_BLOCK_RANGE,
                    "Cannot resolve a block range ['" + from + "' ... '" + to + "']. At most " + RANGE_BLOCKS_MAX
                            + " blocks, in ascending order");
        }
        ArrayNode sets = Json.array();
        Map<Bytes, Optional<Bytes>> known = new java.util.LinkedHashMap<>();
        for (long number = from.number(); number <= to.number(); number++) {
            StateAt at = states.at(chain.hashOf(number).orElseThrow());
            ObjectNode changed = changedSince(known, at, keys);
            if (changed != null) {
                sets.add(changed);
            }
        }
        return sets;
    }

    private BlockRef block(H256 hash) throws RpcException {
        return chain.find(hash)
                .orElseThrow(() -> States.clientError(network.phala.chain.UnknownBlockException.notFound(hash)));
    }

    /// The keys whose value is not the known one, which it brings up to date; `null` when there are none.
    private static @Nullable ObjectNode changedSince(Map<Bytes, Optional<Bytes>> known, StateAt at, List<Bytes> keys) {
        List<Bytes> changed = new ArrayList<>();
        for (Bytes key : keys) {
            Optional<Bytes> value = at.state().get(key);
            if (!value.equals(known.put(key, value))) {
                changed.add(key);
            }
        }
        return changed.isEmpty() ? null : changeSet(at, changed);
    }

    private RpcSubscription.Cancellation subscribeStorage(Params params, Sink sink) throws RpcException {
        List<Bytes> keys = params.bytesList(0, "keys");
        Map<Bytes, Optional<Bytes>> known = new java.util.LinkedHashMap<>();
        return feed.follow(new BlockFeed.Follower() {
            private long last = -1;

            @Override
            public void onBest(StateAt block) {
                if (block.number() <= last) {
                    return;
                }
                boolean first = last < 0;
                last = block.number();
                ObjectNode changed = changedSince(known, block, keys);
                if (first) {
                    sink.push(changeSet(block, keys));
                } else if (changed != null) {
                    sink.push(changed);
                }
            }
        });
    }

    private JsonNode getReadProof(Params params) throws RpcException {
        StateAt at = states.at(params, 1);
        return proof(at, at.state().prove(params.bytesList(0, "keys")));
    }

    private JsonNode getChildReadProof(Params params) throws RpcException {
        StateAt at = states.at(params, 2);
        Trie child = at.state().child(ChildStateApi.childKey(params));
        return proof(at, StorageProof.of(child, params.bytesList(1, "keys")));
    }

    private static JsonNode proof(StateAt at, StorageProof proof) {
        ObjectNode read = Json.object();
        read.put("at", at.hash().toHex());
        read.set("proof", Json.hexList(proof.nodes()));
        return read;
    }

    private JsonNode getMetadata(Params params) throws RpcException {
        Bytes opaque = states.call(states.at(params, 0), "Metadata_metadata", Bytes.EMPTY);
        return Json.hex(decoded(() -> new ScaleReader(opaque).readVec()));
    }

    private JsonNode getRuntimeVersion(Params params) throws RpcException {
        return version(states.at(params, 0));
    }

    private JsonNode version(StateAt at) throws RpcException {
        Bytes encoded = states.call(at, "Core_version", Bytes.EMPTY);
        RuntimeVersion version = decoded(() -> VERSION.decodePrefix(encoded));
        ObjectNode json = Json.object();
        json.put("specName", version.specName());
        json.put("implName", version.implName());
        json.put("authoringVersion", Integer.toUnsignedLong(version.authoringVersion()));
        json.put("specVersion", Integer.toUnsignedLong(version.specVersion()));
        json.put("implVersion", Integer.toUnsignedLong(version.implVersion()));
        ArrayNode apis = json.putArray("apis");
        for (RuntimeVersion.Api api : version.apis().list()) {
            apis.addArray().add(api.id().toHex()).add(Integer.toUnsignedLong(api.version()));
        }
        json.put("transactionVersion", Integer.toUnsignedLong(version.transactionVersion()));
        json.put("stateVersion", Byte.toUnsignedInt(version.stateVersion()));
        return json;
    }

    private RpcSubscription.Cancellation subscribeRuntimeVersion(Params params, Sink sink) throws RpcException {
        // The runtime is part of the program: its version cannot change while it runs.
        sink.push(version(chain.best()));
        return () -> {};
    }

    private JsonNode call(Params params) throws RpcException {
        return Json.hex(states.call(states.at(params, 2), params.text(0, "name"), params.bytes(1, "bytes")));
    }

    private interface Decoding<T> {
        T decode() throws DecodeException;
    }

    private static <T> T decoded(Decoding<T> decoding) throws RpcException {
        try {
            return decoding.decode();
        } catch (DecodeException e) {
            throw States.clientError(e);
        }
    }
}
