package network.phala.rpc;

import tools.jackson.databind.JsonNode;

/// Answers one call. Runs on the request's virtual thread and may block.
@FunctionalInterface
public interface RpcMethod {
    JsonNode call(Params params) throws RpcException;
}
