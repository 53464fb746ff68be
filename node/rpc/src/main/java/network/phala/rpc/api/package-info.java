/// What is served: Substrate's methods as `@polkadot/api`, subxt and pherry call them, and Phala's own
/// (`pha_`).
///
/// Start with [NodeApi], which fills the table; one class for each prefix. Method names, parameters,
/// results and error codes follow polkadot-sdk 1.5.0 substrate/client/rpc-api and phala-blockchain
/// crates/phala-node-rpc-ext.
@NullMarked
package network.phala.rpc.api;

import org.jspecify.annotations.NullMarked;
