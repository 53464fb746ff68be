/// The base-16 Merkle trie of Substrate state, layout V0 (every value inline in its node), and proofs over it.
///
/// Start with [Trie], an immutable sorted map with a root hash. [OrderedTrie] gives the root of a list of extrinsics,
/// [StorageProof] checks a set of nodes against a root. Nothing here does I/O.
///
/// Follows paritytech/trie (trie-db, trie-root) and polkadot-sdk substrate/primitives/trie.
@NullMarked
package network.phala.trie;

import org.jspecify.annotations.NullMarked;
