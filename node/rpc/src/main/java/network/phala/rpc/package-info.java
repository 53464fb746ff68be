/// Substrate's JSON-RPC 2.0 over HTTP POST and WebSocket on one port.
///
/// Start with [RpcServer], which owns the port, and [RpcMethods], the table of what is served. The methods
/// themselves are in `network.phala.rpc.api`, one class for each prefix (`chain_`, `state_`, …).
///
/// Threads: one netty thread moves bytes; every request runs in plain blocking code on a virtual thread of
/// its own.
@NullMarked
package network.phala.rpc;

import org.jspecify.annotations.NullMarked;
