package network.phala.pruntime.cluster;

import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;

/// What the worker knows of a contract besides its state: its weight in the queue of queries, and the hook
/// that is called at the end of each block.
///
/// `selector` is four bytes in big-endian order on the wire of the call.
public record ContractEntry(int weight, Optional<Hook> onBlockEnd) {
    public static final ContractEntry NEW = new ContractEntry(0, Optional.empty());

    private static final Codec<ContractEntry> CODEC_OF_ENTRY = Scale.of(ContractEntry.class);

    /// A selector and the gas that its call may use.
    public record Hook(int selector, long gasLimit) {
        public Bytes input() {
            return Bytes.of(
                    (byte) (selector >>> 24), (byte) (selector >>> 16), (byte) (selector >>> 8), (byte) selector);
        }
    }

    Bytes encode() {
        return CODEC_OF_ENTRY.encode(this);
    }

    static ContractEntry decode(Bytes bytes) {
        try {
            return CODEC_OF_ENTRY.decodeAll(bytes);
        } catch (DecodeException e) {
            throw new IllegalStateException("Contract entry " + bytes + " is damaged", e);
        }
    }
}
