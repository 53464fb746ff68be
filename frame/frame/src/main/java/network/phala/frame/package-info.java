/// The frame that pallets are built in, after Substrate's FRAME.
///
/// Start with [Pallet]: a pallet is a subclass with storage items, one exhaustive `switch` over its sealed
/// call type, and hooks. `network.phala.frame.executive` runs a list of pallets as a chain.
@NullMarked
package network.phala.frame;

import org.jspecify.annotations.NullMarked;
