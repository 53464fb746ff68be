/// The contracts pallet of polkadot-sdk 1.5 as pink configures it: code upload, calls, instantiation, gas and deposits.
///
/// Start with [Contracts] (the pallet's entry points), then [ExecStack] (frames and what a contract may
/// do), then [HostFunctions] (the imports of a contract). Results, gas, deposits and events equal Phala's
/// pink runtime 1.2 to the unit; the golden player in quality/golden compares them with 8,444 observed
/// steps.
@NullMarked
package network.phala.pink.contracts;

import org.jspecify.annotations.NullMarked;
