//! Driver `PinkLogger`: the contract whose SideVM hears what the cluster's contracts log, emit and answer, and gives it out.
//!
//! The SideVM is `examples/sidevm/log-server`, which must be in the cluster under its hash. It runs from the start: the
//! driver `SidevmOperation` must know this contract's address before it is made, else the constructor refuses.
//! Selectors are those of Phala's log server; this code is our own.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![allow(clippy::let_unit_value)]

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod log_server {
    use ink::prelude::string::String;
    use pink::system::DriverError;
    use pink::PinkEnvironment;

    const VERSION: (u16, u16, u16) = (0, 1, 0);
    /// BLAKE2b-256 of the SideVM's code.
    const PROGRAM: pink::Hash = unhex(include_bytes!("../../sidevm/artifacts/log-server.hash"));

    const fn unhex(digits: &[u8; 64]) -> [u8; 32] {
        const fn digit(letter: u8) -> u8 {
            match letter {
                b'0'..=b'9' => letter - b'0',
                b'a'..=b'f' => letter - b'a' + 10,
                _ => panic!("no lower-case digit"),
            }
        }
        let mut bytes = [0; 32];
        let mut i = 0;
        while i < 32 {
            bytes[i] = digit(digits[2 * i]) << 4 | digit(digits[2 * i + 1]);
            i += 1;
        }
        bytes
    }

    #[ink(storage)]
    pub struct LogServer {
        owner: AccountId,
    }

    impl LogServer {
        #[ink(constructor)]
        pub fn default() -> Result<Self, DriverError> {
            pink::start_sidevm(PROGRAM)?;
            Ok(Self { owner: Self::env().caller() })
        }

        #[ink(message)]
        pub fn version(&self) -> (u16, u16, u16) {
            VERSION
        }

        #[ink(message)]
        pub fn owner(&self) -> AccountId {
            self.owner
        }

        /// Starts the SideVM anew; what it held is gone.
        #[ink(message)]
        pub fn start(&self) -> Result<(), DriverError> {
            self.ensure_owner()?;
            pink::start_sidevm(PROGRAM)
        }

        #[ink(message)]
        pub fn stop(&self) -> Result<(), DriverError> {
            self.ensure_owner()?;
            pink::force_stop_sidevm();
            Ok(())
        }

        /// Says something, to see whether it arrives.
        #[ink(message)]
        pub fn log_test(&self, msg: String) {
            pink::info!("{msg}");
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
