//! The names that Phala's certificate code imports and that judging certificates never calls.

#[derive(Debug)]
pub struct CryptoError;

pub mod aead {
    use crate::CryptoError;

    pub type IV = [u8; 12];

    pub fn encrypt(_: &IV, _: &[u8; 32], _: &mut Vec<u8>) -> Result<(), CryptoError> {
        unreachable!()
    }

    pub fn decrypt<'a>(_: &IV, _: &[u8; 32], _: &'a mut [u8]) -> Result<&'a mut [u8], CryptoError> {
        unreachable!()
    }
}

pub mod ecdh {
    pub type EcdhPublicKey = [u8; 32];

    pub struct EcdhKey;

    impl EcdhKey {
        pub fn public(&self) -> EcdhPublicKey {
            unreachable!()
        }
    }

    pub fn agree(_: &EcdhKey, _: &EcdhPublicKey) -> [u8; 32] {
        unreachable!()
    }
}
