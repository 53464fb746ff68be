//! A counter whose code can be exchanged for other code (`set_code_hash`); what it has stored stays.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod counter {
    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        NotOwner,
        CodeNotFound,
    }

    #[ink(storage)]
    pub struct Counter {
        owner: AccountId,
        count: u32,
    }

    impl Counter {
        #[ink(constructor)]
        pub fn new(count: u32) -> Self {
            Self { owner: Self::env().caller(), count }
        }

        #[ink(message)]
        pub fn increment(&mut self) {
            self.count = self.count.checked_add(1).unwrap();
        }

        #[ink(message)]
        pub fn count(&self) -> u32 {
            self.count
        }

        /// From the next call on, this contract is other code.
        #[ink(message)]
        pub fn set_code(&mut self, code: Hash) -> Result<(), Error> {
            if self.env().caller() != self.owner {
                return Err(Error::NotOwner);
            }
            self.env().set_code_hash(&code).map_err(|_| Error::CodeNotFound)
        }
    }
}
