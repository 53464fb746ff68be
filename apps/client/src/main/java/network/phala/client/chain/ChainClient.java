package network.phala.client.chain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.client.rpc.JsonRpcClient;
import network.phala.client.rpc.NodeAnswer;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Ss58;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One connection to a node, with the facts about its chain that signing needs.
public final class ChainClient implements AutoCloseable {
    /// Minutes of a fast development chain, hours of a slow one; the chain knows the hashes of 2400 blocks.
    private static final int MORTAL_BLOCKS = 1024;

    /// Of numbers of 32 bits.
    private static final long MOST = 0xffff_ffffL;

    private final JsonRpcClient rpc;
    private final H256 genesisHash;
    private final int specVersion;
    private final int transactionVersion;
    private volatile @Nullable ChainEvents events;

    private ChainClient(JsonRpcClient rpc, H256 genesisHash, int specVersion, int transactionVersion) {
        this.rpc = rpc;
        this.genesisHash = genesisHash;
        this.specVersion = specVersion;
        this.transactionVersion = transactionVersion;
    }

    /// @param url `ws://host:port`
    public static ChainClient connect(String url) throws IOException {
        JsonRpcClient rpc = JsonRpcClient.connect(url);
        try {
            JsonNode version = rpc.call("state_getRuntimeVersion");
            return new ChainClient(
                    rpc,
                    NodeAnswer.hash("the genesis hash", rpc.call("chain_getBlockHash", 0)),
                    (int) NodeAnswer.number("specVersion", version.path("specVersion"), MOST),
                    (int) NodeAnswer.number("transactionVersion", version.path("transactionVersion"), MOST));
        } catch (IOException | RuntimeException e) {
            rpc.close();
            throw e;
        }
    }

    public JsonRpcClient rpc() {
        return rpc;
    }

    public H256 genesisHash() {
        return genesisHash;
    }

    /// The hash of block `number`, absent when the chain is not that long.
    public Optional<H256> blockHash(long number) throws IOException {
        JsonNode hash = rpc.call("chain_getBlockHash", number);
        return hash.isNull() ? Optional.empty() : Optional.of(NodeAnswer.hash("the hash of block " + number, hash));
    }

    public H256 finalizedHead() throws IOException {
        return NodeAnswer.hash("the hash of the final block", rpc.call("chain_getFinalizedHead"));
    }

    /// Headers as they get final.
    public JsonRpcClient.Subscription finalizedHeads() throws IOException {
        return rpc.subscribe("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads");
    }

    public Header bestHeader() throws IOException {
        return header(rpc.call("chain_getHeader"));
    }

    public Header header(H256 hash) throws IOException {
        JsonNode header = rpc.call("chain_getHeader", hash.toHex());
        if (!header.isObject()) {
            throw new IOException("The node has no header " + hash);
        }
        return header(header);
    }

    private static Header header(JsonNode json) throws IOException {
        List<DigestItem> logs = new ArrayList<>();
        for (JsonNode log :
                NodeAnswer.list("a header's digest", json.path("digest").path("logs"))) {
            try {
                logs.add(Scale.of(DigestItem.class).decodeAll(NodeAnswer.bytes("a digest item", log)));
            } catch (DecodeException e) {
                throw new IOException("The node's header has an undecodable digest item " + log, e);
            }
        }
        return new Header(
                NodeAnswer.hash("a header's parentHash", json.path("parentHash")),
                NodeAnswer.hexNumber("a header's number", json.path("number")),
                NodeAnswer.hash("a header's stateRoot", json.path("stateRoot")),
                NodeAnswer.hash("a header's extrinsicsRoot", json.path("extrinsicsRoot")),
                new Digest(logs));
    }

    /// The value under `key` at the best block.
    public Optional<Bytes> storage(Bytes key) throws IOException {
        return optional(rpc.call("state_getStorage", key.toHex()));
    }

    public Optional<Bytes> storage(Bytes key, H256 at) throws IOException {
        return optional(rpc.call("state_getStorage", key.toHex(), at.toHex()));
    }

    private static Optional<Bytes> optional(JsonNode value) throws IOException {
        return value.isNull() ? Optional.empty() : Optional.of(NodeAnswer.bytes("a value of the storage", value));
    }

    /// The next nonce of an account, counting what waits in the pool.
    public int nextNonce(AccountId account) throws IOException {
        JsonNode nonce = rpc.call("system_accountNextIndex", Ss58.encode(account, Ss58.PHALA));
        return (int) NodeAnswer.number("an account's nonce", nonce, MOST);
    }

