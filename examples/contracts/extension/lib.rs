//! Calls every function of Phala's chain extension, one a message, so that tests and users can see what each does in a
//! query, in an estimate and in a command.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![allow(clippy::let_unit_value)]

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod extension {
    use ink::prelude::{borrow::Cow, string::String, vec::Vec};
    use pink::chain_extension::{HttpRequest, HttpRequestError, HttpResponse, JsCode, JsValue, SigType};
    use pink::types::sgx::SgxQuote;
    use pink::PinkEnvironment;

    type CodeHash = pink::Hash;

    #[ink(storage)]
    pub struct Extension {
        /// What the last `*_in_command` saw.
        seen: Vec<u8>,
        /// How often the hook ran.
        ticks: u32,
    }

    impl Extension {
        #[ink(constructor)]
        pub fn default() -> Self {
            Self { seen: Vec::new(), ticks: 0 }
        }

        #[ink(message)]
        pub fn seen(&self) -> Vec<u8> {
            self.seen.clone()
        }

        #[ink(message)]
        pub fn ticks(&self) -> u32 {
            self.ticks
        }

        /// 1
        #[ink(message)]
        pub fn http_request(&self, url: String, method: String, headers: Vec<(String, String)>, body: Vec<u8>) -> HttpResponse {
            pink::ext().http_request(HttpRequest { url, method, headers, body })
        }

        /// 2
        #[ink(message)]
        pub fn sign(&self, scheme: SigType, key: Vec<u8>, message: Vec<u8>) -> Vec<u8> {
            pink::ext().sign(scheme, &key, &message)
        }

        /// 3
        #[ink(message)]
        pub fn verify(&self, scheme: SigType, key: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> bool {
            pink::ext().verify(scheme, &key, &message, &signature)
        }

        /// 4
        #[ink(message)]
        pub fn derive_sr25519_key(&self, salt: Vec<u8>) -> Vec<u8> {
            pink::ext().derive_sr25519_key(Cow::Owned(salt))
        }

        /// 5
        #[ink(message)]
        pub fn get_public_key(&self, scheme: SigType, key: Vec<u8>) -> Vec<u8> {
            pink::ext().get_public_key(scheme, &key)
        }

        /// 6: whether there was room.
        #[ink(message)]
        pub fn cache_set(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
            pink::ext().cache_set(&key, &value).is_ok()
        }

        /// 6, as a command.
        #[ink(message)]
        pub fn cache_set_in_command(&mut self, key: Vec<u8>, value: Vec<u8>) -> bool {
            pink::ext().cache_set(&key, &value).is_ok()
        }

        /// 7
        #[ink(message)]
        pub fn cache_set_expiration(&self, key: Vec<u8>, seconds: u64) {
            pink::ext().cache_set_expiration(&key, seconds)
        }

        /// 8
        #[ink(message)]
        pub fn cache_get(&self, key: Vec<u8>) -> Option<Vec<u8>> {
            pink::ext().cache_get(&key)
        }

        /// 9
        #[ink(message)]
        pub fn cache_remove(&self, key: Vec<u8>) -> Option<Vec<u8>> {
            pink::ext().cache_remove(&key)
        }

        /// 10
        #[ink(message)]
        pub fn log(&self, level: u8, message: String) {
            pink::ext().log(level, &message)
        }

        /// 11
        #[ink(message)]
        pub fn getrandom(&self, length: u8) -> Vec<u8> {
            pink::ext().getrandom(length)
        }

        /// 11, as a command: `seen` stays empty, since all workers must see the same.
        #[ink(message)]
        pub fn getrandom_in_command(&mut self, length: u8) {
            self.seen = pink::ext().getrandom(length);
        }

        /// 12
        #[ink(message)]
        pub fn is_in_transaction(&self) -> bool {
            pink::ext().is_in_transaction()
        }

        /// 12, as a command.
        #[ink(message)]
        pub fn is_in_transaction_in_command(&mut self) {
            self.seen = ink::prelude::vec![pink::ext().is_in_transaction() as u8];
        }

        /// 13
        #[ink(message)]
        pub fn ecdsa_sign_prehashed(&self, key: Vec<u8>, hash: CodeHash) -> Vec<u8> {
            pink::ext().ecdsa_sign_prehashed(&key, hash).to_vec()
        }

        /// 14
        #[ink(message)]
        pub fn ecdsa_verify_prehashed(&self, signature: Vec<u8>, hash: CodeHash, key: Vec<u8>) -> bool {
            match (signature.try_into(), key.try_into()) {
                (Ok(signature), Ok(key)) => pink::ext().ecdsa_verify_prehashed(signature, hash, key),
                _ => false,
            }
        }

        /// 15
        #[ink(message)]
        pub fn system_contract_id(&self) -> AccountId {
            pink::ext().system_contract_id()
        }

        /// 16: total and free.
        #[ink(message)]
        pub fn balance_of(&self, account: AccountId) -> (Balance, Balance) {
            pink::ext().balance_of(account)
        }

        /// 17
        #[ink(message)]
        pub fn worker_pubkey(&self) -> [u8; 32] {
            pink::ext().worker_pubkey()
        }

        /// 18
        #[ink(message)]
        pub fn untrusted_millis_since_unix_epoch(&self) -> u64 {
            pink::ext().untrusted_millis_since_unix_epoch()
        }

        /// 19
        #[ink(message)]
        pub fn code_exists(&self, hash: CodeHash, sidevm: bool) -> bool {
            pink::ext().code_exists(hash, sidevm)
        }

        /// 20: only the system contract may.
        #[ink(message)]
        pub fn import_latest_system_code(&self, payer: AccountId) -> Option<CodeHash> {
            pink::ext().import_latest_system_code(payer)
        }

        /// 21
        #[ink(message)]
        pub fn runtime_version(&self) -> (u32, u32) {
            pink::ext().runtime_version()
        }

        /// 22
        #[ink(message)]
        pub fn batch_http_request(
            &self,
            urls: Vec<String>,
            timeout_ms: u64,
        ) -> Result<Vec<Result<HttpResponse, HttpRequestError>>, HttpRequestError> {
            let requests = urls
                .into_iter()
                .map(|url| HttpRequest { url, method: String::from("GET"), headers: Vec::new(), body: Vec::new() })
                .collect();
            pink::ext().batch_http_request(requests, timeout_ms)
        }

        /// 23
        #[ink(message)]
        pub fn current_event_chain_head(&self) -> (u64, CodeHash) {
            pink::ext().current_event_chain_head()
        }

        /// 24
        #[ink(message)]
        pub fn js_eval(&self, source: String, args: Vec<String>) -> JsValue {
            pink::ext().js_eval(ink::prelude::vec![JsCode::Source(source)], args)
        }

        /// 25
        #[ink(message)]
        pub fn worker_sgx_quote(&self) -> Option<SgxQuote> {
            pink::ext().worker_sgx_quote()
        }

        /// Emits a privileged event without being the system contract: must have no effect.
        #[ink(message)]
        pub fn usurp(&mut self, which: u8) {
            let me = self.env().account_id();
            match which {
                0 => pink::set_hook(pink::HookPoint::OnBlockEnd, me, TICK, 1_000_000_000_000),
                1 => pink::deploy_sidevm_to(me, Default::default()),
                2 => pink::stop_sidevm_at(me),
                3 => pink::set_log_handler(me),
                4 => pink::set_contract_weight(me, 1_000),
                5 => pink::upgrade_runtime((1, 3)),
                _ => pink::set_js_runtime(Default::default()),
            }
        }

        /// Asks the system contract for a hook at the end of every block; this contract must be an administrator.
        #[ink(message)]
        pub fn hook(&mut self) -> pink::system::Result<()> {
            let me = self.env().account_id();
            pink::system::SystemRef::instance().set_hook(pink::HookPoint::OnBlockEnd, me, TICK, 1_000_000_000_000)
        }

        /// Receives the hook.
        #[ink(message, selector = 0x7469636b)]
        pub fn tick(&mut self) {
            self.ticks += 1;
        }
    }

    const TICK: u32 = 0x7469636b;
}
