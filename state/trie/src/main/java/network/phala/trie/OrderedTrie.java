package network.phala.trie;

import java.util.List;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;

/// The root of a list: a trie whose keys are the SCALE compact indices. A header's extrinsics root is one.
///
/// Follows polkadot-sdk substrate/primitives/trie, LayoutV0::ordered_trie_root.
public final class OrderedTrie {
    private OrderedTrie() {}

    public static H256 root(List<Bytes> items) {
        Trie trie = Trie.EMPTY;
        for (int i = 0; i < items.size(); i++) {
            byte[] key = new byte[NodeCodec.compactSize(i)];
            NodeCodec.writeCompact(key, 0, i);
            trie = trie.put(Bytes.wrap(key), items.get(i));
        }
        return trie.root();
    }
}
