//! The one name of sp-runtime that is needed.
pub use sp_core::crypto::AccountId32;
