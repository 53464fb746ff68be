package network.phala.rpc.api;

import java.util.Optional;
import network.phala.chain.BlockRef;
import network.phala.chain.Chain;
import network.phala.chain.FinalityProof;
import network.phala.chain.UnknownBlockException;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.rpc.Sink;
import tools.jackson.databind.JsonNode;

/// `grandpa_`: proofs that a block is final.
final class GrandpaApi {
    /// sc-consensus-grandpa-rpc: proving failed.
    private static final int PROVE_FINALITY_FAILED = 4;

    private final Chain chain;
    private final BlockFeed feed;

    GrandpaApi(Chain chain, BlockFeed feed) {
        this.chain = chain;
        this.feed = feed;
    }

    void addTo(RpcMethods methods) {
        methods.call("grandpa_proveFinality", this::proveFinality);
        methods.subscription(
                "grandpa_subscribeJustifications",
                "grandpa_unsubscribeJustifications",
                "grandpa_justifications",
                (_, sink) -> feed.follow(new Justifications(chain, sink)));
    }

    private JsonNode proveFinality(Params params) throws RpcException {
        try {
            Optional<FinalityProof> proof = chain.proveFinality(params.u32(0, "block"));
            return proof.isPresent() ? Json.hex(proof.get().encode()) : Json.nothing();
        } catch (UnknownBlockException e) {
            throw new RpcException(PROVE_FINALITY_FAILED, "GRANDPA prove finality rpc failed: " + e.getMessage());
        }
    }

    /// The justification of every block that becomes final from now on.
    private static final class Justifications implements BlockFeed.Follower {
        private final Chain chain;
        private final Sink sink;
        private long last = -1;

        private Justifications(Chain chain, Sink sink) {
            this.chain = chain;
            this.sink = sink;
        }

        @Override
        public void onFinalized(BlockRef block) {
            if (last < 0) {
                last = block.number();
                return;
            }
            for (long number = last + 1; number <= block.number(); number++) {
                last = number;
                chain.hashOf(number)
                        .flatMap(chain::justification)
                        .map(Json::hex)
                        .ifPresent(sink::push);
            }
        }
    }
}
