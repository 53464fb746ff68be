/// The `phala-node` program: puts store, runtime, chain, engine and JSON-RPC together.
///
/// Start with [Node], which is also how tests and the devnet run a node in their own process; [NodeMain] is
/// the command line around it.
@NullMarked
package network.phala.node;

import org.jspecify.annotations.NullMarked;
