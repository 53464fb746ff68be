/// What Phala's pallets need of the chain around them, as ports: time ([ChainTime]), the treasury ([Treasury]),
/// governance ([Governance]). The runtime gives the adapters.
@NullMarked
package network.phala.pallet.environment;

import org.jspecify.annotations.NullMarked;
