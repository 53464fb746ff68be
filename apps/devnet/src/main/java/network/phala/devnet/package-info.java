/// A whole network of processes on loopback, for development, tests and measurements.
///
/// Start with [Devnet]; [ContractRoad] is what everyone does with it: upload, instantiate, command, query.
@NullMarked
package network.phala.devnet;

import org.jspecify.annotations.NullMarked;
