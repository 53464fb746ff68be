//! A wallet of several owners: one proposes a call, enough of them confirm it, anyone of them runs it. What changes the
//! wallet itself is a call of the wallet to itself.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod multisig {
    use ink::prelude::vec::Vec;
    use ink::storage::traits::StorageKey;
    use ink::storage::Mapping;

    pub type TransactionId = u32;

    const OWNERS_MAX: usize = 50;

    #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
    pub struct Transaction {
        pub callee: AccountId,
        pub selector: [u8; 4],
        /// The encoded arguments.
        pub input: Vec<u8>,
        pub value: Balance,
        /// 0 is all there is.
        pub gas_limit: u64,
        pub allow_reentry: bool,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        NotOwner,
        /// Only the wallet itself may: propose it.
        NotWallet,
        TransactionUnknown,
        NotConfirmed,
        OwnerKnown,
        OwnerUnknown,
        /// Not between one and the number of owners.
        BadRequirement,
        /// The callee is no contract, stopped, or does not know the message; the transaction stays.
        CallFailed,
    }

    #[ink(event)]
    pub struct Submitted {
        #[ink(topic)]
        id: TransactionId,
    }

    #[ink(event)]
    pub struct Confirmed {
        #[ink(topic)]
        id: TransactionId,
        #[ink(topic)]
        by: AccountId,
        missing: u32,
    }

    #[ink(event)]
    pub struct Revoked {
        #[ink(topic)]
        id: TransactionId,
        #[ink(topic)]
        by: AccountId,
    }

    #[ink(event)]
    pub struct Executed {
        #[ink(topic)]
        id: TransactionId,
        output: Vec<u8>,
    }

    #[ink(event)]
    pub struct OwnersChanged {
        owners: Vec<AccountId>,
        requirement: u32,
    }

    #[ink(storage)]
    pub struct Multisig {
        owners: Vec<AccountId>,
        requirement: u32,
        next: TransactionId,
        transactions: Mapping<TransactionId, Transaction>,
        confirmations: Mapping<TransactionId, Vec<AccountId>>,
    }

    impl Multisig {
        /// Panics when the owners are none, too many or not different, or when more are required than there are.
        #[ink(constructor, payable)]
        pub fn new(requirement: u32, mut owners: Vec<AccountId>) -> Self {
            owners.sort_unstable();
            owners.dedup();
            assert!(owners.len() <= OWNERS_MAX, "too many owners");
            assert!(is_requirement(requirement, &owners), "requirement not met by owners");
            Self {
                owners,
                requirement,
                next: 0,
                transactions: Mapping::default(),
                confirmations: Mapping::default(),
            }
        }

        #[ink(message)]
        pub fn owners(&self) -> Vec<AccountId> {
            self.owners.clone()
        }

        #[ink(message)]
        pub fn requirement(&self) -> u32 {
            self.requirement
        }

        #[ink(message)]
        pub fn transaction(&self, id: TransactionId) -> Option<Transaction> {
            self.transactions.get(id)
        }

        #[ink(message)]
        pub fn confirmations(&self, id: TransactionId) -> Vec<AccountId> {
            self.confirmations.get(id).unwrap_or_default()
        }

        /// Proposes a call, and confirms it.
        #[ink(message)]
        pub fn submit(&mut self, transaction: Transaction) -> Result<TransactionId, Error> {
            let caller = self.ensure_owner()?;
            let id = self.next;
            self.next = id.checked_add(1).unwrap();
            self.transactions.insert(id, &transaction);
            self.confirmations.insert(id, &Vec::<AccountId>::new());
            self.env().emit_event(Submitted { id });
            self.confirm_by(id, caller)?;
            Ok(id)
        }

        /// How many confirmations are missing then.
        #[ink(message)]
        pub fn confirm(&mut self, id: TransactionId) -> Result<u32, Error> {
            let caller = self.ensure_owner()?;
            self.confirm_by(id, caller)
        }

        #[ink(message)]
        pub fn revoke(&mut self, id: TransactionId) -> Result<(), Error> {
            let caller = self.ensure_owner()?;
            let mut by = self.confirmations.get(id).ok_or(Error::TransactionUnknown)?;
            if let Some(at) = by.iter().position(|owner| *owner == caller) {
                by.remove(at);
                self.confirmations.insert(id, &by);
                self.env().emit_event(Revoked { id, by: caller });
            }
            Ok(())
        }

        /// Takes back a proposal; only by way of a transaction.
        #[ink(message)]
        pub fn cancel(&mut self, id: TransactionId) -> Result<(), Error> {
            self.ensure_wallet()?;
            self.take(id).map(|_| ())
        }

        /// Runs a confirmed transaction, and answers what the callee answered; that may be an `Err`, with which the callee
        /// has undone what it did. The transaction is gone, unless the callee fails.
        #[ink(message, payable)]
        pub fn execute(&mut self, id: TransactionId) -> Result<Vec<u8>, Error> {
            self.ensure_owner()?;
            if self.missing(&self.confirmations.get(id).ok_or(Error::TransactionUnknown)?) > 0 {
                return Err(Error::NotConfirmed);
            }
            let transaction = self.take(id)?;
            let mut input = transaction.selector.to_vec();
            input.extend_from_slice(&transaction.input);
            // The callee may be this wallet: what it changes here must not be written over when this message ends.
            let root = <Self as StorageKey>::KEY;
            ink::env::set_contract_storage(&root, self);
            let output = calls::invoke(
                transaction.callee,
                transaction.value,
                transaction.gas_limit,
                transaction.allow_reentry,
                &input,
            )
            .map_err(|_| Error::CallFailed)?;
            *self = ink::env::get_contract_storage(&root).unwrap().unwrap();
            self.env().emit_event(Executed { id, output: output.clone() });
            Ok(output)
        }

        #[ink(message)]
        pub fn add_owner(&mut self, owner: AccountId) -> Result<(), Error> {
            self.ensure_wallet()?;
            match self.owners.binary_search(&owner) {
                Ok(_) => Err(Error::OwnerKnown),
                Err(at) => {
                    self.owners.insert(at, owner);
                    assert!(self.owners.len() <= OWNERS_MAX, "too many owners");
                    self.announce();
                    Ok(())
                }
            }
        }

        /// Fewer owners than required make the requirement smaller.
        #[ink(message)]
        pub fn remove_owner(&mut self, owner: AccountId) -> Result<(), Error> {
            self.ensure_wallet()?;
            let at = self.owners.binary_search(&owner).map_err(|_| Error::OwnerUnknown)?;
            if self.owners.len() == 1 {
                return Err(Error::BadRequirement);
            }
            self.owners.remove(at);
            self.requirement = self.requirement.min(self.owners.len() as u32);
            for id in 0..self.next {
                if let Some(mut by) = self.confirmations.get(id) {
                    by.retain(|one| *one != owner);
                    self.confirmations.insert(id, &by);
                }
            }
            self.announce();
            Ok(())
        }

        #[ink(message)]
        pub fn change_requirement(&mut self, requirement: u32) -> Result<(), Error> {
            self.ensure_wallet()?;
            if !is_requirement(requirement, &self.owners) {
                return Err(Error::BadRequirement);
            }
            self.requirement = requirement;
            self.announce();
            Ok(())
        }

        fn confirm_by(&mut self, id: TransactionId, owner: AccountId) -> Result<u32, Error> {
            let mut by = self.confirmations.get(id).ok_or(Error::TransactionUnknown)?;
            if !by.contains(&owner) {
                by.push(owner);
                self.confirmations.insert(id, &by);
                self.env().emit_event(Confirmed { id, by: owner, missing: self.missing(&by) });
            }
            Ok(self.missing(&by))
        }

        fn missing(&self, by: &[AccountId]) -> u32 {
            self.requirement.saturating_sub(by.len() as u32)
        }

        fn take(&mut self, id: TransactionId) -> Result<Transaction, Error> {
            self.confirmations.remove(id);
            self.transactions.take(id).ok_or(Error::TransactionUnknown)
        }

        fn announce(&self) {
            self.env().emit_event(OwnersChanged { owners: self.owners.clone(), requirement: self.requirement });
        }

        fn ensure_owner(&self) -> Result<AccountId, Error> {
            let caller = self.env().caller();
            self.owners.binary_search(&caller).map(|_| caller).map_err(|_| Error::NotOwner)
        }

        fn ensure_wallet(&self) -> Result<(), Error> {
            if self.env().caller() == self.env().account_id() {
                Ok(())
            } else {
                Err(Error::NotWallet)
            }
        }
    }

    fn is_requirement(requirement: u32, owners: &[AccountId]) -> bool {
        requirement > 0 && requirement as usize <= owners.len()
    }
}
