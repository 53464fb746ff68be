//! Steps of a golden file as calls into the runtime.

use crate::golden::{number, unhex, Golden};
use crate::host::Session;
use scale::{Decode, Encode};
use serde_json::{json, Value};
use std::panic::{catch_unwind, set_hook, take_hook};

pub const SETUP: u32 = 2;
pub const UPLOAD_CODE: u32 = 7;
pub const UPLOAD_SIDEVM_CODE: u32 = 8;
const FREE_BALANCE: u32 = 14;
const TOTAL_BALANCE: u32 = 15;
pub const INSTANTIATE: u32 = 19;
pub const CALL: u32 = 20;

/// A call into the runtime: its number in the interface `v1`, and the SCALE bytes of its arguments.
pub struct Operation {
    pub id: u32,
    pub arguments: Vec<u8>,
}

impl Operation {
    pub fn of(golden: &Golden, name: &str, step: &Value) -> Self {
        let input = &step["in"];
        let id = |key: &str| golden.id(&input[key]);
        let bytes = |key: &str| golden.bytes(&input[key]);
        let code = || golden.code(input, "code", "code_hex");
        let (id, arguments) = match name {
            "cluster_id" => (1, vec![]),
            "setup" => (SETUP, setup(golden, golden.setup_parameters(input))),
            "deposit" => (3, (id("who"), number(&input["value"])).encode()),
            "set_key" => (5, bytes("key")),
            "get_key" => (6, vec![]),
            "upload_code" => {
                let deterministic = input["deterministic"].as_bool().expect("deterministic is a boolean");
                (UPLOAD_CODE, (id("origin"), code(), deterministic).encode())
            }
            "upload_sidevm_code" => (UPLOAD_SIDEVM_CODE, (id("origin"), code()).encode()),
            "get_sidevm_code" => (9, bytes("hash")),
            "system_contract" => (11, vec![]),
            "free_balance" => (FREE_BALANCE, bytes("account")),
            "total_balance" => (TOTAL_BALANCE, bytes("account")),
            "code_hash" => (16, bytes("account")),
            "instantiate" => {
                let mut arguments = (id("code_hash"), bytes("input"), bytes("salt"), mode(step)).encode();
                arguments.extend(transaction(golden, input));
                (INSTANTIATE, arguments)
            }
            "call" => {
                let mut arguments = (id("contract"), bytes("input"), mode(step)).encode();
                arguments.extend(transaction(golden, input));
                (CALL, arguments)
            }
            "on_genesis" => (22, vec![]),
            "on_runtime_upgrade" => (23, vec![]),
            other => panic!("unknown operation {other}"),
        };
        Operation { id, arguments }
    }
}

fn setup(golden: &Golden, parameters: &Value) -> Vec<u8> {
    let amounts =
        ["deposit", "gas_price", "deposit_per_item", "deposit_per_byte"].map(|key| number(&parameters[key]));
    let accounts = [golden.id(&parameters["cluster_id"]), golden.id(&parameters["owner"])];
    let code = golden.code(parameters, "system_code", "system_code_hex");
    (accounts, amounts, golden.id(&parameters["treasury"]), code).encode()
}

/// Who pays how much, alike for calls and instantiations.
fn transaction(golden: &Golden, input: &Value) -> Vec<u8> {
    let limit = Some(&input["storage_deposit_limit"]).filter(|limit| !limit.is_null());
    (
        golden.id(&input["origin"]),
        number(&input["transfer"]),
        u64::try_from(number(&input["gas_limit"])).expect("a gas limit of 64 bits"),
        input["gas_free"].as_bool().expect("gas_free is a boolean"),
        limit.map(number),
        number(&input["deposit"]),
    )
        .encode()
}

/// What the host tells the session of this step.
pub fn session(golden: &Golden, step: &Value) -> Session {
    let input = &step["in"];
    let entry = golden.optional(input.get("entry_contract"));
    Session {
        mode: mode(step),
        block_number: input["block_number"].as_u64().unwrap_or(0) as u32,
        now_ms: number(&input["now_ms"]) as u64,
        call_nonce: golden.optional(input.get("call_nonce")),
        entry_contract: entry.map(|entry| entry.try_into().expect("32 bytes")),
        ..Default::default()
    }
}

fn mode(step: &Value) -> u8 {
    match step["mode"].as_str() {
        Some("query") => 0,
        Some("estimating") => 1,
        _ => 2,
    }
}

/// The answer, or the message of the panic that ended the session.
pub fn run(operation: &Operation) -> Result<Vec<u8>, String> {
    // A panic of the runtime is an observation and needs no report.
    let report = take_hook();
    set_hook(Box::new(|_| {}));
    let answer = catch_unwind(|| pink::capi::observed::ecall(operation.id, &operation.arguments));
    set_hook(report);
    answer.map_err(|panic| match panic.downcast::<String>() {
        Ok(message) => *message,
        Err(panic) => panic.downcast_ref::<&str>().map(|text| text.to_string()).unwrap_or_default(),
    })
}

/// Free and total balance of an account given in hex.
pub fn balances(account: &str) -> Value {
    let ask = |id| {
        let answer = pink::capi::observed::ecall(id, &unhex(account));
        u128::decode(&mut &answer[..]).expect("a balance").to_string()
    };
    json!([ask(FREE_BALANCE), ask(TOTAL_BALANCE)])
}
