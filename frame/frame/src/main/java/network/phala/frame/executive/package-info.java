/// Runs a list of pallets as a chain.
///
/// Start with [Runtime], the list, then [Executive], which takes blocks and transactions apart.
@NullMarked
package network.phala.frame.executive;

import org.jspecify.annotations.NullMarked;
