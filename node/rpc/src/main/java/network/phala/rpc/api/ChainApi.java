package network.phala.rpc.api;

import java.util.Optional;
import network.phala.block.Header;
import network.phala.chain.Block;
import network.phala.chain.BlockRef;
import network.phala.chain.Chain;
import network.phala.chain.StateAt;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.rpc.Sink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `chain_`: headers, blocks, hashes, and the heads as they come.
final class ChainApi {
    private static final Bytes GRANDPA = Bytes.ofUtf8("FRNK");
    private static final int HASHES_PER_CALL_MAX = 4096;

    private final Chain chain;
    private final BlockFeed feed;

    ChainApi(Chain chain, BlockFeed feed) {
        this.chain = chain;
        this.feed = feed;
    }

    void addTo(RpcMethods methods) {
        methods.call("chain_getHeader", this::getHeader)
                .call("chain_getBlock", this::getBlock)
                .call("chain_getBlockHash", this::getBlockHash)
                .alias("chain_getHead", "chain_getBlockHash")
                .call("chain_getFinalizedHead", _ -> Json.hex(chain.finalized().hash()))
                .alias("chain_getFinalisedHead", "chain_getFinalizedHead");
        methods.subscription(
                        "chain_subscribeNewHeads",
                        "chain_unsubscribeNewHeads",
                        "chain_newHead",
                        (_, sink) -> feed.follow(new BestHeads(sink)))
                .alias("chain_subscribeNewHead", "chain_subscribeNewHeads")
                .alias("chain_unsubscribeNewHead", "chain_unsubscribeNewHeads")
                .alias("subscribe_newHead", "chain_subscribeNewHeads")
                .alias("unsubscribe_newHead", "chain_unsubscribeNewHeads");
        methods.subscription(
                "chain_subscribeAllHeads",
                "chain_unsubscribeAllHeads",
                "chain_allHead",
                (_, sink) -> feed.follow(new BestHeads(sink)));
        methods.subscription(
                        "chain_subscribeFinalizedHeads",
                        "chain_unsubscribeFinalizedHeads",
                        "chain_finalizedHead",
                        (_, sink) -> feed.follow(new FinalizedHeads(chain, sink)))
                .alias("chain_subscribeFinalisedHeads", "chain_subscribeFinalizedHeads")
                .alias("chain_unsubscribeFinalisedHeads", "chain_unsubscribeFinalizedHeads");
    }

    private JsonNode getHeader(Params params) throws RpcException {
        Optional<H256> hash = params.optionalHash(0, "hash");
        Optional<Header> header = hash.isEmpty() ? Optional.of(chain.best().header()) : chain.header(hash.get());
        return header.isPresent() ? Json.header(header.get()) : Json.nothing();
    }

    private JsonNode getBlock(Params params) throws RpcException {
        H256 hash = params.optionalHash(0, "hash").orElseGet(() -> chain.best().hash());
        Optional<Block> found = chain.block(hash);
        if (found.isEmpty()) {
            return Json.nothing();
        }
        ObjectNode signed = Json.object();
        ObjectNode block = signed.putObject("block");
        block.set("header", Json.header(found.get().header()));
        block.set("extrinsics", Json.hexList(found.get().extrinsics()));
        Optional<Bytes> justification = chain.justification(hash);
        if (justification.isEmpty()) {
            signed.putNull("justifications");
        } else {
            ArrayNode one = signed.putArray("justifications").addArray();
            one.add(Json.numbers(GRANDPA));
            one.add(Json.numbers(justification.get()));
        }
        return signed;
    }

    private JsonNode getBlockHash(Params params) throws RpcException {
        JsonNode asked = params.raw(0, "hash");
        if (asked == null) {
            return Json.hex(chain.best().hash());
        }
        if (!asked.isArray()) {
            return hashOf(asked);
        }
        if (asked.size() > HASHES_PER_CALL_MAX) {
            throw RpcException.invalidParams(
                    asked.size() + " block numbers; at most " + HASHES_PER_CALL_MAX + " in one call");
        }
        ArrayNode hashes = Json.array();
        for (JsonNode number : asked) {
            hashes.add(hashOf(number));
        }
        return hashes;
    }

    private JsonNode hashOf(JsonNode number) throws RpcException {
        return chain.hashOf(Params.u32(number, "block number")).map(Json::hex).orElseGet(Json::nothing);
    }

    /// Every best header once.
    private static final class BestHeads implements BlockFeed.Follower {
        private final Sink sink;
        private long last = -1;

        private BestHeads(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void onBest(StateAt block) {
            if (block.number() > last) {
                last = block.number();
                sink.push(Json.header(block.header()));
            }
        }
    }

    /// Every finalized header once, in order, without gaps.
    private static final class FinalizedHeads implements BlockFeed.Follower {
        private final Chain chain;
        private final Sink sink;
        private long last = -1;

        private FinalizedHeads(Chain chain, Sink sink) {
            this.chain = chain;
            this.sink = sink;
        }

        @Override
        public void onFinalized(BlockRef block) {
            long from = last < 0 ? block.number() : last + 1;
            for (long number = from; number <= block.number(); number++) {
                last = number;
                chain.hashOf(number).flatMap(chain::header).map(Json::header).ifPresent(sink::push);
            }
        }
    }
}
