//! Names for accounts, ink! 3.4. A name costs a fee, can be paid to, and the fees are the registrar's.
#![cfg_attr(not(feature = "std"), no_std)]

use ink_lang as ink;

#[ink::contract]
mod dns {
    use ink_storage::traits::SpreadAllocate;
    use ink_storage::Mapping;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        NameTaken,
        NameUnknown,
        NotOwner,
        /// Less than the fee came along.
        FeeTooLow,
        TransferFailed,
    }

    #[ink(event)]
    pub struct Registered {
        #[ink(topic)]
        name: Hash,
        #[ink(topic)]
        owner: AccountId,
    }

    #[ink(event)]
    pub struct AddressChanged {
        #[ink(topic)]
        name: Hash,
        old: Option<AccountId>,
        new: AccountId,
    }

    #[ink(event)]
    pub struct OwnerChanged {
        #[ink(topic)]
        name: Hash,
        #[ink(topic)]
        old: AccountId,
        #[ink(topic)]
        new: AccountId,
    }

    #[ink(event)]
    pub struct Paid {
        #[ink(topic)]
        name: Hash,
        #[ink(topic)]
        to: AccountId,
        value: Balance,
    }

    #[ink(storage)]
    #[derive(SpreadAllocate)]
    pub struct Dns {
        registrar: AccountId,
        fee: Balance,
        owners: Mapping<Hash, AccountId>,
        addresses: Mapping<Hash, AccountId>,
    }

    impl Dns {
        #[ink(constructor)]
        pub fn new(fee: Balance) -> Self {
            ink_lang::utils::initialize_contract(|this: &mut Self| {
                this.registrar = Self::env().caller();
                this.fee = fee;
            })
        }

        /// Makes a free name the caller's. What is sent beyond the fee comes back.
        #[ink(message, payable)]
        pub fn register(&mut self, name: Hash) -> Result<(), Error> {
            let caller = self.env().caller();
            if self.owners.contains(&name) {
                return Err(Error::NameTaken);
            }
            let rest = self.env().transferred_value().checked_sub(self.fee).ok_or(Error::FeeTooLow)?;
            if rest > 0 {
                self.send(caller, rest)?;
            }
            self.owners.insert(&name, &caller);
            self.env().emit_event(Registered { name, owner: caller });
            Ok(())
        }

        #[ink(message)]
        pub fn set_address(&mut self, name: Hash, address: AccountId) -> Result<(), Error> {
            self.ensure_owner(name)?;
            let old = self.addresses.get(&name);
            self.addresses.insert(&name, &address);
            self.env().emit_event(AddressChanged { name, old, new: address });
            Ok(())
        }

        #[ink(message)]
        pub fn transfer(&mut self, name: Hash, to: AccountId) -> Result<(), Error> {
            let old = self.ensure_owner(name)?;
            self.owners.insert(&name, &to);
            self.env().emit_event(OwnerChanged { name, old, new: to });
            Ok(())
        }

        #[ink(message)]
        pub fn owner_of(&self, name: Hash) -> Option<AccountId> {
            self.owners.get(&name)
        }

        #[ink(message)]
        pub fn address_of(&self, name: Hash) -> Option<AccountId> {
            self.addresses.get(&name)
        }

        /// Sends the money that came along to the name's address, or its owner where it has none.
        #[ink(message, payable)]
        pub fn pay(&mut self, name: Hash) -> Result<(), Error> {
            let to = self.addresses.get(&name).or(self.owners.get(&name)).ok_or(Error::NameUnknown)?;
            let value = self.env().transferred_value();
            self.send(to, value)?;
            self.env().emit_event(Paid { name, to, value });
            Ok(())
        }

        /// The fees, to the registrar.
        #[ink(message)]
        pub fn collect(&mut self) -> Result<Balance, Error> {
            if self.env().caller() != self.registrar {
                return Err(Error::NotOwner);
            }
            let fees = self.env().balance();
            self.send(self.registrar, fees)?;
            Ok(fees)
        }

        fn ensure_owner(&self, name: Hash) -> Result<AccountId, Error> {
            let owner = self.owners.get(&name).ok_or(Error::NameUnknown)?;
            if owner != self.env().caller() {
                return Err(Error::NotOwner);
            }
            Ok(owner)
        }

        fn send(&self, to: AccountId, value: Balance) -> Result<(), Error> {
            self.env().transfer(to, value).map_err(|_| Error::TransferFailed)
        }
    }
}
