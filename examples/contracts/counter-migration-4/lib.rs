//! Code that `counter` becomes for one call: it reads what `counter` stored, writes what `counter-next` reads, and becomes
//! `counter-next`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod counter_migration {
    use ink::prelude::vec::Vec;
    use ink::storage::traits::StorageKey;

    /// As `counter-next` reads it under ink!'s root key.
    #[derive(scale::Encode, scale::Decode)]
    struct After {
        step: u8,
        count: u64,
        owners: Vec<AccountId>,
    }

    /// As `counter` wrote it there.
    #[ink(storage)]
    pub struct CounterMigration {
        owner: AccountId,
        count: u32,
    }

    impl CounterMigration {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { owner: Self::env().caller(), count: 0 }
        }

        /// Rewrites the storage and becomes `next`. It does not say `&mut`: ink! would write the old state back.
        #[ink(message)]
        pub fn migrate(&self, step: u8, next: Hash) {
            let after = After { step, count: self.count.into(), owners: ink::prelude::vec![self.owner] };
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, &after);
            self.env().set_code_hash(&next).expect("the new code");
        }
    }
}
