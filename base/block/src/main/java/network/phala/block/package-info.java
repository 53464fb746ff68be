/// Blocks as every layer sees them: [Header] with its [Digest].
///
/// Start with [Header]. Nothing here executes a block or verifies its finality.
@NullMarked
package network.phala.block;

import org.jspecify.annotations.NullMarked;
