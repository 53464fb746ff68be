/// Plays observations of the original programs against ours and says what agrees.
///
/// Start with [PinkGolden] for the contract runtime, [PhalaGolden] for the pallets.
@NullMarked
package network.phala.golden;

import org.jspecify.annotations.NullMarked;
