/// Payloads of queue messages about workers, gatekeepers and economics; each names its topic in `TOPIC`.
/// Start with [SystemEvent].
///
/// Follows phala-blockchain crates/phala-types/src/lib.rs, mod messaging.
@NullMarked
package network.phala.types.messaging;

import org.jspecify.annotations.NullMarked;
