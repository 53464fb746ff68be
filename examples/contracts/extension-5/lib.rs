//! Calls every function of Phala's chain extension by ink! 5, for which Phala published no crate: the functions are
//! declared here. The messages are those of `extension`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

use ink::env::Environment;
use ink::prelude::{string::String, vec::Vec};

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct HttpRequest {
    pub url: String,
    pub method: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct HttpResponse {
    pub status_code: u16,
    pub reason_phrase: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum HttpRequestError {
    InvalidUrl,
    InvalidMethod,
    InvalidHeaderName,
    InvalidHeaderValue,
    FailedToCreateClient,
    Timeout,
    NotAllowed,
    TooManyRequests,
    NetworkError,
    ResponseTooLarge,
    TooManyHeaders,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum SigType {
    Ed25519,
    Sr25519,
    Ecdsa,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum JsCode {
    Source(String),
    Bytecode(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum JsValue {
    Undefined,
    Null,
    String(String),
    Bytes(Vec<u8>),
    Other(String),
    Exception(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum AttestationType {
    Epid,
    Dcap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct SgxQuote {
    pub attestation_type: AttestationType,
    pub quote: Vec<u8>,
}

/// What functions 6 and 22 report besides success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Status(pub u32);

impl ink::env::chain_extension::FromStatusCode for Status {
    fn from_status_code(code: u32) -> Result<(), Self> {
        if code == 0 {
            Ok(())
        } else {
            Err(Self(code))
        }
    }
}

#[ink::chain_extension(extension = 0)]
pub trait Pink {
    type ErrorCode = Status;

    #[ink(function = 1, handle_status = false)]
    fn http_request(request: HttpRequest) -> HttpResponse;
    #[ink(function = 2, handle_status = false)]
    fn sign(scheme: SigType, key: Vec<u8>, message: Vec<u8>) -> Vec<u8>;
    #[ink(function = 3, handle_status = false)]
    fn verify(scheme: SigType, key: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> bool;
    #[ink(function = 4, handle_status = false)]
    fn derive_sr25519_key(salt: Vec<u8>) -> Vec<u8>;
    #[ink(function = 5, handle_status = false)]
    fn get_public_key(scheme: SigType, key: Vec<u8>) -> Vec<u8>;
    #[ink(function = 6)]
    fn cache_set(key: Vec<u8>, value: Vec<u8>);
    #[ink(function = 7, handle_status = false)]
    fn cache_set_expiration(key: Vec<u8>, seconds: u64);
    #[ink(function = 8, handle_status = false)]
    fn cache_get(key: Vec<u8>) -> Option<Vec<u8>>;
    #[ink(function = 9, handle_status = false)]
    fn cache_remove(key: Vec<u8>) -> Option<Vec<u8>>;
    #[ink(function = 10, handle_status = false)]
    fn log(level: u8, message: String);
    #[ink(function = 11, handle_status = false)]
    fn getrandom(length: u8) -> Vec<u8>;
    #[ink(function = 12, handle_status = false)]
    fn is_in_transaction() -> bool;
    #[ink(function = 13, handle_status = false)]
    fn ecdsa_sign_prehashed(key: Vec<u8>, digest: [u8; 32]) -> [u8; 65];
    #[ink(function = 14, handle_status = false)]
    fn ecdsa_verify_prehashed(signature: [u8; 65], digest: [u8; 32], key: [u8; 33]) -> bool;
    #[ink(function = 15, handle_status = false)]
    fn system_contract_id() -> ink::primitives::AccountId;
    #[ink(function = 16, handle_status = false)]
    fn balance_of(account: ink::primitives::AccountId) -> (u128, u128);
    #[ink(function = 17, handle_status = false)]
    fn worker_pubkey() -> [u8; 32];
    #[ink(function = 18, handle_status = false)]
    fn untrusted_millis_since_unix_epoch() -> u64;
    #[ink(function = 19, handle_status = false)]
    fn code_exists(hash: [u8; 32], sidevm: bool) -> bool;
    #[ink(function = 20, handle_status = false)]
    fn import_latest_system_code(payer: ink::primitives::AccountId) -> Option<[u8; 32]>;
    #[ink(function = 21, handle_status = false)]
    fn runtime_version() -> (u32, u32);
    #[ink(function = 22)]
    fn batch_http_request(
        requests: Vec<HttpRequest>,
        timeout_ms: u64,
    ) -> Vec<Result<HttpResponse, HttpRequestError>>;
    #[ink(function = 23, handle_status = false)]
    fn current_event_chain_head() -> (u64, [u8; 32]);
    #[ink(function = 24, handle_status = false)]
    fn js_eval(codes: Vec<JsCode>, args: Vec<String>) -> JsValue;
    #[ink(function = 25, handle_status = false)]
    fn worker_sgx_quote() -> Option<SgxQuote>;
    /// There is none; calling it must stop the contract.
    #[ink(function = 26, handle_status = false)]
    fn unknown();
}

/// The default environment with Phala's extension.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(TypeInfo)]
pub enum PinkEnvironment {}

impl Environment for PinkEnvironment {
    const MAX_EVENT_TOPICS: usize = 4;
    type AccountId = ink::primitives::AccountId;
    type Balance = u128;
    type Hash = ink::primitives::Hash;
    type BlockNumber = u32;
    type Timestamp = u64;
    type ChainExtension = Pink;
}

#[ink::contract(env = crate::PinkEnvironment)]
mod extension5 {
    use super::{HttpRequest, HttpRequestError, HttpResponse, JsCode, JsValue, SgxQuote, SigType};
    use ink::prelude::{string::String, vec, vec::Vec};

    #[ink(storage)]
    pub struct Extension5 {
        /// What the last `*_in_command` saw.
        seen: Vec<u8>,
    }

    impl Extension5 {
        #[ink(constructor)]
        pub fn default() -> Self {
            Self { seen: Vec::new() }
        }

        #[ink(message)]
        pub fn seen(&self) -> Vec<u8> {
            self.seen.clone()
        }

        #[ink(message)]
        pub fn http_request(
            &self,
            url: String,
            method: String,
            headers: Vec<(String, String)>,
            body: Vec<u8>,
        ) -> HttpResponse {
            self.env().extension().http_request(HttpRequest { url, method, headers, body })
        }

        #[ink(message)]
        pub fn sign(&self, scheme: SigType, key: Vec<u8>, message: Vec<u8>) -> Vec<u8> {
            self.env().extension().sign(scheme, key, message)
        }

        #[ink(message)]
        pub fn verify(&self, scheme: SigType, key: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> bool {
            self.env().extension().verify(scheme, key, message, signature)
        }

        #[ink(message)]
        pub fn derive_sr25519_key(&self, salt: Vec<u8>) -> Vec<u8> {
            self.env().extension().derive_sr25519_key(salt)
        }

        #[ink(message)]
        pub fn get_public_key(&self, scheme: SigType, key: Vec<u8>) -> Vec<u8> {
            self.env().extension().get_public_key(scheme, key)
        }

        #[ink(message)]
        pub fn cache_set(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
            self.env().extension().cache_set(key, value).is_ok()
        }

        #[ink(message)]
        pub fn cache_set_in_command(&mut self, key: Vec<u8>, value: Vec<u8>) -> bool {
            self.env().extension().cache_set(key, value).is_ok()
        }

        #[ink(message)]
        pub fn cache_set_expiration(&self, key: Vec<u8>, seconds: u64) {
            self.env().extension().cache_set_expiration(key, seconds)
        }

        #[ink(message)]
        pub fn cache_get(&self, key: Vec<u8>) -> Option<Vec<u8>> {
            self.env().extension().cache_get(key)
        }

        #[ink(message)]
        pub fn cache_remove(&self, key: Vec<u8>) -> Option<Vec<u8>> {
            self.env().extension().cache_remove(key)
        }

        #[ink(message)]
        pub fn log(&self, level: u8, message: String) {
            self.env().extension().log(level, message)
        }

        #[ink(message)]
        pub fn getrandom(&self, length: u8) -> Vec<u8> {
            self.env().extension().getrandom(length)
        }

        #[ink(message)]
        pub fn getrandom_in_command(&mut self, length: u8) {
            self.seen = self.env().extension().getrandom(length);
        }

        #[ink(message)]
        pub fn is_in_transaction(&self) -> bool {
            self.env().extension().is_in_transaction()
        }

        #[ink(message)]
        pub fn is_in_transaction_in_command(&mut self) {
            self.seen = vec![u8::from(self.env().extension().is_in_transaction())];
        }

        #[ink(message)]
        pub fn ecdsa_sign_prehashed(&self, key: Vec<u8>, hash: [u8; 32]) -> Vec<u8> {
            self.env().extension().ecdsa_sign_prehashed(key, hash).to_vec()
        }

        #[ink(message)]
        pub fn ecdsa_verify_prehashed(&self, signature: Vec<u8>, hash: [u8; 32], key: Vec<u8>) -> bool {
            match (signature.try_into(), key.try_into()) {
                (Ok(signature), Ok(key)) => self.env().extension().ecdsa_verify_prehashed(signature, hash, key),
                _ => false,
            }
        }

        #[ink(message)]
        pub fn system_contract_id(&self) -> AccountId {
            self.env().extension().system_contract_id()
        }

        #[ink(message)]
        pub fn balance_of(&self, account: AccountId) -> (Balance, Balance) {
            self.env().extension().balance_of(account)
        }

        #[ink(message)]
        pub fn worker_pubkey(&self) -> [u8; 32] {
            self.env().extension().worker_pubkey()
        }

        #[ink(message)]
        pub fn untrusted_millis_since_unix_epoch(&self) -> u64 {
            self.env().extension().untrusted_millis_since_unix_epoch()
        }

        #[ink(message)]
        pub fn code_exists(&self, hash: [u8; 32], sidevm: bool) -> bool {
            self.env().extension().code_exists(hash, sidevm)
        }

        #[ink(message)]
        pub fn import_latest_system_code(&self, payer: AccountId) -> Option<[u8; 32]> {
            self.env().extension().import_latest_system_code(payer)
        }

        #[ink(message)]
        pub fn runtime_version(&self) -> (u32, u32) {
            self.env().extension().runtime_version()
        }

        /// The error's number where the whole batch is refused.
        #[ink(message)]
        pub fn batch_http_request(
            &self,
            urls: Vec<String>,
            timeout_ms: u64,
        ) -> Result<Vec<Result<HttpResponse, HttpRequestError>>, u32> {
            let requests = urls
                .into_iter()
                .map(|url| HttpRequest { url, method: String::from("GET"), headers: Vec::new(), body: Vec::new() })
                .collect();
            self.env().extension().batch_http_request(requests, timeout_ms).map_err(|status| status.0 - 1)
        }

        #[ink(message)]
        pub fn current_event_chain_head(&self) -> (u64, [u8; 32]) {
            self.env().extension().current_event_chain_head()
        }

        #[ink(message)]
        pub fn js_eval(&self, source: String, args: Vec<String>) -> JsValue {
            self.env().extension().js_eval(vec![JsCode::Source(source)], args)
        }

        #[ink(message)]
        pub fn js_eval_bytecode(&self, code: Vec<u8>) -> JsValue {
            self.env().extension().js_eval(vec![JsCode::Bytecode(code)], Vec::new())
        }

        #[ink(message)]
        pub fn worker_sgx_quote(&self) -> Option<SgxQuote> {
            self.env().extension().worker_sgx_quote()
        }

        #[ink(message)]
        pub fn unknown(&self) {
            self.env().extension().unknown()
        }
    }
}
