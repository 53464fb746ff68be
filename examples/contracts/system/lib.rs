//! The system contract of a cluster.
//!
//! Every cluster instantiates this contract first, with `default()` called by the cluster's owner. It decides who may
//! use the privileged pink events (SideVM, hooks, weights, log handler, runtime version), it is the directory of the
//! drivers, and it receives the chain's deposit changes. Selectors, events and access rules are those of Phala's
//! system contract 1.2.0; this code is our own.
//!
//! Three roles: the *owner* (who created the cluster) grants administrators and upgrades; an *administrator* (usually
//! a driver contract) uses the privileged events; *the contract itself* is the origin of messages that pallets send.
//! The owner is not an administrator unless granted.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// Dispatch code that ink! 4.3 generates binds unit values.
#![allow(clippy::let_unit_value)]

pub use self::system::{System, SystemRef};

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod system {
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::CallFlags;
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::Mapping;
    use pink::system::{CodeType, ContractDeposit, DriverError, Error, Result, VersionTuple};
    use pink::{HookPoint, PinkEnvironment, PinkEvent, SidevmConfig, SidevmOperation, WorkerId, Workers};

    /// A code hash as Phala's interface writes it: plain bytes.
    type CodeHash = pink::Hash;

    /// The crate's version: what an upgrade compares.
    const VERSION: VersionTuple = (
        number(env!("CARGO_PKG_VERSION_MAJOR")),
        number(env!("CARGO_PKG_VERSION_MINOR")),
        number(env!("CARGO_PKG_VERSION_PATCH")),
    );

    const fn number(digits: &str) -> u16 {
        let digits = digits.as_bytes();
        let mut value = 0;
        let mut i = 0;
        while i < digits.len() {
            value = value * 10 + (digits[i] - b'0') as u16;
            i += 1;
        }
        value
    }

    /// Oldest contracts runtime with everything this contract uses.
    const OLDEST_RUNTIME: (u32, u32) = (1, 0);

    const LOGGER_DRIVER: &str = "PinkLogger";
    const JS_RUNTIME_DRIVER: &str = "JsRuntime";
    const DEPOSIT_DRIVER: &str = "ContractDeposit";

    const DO_UPGRADE: [u8; 4] = [0x66, 0x7e, 0x00, 0x41];
    const CHANGE_DEPOSIT: [u8; 4] = [0xa2, 0x4b, 0xcb, 0x44];

    /// An account became an administrator.
    #[ink(event)]
    pub struct AdministratorAdded {
        user: AccountId,
    }

    /// A driver name points to another account.
    #[ink(event)]
    pub struct DriverChanged {
        #[ink(topic)]
        name: String,
        previous: Option<AccountId>,
        current: AccountId,
    }

    #[ink(storage)]
    pub struct System {
        owner: AccountId,
        administrators: Mapping<AccountId, ()>,
        /// Drivers that system contracts before 1.1 set: read where `drivers2` has none, never written. Names and types
        /// of fields are those of Phala's contract, so that either takes over the state of the other.
        drivers: Mapping<String, AccountId>,
        /// Current driver of a name and the block that set it.
        drivers2: Mapping<String, (BlockNumber, AccountId)>,
        /// Former drivers of a name, oldest first; the current one is not among them.
        drivers_history: Mapping<String, Vec<(BlockNumber, AccountId)>>,
    }

    impl System {
        /// The caller, who is the cluster's owner at setup, becomes the owner.
        #[ink(constructor)]
        pub fn default() -> Self {
            Self {
                owner: Self::env().caller(),
                administrators: Mapping::default(),
                drivers: Mapping::default(),
                drivers2: Mapping::default(),
                drivers_history: Mapping::default(),
            }
        }

        /// The account that owns the cluster.
        #[ink(message)]
        pub fn owner(&self) -> AccountId {
            self.owner
        }

        fn ensure(allowed: bool) -> Result<()> {
            if allowed {
                Ok(())
            } else {
                Err(Error::PermisionDenied)
            }
        }

        fn ensure_owner(&self) -> Result<()> {
            Self::ensure(self.env().caller() == self.owner)
        }

        fn ensure_admin(&self) -> Result<()> {
            Self::ensure(self.administrators.contains(self.env().caller()))
        }

        fn ensure_owner_or_admin(&self) -> Result<()> {
            let caller = self.env().caller();
            Self::ensure(caller == self.owner || self.administrators.contains(caller))
        }

        fn ensure_self(&self) -> Result<()> {
            Self::ensure(self.env().caller() == self.env().account_id())
        }

        fn driver(&self, name: &String) -> Option<(BlockNumber, AccountId)> {
            self.drivers2.get(name).or_else(|| self.drivers.get(name).map(|account| (0, account)))
        }

        /// Crate `pink` has no function for SideVM operations.
        fn emit_pink_event(event: PinkEvent) {
            ink::env::emit_event::<PinkEnvironment, _>(event)
        }

        /// Runs `do_upgrade` of the code that `set_code_hash` has just put in place.
        fn call_do_upgrade(&self) -> Result<()> {
            build_call::<PinkEnvironment>()
                .call(self.env().account_id())
                .call_flags(CallFlags::default().set_allow_reentry(true))
                .exec_input(ExecutionInput::new(Selector::new(DO_UPGRADE)).push_arg(VERSION))
                .returns::<Result<()>>()
                .invoke()
        }
    }

    impl pink::system::System for System {
        #[ink(message, selector = 0x87c98a8d)]
        fn version(&self) -> VersionTuple {
            VERSION
        }

        #[ink(message)]
        fn grant_admin(&mut self, contract_id: AccountId) -> Result<()> {
            self.ensure_owner()?;
            self.administrators.insert(contract_id, &());
            self.env().emit_event(AdministratorAdded { user: contract_id });
            Ok(())
        }

        #[ink(message)]
        fn is_admin(&self, contract_id: AccountId) -> bool {
            self.administrators.contains(contract_id)
        }

        #[ink(message)]
        fn set_driver(&mut self, name: String, contract_id: AccountId) -> Result<()> {
            self.ensure_owner_or_admin()?;
            // Sent even when the driver stays the same: it puts a worker right that has lost the setting.
            match name.as_str() {
                LOGGER_DRIVER => pink::set_log_handler(contract_id),
                JS_RUNTIME_DRIVER => pink::set_js_runtime(*contract_id.as_ref()),
                _ => {}
            }

            let previous = self.driver(&name);
            if let Some((_, account)) = &previous {
                if *account == contract_id {
                    return Ok(());
                }
            }
            if let Some(replaced) = previous {
                let mut history = self.drivers_history.get(&name).unwrap_or_default();
                history.push(replaced);
                self.drivers_history.insert(&name, &history);
            }
            self.drivers2.insert(&name, &(self.env().block_number(), contract_id));
            self.env().emit_event(DriverChanged {
                name,
                previous: previous.map(|(_, account)| account),
                current: contract_id,
            });
            Ok(())
        }

        #[ink(message)]
        fn get_driver(&self, name: String) -> Option<AccountId> {
            self.driver(&name).map(|(_, account)| account)
        }

        #[ink(message)]
        fn get_driver2(&self, name: String) -> Option<(BlockNumber, AccountId)> {
            self.driver(&name)
        }

        #[ink(message)]
        fn deploy_sidevm_to(&self, contract_id: AccountId, code_hash: CodeHash) -> Result<()> {
            self.ensure_admin()?;
            pink::deploy_sidevm_to(contract_id, code_hash);
            Ok(())
        }

        #[ink(message)]
        fn stop_sidevm_at(&self, contract_id: AccountId) -> Result<()> {
            self.ensure_admin()?;
            pink::stop_sidevm_at(contract_id);
            Ok(())
        }

        #[ink(message)]
        fn set_hook(&mut self, hook: HookPoint, contract_id: AccountId, selector: u32, gas_limit: u64) -> Result<()> {
            self.ensure_admin()?;
            pink::set_hook(hook, contract_id, selector, gas_limit);
            Ok(())
        }

        #[ink(message)]
        fn set_contract_weight(&self, contract_id: AccountId, weight: u32) -> Result<()> {
            self.ensure_admin()?;
            pink::set_contract_weight(contract_id, weight);
            Ok(())
        }

        #[ink(message)]
        fn total_balance_of(&self, account: AccountId) -> Balance {
            pink::ext().balance_of(account).0
        }

        #[ink(message)]
        fn free_balance_of(&self, account: AccountId) -> Balance {
            pink::ext().balance_of(account).1
        }

        #[ink(message)]
        fn upgrade_system_contract(&mut self) -> Result<()> {
            self.ensure_owner()?;
            // The caller pays for storing the code.
            let latest = match pink::ext().import_latest_system_code(self.env().caller()) {
                Some(hash) => hash,
                None => return Err(Error::CodeNotFound),
            };
            let current = self.env().own_code_hash().expect("a contract has a code hash");
            if current.as_ref() == &latest[..] {
                return Ok(());
            }
            self.env().set_code_hash(&latest.into()).expect("the imported code can be set");
            // A panic undoes the change of code as well.
            self.call_do_upgrade().expect("the new code takes over the state");
            Ok(())
        }

        #[ink(message)]
        fn do_upgrade(&self, from_version: VersionTuple) -> Result<()> {
            self.ensure_self()?;
            if pink::ext().runtime_version() < OLDEST_RUNTIME || from_version >= VERSION {
                return Err(Error::ConditionNotMet);
            }
            Ok(())
        }

        #[ink(message)]
        fn upgrade_runtime(&mut self, version: (u32, u32)) -> Result<()> {
            self.ensure_owner()?;
            pink::upgrade_runtime(version);
            Ok(())
        }

        #[ink(message)]
        fn code_exists(&self, code_hash: CodeHash, code_type: CodeType) -> bool {
            pink::ext().code_exists(code_hash, code_type.is_sidevm())
        }

        #[ink(message)]
        fn code_hash(&self, account: AccountId) -> Option<ink::primitives::Hash> {
            self.env().code_hash(&account).ok()
        }

        #[ink(message)]
        fn driver_history(&self, name: String) -> Option<Vec<(BlockNumber, AccountId)>> {
            self.drivers_history.get(&name)
        }

        #[ink(message)]
        fn current_event_chain_head(&self) -> (u64, CodeHash) {
            pink::ext().current_event_chain_head()
        }

        #[ink(message)]
        fn deploy_sidevm_to_workers(
            &self,
            contract_id: AccountId,
            code_hash: CodeHash,
            workers: Vec<WorkerId>,
            config: SidevmConfig,
        ) -> Result<()> {
            self.ensure_admin()?;
            Self::emit_pink_event(PinkEvent::SidevmOperation(SidevmOperation::Start {
                contract: contract_id,
                code_hash,
                workers: Workers::List(workers),
                config,
            }));
            Ok(())
        }

        #[ink(message)]
        fn set_sidevm_deadline(&self, contract_id: AccountId, run_until: BlockNumber) -> Result<()> {
            self.ensure_admin()?;
            Self::emit_pink_event(PinkEvent::SidevmOperation(SidevmOperation::SetDeadline {
                contract: contract_id,
                deadline: run_until,
            }));
            Ok(())
        }
    }

    impl ContractDeposit for System {
        /// Told by the chain that the stake on a contract changed; the driver turns stake into weight.
        #[ink(message, selector = 0xa24bcb44)]
        fn change_deposit(&mut self, contract_id: AccountId, deposit: Balance) -> core::result::Result<(), DriverError> {
            if self.ensure_self().is_err() {
                return Err(DriverError::BadOrigin);
            }
            let driver = match self.driver(&String::from(DEPOSIT_DRIVER)) {
                Some((_, account)) => account,
                None => return Ok(()),
            };
            // The driver answers by calling `set_contract_weight` here.
            build_call::<PinkEnvironment>()
                .call(driver)
                .call_flags(CallFlags::default().set_allow_reentry(true))
                .exec_input(
                    ExecutionInput::new(Selector::new(CHANGE_DEPOSIT)).push_arg(contract_id).push_arg(deposit),
                )
                .returns::<core::result::Result<(), DriverError>>()
                .invoke()
        }
    }
}
