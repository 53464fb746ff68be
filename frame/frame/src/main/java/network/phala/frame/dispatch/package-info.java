/// What a dispatch is made of: who calls ([Origin]), what ([RuntimeCall]), at which cost ([Weight], [DispatchInfo]) and
/// how it ends ([DispatchException], [DispatchError], [PostDispatchInfo]).
///
/// Start with [DispatchException]. Nothing here reads state.
@NullMarked
package network.phala.frame.dispatch;

import org.jspecify.annotations.NullMarked;
