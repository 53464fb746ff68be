package network.phala.chain;

import java.util.List;
import network.phala.block.Header;
import network.phala.primitives.Bytes;

/// A block: its header and its extrinsics, each as its whole encoding with the length prefix.
public record Block(Header header, List<Bytes> extrinsics) {
    public Block {
        extrinsics = List.copyOf(extrinsics);
    }
}
