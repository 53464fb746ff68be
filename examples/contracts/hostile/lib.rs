//! Everything a contract can do to be a bad neighbour. Each message must end in the pallet's error and disturb nobody;
//! `marks` tells whether a failed message left something behind.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod hostile {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::{CallFlags, DefaultEnvironment, ReturnFlags};
    use ink::prelude::{string::String, vec, vec::Vec};
    use ink::storage::Mapping;

    #[derive(Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        OnPurpose(u32),
    }

    #[ink(storage)]
    pub struct Hostile {
        marks: u32,
        slots: Mapping<u32, Vec<u8>>,
    }

    impl Hostile {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { marks: 0, slots: Mapping::default() }
        }

        /// A constructor that refuses.
        #[ink(constructor)]
        pub fn refusing() -> Result<Self, Error> {
            Err(Error::OnPurpose(0))
        }

        /// A constructor that traps.
        #[ink(constructor)]
        pub fn trapping() -> Self {
            panic!("on purpose")
        }

        #[ink(message)]
        pub fn marks(&self) -> u32 {
            self.marks
        }

        /// The well-behaved message between the others.
        #[ink(message)]
        pub fn mark(&mut self) {
            self.marks += 1;
        }

        /// Runs until its gas is gone.
        #[ink(message)]
        pub fn spin(&mut self) -> u64 {
            self.leave_mark();
            let mut x: u64 = 1;
            loop {
                // A value the compiler cannot see through, so that the loop stays.
                x = core::hint::black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
                if core::hint::black_box(false) {
                    return x;
                }
            }
        }

        /// Allocates until there is no memory.
        #[ink(message)]
        pub fn exhaust_memory(&mut self) -> u32 {
            self.leave_mark();
            let mut hoard: Vec<Vec<u8>> = Vec::new();
            loop {
                hoard.push(vec![0xff; 64 * 1024]);
                if core::hint::black_box(false) {
                    return hoard.len() as u32;
                }
            }
        }

        /// Recurses inside the machine until the stack ends.
        #[ink(message)]
        pub fn recurse(&mut self) -> u64 {
            self.leave_mark();
            descend(1)
        }

        /// Calls itself as a contract until the call stack ends.
        #[ink(message)]
        pub fn call_itself(&mut self, depth: u32) -> u32 {
            self.leave_mark();
            build_call::<DefaultEnvironment>()
                .call(self.env().account_id())
                .call_flags(CallFlags::default().set_allow_reentry(true))
                .exec_input(
                    ExecutionInput::new(Selector::new(ink::selector_bytes!("call_itself"))).push_arg(depth + 1),
                )
                .returns::<u32>()
                .invoke()
        }

        /// Calls itself where re-entering is not allowed.
        #[ink(message)]
        pub fn reenter(&mut self) -> u32 {
            self.leave_mark();
            build_call::<DefaultEnvironment>()
                .call(self.env().account_id())
                .exec_input(ExecutionInput::new(Selector::new(ink::selector_bytes!("marks"))))
                .returns::<u32>()
                .invoke()
        }

        #[ink(message)]
        pub fn trap(&mut self) {
            self.leave_mark();
            panic!("on purpose")
        }

        #[ink(message)]
        pub fn overflow(&mut self, a: u32, b: u32) -> u32 {
            self.leave_mark();
            a + b
        }

        #[ink(message)]
        pub fn out_of_bounds(&mut self, index: u32) -> u8 {
            self.leave_mark();
            [1u8, 2, 3][index as usize]
        }

        #[ink(message)]
        pub fn revert(&mut self, code: u32) -> Result<(), Error> {
            self.leave_mark();
            Err(Error::OnPurpose(code))
        }

        /// Succeeds with bytes that are not of the declared type.
        #[ink(message)]
        pub fn garbage(&self) -> Result<u32, Error> {
            ink::env::return_value(ReturnFlags::default(), &[0xff_u8; 7])
        }

        /// Succeeds with `bytes` bytes where a number was promised.
        #[ink(message)]
        pub fn long_answer(&self, bytes: u32) -> u32 {
            ink::env::return_value(ReturnFlags::default(), &vec![0xee_u8; bytes as usize])
        }

        /// Writes `items` values of `bytes` bytes.
        #[ink(message)]
        pub fn fill_storage(&mut self, items: u32, bytes: u32) {
            let value = vec![0xaa; bytes as usize];
            for i in 0..items {
                self.slots.insert(i, &value);
            }
        }

        /// Writes debug messages until its gas or the buffer is gone.
        #[ink(message)]
        pub fn flood_logs(&mut self, times: u32) {
            let line = String::from("all work and no play makes a dull contract");
            for _ in 0..times {
                ink::env::debug_message(&line);
            }
        }

        /// Goes away.
        #[ink(message)]
        pub fn terminate(&mut self) {
            self.env().terminate_contract(self.env().caller())
        }

        fn leave_mark(&mut self) {
            self.marks += 1000;
            // Written at once: the message will not return normally.
            ink::env::set_contract_storage(&0u32, self);
        }
    }

    #[inline(never)]
    fn descend(n: u64) -> u64 {
        if core::hint::black_box(n) == 0 {
            return 0;
        }
        core::hint::black_box(descend(core::hint::black_box(n.wrapping_add(1)))).wrapping_add(n)
    }
}
