// Calls of other contracts with bytes that are encoded already. `calls-4` and `calls-5` include this text and say what
// the two ink! lines write differently: `to`, which begins a call, `creator!`, which begins an instantiation, and the flags.
use ink::env::call::{build_call, build_create, ExecutionInput, FromAccountId, Selector};
use ink::env::{CallFlags, ContractEnv, DefaultEnvironment, Environment};
use ink::prelude::vec::Vec;

type AccountId = <DefaultEnvironment as Environment>::AccountId;
type Balance = <DefaultEnvironment as Environment>::Balance;
type Hash = <DefaultEnvironment as Environment>::Hash;

/// Everything that is left of an input or output.
struct Rest(Vec<u8>);

impl scale::Encode for Rest {
    fn encode_to<T: scale::Output + ?Sized>(&self, out: &mut T) {
        out.write(&self.0);
    }
}

impl scale::Decode for Rest {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Calls a message: `input` is selector and arguments. Gives what the message returned, encoded; an error when the callee
/// is no contract, traps, reverts, or does not know the message.
pub fn invoke(
    callee: AccountId,
    value: Balance,
    gas_limit: u64,
    allow_reentry: bool,
    input: &[u8],
) -> Result<Vec<u8>, ()> {
    let (selector, arguments) = input.split_at(4);
    to(callee)
        .gas_limit(gas_limit)
        .transferred_value(value)
        .call_flags(reentry(allow_reentry))
        .exec_input(
            ExecutionInput::new(Selector::new([selector[0], selector[1], selector[2], selector[3]]))
                .push_arg(Rest(arguments.to_vec())),
        )
        .returns::<Rest>()
        .try_invoke()
        .map_err(|_| ())?
        .map(|rest| rest.0)
        .map_err(|_| ())
}

/// A contract of which nothing but the account is known.
struct Made(AccountId);

impl ContractEnv for Made {
    type Env = DefaultEnvironment;
}

impl FromAccountId<DefaultEnvironment> for Made {
    fn from_account_id(account: AccountId) -> Self {
        Self(account)
    }
}

/// Makes a contract: `input` is its constructor's selector and arguments. Nothing when that does not work.
pub fn create(code: Hash, value: Balance, gas_limit: u64, input: &[u8], salt: &[u8]) -> Option<AccountId> {
    let (selector, arguments) = input.split_at(4);
    creator!()
        .code_hash(code)
        .gas_limit(gas_limit)
        .endowment(value)
        .exec_input(
            ExecutionInput::new(Selector::new([selector[0], selector[1], selector[2], selector[3]]))
                .push_arg(Rest(arguments.to_vec())),
        )
        .salt_bytes(salt)
        .returns::<Made>()
        .try_instantiate()
        .ok()?
        .ok()
        .map(|made| made.0)
}

/// Runs other code on this contract's storage with this message's own input, and ends with its answer.
pub fn forward_to_code(code: Hash) -> ! {
    let ended = build_call::<DefaultEnvironment>()
        .delegate(code)
        .call_flags(onward())
        .try_invoke();
    panic!("the code failed: {ended:?}")
}

/// Calls another contract with this message's own input and money, and ends with its answer.
pub fn forward_to_contract(callee: AccountId, value: Balance) -> ! {
    let ended = to(callee)
        .gas_limit(0)
        .transferred_value(value)
        .call_flags(onward())
        .try_invoke();
    panic!("the contract failed: {ended:?}")
}
