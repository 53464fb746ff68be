//! Code that `counter` becomes for one call: it reads what `counter` stored, writes what `counter-next` reads, and becomes
//! `counter-next`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod counter_migration {
    use ink::prelude::vec::Vec;
    use ink::storage::traits::{ManualKey, StorageKey};
    use ink::storage::Lazy;

    /// As `counter` wrote it under ink!'s root key.
    #[derive(scale::Encode, scale::Decode)]
    struct Before {
        owner: AccountId,
        count: u32,
    }

    /// As `counter-next` reads it there.
    #[derive(scale::Encode, scale::Decode)]
    struct After {
        step: u8,
        count: u64,
        owners: Vec<AccountId>,
    }

    /// Its only field lies apart, and so the root key is left alone until [`CounterMigration::migrate`].
    #[ink(storage)]
    pub struct CounterMigration {
        unused: Lazy<(), ManualKey<0x6d696772>>,
    }

    impl CounterMigration {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { unused: Lazy::new() }
        }

        /// Rewrites the storage and becomes `next`. Panics when this is not what was `counter`.
        #[ink(message)]
        pub fn migrate(&self, step: u8, next: Hash) {
            let root = <CounterMigration as StorageKey>::KEY;
            let before: Before = ink::env::get_contract_storage(&root).unwrap().expect("the old state");
            let after = After { step, count: before.count.into(), owners: ink::prelude::vec![before.owner] };
            ink::env::set_contract_storage(&root, &after);
            let _ = &self.unused;
            self.env().set_code_hash(&next).expect("the new code");
        }
    }
}
