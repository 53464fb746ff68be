package network.phala.rpc.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.chain.BlockRef;
import network.phala.chain.Chain;
import network.phala.chain.ChainRuntime.RuntimeApiException;
import network.phala.chain.StateAt;
import network.phala.chain.StorageChangesCodec;
import network.phala.chain.UnknownBlockException;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.storage.ChildChanges;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `pha_`: what pherry feeds its worker with.
///
/// Follows phala-blockchain crates/phala-node-rpc-ext.
final class PhaApi {
    private static final int ERROR = 10000;
    private static final long RANGE_BLOCKS_MAX = 10_000;
    private static final String TAG_NAME = "PhalaMqOffchainMessages";

    private final Chain chain;

    PhaApi(Chain chain) {
        this.chain = chain;
    }

    void addTo(RpcMethods methods) {
        methods.call("pha_getStorageChanges", params -> getStorageChanges(params, false))
                .call("pha_getStorageChangesWithRoot", params -> getStorageChanges(params, true))
                .call("pha_getStorageChangesAt", this::getStorageChangesAt)
                .call("pha_getMqNextSequence", this::getMqNextSequence);
    }

    private static RpcException refused(String problem) {
        return new RpcException(ERROR, problem);
    }

    private BlockRef block(H256 hash) throws RpcException {
        return chain.find(hash).orElseThrow(() -> refused("Header not found: " + hash));
    }

    private JsonNode getStorageChanges(Params params, boolean withRoot) throws RpcException {
        BlockRef from = block(params.hash(0, "from"));
        BlockRef to = block(params.hash(1, "to"));
        if (from.number() > to.number()) {
            throw refused("Invalid block range: from " + from + " is after to " + to);
        }
        if (to.number() - from.number() > RANGE_BLOCKS_MAX) {
            throw refused("Too many blocks: " + from + " to " + to + "; at most " + RANGE_BLOCKS_MAX + " in one call");
        }
        ArrayNode blocks = Json.array();
        for (long number = from.number(); number <= to.number(); number++) {
            H256 hash = chain.hashOf(number).orElseThrow();
            ObjectNode changes = json(changes(new BlockRef(hash, number)));
            if (withRoot) {
                ObjectNode rooted = blocks.addObject();
                rooted.set("changes", changes);
                rooted.set(
                        "stateRoot",
                        Json.numbers(
                                chain.header(hash).orElseThrow().stateRoot().toBytes()));
            } else {
                blocks.add(changes);
            }
        }
        return blocks;
    }

    private StorageChanges changes(BlockRef block) throws RpcException {
        try {
            return chain.changes(block);
        } catch (UnknownBlockException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode json(StorageChanges changes) {
        ObjectNode json = Json.object();
        json.set("mainStorageChanges", json(changes.main()));
        ArrayNode children = json.putArray("childStorageChanges");
        for (ChildChanges child : changes.children()) {
            children.addArray()
                    .add(State.CHILD_PREFIX.concat(child.childKey()).toHex())
                    .add(json(child.changes()));
        }
        return json;
    }

    private static ArrayNode json(List<StorageChange> changes) {
        ArrayNode list = Json.array();
        for (StorageChange change : changes) {
            list.addArray().add(change.key().toHex()).add(Json.hexOrNull(change.newValue()));
        }
        return list;
    }

    private JsonNode getStorageChangesAt(Params params) throws RpcException {
        StorageChanges changes = changes(block(params.hash(0, "block")));
        List<ChildChanges> prefixed = new ArrayList<>();
        for (ChildChanges child : changes.children()) {
            prefixed.add(new ChildChanges(State.CHILD_PREFIX.concat(child.childKey()), child.changes()));
        }
        return Json.hex(StorageChangesCodec.encode(new StorageChanges(changes.main(), prefixed)));
    }

    /// The next sequence of a message sender: the chain's counter, and after it what ready transactions use
    /// up.
    private JsonNode getMqNextSequence(Params params) throws RpcException {
        Bytes sender = params.bytes(0, "sender_hex");
        StateAt best;
        long sequence;
        do {
            // A block that comes in between takes messages out of the pool that the older state does not count.
            best = chain.best();
            sequence = sequenceAt(best, sender);
            while (chain.pool().readyProvides(tag(sender, sequence))) {
                sequence++;
            }
        } while (!chain.best().hash().equals(best.hash()));
        return Json.unsigned(sequence);
    }

    private long sequenceAt(StateAt block, Bytes sender) throws RpcException {
        try {
            return readOption(chain.runtime().call(block, "MqApi_sender_sequence", sender))
                    .orElse(0L);
        } catch (RuntimeApiException | DecodeException e) {
            throw refused("Cannot tell the next sequence of sender " + sender + ": " + e.getMessage());
        }
    }

    private static Optional<Long> readOption(Bytes encoded) throws DecodeException {
        ScaleReader in = new ScaleReader(encoded);
        return in.readBoolean() ? Optional.of(in.readLong()) : Optional.empty();
    }

    private static Bytes tag(Bytes sender, long sequence) {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(Bytes.ofUtf8(TAG_NAME));
        out.write(sender);
        out.writeLong(sequence);
        return out.toBytes();
    }
}
