//! Driver `SidevmOperation`: decides who may run a SideVM, and sells SideVMs to everybody else.
//!
//! Contracts on the list start one on every worker at no charge. Others pay per block and worker, by the size of memory and
//! code, for as long as they choose; time they do not use is paid back when they change the deployment. The driver must be
//! an administrator. Selectors, prices, refusals and what `info` shows are those of Phala's driver; this code is our own.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![allow(clippy::let_unit_value)]

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod sidevm_deployer {
    use ink::prelude::{collections::BTreeMap, string::String, vec::Vec};
    use ink::storage::Mapping;
    use pink::system::{DriverError, SidevmOperation, SystemRef};
    use pink::{PinkEnvironment, SidevmConfig, WorkerId};

    type CodeHash = pink::Hash;
    type DriverResult<T> = core::result::Result<T, DriverError>;

    const VERSION: (u16, u16, u16) = (0, 2, 0);
    const MOST_PAGES: u32 = 1024;
    const MOST_CODE: u32 = 16 * 1024 * 1024;
    const PAGE_SIZE: u128 = 65536;

    /// A SideVM that somebody pays for.
    #[derive(Debug, Clone, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
    pub struct Deployment {
        workers: Vec<WorkerId>,
        /// Last block it may run.
        deadline: BlockNumber,
        /// Price of one block on all of the workers.
        price: Balance,
    }

    /// What the driver charges and allows, and who pays now.
    #[derive(Debug, Clone, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Info {
        block_number: BlockNumber,
        vm_price: Balance,
        mem_price: Balance,
        max_paid_instances_per_worker: u32,
        instances: BTreeMap<AccountId, Deployment>,
        /// Deadlines of the programs on each worker.
        workers: BTreeMap<WorkerId, Vec<BlockNumber>>,
    }

    /// Laid out as Phala's driver is, so that an exchange of the code (`set_code`) by theirs or for theirs finds
    /// everything: names make the keys of the maps, the order makes the rest.
    #[ink(storage)]
    pub struct SidevmOp {
        owner: AccountId,
        whitelist: Mapping<AccountId, ()>,
        vm_price: Balance,
        mem_price: Balance,
        /// Deadlines of the programs on each worker.
        contract_deadline_by_workers: Mapping<WorkerId, Vec<BlockNumber>>,
        paid_instances_by_contracts: Mapping<AccountId, Deployment>,
        /// Who has a deployment; those past their deadline go with the next one.
        contracts_running_sidevm: Vec<AccountId>,
        max_paid_instances_per_worker: u32,
    }

    fn other(reason: &str) -> DriverError {
        DriverError::Other(String::from(reason))
    }

    fn ensure_transaction() -> DriverResult<()> {
        // Money changes hands here, and a query's effects on it would be forgotten.
        if pink::ext().is_in_transaction() {
            Ok(())
        } else {
            Err(other("Transaction required"))
        }
    }

    fn times(price: Balance, blocks: u32) -> DriverResult<Balance> {
        price.checked_mul(Balance::from(blocks)).ok_or_else(|| other("Overflow"))
    }

    impl SidevmOp {
        #[ink(constructor)]
        pub fn default() -> Self {
            Self::new(1, 1, 5)
        }

        /// `vm_price` is charged per block and worker, `mem_price` for each byte of memory and code on top of it.
        #[ink(constructor)]
        pub fn new(vm_price: Balance, mem_price: Balance, max_paid_instances_per_worker: u32) -> Self {
            Self {
                owner: Self::env().caller(),
                whitelist: Mapping::default(),
                vm_price,
                mem_price,
                contract_deadline_by_workers: Mapping::default(),
                paid_instances_by_contracts: Mapping::default(),
                contracts_running_sidevm: Vec::new(),
                max_paid_instances_per_worker,
            }
        }

        #[ink(message)]
        pub fn owner(&self) -> AccountId {
            self.owner
        }

        #[ink(message)]
        pub fn version(&self) -> (u16, u16, u16) {
            VERSION
        }

        #[ink(message)]
        pub fn info(&self) -> Info {
            let instances: BTreeMap<_, _> = self.paid().collect();
            let mut workers: BTreeMap<WorkerId, Vec<BlockNumber>> = BTreeMap::new();
            for worker in instances.values().flat_map(|deployment| &deployment.workers) {
                workers.insert(*worker, self.deadlines_at(worker));
            }
            Info {
                block_number: self.env().block_number(),
                vm_price: self.vm_price,
                mem_price: self.mem_price,
                max_paid_instances_per_worker: self.max_paid_instances_per_worker,
                instances,
                workers,
            }
        }

        /// Lets `contract` start SideVMs at no charge.
        #[ink(message)]
        pub fn allow(&mut self, contract: AccountId) -> DriverResult<()> {
            self.ensure_owner()?;
            self.whitelist.insert(contract, &());
            Ok(())
        }

        #[ink(message)]
        pub fn set_code(&mut self, code_hash: ink::primitives::Hash) -> DriverResult<()> {
            self.ensure_owner()?;
            self.env().set_code_hash(&code_hash).map_err(|_| other("SetCodeFailed"))
        }

        #[ink(message)]
        pub fn set_vm_price(&mut self, price: Balance) -> DriverResult<()> {
            self.ensure_owner()?;
            self.vm_price = price;
            Ok(())
        }

        #[ink(message)]
        pub fn set_mem_price(&mut self, price: Balance) -> DriverResult<()> {
            self.ensure_owner()?;
            self.mem_price = price;
            Ok(())
        }

        #[ink(message)]
        pub fn set_max_paid_instances_per_worker(&mut self, max: u32) -> DriverResult<()> {
            self.ensure_owner()?;
            self.max_paid_instances_per_worker = max;
            Ok(())
        }

        fn ensure_owner(&self) -> DriverResult<()> {
            if self.env().caller() == self.owner {
                Ok(())
            } else {
                Err(DriverError::BadOrigin)
            }
        }

        fn paid(&self) -> impl Iterator<Item = (AccountId, Deployment)> + '_ {
            let payers = self.contracts_running_sidevm.iter();
            payers.filter_map(|payer| Some((*payer, self.paid_instances_by_contracts.get(payer)?)))
        }

        fn deadlines_at(&self, worker: &WorkerId) -> Vec<BlockNumber> {
            self.contract_deadline_by_workers.get(worker).unwrap_or_default()
        }

        /// Price of one block on `workers` workers.
        fn price(&self, code_size: u32, max_memory_pages: u32, workers: u32) -> DriverResult<Balance> {
            let bytes = PAGE_SIZE * u128::from(max_memory_pages) + u128::from(code_size);
            bytes
                .checked_mul(self.mem_price)
                .and_then(|memory| memory.checked_add(self.vm_price))
                .and_then(|one| one.checked_mul(u128::from(workers)))
                .ok_or_else(|| other("Overflow"))
        }

        /// What is left of the payment for a deployment; the block that is being made counts as used.
        fn credit(&self, contract: &AccountId) -> Balance {
            let used = self.env().block_number().saturating_add(1);
            self.paid_instances_by_contracts.get(contract).map_or(0, |deployment| {
                deployment.price.saturating_mul(Balance::from(deployment.deadline.saturating_sub(used)))
            })
        }

        /// Keeps `cost` of what there is and gives the rest to the caller.
        fn settle(&self, available: Balance, cost: Balance) -> DriverResult<()> {
            let rest = available.checked_sub(cost).ok_or_else(|| other("Not enough value"))?;
            if rest > 0 {
                self.env().transfer(self.env().caller(), rest).map_err(|_| other("Failed to refund"))?;
            }
            Ok(())
        }

        /// Writes down a deployment, of a contract that has none.
        fn remember(&mut self, contract: AccountId, deployment: &Deployment) {
            for worker in &deployment.workers {
                let mut deadlines = self.deadlines_at(worker);
                deadlines.push(deployment.deadline);
                self.contract_deadline_by_workers.insert(worker, &deadlines);
            }
            self.paid_instances_by_contracts.insert(contract, deployment);
            self.contracts_running_sidevm.push(contract);
        }

        fn forget(&mut self, gone: impl Fn(&AccountId, &Deployment) -> bool) {
            let gone: Vec<_> = self.paid().filter(|(payer, each)| gone(payer, each)).collect();
            for (payer, deployment) in &gone {
                self.paid_instances_by_contracts.remove(payer);
                for worker in &deployment.workers {
                    let mut deadlines = self.deadlines_at(worker);
                    if let Some(at) = deadlines.iter().position(|each| *each == deployment.deadline) {
                        deadlines.remove(at);
                    }
                    if deadlines.is_empty() {
                        self.contract_deadline_by_workers.remove(worker);
                    } else {
                        self.contract_deadline_by_workers.insert(worker, &deadlines);
                    }
                }
            }
            self.contracts_running_sidevm.retain(|payer| !gone.iter().any(|(each, _)| each == payer));
        }

        fn ensure_room(&self, workers: &[WorkerId]) -> DriverResult<()> {
            for worker in workers {
                if self.deadlines_at(worker).len() >= self.max_paid_instances_per_worker as usize {
                    return Err(other("No available workers"));
                }
            }
            Ok(())
        }
    }

    impl SidevmOperation for SidevmOp {
        #[ink(message)]
        fn deploy(&self, code_hash: CodeHash) -> DriverResult<()> {
            let contract = self.env().caller();
            if !self.whitelist.contains(contract) {
                return Err(DriverError::BadOrigin);
            }
            SystemRef::instance().deploy_sidevm_to(contract, code_hash)?;
            Ok(())
        }

        #[ink(message)]
        fn can_deploy(&self, contract_id: AccountId) -> bool {
            self.whitelist.contains(contract_id)
        }

        #[ink(message, payable)]
        fn deploy_to_workers(
            &mut self,
            code_hash: CodeHash,
            code_size: u32,
            workers: Vec<WorkerId>,
            max_memory_pages: u32,
            blocks_to_live: u32,
        ) -> DriverResult<()> {
            ensure_transaction()?;
            let mut wanted: Vec<WorkerId> = Vec::new();
            for worker in workers {
                if !wanted.contains(&worker) {
                    wanted.push(worker);
                }
            }
            if wanted.is_empty() {
                return Err(other("No workers"));
            }
            if max_memory_pages == 0 {
                return Err(other("No memory"));
            }
            if blocks_to_live == 0 {
                return Err(other("Live too short"));
            }
            let contract = self.env().caller();
            let now = self.env().block_number();
            let price = self.price(code_size, max_memory_pages, wanted.len() as u32)?;
            let available = self.env().transferred_value().saturating_add(self.credit(&contract));
            self.settle(available, times(price, blocks_to_live)?)?;

            self.forget(|payer, each| *payer == contract || each.deadline < now);
            self.ensure_room(&wanted)?;
            let deadline = now.saturating_add(blocks_to_live);
            self.remember(contract, &Deployment { workers: wanted.clone(), deadline, price });

            let config = SidevmConfig {
                max_code_size: code_size.min(MOST_CODE),
                max_memory_pages: max_memory_pages.min(MOST_PAGES),
                deadline,
                ..Default::default()
            };
            SystemRef::instance().deploy_sidevm_to_workers(contract, code_hash, wanted, config)?;
            Ok(())
        }

        #[ink(message)]
        fn calc_price(&self, code_size: u32, max_memory_pages: u32, n_workers: u32) -> DriverResult<Balance> {
            self.price(code_size, max_memory_pages, n_workers)
        }

        #[ink(message, payable)]
        fn update_deadline(&mut self, deadline: u32) -> DriverResult<()> {
            ensure_transaction()?;
            let contract = self.env().caller();
            let mut deployment = self.paid_instances_by_contracts.get(contract).ok_or_else(|| other("No instances"))?;
            let now = self.env().block_number();
            let deadline = deadline.max(now);
            let paid = self.env().transferred_value();
            let later = times(deployment.price, deadline.saturating_sub(deployment.deadline))?;
            let earlier = times(deployment.price, deployment.deadline.saturating_sub(deadline))?;
            self.settle(paid.checked_add(earlier).ok_or_else(|| other("Overflow"))?, later)?;
            if deadline == deployment.deadline {
                return Ok(());
            }
            self.forget(|payer, _| *payer == contract);
            if deadline == now {
                SystemRef::instance().stop_sidevm_at(contract)?;
                return Ok(());
            }
            deployment.deadline = deadline;
            self.remember(contract, &deployment);
            SystemRef::instance().set_sidevm_deadline(contract, deadline)?;
            Ok(())
        }

        #[ink(message)]
        fn deadline_of(&self, account: AccountId) -> Option<u32> {
            self.paid_instances_by_contracts.get(account).map(|deployment| deployment.deadline)
        }
    }
}
