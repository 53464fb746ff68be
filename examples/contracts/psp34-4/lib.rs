//! A token of single pieces by Polkadot's standard PSP34, with its trait's selectors.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod pieces {
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::Mapping;

    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
    pub enum Id {
        U8(u8),
        U16(u16),
        U32(u32),
        U64(u64),
        U128(u128),
        Bytes(Vec<u8>),
    }

    #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum PSP34Error {
        Custom(String),
        SelfApprove,
        NotApproved,
        TokenExists,
        TokenNotExists,
        SafeTransferCheckFailed(String),
    }

    #[ink::trait_definition]
    pub trait PSP34 {
        #[ink(message)]
        fn collection_id(&self) -> Id;
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32;
        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId>;
        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool;
        #[ink(message)]
        fn approve(&mut self, operator: AccountId, id: Option<Id>, approved: bool) -> Result<(), PSP34Error>;
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, data: Vec<u8>) -> Result<(), PSP34Error>;
        #[ink(message)]
        fn total_supply(&self) -> Balance;
    }

    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        from: Option<AccountId>,
        #[ink(topic)]
        to: Option<AccountId>,
        #[ink(topic)]
        id: Id,
    }

    #[ink(event)]
    pub struct Approval {
        #[ink(topic)]
        owner: AccountId,
        #[ink(topic)]
        operator: AccountId,
        #[ink(topic)]
        id: Option<Id>,
        approved: bool,
    }

    #[ink(storage)]
    #[derive(Default)]
    pub struct Pieces {
        owners: Mapping<Id, AccountId>,
        counts: Mapping<AccountId, u32>,
        operators: Mapping<(AccountId, AccountId, Option<Id>), ()>,
        supply: Balance,
    }

    impl Pieces {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn mint(&mut self, id: Id) -> Result<(), PSP34Error> {
            if self.owners.contains(&id) {
                return Err(PSP34Error::TokenExists);
            }
            let caller = self.env().caller();
            self.supply = self.supply.checked_add(1).unwrap();
            self.own(caller, &id);
            self.env().emit_event(Transfer { from: None, to: Some(caller), id });
            Ok(())
        }

        #[ink(message)]
        pub fn burn(&mut self, id: Id) -> Result<(), PSP34Error> {
            let caller = self.env().caller();
            let owner = self.movable(caller, &id)?;
            self.disown(owner, &id);
            self.supply = self.supply.checked_sub(1).unwrap();
            self.env().emit_event(Transfer { from: Some(owner), to: None, id });
            Ok(())
        }

        /// The owner of a piece that `who` may move.
        fn movable(&self, who: AccountId, id: &Id) -> Result<AccountId, PSP34Error> {
            let owner = self.owners.get(id).ok_or(PSP34Error::TokenNotExists)?;
            if owner == who || self.allowance(owner, who, Some(id.clone())) {
                Ok(owner)
            } else {
                Err(PSP34Error::NotApproved)
            }
        }

        fn own(&mut self, owner: AccountId, id: &Id) {
            self.owners.insert(id, &owner);
            let count = self.balance_of(owner).checked_add(1).unwrap();
            self.counts.insert(owner, &count);
        }

        fn disown(&mut self, owner: AccountId, id: &Id) {
            self.owners.remove(id);
            let count = self.balance_of(owner).checked_sub(1).unwrap();
            self.counts.insert(owner, &count);
        }
    }

    impl PSP34 for Pieces {
        /// The contract's account.
        #[ink(message)]
        fn collection_id(&self) -> Id {
            Id::Bytes(AsRef::<[u8]>::as_ref(&self.env().account_id()).to_vec())
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32 {
            self.counts.get(owner).unwrap_or(0)
        }

        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId> {
            self.owners.get(&id)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            self.operators.contains(&(owner, operator, None)) || self.operators.contains(&(owner, operator, id))
        }

        /// For one piece, or for all.
        #[ink(message)]
        fn approve(&mut self, operator: AccountId, id: Option<Id>, approved: bool) -> Result<(), PSP34Error> {
            let caller = self.env().caller();
            let owner = match &id {
                None => caller,
                Some(one) => self.owners.get(one).ok_or(PSP34Error::TokenNotExists)?,
            };
            if operator == owner {
                return Err(PSP34Error::SelfApprove);
            }
            if owner != caller && !self.allowance(owner, caller, None) {
                return Err(PSP34Error::NotApproved);
            }
            let key = (owner, operator, id.clone());
            if approved {
                self.operators.insert(&key, &());
            } else {
                self.operators.remove(&key);
            }
            self.env().emit_event(Approval { owner, operator, id, approved });
            Ok(())
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, _data: Vec<u8>) -> Result<(), PSP34Error> {
            let caller = self.env().caller();
            let owner = self.movable(caller, &id)?;
            self.operators.remove(&(owner, caller, Some(id.clone())));
            self.disown(owner, &id);
            self.own(to, &id);
            self.env().emit_event(Transfer { from: Some(owner), to: Some(to), id });
            Ok(())
        }

        #[ink(message)]
        fn total_supply(&self) -> Balance {
            self.supply
        }
    }
}
