package network.phala.rpc.api;

import java.util.Optional;
import network.phala.chain.Chain;
import network.phala.chain.ChainRuntime.RuntimeApiException;
import network.phala.chain.StateAt;
import network.phala.chain.UnknownBlockException;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;

/// The states that calls ask for, with the errors that clients know.
final class States {
    /// Substrate's code of a failed state query.
    static final int CLIENT_ERROR = 4003;

    private final Chain chain;

    States(Chain chain) {
        this.chain = chain;
    }

    /// The state after the block that an optional parameter names, else after the best block.
    StateAt at(Params params, int index) throws RpcException {
        Optional<H256> hash = params.optionalHash(index, "at");
        return hash.isEmpty() ? chain.best() : at(hash.get());
    }

    StateAt at(H256 hash) throws RpcException {
        try {
            return chain.stateAt(hash);
        } catch (UnknownBlockException e) {
            throw clientError(e);
        }
    }

    Bytes call(StateAt at, String function, Bytes arguments) throws RpcException {
        try {
            return chain.runtime().call(at, function, arguments);
        } catch (RuntimeApiException e) {
            throw clientError(e);
        }
    }

    static RpcException clientError(Exception problem) {
        return new RpcException(CLIENT_ERROR, "Client error: " + problem.getMessage());
    }
}
