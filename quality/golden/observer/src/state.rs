//! The whole storage of a cluster, read from the nodes that the runtime handed to the host.

use crate::golden::shown;
use crate::host::Store;
use serde_json::{json, Value};
use sp_core::Blake2Hasher;
use sp_trie::{HashDBT, LayoutV1, MemoryDB, Trie, TrieDBBuilder, EMPTY_PREFIX};

const CHILD_PREFIX: &[u8] = b":child_storage:default:";

/// Root, pairs of the top trie, and the pairs of every child trie, in the order of their keys.
pub fn dump(store: &Store) -> Value {
    let Some(root) = store.root else {
        return json!({ "root": null, "top": [], "children": [] });
    };
    // Child tries keep their nodes under prefixes of their own; by hash alone one database serves them all.
    let mut nodes = MemoryDB::<Blake2Hasher>::default();
    for (_, node) in store.nodes.values() {
        nodes.insert(EMPTY_PREFIX, node);
    }
    let top = pairs(&nodes, &root);
    let children: Vec<Value> = top
        .iter()
        .filter_map(|(key, root)| Some((key.strip_prefix(CHILD_PREFIX)?, root)))
        .map(|(id, root)| {
            let entries = listed(&pairs(&nodes, root));
            json!({ "trie_id": hex::encode(id), "root": hex::encode(root), "entries": entries })
        })
        .collect();
    json!({ "root": hex::encode(root), "top": listed(&top), "children": children })
}

fn pairs(nodes: &MemoryDB<Blake2Hasher>, root: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let root = sp_core::H256::from_slice(root);
    let trie = TrieDBBuilder::<LayoutV1<Blake2Hasher>>::new(nodes, &root).build();
    let pairs = trie.iter().expect("the root's node is there");
    pairs.map(|pair| pair.expect("every node is there")).collect()
}

fn listed(pairs: &[(Vec<u8>, Vec<u8>)]) -> Value {
    pairs.iter().map(|(key, value)| json!([hex::encode(key), shown(value)])).collect()
}
