/// What the worker does with the messages of a block: its own life, keys, gatekeeping. Start with [Phactory].
@NullMarked
package network.phala.pruntime.system;

import org.jspecify.annotations.NullMarked;
