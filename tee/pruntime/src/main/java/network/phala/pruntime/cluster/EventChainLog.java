package network.phala.pruntime.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import network.phala.crypto.Sr25519;
import network.phala.pink.types.EventBlock;
import network.phala.primitives.Bytes;
import network.phala.types.mq.SignedContent;

/// Writes the cluster's event chain into the worker's log, block by block, each with the worker's signature.
///
/// Follows phala-blockchain crates/phactory/src/contracts/pink.rs, emit_system_event_block.
record EventChainLog(Sr25519.Pair identity) {
    private static final Logger LOG = System.getLogger("network.phala.pruntime.eventchain");

    void write(EventBlock block) {
        if (LOG.isLoggable(Level.DEBUG)) {
            byte[] signed =
                    SignedContent.EVENT_CHAIN_BLOCK.wrap(block.encoded()).unsafeArray();
            LOG.log(
                    Level.DEBUG,
                    "Event block number={0} payload={1} signature={2} pubkey={3}",
                    block.number(),
                    block.encoded().toHex(),
                    Bytes.wrap(identity.sign(signed)).toHex(),
                    identity.publicKey().toHex());
        }
    }
}