    /// Signs `call` with the account's next nonce, mortal from the best block on.
    public Bytes sign(Bytes call, Sr25519.Pair signer) throws IOException {
        AccountId account = new AccountId(signer.publicKey().value());
        return sign(call, signer, nextNonce(account), Extrinsics.Validity.from(bestHeader(), MORTAL_BLOCKS), U128.ZERO);
    }

    public Bytes sign(Bytes call, Sr25519.Pair signer, int nonce, Extrinsics.Validity validity, U128 tip) {
        var chain = new Extrinsics.Chain(genesisHash, specVersion, transactionVersion);
        return Extrinsics.sign(call, signer, nonce, tip, validity, chain);
    }

    /// Hands an extrinsic to the pool and returns its hash.
    public H256 submit(Bytes extrinsic) throws IOException {
        return NodeAnswer.hash("an extrinsic's hash", rpc.call("author_submitExtrinsic", extrinsic.toHex()));
    }

    /// Submits, waits until a block holds the extrinsic, and makes sure that it succeeded there.
    ///
    /// @return that block's hash
    /// @throws IOException when it is refused, dropped, replaced, not included in time, or fails in the block
    public H256 submitAndWait(Bytes extrinsic, Duration timeout) throws IOException {
        return include(extrinsic, timeout).block();
    }

    /// An extrinsic in its block: the block's hash, and the fee that its events tell.
    public record Inclusion(H256 block, Optional<U128> fee) {}

    /// The same, and tells the fee.
    public Inclusion include(Bytes extrinsic, Duration timeout) throws IOException {
        H256 block = awaitInclusion(extrinsic, timeout);
        List<JsonNode> happened = eventsOf(extrinsic, block);
        Optional<String> failure = events().failure(happened);
        if (failure.isPresent()) {
            throw new IOException("The extrinsic is in block " + block + " and failed there with " + failure.get());
        }
        return new Inclusion(block, ChainEvents.fee(happened));
    }

    private H256 awaitInclusion(Bytes extrinsic, Duration timeout) throws IOException {
        try (var watch =
                rpc.subscribe("author_submitAndWatchExtrinsic", "author_unwatchExtrinsic", extrinsic.toHex())) {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (System.nanoTime() < deadline) {
                JsonNode status = watch.next(Duration.ofNanos(deadline - System.nanoTime()));
                if (status.has("inBlock")) {
                    return NodeAnswer.hash("an extrinsic's block", status.path("inBlock"));
                }
                String word = word(status);
                if (word.equals("invalid") || word.equals("dropped") || word.equals("usurped")) {
                    throw new IOException("The extrinsic did not get into a block: " + status);
                }
            }
            throw new IOException("The extrinsic was in no block within " + timeout.toSeconds() + " s");
        }
    }

    /// `"ready"`, or `{"broadcast": …}`.
    private static String word(JsonNode status) throws IOException {
        if (status.isString()) {
            return status.asString();
        }
        if (status.isObject() && status.size() == 1) {
            return status.propertyNames().iterator().next();
        }
        throw NodeAnswer.wrong("an extrinsic's status", status, "a word, or an object with one entry");
    }

    /// The events of `block` that belong to the extrinsic.
    private List<JsonNode> eventsOf(Bytes extrinsic, H256 block) throws IOException {
        JsonNode body = rpc.call("chain_getBlock", block.toHex()).path("block").path("extrinsics");
        String wanted = extrinsic.toHex();
        for (int i = 0; i < body.size(); i++) {
            if (body.get(i).isString() && body.get(i).asString().equals(wanted)) {
                Bytes records = storage(ChainEvents.key(), block)
                        .orElseThrow(() -> new IOException("Block " + block + " has no events"));
                return events().ofExtrinsic(records, i);
            }
        }
        throw new IOException("Block " + block + " does not hold the extrinsic it was reported to hold");
    }

    /// The largest extrinsic that people may send, in bytes: the chain's own limit (`System.BlockLength`, whose first
    /// field is the room of normal extrinsics in a block).
    public long extrinsicBytesMax() throws IOException {
        Bytes limits = events().constant("System", "BlockLength");
        try {
            return Integer.toUnsignedLong(new ScaleReader(limits).readInt());
        } catch (DecodeException e) {
            throw new IOException("The chain's System.BlockLength is " + limits + "; expected three numbers", e);
        }
    }

    private ChainEvents events() throws IOException {
        ChainEvents known = events;
        if (known == null) {
            known = new ChainEvents(NodeAnswer.bytes("the metadata", rpc.call("state_getMetadata")));
            events = known;
        }
        return known;
    }

    @Override
    public void close() {
        rpc.close();
    }
}
