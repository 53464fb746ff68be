//! A contract with a program of its own (SideVM): starts it, tells it things, stops it.
//!
//! The program's code must be in the cluster (`phala sidevm upload`), and the driver `SidevmOperation` must let this
//! contract start programs (`phala sidevm allow`).
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![allow(clippy::let_unit_value)]

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod starter {
    use ink::prelude::vec::Vec;
    use pink::system::DriverError;
    use pink::PinkEnvironment;

    #[ink(storage)]
    pub struct Starter {
        owner: AccountId,
    }

    impl Starter {
        /// Whoever deploys it is its owner.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { owner: Self::env().caller() }
        }

        /// Starts the program with this code hash, in place of the one that runs.
        #[ink(message)]
        pub fn start(&self, program: pink::Hash) -> Result<(), DriverError> {
            self.ensure_owner()?;
            pink::start_sidevm(program)
        }

        /// Says something to the program, if it runs.
        #[ink(message)]
        pub fn tell(&self, message: Vec<u8>) -> Result<(), DriverError> {
            self.ensure_owner()?;
            pink::push_sidevm_message(message);
            Ok(())
        }

        #[ink(message)]
        pub fn stop(&self) -> Result<(), DriverError> {
            self.ensure_owner()?;
            pink::force_stop_sidevm();
            Ok(())
        }

        fn ensure_owner(&self) -> Result<(), DriverError> {
            if self.env().caller() == self.owner {
                Ok(())
            } else {
                Err(DriverError::BadOrigin)
            }
        }
    }
}
