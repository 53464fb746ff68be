package network.phala.chain;

import network.phala.primitives.H256;

/// A block by hash and number.
public record BlockRef(H256 hash, long number) {
    @Override
    public String toString() {
        return "#" + number + " (" + hash + ")";
    }
}
