package network.phala.chain;

import network.phala.primitives.H256;

/// A question about a block that the node does not have, or whose state it does not keep any more.
public final class UnknownBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    private UnknownBlockException(String message) {
        super(message, null, false, false);
    }

    public static UnknownBlockException notFound(H256 hash) {
        return new UnknownBlockException("UnknownBlock: Header was not found in the database: " + hash);
    }

    public static UnknownBlockException notFinal(long number) {
        return new UnknownBlockException("The requested block has not yet been finalized: #" + number);
    }

    public static UnknownBlockException discarded(BlockRef block) {
        return new UnknownBlockException("UnknownBlock: State already discarded for " + block.hash() + " (#"
                + block.number() + "); a node with --pruning=archive keeps every state");
    }
}
