/// What the host and a SideVM program say to each other, in SCALE. Start with [SystemMessage].
///
/// Follows phala-blockchain crates/sidevm/env/src/messages.rs and tls.rs.
@NullMarked
package network.phala.sidevm.message;

import org.jspecify.annotations.NullMarked;
