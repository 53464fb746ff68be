//! Replays one golden file (`pink-golden-1`) in Phala's published contract runtime and writes what it answered.
//!
//! `observer INPUT CODE_DIR OUTPUT MINOR`: INPUT is a recording of runtime 1.2 whose steps are taken and whose
//! answers are replaced, CODE_DIR holds the contracts that it names, MINOR is 0 or 1 for runtime 1.0 or 1.1.

mod golden;
mod host;
mod outcome;
mod state;
mod step;

use golden::Golden;
use host::{with_host, Host};
use serde_json::{json, Map, Value};
use step::Operation;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, input, code_dir, output, minor] = arguments.as_slice() else {
        eprintln!("usage: observer INPUT CODE_DIR OUTPUT MINOR");
        std::process::exit(2);
    };
    let minor: u32 = minor.parse().expect("MINOR is 0 or 1");
    assert_eq!(pink::version(), (1, minor), "another runtime was built");

    let golden = Golden::read(input, code_dir);
    host::install(Host::answering(golden.fixed_answers()));
    let steps: Vec<Value> = golden.steps().iter().filter_map(|step| replay(&golden, step, minor)).collect();

    let mut document = golden.document().clone();
    document.insert("runtime".into(), json!([1, minor]));
    document.insert("steps".into(), steps.into());
    if document.contains_key("state_after") {
        document.insert("state_after".into(), with_host(|host| state::dump(&host.store)));
    }
    std::fs::write(output, serde_json::to_vec(&document).unwrap()).expect("OUTPUT can be written");
}

/// The step with the answer of this runtime, or nothing where this runtime has no such session.
fn replay(golden: &Golden, step: &Value, minor: u32) -> Option<Value> {
    let operation = step["op"].as_str().expect("op is text");
    if operation == "host_answer" {
        let (name, value) = golden.host_answer(&step["in"]);
        with_host(|host| host.answers.insert(name, value));
        return Some(step.clone());
    }
    if operation == "on_idle" || (minor == 0 && operation == "on_runtime_upgrade") {
        return None;
    }

    let call = Operation::of(golden, operation, step);
    let before = with_host(|host| {
        host.begin_session(step::session(golden, step));
        (host.store.clone(), host.cache.clone())
    });
    let mut answered = step.clone();
    match step::run(&call) {
        Err(panic) => {
            // The worker would be gone: nothing of the session counts. The packing leaves the step out.
            with_host(|host| (host.store, host.cache) = before);
            answered["out"] = json!({ "panic": panic });
        }
        Ok(result) => {
            let mut out = outcome::of_result(&call, &result);
            with_host(|host| outcome::add_session(&mut out, host, golden.is_light()));
            if step["persist"].as_bool().expect("persist is a boolean") {
                keep(golden, step, &mut out);
            } else {
                with_host(|host| {
                    host.store = before.0;
                    if !step["cache_persists"].as_bool().unwrap_or(false) {
                        host.cache = before.1;
                    }
                });
            }
            answered["out"] = out.into();
        }
    }
    Some(answered)
}

/// Asks for the balances that the recording of 1.2 has, and does to the cache what the kept events say.
fn keep(golden: &Golden, step: &Value, out: &mut Map<String, Value>) {
    // The balances are calls of their own, so what the session handed over has to be taken first.
    let effects = with_host(|host| host.session.effects.take());
    if let (Some(known), false) = (step["out"]["balances"].as_object(), golden.is_light()) {
        let balances: Map<String, Value> =
            known.keys().map(|account| (account.clone(), step::balances(account))).collect();
        out.insert("balances".into(), balances.into());
    }
    if let Some(effects) = effects {
        with_host(|host| outcome::apply_cache_operations(&mut host.cache, &effects));
    }
}
