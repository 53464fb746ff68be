//! An address that stays while what answers behind it changes: every message it does not know goes to the code that is
//! set (which then works on the proxy's own storage) or to another contract.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod proxy {
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
    pub enum Target {
        /// Code that runs here.
        Code(Hash),
        /// A contract of its own.
        Contract(AccountId),
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        NotAdmin,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Administration {
        SetTarget(Target),
        SetAdmin(AccountId),
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct State {
        pub admin: AccountId,
        pub target: Target,
    }

    #[ink(event)]
    pub struct TargetChanged {
        #[ink(topic)]
        by: AccountId,
        target: Target,
    }

    /// Under keys of their own, apart from those of the code that runs here.
    #[ink(storage)]
    pub struct Proxy {
        admin: Lazy<AccountId, ManualKey<0x70726f78>>,
        target: Lazy<Target, ManualKey<0x70726f79>>,
    }

    impl Proxy {
        #[ink(constructor)]
        pub fn new(target: Target) -> Self {
            let mut this = Self { admin: Lazy::new(), target: Lazy::new() };
            this.admin.set(&Self::env().caller());
            this.target.set(&target);
            this
        }

        /// Everything that the proxy itself understands: nothing shows the state, something changes it first.
        #[ink(message, selector = 0x9BAE9D5E)]
        pub fn administrate(&mut self, what: Option<Administration>) -> Result<State, Error> {
            let caller = self.env().caller();
            if what.is_some() && self.admin.get().unwrap() != caller {
                return Err(Error::NotAdmin);
            }
            match what {
                Some(Administration::SetTarget(target)) => {
                    self.target.set(&target);
                    self.env().emit_event(TargetChanged { by: caller, target });
                }
                Some(Administration::SetAdmin(admin)) => self.admin.set(&admin),
                None => {}
            }
            Ok(State { admin: self.admin.get().unwrap(), target: self.target.get().unwrap() })
        }

        /// All other messages.
        #[ink(message, payable, selector = _)]
        pub fn forward(&mut self) {
            match self.target.get().unwrap() {
                Target::Code(code) => calls::forward_to_code(code),
                Target::Contract(contract) => calls::forward_to_contract(contract, self.env().transferred_value()),
            }
        }
    }
}
