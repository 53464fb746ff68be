//! A counter that anyone may raise and only its owner may set back.
{{attributes}}

#[ink::contract]
mod contract {
    #[ink(storage)]
    pub struct {{type}} {
        owner: AccountId,
        count: u64,
    }

    #[ink(event)]
    pub struct Raised {
        #[ink(topic)]
        by: AccountId,
        count: u64,
    }

    #[derive(Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        /// Only the owner may do this.
        NotOwner,
        /// The counter is at its end.
        Full,
    }

    impl {{type}} {
        /// Starts at `count`; whoever deploys it is its owner.
        #[ink(constructor)]
        pub fn new(count: u64) -> Self {
            Self { owner: Self::env().caller(), count }
        }

        /// Adds `by`.
        #[ink(message)]
        pub fn raise(&mut self, by: u64) -> Result<u64, Error> {
            self.count = self.count.checked_add(by).ok_or(Error::Full)?;
            self.env().emit_event(Raised { by: self.env().caller(), count: self.count });
            Ok(self.count)
        }

        /// Sets the counter back to zero.
        #[ink(message)]
        pub fn reset(&mut self) -> Result<(), Error> {
            if self.env().caller() != self.owner {
                return Err(Error::NotOwner);
            }
            self.count = 0;
            Ok(())
        }

        #[ink(message)]
        pub fn get(&self) -> u64 {
            self.count
        }
    }
}
