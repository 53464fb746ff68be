/// JSON-RPC 2.0 over one WebSocket: calls and subscriptions. Start with [JsonRpcClient].
@NullMarked
package network.phala.client.rpc;

import org.jspecify.annotations.NullMarked;
