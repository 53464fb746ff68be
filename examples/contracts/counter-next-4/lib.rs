//! What `counter` becomes: another layout of the same state, other messages.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod counter_next {
    use ink::prelude::vec::Vec;

    #[ink(storage)]
    pub struct CounterNext {
        step: u8,
        count: u64,
        owners: Vec<AccountId>,
    }

    impl CounterNext {
        #[ink(constructor)]
        pub fn new(step: u8) -> Self {
            Self { step, count: 0, owners: ink::prelude::vec![Self::env().caller()] }
        }

        #[ink(message)]
        pub fn increment(&mut self) {
            self.count = self.count.checked_add(self.step.into()).unwrap();
        }

        #[ink(message)]
        pub fn count(&self) -> u64 {
            self.count
        }

        #[ink(message)]
        pub fn owners(&self) -> Vec<AccountId> {
            self.owners.clone()
        }
    }
}
