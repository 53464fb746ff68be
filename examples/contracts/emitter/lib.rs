//! Emits events on demand: plain, with topics, anonymous, many, and big.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod emitter {
    use ink::prelude::{string::String, vec, vec::Vec};

    #[ink(event)]
    pub struct Plain {
        number: u64,
    }

    #[ink(event)]
    pub struct Indexed {
        #[ink(topic)]
        who: AccountId,
        #[ink(topic)]
        text: String,
        number: u64,
    }

    #[ink(event, anonymous)]
    pub struct Anonymous {
        #[ink(topic)]
        number: u64,
    }

    #[ink(event)]
    pub struct Big {
        data: Vec<u8>,
    }

    #[ink(storage)]
    pub struct Emitter {
        emitted: u64,
    }

    impl Emitter {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { emitted: 0 }
        }

        /// Events emitted by all calls that succeeded.
        #[ink(message)]
        pub fn emitted(&self) -> u64 {
            self.emitted
        }

        #[ink(message)]
        pub fn plain(&mut self, times: u32) {
            for _ in 0..times {
                self.emitted += 1;
                self.env().emit_event(Plain { number: self.emitted });
            }
        }

        #[ink(message)]
        pub fn indexed(&mut self, text: String) {
            self.emitted += 1;
            let (who, number) = (self.env().caller(), self.emitted);
            self.env().emit_event(Indexed { who, text, number });
        }

        #[ink(message)]
        pub fn anonymous(&mut self) {
            self.emitted += 1;
            self.env().emit_event(Anonymous { number: self.emitted });
        }

        #[ink(message)]
        pub fn big(&mut self, bytes: u32) {
            self.emitted += 1;
            self.env().emit_event(Big { data: vec![0x5a; bytes as usize] });
        }

        /// Emits, then fails: nothing of it may be seen.
        #[ink(message)]
        pub fn undone(&mut self) -> Result<(), u32> {
            self.plain(1);
            Err(1)
        }
    }
}
