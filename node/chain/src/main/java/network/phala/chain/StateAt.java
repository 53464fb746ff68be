package network.phala.chain;

import network.phala.block.Header;
import network.phala.primitives.H256;
import network.phala.storage.State;

/// The state after a block. Immutable, so a reader keeps it as long as it likes while the chain goes on.
public record StateAt(H256 hash, Header header, State state) {
    public long number() {
        return header.numberUnsigned();
    }

    public BlockRef ref() {
        return new BlockRef(hash, number());
    }
}
