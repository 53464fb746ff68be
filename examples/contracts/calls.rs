// Calls of other contracts with bytes that are encoded already. `calls-4` and `calls-5` include this text and say what
// the two ink! lines write differently: `to`, which begins a call, and the flags.
use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::{CallFlags, DefaultEnvironment, Environment};
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
