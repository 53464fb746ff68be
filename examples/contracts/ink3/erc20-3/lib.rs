//! A fungible token, ink! 3.4.
#![cfg_attr(not(feature = "std"), no_std)]

use ink_lang as ink;

#[ink::contract]
mod erc20 {
    use ink_storage::traits::SpreadAllocate;
    use ink_storage::Mapping;

    #[derive(Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        InsufficientBalance,
        InsufficientAllowance,
    }

    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        from: Option<AccountId>,
        #[ink(topic)]
        to: Option<AccountId>,
        value: Balance,
    }

    #[ink(event)]
    pub struct Approval {
        #[ink(topic)]
        owner: AccountId,
        #[ink(topic)]
        spender: AccountId,
        value: Balance,
    }

    #[ink(storage)]
    #[derive(SpreadAllocate)]
    pub struct Erc20 {
        total_supply: Balance,
        balances: Mapping<AccountId, Balance>,
        allowances: Mapping<(AccountId, AccountId), Balance>,
    }

    impl Erc20 {
        /// The caller gets the whole supply.
        #[ink(constructor)]
        pub fn new(total_supply: Balance) -> Self {
            ink_lang::utils::initialize_contract(|this: &mut Self| {
                let caller = Self::env().caller();
                this.total_supply = total_supply;
                this.balances.insert(&caller, &total_supply);
                Self::env().emit_event(Transfer { from: None, to: Some(caller), value: total_supply });
            })
        }

        #[ink(message)]
        pub fn total_supply(&self) -> Balance {
            self.total_supply
        }

        #[ink(message)]
        pub fn balance_of(&self, owner: AccountId) -> Balance {
            self.balances.get(&owner).unwrap_or_default()
        }

        #[ink(message)]
        pub fn allowance(&self, owner: AccountId, spender: AccountId) -> Balance {
            self.allowances.get((&owner, &spender)).unwrap_or_default()
        }

        #[ink(message)]
        pub fn transfer(&mut self, to: AccountId, value: Balance) -> Result<(), Error> {
            let from = self.env().caller();
            self.move_tokens(from, to, value)
        }

        #[ink(message)]
        pub fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), Error> {
            let owner = self.env().caller();
            self.allowances.insert((&owner, &spender), &value);
            self.env().emit_event(Approval { owner, spender, value });
            Ok(())
        }

        /// Moves tokens of `from` within the caller's allowance.
        #[ink(message)]
        pub fn transfer_from(&mut self, from: AccountId, to: AccountId, value: Balance) -> Result<(), Error> {
            let caller = self.env().caller();
            let left = self.allowance(from, caller).checked_sub(value).ok_or(Error::InsufficientAllowance)?;
            self.move_tokens(from, to, value)?;
            self.allowances.insert((&from, &caller), &left);
            Ok(())
        }

        fn move_tokens(&mut self, from: AccountId, to: AccountId, value: Balance) -> Result<(), Error> {
            let rest = self.balance_of(from).checked_sub(value).ok_or(Error::InsufficientBalance)?;
            self.balances.insert(&from, &rest);
            // Cannot overflow: no balance exceeds the supply.
            let more = self.balance_of(to).checked_add(value).unwrap();
            self.balances.insert(&to, &more);
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), value });
            Ok(())
        }
    }
}
