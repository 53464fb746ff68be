/// The message queue's own types: who sends ([MessageOrigin]), to whom ([Topic]), what ([Message]), and how
/// it is signed ([SignedMessage], [SignedContent]).
///
/// Follows phala-blockchain crates/phala-mq.
@NullMarked
package network.phala.types.mq;

import org.jspecify.annotations.NullMarked;
