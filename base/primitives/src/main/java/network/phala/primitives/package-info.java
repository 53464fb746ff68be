/// Byte values, hashes and fixed-width unsigned integers: the values every other module is made of.
///
/// Start with [Bytes]. Nothing here does I/O or knows a wire format.
@NullMarked
package network.phala.primitives;

import org.jspecify.annotations.NullMarked;
