//! Code for a proxy: a counter. It has no storage under ink!'s root key, so
//! that it and the proxy do not overwrite each other.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod counter_delegate {
    use ink::storage::traits::ManualKey;
    use ink::storage::{Lazy, Mapping};

    #[ink(event)]
    pub struct Counted {
        #[ink(topic)]
        by: AccountId,
        count: u32,
    }

    #[ink(storage)]
    pub struct CounterDelegate {
        count: Lazy<u32, ManualKey<0x636e7400>>,
        by: Mapping<AccountId, u32, ManualKey<0x636e7401>>,
        step: Lazy<u32, ManualKey<0x636e7402>>,
    }

    impl CounterDelegate {
        /// Needed by ink!; the proxy does not run it.
        #[ink(constructor)]
        pub fn new(step: u32) -> Self {
            let mut this = Self { count: Lazy::new(), by: Mapping::new(), step: Lazy::new() };
            this.step.set(&step);
            this
        }

        #[ink(message)]
        pub fn count(&self) -> u32 {
            self.count.get().unwrap_or(0)
        }

        #[ink(message)]
        pub fn count_of(&self, who: AccountId) -> u32 {
            self.by.get(who).unwrap_or(0)
        }

        /// One more, or as many as the step says.
        #[ink(message)]
        pub fn increment(&mut self) -> u32 {
            let step = self.step.get().unwrap_or(1);
            let caller = self.env().caller();
            let count = self.count().checked_add(step).unwrap();
            self.count.set(&count);
            let own = self.count_of(caller).checked_add(step).unwrap();
            self.by.insert(caller, &own);
            self.env().emit_event(Counted { by: caller, count });
            count
        }

        #[ink(message)]
        pub fn set_step(&mut self, step: u32) {
            self.step.set(&step);
        }

        /// What the code sees: its caller, its address, the money that came.
        #[ink(message, payable)]
        pub fn around(&self) -> (AccountId, AccountId, Balance) {
            (self.env().caller(), self.env().account_id(), self.env().transferred_value())
        }

        #[ink(message)]
        pub fn fail(&mut self) -> Result<(), u32> {
            self.increment();
            Err(7)
        }
    }
}
