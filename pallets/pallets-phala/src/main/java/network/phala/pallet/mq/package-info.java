/// The message queue: everything workers, gatekeepers and contracts tell the chain, and everything the chain
/// tells them.
///
/// Messages from outside come signed and numbered through `sync_offchain_message`; [CheckMqSequence] keeps
/// those that come too early in the pool. Each message first goes to the one handler on chain that listens to
/// its topic, then, if the topic says so, to `OutboundMessages`, which pRuntime reads from the state of every
/// block. Start with [PhalaMq].
///
/// Storage: `OffchainIngress` (next sequence by origin), `OutboundMessages` (this block's messages),
/// `QueuedOutboundMessage` (sent at the beginning of the next block; only genesis queues).
@NullMarked
package network.phala.pallet.mq;

import org.jspecify.annotations.NullMarked;
