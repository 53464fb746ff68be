package network.phala.rpc.api;

import network.phala.block.Digest;
import network.phala.block.Header;
import network.phala.chain.Chain;
import network.phala.chain.ChainRuntime;
import network.phala.chain.ChainSpec;
import network.phala.chain.StateAt;
import network.phala.crypto.CryptoException;
import network.phala.crypto.Ss58;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `system_`: what the node is, and account nonces that count the pool.
final class SystemApi {
    private final Chain chain;
    private final States states;
    private final NodeFacts facts;

    SystemApi(Chain chain, NodeFacts facts) {
        this.chain = chain;
        this.states = new States(chain);
        this.facts = facts;
    }

    void addTo(RpcMethods methods) {
        methods.call("system_name", _ -> Json.text(facts.name()))
                .call("system_version", _ -> Json.text(facts.version()))
                .call("system_chain", _ -> Json.text(chain.spec().name()))
                .call("system_chainType", _ -> Json.text(chain.spec().type()))
                .call("system_properties", _ -> properties(chain.spec().properties()))
                .call("system_health", _ -> health())
                .call("system_syncState", _ -> syncState())
                .call("system_nodeRoles", _ -> Json.array().add("Authority"))
                .call("system_localPeerId", _ -> Json.text(""))
                .call("system_localListenAddresses", _ -> Json.array())
                .unsafeCall("system_peers", _ -> Json.array())
                .call("system_accountNextIndex", this::accountNextIndex)
                .alias("account_nextIndex", "system_accountNextIndex")
                .unsafeCall("system_dryRun", this::dryRun)
                .alias("system_dryRunAt", "system_dryRun");
    }

    private static JsonNode properties(ChainSpec.Properties properties) {
        ObjectNode json = Json.object();
        properties.tokenSymbol().ifPresent(symbol -> json.put("tokenSymbol", symbol));
        properties.tokenDecimals().ifPresent(decimals -> json.put("tokenDecimals", decimals));
        properties.ss58Format().ifPresent(format -> json.put("ss58Format", format));
        return json;
    }

    private JsonNode health() {
        return Json.object()
                .put("peers", facts.peers().getAsInt())
                .put("isSyncing", false)
                .put("shouldHavePeers", facts.expectsPeers());
    }

    private JsonNode syncState() {
        long best = chain.best().number();
        return Json.object().put("startingBlock", 0).put("currentBlock", best).put("highestBlock", best);
    }

    /// The nonce after the state's and those that ready transactions use up.
    ///
    /// A block that comes in between takes transactions out of the pool that the older state does not count, and so
    /// would give a used nonce; then both are looked at again.
    private JsonNode accountNextIndex(Params params) throws RpcException {
        AccountId account = account(params.text(0, "account"));
        StateAt best;
        long nonce;
        do {
            best = chain.best();
            nonce = nonceAt(best, account);
            while (chain.pool().readyProvides(nonceTag(account, nonce))) {
                nonce++;
            }
        } while (!chain.best().hash().equals(best.hash()));
        return Json.number(nonce);
    }

    private long nonceAt(StateAt block, AccountId account) throws RpcException {
        Bytes encoded = states.call(block, "AccountNonceApi_account_nonce", account.toBytes());
        try {
            return Integer.toUnsignedLong(new ScaleReader(encoded).readInt());
        } catch (DecodeException e) {
            throw States.clientError(e);
        }
    }

    private static Bytes nonceTag(AccountId account, long nonce) {
        ScaleWriter tag = new ScaleWriter();
        tag.write(account.toBytes());
        tag.writeInt((int) nonce);
        return tag.toBytes();
    }

    private static AccountId account(String text) throws RpcException {
        try {
            return text.startsWith("0x") ? AccountId.fromHex(text) : Ss58.decodeAccount(text);
        } catch (CryptoException | IllegalArgumentException e) {
            throw RpcException.invalidParams("account is \"" + text + "\": " + e.getMessage());
        }
    }

    /// Applies an extrinsic to a block on top of the state and forgets it: `ApplyExtrinsicResult`.
    private JsonNode dryRun(Params params) throws RpcException {
        StateAt at = states.at(params, 1);
        Header next = new Header(at.hash(), (int) at.number() + 1, H256.ZERO, H256.ZERO, Digest.EMPTY);
        ChainRuntime.Execution block = chain.runtime().startBlock(at.state(), next);
        return switch (block.apply(params.bytes(0, "extrinsic"))) {
            case ChainRuntime.Applied.Included(Bytes result) -> Json.hex(result);
            case ChainRuntime.Applied.Refused(TransactionValidity.Error error) -> {
                ScaleWriter out = new ScaleWriter();
                out.writeByte(1);
                TransactionValidity.Error.ERROR_CODEC.encode(error, out);
                yield Json.hex(out.toBytes());
            }
            case ChainRuntime.Applied.Broken(String problem) ->
                throw new RpcException(8000 + 1, "Unable to dry run extrinsic: " + problem);
        };
    }
}
