//! The calls of `../calls.rs`, by ink! 5. Its own calls import functions that Phala's contract runtime does not have
//! (`seal2.call`); those of `call_v1` it has.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::result_unit_err)]

macro_rules! creator {
    () => {
        build_create::<Made>().instantiate_v1()
    };
}

include!("../calls.rs");

use ink::env::call::utils::{EmptyArgumentList, Set, Unset, ReturnType};
use ink::env::call::{CallBuilder, CallV1};

fn to(
    callee: AccountId,
) -> CallBuilder<
    DefaultEnvironment,
    Set<CallV1<DefaultEnvironment>>,
    Unset<ExecutionInput<EmptyArgumentList>>,
    Unset<ReturnType<()>>,
> {
    build_call::<DefaultEnvironment>().call_v1(callee)
}

fn reentry(allowed: bool) -> CallFlags {
    if allowed { CallFlags::ALLOW_REENTRY } else { CallFlags::empty() }
}

fn onward() -> CallFlags {
    CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL
}
