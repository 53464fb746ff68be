/// SideVM: WebAssembly programs that run beside contracts, on each worker by itself and outside the chain's agreement.
/// A program answers queries and HTTP requests, keeps timers and connections, and takes messages from its contract.
/// Start with [Sidevms].
///
/// A program is polled, never interrupted: each turn is one `sidevm_poll` with a full breath of fuel, on one of a few
/// cores that programs share by weight ([Cores]). What it asks of the world goes through [SidevmHost].
///
/// Follows phala-blockchain crates/sidevm.
@NullMarked
package network.phala.sidevm;

import org.jspecify.annotations.NullMarked;
