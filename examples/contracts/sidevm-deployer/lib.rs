//! Driver `SidevmOperation`: decides who may run a SideVM, and sells SideVMs to everybody else.
//!
//! Contracts on the list start one on every worker at no charge. Others pay per block and worker, by the size of memory and
//! code, for as long as they choose; time they do not use is paid back when they change the deployment. The driver must be
//! an administrator. Selectors and prices are those of Phala's driver; this code is our own.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![allow(clippy::let_unit_value)]

#[pink::contract(env = PinkEnvironment)]
#[pink(inner = ink::contract)]
mod sidevm_deployer {
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::Mapping;
    use pink::system::{DriverError, SidevmOperation, SystemRef};
    use pink::{PinkEnvironment, SidevmConfig, WorkerId};

    type CodeHash = pink::Hash;
    type DriverResult<T> = core::result::Result<T, DriverError>;

    const VERSION: (u16, u16, u16) = (0, 1, 0);
    const MAX_PAGES: u32 = 1024;
    const MAX_CODE_SIZE: u32 = 16 * 1024 * 1024;
    const PAGE_SIZE: u128 = 65536;

    /// A SideVM that somebody pays for.
    #[derive(Debug, Clone, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
    pub struct Deployment {
        workers: Vec<WorkerId>,
        /// Price of one block on all of the workers.
        price_per_block: Balance,
        /// Last block it may run.
        deadline: u32,
    }

    /// What the driver charges and allows.
    #[derive(Debug, Clone, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub struct Info {
        vm_price: Balance,
        mem_price: Balance,
        max_paid_instances_per_worker: u32,
    }

    #[ink(storage)]
    pub struct SidevmDeployer {
        owner: AccountId,
        whitelist: Mapping<AccountId, ()>,
        vm_price: Balance,
        mem_price: Balance,
        max_paid_instances_per_worker: u32,
        deployments: Mapping<AccountId, Deployment>,
        /// Paying contracts of a worker, with their deadlines; those past it no longer count.
        tenants: Mapping<WorkerId, Vec<(AccountId, u32)>>,
    }

    fn other(reason: &str) -> DriverError {
        DriverError::Other(String::from(reason))
    }

    impl SidevmDeployer {
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
                max_paid_instances_per_worker,
                deployments: Mapping::default(),
                tenants: Mapping::default(),
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
            Info {
                vm_price: self.vm_price,
                mem_price: self.mem_price,
                max_paid_instances_per_worker: self.max_paid_instances_per_worker,
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

        /// Price of one block on `workers` workers.
        fn price(&self, code_size: u32, max_memory_pages: u32, workers: u32) -> DriverResult<Balance> {
            let bytes = PAGE_SIZE * u128::from(max_memory_pages) + u128::from(code_size);
            bytes
                .checked_mul(self.mem_price)
                .and_then(|memory| memory.checked_add(self.vm_price))
                .and_then(|one| one.checked_mul(u128::from(workers)))
                .ok_or_else(|| other("PriceOverflow"))
        }

        /// What is left of a deployment's payment.
        fn credit(&self, deployment: &Deployment) -> Balance {
            let blocks = deployment.deadline.saturating_sub(self.env().block_number());
            deployment.price_per_block.saturating_mul(u128::from(blocks))
        }

        /// Takes `cost` out of the payment sent and `credit`, and gives the rest back to the caller.
        fn settle(&self, cost: Balance, credit: Balance) -> DriverResult<()> {
            let paid = self.env().transferred_value().saturating_add(credit);
            let rest = paid.checked_sub(cost).ok_or_else(|| other("InsufficientPayment"))?;
            if rest > 0 {
                self.env().transfer(self.env().caller(), rest).map_err(|_| other("RefundFailed"))?;
            }
            Ok(())
        }

        /// Enters `contract` as a tenant of `worker`, or moves its deadline.
        fn occupy(&mut self, worker: &WorkerId, contract: AccountId, deadline: u32) -> DriverResult<()> {
            let now = self.env().block_number();
            let mut tenants = self.tenants.get(worker).unwrap_or_default();
            tenants.retain(|(tenant, until)| *tenant != contract && *until > now);
            if deadline > now {
                if tenants.len() as u32 >= self.max_paid_instances_per_worker {
                    return Err(other("TooManyInstances"));
                }
                tenants.push((contract, deadline));
            }
            self.tenants.insert(worker, &tenants);
            Ok(())
        }

        fn deadline_after(&self, blocks: u32) -> DriverResult<u32> {
            self.env().block_number().checked_add(blocks).ok_or_else(|| other("DeadlineOverflow"))
        }
    }

    impl SidevmOperation for SidevmDeployer {
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
            // Money changes hands here, and a query's effects on it would be forgotten.
            if !pink::ext().is_in_transaction() {
                return Err(other("NotInTransaction"));
            }
            if workers.is_empty() {
                return Err(other("NoWorkers"));
            }
            if max_memory_pages > MAX_PAGES || code_size > MAX_CODE_SIZE {
                return Err(other("TooBig"));
            }
            let contract = self.env().caller();
            let price_per_block = self.price(code_size, max_memory_pages, workers.len() as u32)?;
            let cost = price_per_block
                .checked_mul(u128::from(blocks_to_live))
                .ok_or_else(|| other("PriceOverflow"))?;
            let deadline = self.deadline_after(blocks_to_live)?;

            let mut credit = 0;
            if let Some(earlier) = self.deployments.get(contract) {
                credit = self.credit(&earlier);
                for worker in &earlier.workers {
                    self.occupy(worker, contract, 0)?;
                }
            }
            for worker in &workers {
                self.occupy(worker, contract, deadline)?;
            }
            self.deployments.insert(contract, &Deployment { workers: workers.clone(), price_per_block, deadline });
            self.settle(cost, credit)?;

            let config = SidevmConfig { max_code_size: code_size, max_memory_pages, deadline, ..Default::default() };
            SystemRef::instance().deploy_sidevm_to_workers(contract, code_hash, workers, config)?;
            Ok(())
        }

        #[ink(message)]
        fn calc_price(&self, code_size: u32, max_memory_pages: u32, n_workers: u32) -> DriverResult<Balance> {
            self.price(code_size, max_memory_pages, n_workers)
        }

        #[ink(message, payable)]
        fn update_deadline(&mut self, deadline: u32) -> DriverResult<()> {
            if !pink::ext().is_in_transaction() {
                return Err(other("NotInTransaction"));
            }
            let contract = self.env().caller();
            let mut deployment = self.deployments.get(contract).ok_or_else(|| other("NoDeployment"))?;
            let credit = self.credit(&deployment);
            let blocks = deadline.saturating_sub(self.env().block_number());
            let cost = deployment
                .price_per_block
                .checked_mul(u128::from(blocks))
                .ok_or_else(|| other("PriceOverflow"))?;
            deployment.deadline = deadline;
            for worker in &deployment.workers {
                self.occupy(worker, contract, deadline)?;
            }
            self.deployments.insert(contract, &deployment);
            self.settle(cost, credit)?;
            SystemRef::instance().set_sidevm_deadline(contract, deadline)?;
            Ok(())
        }

        #[ink(message)]
        fn deadline_of(&self, account: AccountId) -> Option<u32> {
            self.deployments.get(account).map(|deployment| deployment.deadline)
        }
    }
}
