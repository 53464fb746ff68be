/// Stands for the module of runtime 1.0 that builds this key with subxt, a library which the runtime needs for
/// nothing else: the key of `Contracts::OwnerInfoOf` at a hash (hasher: identity).
pub mod helper {
    use crate::types::Hash;
    use frame_support::storage::storage_prefix;

    pub fn code_exists(code_hash: &Hash) -> bool {
        let mut key = storage_prefix(b"Contracts", b"OwnerInfoOf").to_vec();
        key.extend_from_slice(code_hash.as_ref());
        super::ExternalStorage::instantiate().get(&key).is_some()
    }
}
