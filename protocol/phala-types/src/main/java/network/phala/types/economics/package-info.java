/// The economics' numbers: fixed-point arithmetic that is the same on the chain and in gatekeepers. Start with
/// [U64F64].
///
/// Every step rounds down and wraps at 128 bits, as the original's optimised build does; nothing here uses floats.
@NullMarked
package network.phala.types.economics;

import org.jspecify.annotations.NullMarked;
