//! A token whose pieces are told apart: each has an owner, who may let others move it.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod erc721 {
    use ink::storage::Mapping;

    pub type TokenId = u32;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        /// The caller is neither the owner nor one whom the owner approved.
        NotAllowed,
        NotOwner,
        TokenExists,
        TokenNotFound,
        /// An account cannot approve itself.
        SelfApproval,
        /// The account of zeros owns nothing.
        ZeroAccount,
    }

    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        from: Option<AccountId>,
        #[ink(topic)]
        to: Option<AccountId>,
        #[ink(topic)]
        id: TokenId,
    }

    #[ink(event)]
    pub struct Approval {
        #[ink(topic)]
        from: AccountId,
        #[ink(topic)]
        to: AccountId,
        #[ink(topic)]
        id: TokenId,
    }

    #[ink(event)]
    pub struct ApprovalForAll {
        #[ink(topic)]
        owner: AccountId,
        #[ink(topic)]
        operator: AccountId,
        approved: bool,
    }

    #[ink(storage)]
    #[derive(Default)]
    pub struct Erc721 {
        owners: Mapping<TokenId, AccountId>,
        approvals: Mapping<TokenId, AccountId>,
        counts: Mapping<AccountId, u32>,
        operators: Mapping<(AccountId, AccountId), ()>,
    }

    impl Erc721 {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        #[ink(message)]
        pub fn balance_of(&self, owner: AccountId) -> u32 {
            self.counts.get(owner).unwrap_or(0)
        }

        #[ink(message)]
        pub fn owner_of(&self, id: TokenId) -> Option<AccountId> {
            self.owners.get(id)
        }

        #[ink(message)]
        pub fn get_approved(&self, id: TokenId) -> Option<AccountId> {
            self.approvals.get(id)
        }

        #[ink(message)]
        pub fn is_approved_for_all(&self, owner: AccountId, operator: AccountId) -> bool {
            self.operators.contains((owner, operator))
        }

        /// Makes a token that nobody has yet, for the caller.
        #[ink(message)]
        pub fn mint(&mut self, id: TokenId) -> Result<(), Error> {
            let caller = self.env().caller();
            self.give(caller, id)?;
            self.env().emit_event(Transfer { from: None, to: Some(caller), id });
            Ok(())
        }

        /// Ends a token of the caller's.
        #[ink(message)]
        pub fn burn(&mut self, id: TokenId) -> Result<(), Error> {
            let caller = self.env().caller();
            if self.owners.get(id).ok_or(Error::TokenNotFound)? != caller {
                return Err(Error::NotOwner);
            }
            self.take(caller, id);
            self.env().emit_event(Transfer { from: Some(caller), to: None, id });
            Ok(())
        }

        #[ink(message)]
        pub fn transfer(&mut self, to: AccountId, id: TokenId) -> Result<(), Error> {
            let caller = self.env().caller();
            self.transfer_from(caller, to, id)
        }

        /// Moves a token of `from`, who is the caller or has allowed it.
        #[ink(message)]
        pub fn transfer_from(&mut self, from: AccountId, to: AccountId, id: TokenId) -> Result<(), Error> {
            let caller = self.env().caller();
            let owner = self.owners.get(id).ok_or(Error::TokenNotFound)?;
            if !(caller == owner
                || self.approvals.get(id) == Some(caller)
                || self.is_approved_for_all(owner, caller))
            {
                return Err(Error::NotAllowed);
            }
            if owner != from {
                return Err(Error::NotOwner);
            }
            self.take(from, id);
            self.give(to, id)?;
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), id });
            Ok(())
        }

        /// Lets `to` move one token, once.
        #[ink(message)]
        pub fn approve(&mut self, to: AccountId, id: TokenId) -> Result<(), Error> {
            let caller = self.env().caller();
            let owner = self.owners.get(id).ok_or(Error::TokenNotFound)?;
            if !(owner == caller || self.is_approved_for_all(owner, caller)) {
                return Err(Error::NotAllowed);
            }
            if to == zero() {
                return Err(Error::ZeroAccount);
            }
            self.approvals.insert(id, &to);
            self.env().emit_event(Approval { from: caller, to, id });
            Ok(())
        }

        /// Lets `operator` move all tokens of the caller, or no longer.
        #[ink(message)]
        pub fn set_approval_for_all(&mut self, operator: AccountId, approved: bool) -> Result<(), Error> {
            let owner = self.env().caller();
            if operator == owner {
                return Err(Error::SelfApproval);
            }
            if approved {
                self.operators.insert((owner, operator), &());
            } else {
                self.operators.remove((owner, operator));
            }
            self.env().emit_event(ApprovalForAll { owner, operator, approved });
            Ok(())
        }

        fn give(&mut self, to: AccountId, id: TokenId) -> Result<(), Error> {
            if self.owners.contains(id) {
                return Err(Error::TokenExists);
            }
            if to == zero() {
                return Err(Error::ZeroAccount);
            }
            self.owners.insert(id, &to);
            let count = self.balance_of(to).checked_add(1).unwrap();
            self.counts.insert(to, &count);
            Ok(())
        }

        fn take(&mut self, from: AccountId, id: TokenId) {
            self.approvals.remove(id);
            self.owners.remove(id);
            match self.balance_of(from).checked_sub(1).unwrap() {
                0 => self.counts.remove(from),
                rest => {
                    self.counts.insert(from, &rest);
                }
            }
        }
    }

    fn zero() -> AccountId {
        AccountId::from([0; 32])
    }
}
