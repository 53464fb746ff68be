//! Driver `ContractDeposit`: turns the stake that people put on a contract into its share of the workers.
//!
//! The chain reports every change of a contract's total stake to the system contract, which passes it on to the driver of
//! this name. Weight 1 costs a hundredth of a PHA. The driver must be an administrator to set weights.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![allow(clippy::let_unit_value)]

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod tokenomic {
    use ink::env::CallFlags;
    use pink::system::{ContractDeposit, DriverError, SystemRef};
    use pink::PinkEnvironment;

    /// Stake for one unit of weight: 0.01 PHA.
    const CENT: Balance = 10_000_000_000;

    /// A contract's weight follows its stake.
    #[ink(event)]
    pub struct WeightChanged {
        #[ink(topic)]
        contract_id: AccountId,
        weight: u32,
    }

    #[ink(storage)]
    pub struct Tokenomic {}

    impl Tokenomic {
        #[ink(constructor)]
        pub fn default() -> Self {
            Self {}
        }
    }

    impl ContractDeposit for Tokenomic {
        #[ink(message, selector = 0xa24bcb44)]
        fn change_deposit(&mut self, contract_id: AccountId, deposit: Balance) -> Result<(), DriverError> {
            if self.env().caller() != pink::ext().system_contract_id() {
                return Err(DriverError::BadOrigin);
            }
            let weight = u32::try_from(deposit / CENT).unwrap_or(u32::MAX);
            // The system contract is on the call stack already: it is who called.
            SystemRef::instance_with_call_flags(CallFlags::default().set_allow_reentry(true))
                .set_contract_weight(contract_id, weight)?;
            self.env().emit_event(WeightChanged { contract_id, weight });
            Ok(())
        }
    }
}
