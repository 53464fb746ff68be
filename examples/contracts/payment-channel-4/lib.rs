//! Money that one account pays another in many steps of which the chain sees two: the payer signs ever larger sums, the
//! payee closes the channel with the last of them. Signed for the channel's account, so that no other channel takes them.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod payment_channel {
    use ink::env::chain_extension::ChainExtensionMethod;
    use ink::env::hash::Blake2x256;
    use ink::prelude::vec::Vec;

    /// Phala's extension function 3, `verify`, and the number of its sr25519.
    const VERIFY: u32 = 3;
    const SR25519: u8 = 1;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        NotPayer,
        NotPayee,
        /// The sum is less than was withdrawn already.
        SumTooLow,
        TransferFailed,
        /// The end is not asked for, or not reached.
        TooEarly,
        BadSignature,
    }

    /// The payer's signature below a sum.
    #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Signature {
        /// By the key whose BLAKE2b-256 is the payer's account; 65 bytes.
        Ecdsa(Vec<u8>),
        /// By the key that is the payer's account; 64 bytes.
        Sr25519(Vec<u8>),
    }

    #[ink(event)]
    pub struct Ending {
        #[ink(topic)]
        payer: AccountId,
        /// Milliseconds since 1970.
        at: u64,
    }

    #[ink(storage)]
    pub struct PaymentChannel {
        payer: AccountId,
        payee: AccountId,
        withdrawn: Balance,
        /// How long the payee has after the payer asked for the end, in milliseconds.
        patience: u64,
        end: Option<u64>,
    }

    impl PaymentChannel {
        /// The money that comes along is what can be paid.
        #[ink(constructor, payable)]
        pub fn new(payee: AccountId, patience: u64) -> Self {
            Self { payer: Self::env().caller(), payee, withdrawn: 0, patience, end: None }
        }

        /// What the payer signs for a sum (from the beginning, not since the last withdrawal).
        #[ink(message)]
        pub fn digest(&self, sum: Balance) -> [u8; 32] {
            self.env().hash_encoded::<Blake2x256, _>(&(self.env().account_id(), sum))
        }

        /// The payee takes what is missing from a sum; the channel stays.
        #[ink(message)]
        pub fn withdraw(&mut self, sum: Balance, signature: Signature) -> Result<Balance, Error> {
            self.take(sum, &signature)
        }

        /// The payee takes what is missing from a sum, the payer gets the rest, and the channel is gone.
        #[ink(message)]
        pub fn close(&mut self, sum: Balance, signature: Signature) -> Result<(), Error> {
            self.take(sum, &signature)?;
            self.env().terminate_contract(self.payer)
        }

        /// The payer asks for the end.
        #[ink(message)]
        pub fn start_ending(&mut self) -> Result<(), Error> {
            if self.env().caller() != self.payer {
                return Err(Error::NotPayer);
            }
            let at = self.env().block_timestamp().saturating_add(self.patience);
            self.end = Some(at);
            self.env().emit_event(Ending { payer: self.payer, at });
            Ok(())
        }

        /// After the payee's time is over: the payer gets what is left, and the channel is gone.
        #[ink(message)]
        pub fn claim_end(&mut self) -> Result<(), Error> {
            match self.end {
                Some(at) if self.env().block_timestamp() >= at => self.env().terminate_contract(self.payer),
                _ => Err(Error::TooEarly),
            }
        }

        #[ink(message)]
        pub fn end(&self) -> Option<u64> {
            self.end
        }

        #[ink(message)]
        pub fn balance(&self) -> Balance {
            self.env().balance()
        }

        fn take(&mut self, sum: Balance, signature: &Signature) -> Result<Balance, Error> {
            if self.env().caller() != self.payee {
                return Err(Error::NotPayee);
            }
            let missing = sum.checked_sub(self.withdrawn).ok_or(Error::SumTooLow)?;
            if !self.is_signed(sum, signature) {
                return Err(Error::BadSignature);
            }
            self.env().transfer(self.payee, missing).map_err(|_| Error::TransferFailed)?;
            self.withdrawn = sum;
            Ok(missing)
        }

        fn is_signed(&self, sum: Balance, signature: &Signature) -> bool {
            let digest = self.digest(sum);
            match signature {
                Signature::Ecdsa(bytes) => {
                    let Ok(bytes) = <[u8; 65]>::try_from(bytes.as_slice()) else { return false };
                    match self.env().ecdsa_recover(&bytes, &digest) {
                        Ok(key) => {
                            let account = self.env().hash_bytes::<Blake2x256>(&key);
                            self.payer == AccountId::from(account)
                        }
                        Err(_) => false,
                    }
                }
                Signature::Sr25519(bytes) => {
                    // The extension stops contracts that give it a signature of another length.
                    bytes.len() == 64
                        && ChainExtensionMethod::build(VERIFY)
                            .input::<(u8, Vec<u8>, Vec<u8>, Vec<u8>)>()
                            .output::<bool, false>()
                            .ignore_error_code()
                            .call(&(
                                SR25519,
                                AsRef::<[u8]>::as_ref(&self.payer).to_vec(),
                                digest.to_vec(),
                                bytes.clone(),
                            ))
                }
            }
        }
    }
}
