/// The relayer between a node and a pruntime. It carries finalized blocks in and signed messages out, and
/// holds no secret that would let it read or forge anything: its own key only pays fees.
///
/// Start with [Pherry], the loop. [PherryMain] is the program.
@NullMarked
package network.phala.pherry;

import org.jspecify.annotations.NullMarked;
