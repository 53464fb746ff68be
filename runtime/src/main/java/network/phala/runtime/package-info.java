/// Phala's runtime: the list of pallets, what a chain begins with, and the functions that clients call.
///
/// Start with [PhalaRuntime]. [GenesisConfig] makes the first state, [RuntimeApis] answers `state_call`.
@NullMarked
package network.phala.runtime;

import org.jspecify.annotations.NullMarked;
