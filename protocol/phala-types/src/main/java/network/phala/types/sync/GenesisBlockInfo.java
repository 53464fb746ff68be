package network.phala.types.sync;

import java.util.List;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.Scale;

/// Where a light client begins: a header, the authority set then in force, and trie nodes that prove the set's list.
public record GenesisBlockInfo(Header blockHeader, AuthoritySet authoritySet, List<Bytes> proof) {
    public GenesisBlockInfo {
        proof = List.copyOf(proof);
    }

    public static Codec<GenesisBlockInfo> codec() {
        return Scale.of(GenesisBlockInfo.class);
    }
}
