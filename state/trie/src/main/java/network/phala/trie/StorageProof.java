package network.phala.trie;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;

/// A set of encoded trie nodes that shows values, or their absence, under a root. SCALE form: `Vec<Vec<u8>>`.
///
/// The nodes come from strangers. Reading never trusts them: a node counts only under the hash that its parent or the
/// root names, and malformed bytes give a [ProofException]. Work is bounded by the key's length.
public record StorageProof(List<Bytes> nodes) {
    public StorageProof {
        nodes = List.copyOf(nodes);
    }

    /// The nodes on the way to each key. Keys of child storage are not followed; prove them on the child's own trie.
    public static StorageProof of(Trie trie, Collection<Bytes> keys) {
        Set<Bytes> nodes = new LinkedHashSet<>();
        Node top = trie.top();
        if (top == null) {
            return new StorageProof(List.of(Bytes.wrap(NodeCodec.EMPTY_TRIE.clone())));
        }
        nodes.add(Bytes.wrap(NodeCodec.encode(top)));
        for (Bytes key : keys) {
            collect(top, Nibbles.of(key), nodes);
        }
        return new StorageProof(new ArrayList<>(nodes));
    }

    private static void collect(Node top, byte[] key, Set<Bytes> nodes) {
        Node node = top;
        int at = 0;
        while (true) {
            int common = Nibbles.commonLength(node.partial, key, at);
            at += common;
            if (common < node.partial.length || at == key.length || !node.hasChild(key[at])) {
                return;
            }
            node = node.child(key[at++]);
            if (node.reference().length == NodeCodec.HASH_SIZE) {
                nodes.add(Bytes.wrap(NodeCodec.encode(node)));
            }
        }
    }

    /// Indexes the nodes by hash for reading under a root.
    public Reader under(H256 root) {
        Map<Bytes32, Bytes> nodeByHash = new TreeMap<>();
        for (Bytes node : nodes) {
            nodeByHash.put(Bytes32.wrap(NodeCodec.hash(node.unsafeArray())), node);
        }
        return new Reader(root, nodeByHash);
    }

    /// Reads proven values under one root.
    public static final class Reader {
        private final H256 root;
        private final Map<Bytes32, Bytes> nodeByHash;

        private Reader(H256 root, Map<Bytes32, Bytes> nodeByHash) {
            this.root = root;
            this.nodeByHash = nodeByHash;
        }

        /// The value under the key, or empty when the proof shows that there is none.
        ///
        /// @throws ProofException when the nodes show neither
        public Optional<Bytes> get(Bytes key) throws ProofException {
            byte[] nibbles = Nibbles.of(key);
            int at = 0;
            EncodedNode node = EncodedNode.decode(resolve(root.value()));
            while (true) {
                int common = Nibbles.commonLength(node.partial(), nibbles, at);
                at += common;
                if (node.isEmpty() || common < node.partial().length) {
                    return Optional.empty();
                }
                if (at == nibbles.length) {
                    return node.value();
                }
                Optional<Bytes> child = node.child(nibbles[at++]);
                if (child.isEmpty()) {
                    return Optional.empty();
                }
                node = EncodedNode.decode(follow(child.get()));
            }
        }

        private Bytes follow(Bytes reference) throws ProofException {
            return reference.size() == NodeCodec.HASH_SIZE ? resolve(Bytes32.of(reference)) : reference;
        }

        private Bytes resolve(Bytes32 hash) throws ProofException {
            Bytes node = nodeByHash.get(hash);
            if (node == null) {
                throw new ProofException("Proof has no node " + hash + "; it is needed on the way to the key");
            }
            return node;
        }
    }
}
