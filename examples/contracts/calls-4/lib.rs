//! The calls of `../calls.rs`, by ink! 4.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(clippy::result_unit_err)]

macro_rules! creator {
    () => {
        build_create::<Made>()
    };
}

include!("../calls.rs");

use ink::env::call::utils::{EmptyArgumentList, Set, Unset, ReturnType};
use ink::env::call::{Call, CallBuilder};

fn to(
    callee: AccountId,
) -> CallBuilder<
    DefaultEnvironment,
    Set<Call<DefaultEnvironment>>,
    Unset<ExecutionInput<EmptyArgumentList>>,
    Unset<ReturnType<()>>,
> {
    build_call::<DefaultEnvironment>().call(callee)
}

fn reentry(allowed: bool) -> CallFlags {
    CallFlags::default().set_allow_reentry(allowed)
}

fn onward() -> CallFlags {
    CallFlags::default().set_forward_input(true).set_tail_call(true)
}
