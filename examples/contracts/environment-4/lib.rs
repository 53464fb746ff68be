//! Calls every function of the contract environment that ink! has and Phala's runtime offers, so that tests can compare
//! what each gives with what is known to be right.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod environment {
    use ink::env::hash::{Blake2x128, Blake2x256, Keccak256, Sha2x256};
    use ink::env::DefaultEnvironment;
    use ink::prelude::{string::String, vec::Vec};

    /// Bytes that are encoded already.
    struct Raw(Vec<u8>);

    impl scale::Encode for Raw {
        fn encode_to<T: scale::Output + ?Sized>(&self, out: &mut T) {
            out.write(&self.0);
        }
    }

    #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Surroundings {
        pub caller: AccountId,
        pub address: AccountId,
        pub value: Balance,
        pub balance: Balance,
        pub minimum_balance: Balance,
        pub timestamp: Timestamp,
        pub block: BlockNumber,
        pub caller_is_origin: bool,
        pub own_code: Hash,
        pub fee_of_1000: Balance,
    }

    #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Hashes {
        pub sha2_256: [u8; 32],
        pub keccak_256: [u8; 32],
        pub blake2_256: [u8; 32],
        pub blake2_128: [u8; 16],
    }

    #[ink(event)]
    pub struct Noted {
        #[ink(topic)]
        number: u32,
        #[ink(topic)]
        account: AccountId,
        text: String,
    }

    #[ink(storage)]
    pub struct Everything {
        calls: u32,
    }

    impl Everything {
        #[ink(constructor, payable)]
        pub fn new() -> Self {
            Self { calls: 0 }
        }

        #[ink(message, payable)]
        pub fn surroundings(&self) -> Surroundings {
            Surroundings {
                caller: self.env().caller(),
                address: self.env().account_id(),
                value: self.env().transferred_value(),
                balance: self.env().balance(),
                minimum_balance: self.env().minimum_balance(),
                timestamp: self.env().block_timestamp(),
                block: self.env().block_number(),
                caller_is_origin: self.env().caller_is_origin(),
                own_code: self.env().own_code_hash().unwrap(),
                fee_of_1000: self.env().weight_to_fee(1000),
            }
        }

        /// Gas left before and after some work.
        #[ink(message)]
        pub fn gas(&self, rounds: u32) -> (u64, u64) {
            let before = self.env().gas_left();
            let mut digest = [0; 32];
            for _ in 0..rounds {
                digest = self.env().hash_bytes::<Blake2x256>(&digest);
            }
            let after = self.env().gas_left();
            assert!(rounds == 0 || digest != [0; 32]);
            (before, after)
        }

        #[ink(message)]
        pub fn code_of(&self, account: AccountId) -> (bool, Option<Hash>) {
            (self.env().is_contract(&account), self.env().code_hash(&account).ok())
        }

        #[ink(message)]
        pub fn hashes(&self, bytes: Vec<u8>) -> Hashes {
            Hashes {
                sha2_256: self.env().hash_bytes::<Sha2x256>(&bytes),
                keccak_256: self.env().hash_bytes::<Keccak256>(&bytes),
                blake2_256: self.env().hash_bytes::<Blake2x256>(&bytes),
                blake2_128: self.env().hash_bytes::<Blake2x128>(&bytes),
            }
        }

        #[ink(message)]
        pub fn ecdsa_recover(&self, signature: Vec<u8>, digest: [u8; 32]) -> Option<Vec<u8>> {
            let signature: [u8; 65] = signature.try_into().ok()?;
            self.env().ecdsa_recover(&signature, &digest).ok().map(|key| key.to_vec())
        }

        #[ink(message)]
        pub fn eth_address(&self, key: Vec<u8>) -> Option<[u8; 20]> {
            let key: [u8; 33] = key.try_into().ok()?;
            self.env().ecdsa_to_eth_address(&key).ok()
        }

        /// The length of what was there.
        #[ink(message)]
        pub fn store(&mut self, key: Vec<u8>, value: Vec<u8>) -> Option<u32> {
            ink::env::set_contract_storage(&Keyed(key), &value)
        }

        #[ink(message)]
        pub fn load(&self, key: Vec<u8>) -> Option<Vec<u8>> {
            ink::env::get_contract_storage(&Keyed(key)).unwrap()
        }

        #[ink(message)]
        pub fn contains(&self, key: Vec<u8>) -> Option<u32> {
            ink::env::contains_contract_storage(&Keyed(key))
        }

        #[ink(message)]
        pub fn take(&mut self, key: Vec<u8>) -> Option<Vec<u8>> {
            ink::env::take_contract_storage(&Keyed(key)).unwrap()
        }

        #[ink(message)]
        pub fn clear(&mut self, key: Vec<u8>) -> Option<u32> {
            ink::env::clear_contract_storage(&Keyed(key))
        }

        /// Whether it worked.
        #[ink(message)]
        pub fn transfer(&mut self, to: AccountId, value: Balance) -> bool {
            self.env().transfer(to, value).is_ok()
        }

        /// What the callee's message returned; nothing when it failed.
        #[ink(message, payable)]
        pub fn call(
            &mut self,
            callee: AccountId,
            value: Balance,
            gas_limit: u64,
            allow_reentry: bool,
            input: Vec<u8>,
        ) -> Option<Vec<u8>> {
            self.calls += 1;
            calls::invoke(callee, value, gas_limit, allow_reentry, &input).ok()
        }

        #[ink(message)]
        pub fn calls(&self) -> u32 {
            self.calls
        }

        #[ink(message)]
        pub fn create(
            &mut self,
            code: Hash,
            value: Balance,
            gas_limit: u64,
            input: Vec<u8>,
            salt: Vec<u8>,
        ) -> Option<AccountId> {
            calls::create(code, value, gas_limit, &input, &salt)
        }

        /// Answers what the code answers.
        #[ink(message, payable)]
        pub fn delegate(&mut self, code: Hash) {
            calls::forward_to_code(code)
        }

        #[ink(message)]
        pub fn set_code(&mut self, code: Hash) -> bool {
            self.env().set_code_hash(&code).is_ok()
        }

        #[ink(message)]
        pub fn terminate(&mut self, beneficiary: AccountId) {
            self.env().terminate_contract(beneficiary)
        }

        #[ink(message)]
        pub fn say(&self, text: String) {
            ink::env::debug_message(&text);
        }

        #[ink(message)]
        pub fn note(&self, number: u32, account: AccountId, text: String) {
            self.env().emit_event(Noted { number, account, text });
        }

        /// Whether a call of the chain's pallets went through.
        #[ink(message)]
        pub fn call_runtime(&self, call: Vec<u8>) -> bool {
            ink::env::call_runtime::<DefaultEnvironment, _>(&Raw(call)).is_ok()
        }
    }

    /// A key of its own room, apart from ink!'s.
    struct Keyed(Vec<u8>);

    impl scale::Encode for Keyed {
        fn encode_to<T: scale::Output + ?Sized>(&self, out: &mut T) {
            out.write(b"own:");
            out.write(&self.0);
        }
    }
}
