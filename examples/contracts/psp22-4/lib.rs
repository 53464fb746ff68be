//! A fungible token by Polkadot's standard PSP22, with its traits' selectors.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod token {
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::Mapping;

    #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum PSP22Error {
        Custom(String),
        InsufficientBalance,
        InsufficientAllowance,
        ZeroRecipientAddress,
        ZeroSenderAddress,
        SafeTransferCheckFailed(String),
    }

    #[ink::trait_definition]
    pub trait PSP22 {
        #[ink(message)]
        fn total_supply(&self) -> Balance;
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> Balance;
        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> Balance;
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: Balance, data: Vec<u8>) -> Result<(), PSP22Error>;
        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
            data: Vec<u8>,
        ) -> Result<(), PSP22Error>;
        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), PSP22Error>;
        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, more: Balance) -> Result<(), PSP22Error>;
        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, less: Balance) -> Result<(), PSP22Error>;
    }

    #[ink::trait_definition]
    pub trait PSP22Metadata {
        #[ink(message)]
        fn token_name(&self) -> Option<String>;
        #[ink(message)]
        fn token_symbol(&self) -> Option<String>;
        #[ink(message)]
        fn token_decimals(&self) -> u8;
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
        amount: Balance,
    }

    #[ink(storage)]
    pub struct Token {
        supply: Balance,
        balances: Mapping<AccountId, Balance>,
        allowances: Mapping<(AccountId, AccountId), Balance>,
        name: Option<String>,
        symbol: Option<String>,
        decimals: u8,
    }

    impl Token {
        /// The caller gets all there is.
        #[ink(constructor)]
        pub fn new(supply: Balance, name: Option<String>, symbol: Option<String>, decimals: u8) -> Self {
            let caller = Self::env().caller();
            let mut balances = Mapping::default();
            balances.insert(caller, &supply);
            Self::env().emit_event(Transfer { from: None, to: Some(caller), value: supply });
            Self { supply, balances, allowances: Mapping::default(), name, symbol, decimals }
        }

        /// Ends tokens of the caller.
        #[ink(message)]
        pub fn burn(&mut self, value: Balance) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            let rest =
                self.balance_of(caller).checked_sub(value).ok_or(PSP22Error::InsufficientBalance)?;
            self.balances.insert(caller, &rest);
            self.supply = self.supply.checked_sub(value).unwrap();
            self.env().emit_event(Transfer { from: Some(caller), to: None, value });
            Ok(())
        }

        fn move_tokens(&mut self, from: AccountId, to: AccountId, value: Balance) -> Result<(), PSP22Error> {
            let rest = self.balance_of(from).checked_sub(value).ok_or(PSP22Error::InsufficientBalance)?;
            if from == to || value == 0 {
                return Ok(());
            }
            if rest == 0 {
                self.balances.remove(from);
            } else {
                self.balances.insert(from, &rest);
            }
            let more = self.balance_of(to).checked_add(value).unwrap();
            self.balances.insert(to, &more);
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), value });
            Ok(())
        }

        fn set_allowance(&mut self, owner: AccountId, spender: AccountId, amount: Balance) {
            if amount == 0 {
                self.allowances.remove((owner, spender));
            } else {
                self.allowances.insert((owner, spender), &amount);
            }
            self.env().emit_event(Approval { owner, spender, amount });
        }
    }

    impl PSP22 for Token {
        #[ink(message)]
        fn total_supply(&self) -> Balance {
            self.supply
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> Balance {
            self.balances.get(owner).unwrap_or(0)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> Balance {
            self.allowances.get((owner, spender)).unwrap_or(0)
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: Balance, _data: Vec<u8>) -> Result<(), PSP22Error> {
            self.move_tokens(self.env().caller(), to, value)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            if caller != from {
                let left =
                    self.allowance(from, caller).checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
                if self.balance_of(from) < value {
                    return Err(PSP22Error::InsufficientBalance);
                }
                self.set_allowance(from, caller, left);
            }
            self.move_tokens(from, to, value)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), PSP22Error> {
            self.set_allowance(self.env().caller(), spender, value);
            Ok(())
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, more: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let amount = self
                .allowance(owner, spender)
                .checked_add(more)
                .ok_or(PSP22Error::Custom(String::from("too much")))?;
            self.set_allowance(owner, spender, amount);
            Ok(())
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, less: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let amount =
                self.allowance(owner, spender).checked_sub(less).ok_or(PSP22Error::InsufficientAllowance)?;
            self.set_allowance(owner, spender, amount);
            Ok(())
        }
    }

    impl PSP22Metadata for Token {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            self.name.clone()
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            self.symbol.clone()
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            self.decimals
        }
    }
}
