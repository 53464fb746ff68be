//! Runs modules on wasmi 0.31 the way pallet-contracts configures it and prints what happened, one line a command.
//!
//! Commands on stdin:
//!   validate <file>                        -> "<accepted with floats off> <accepted with floats on>"
//!   run <file> <fuel> <export> <args...>   -> "<outcome> fuel=<left> mem=<hash> log=<hash>"
//!   sweep <file> <from> <to> <export> <args...> -> "sweep <hash>" of the answers to `run` with every fuel from..=to
//!   contract <file> <fuel> <export> <input hex> ... -> "contract <outcome>=<times>... <hash>" of the same for each export and
//!     input in turn, on one storage, with the host of `seal.rs`
//!   fresh|kept <file> <fuel> <export> <times> <args...> -> "done", after parsing and running, or only running, so many times
//! `fuel`, memory and log hashes are FNV-1a; arguments and results are signed decimal, floats as their bits.
//! Imported functions are stubs: they log their arguments and return a number made from the log. Those whose name begins with
//! `fuel` burn 0..=2047 fuel (by the log), with `mem` log 16 bytes of memory at their first argument and write the log over the
//! first 8, with `trap` end the run in a quarter of their calls (by the log).
mod seal;

use seal::Contract;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use wasmi::core::{Trap, TrapCode};
use wasmi::*;

fn config(floats: bool) -> Config {
    let mut c = Config::default();
    c.set_stack_limits(StackLimits::default())
        .wasm_multi_value(false)
        .wasm_mutable_global(false)
        .wasm_sign_extension(true)
        .wasm_bulk_memory(false)
        .wasm_reference_types(false)
        .wasm_tail_call(false)
        .wasm_extended_const(false)
        .wasm_saturating_float_to_int(false)
        .floats(floats)
        .consume_fuel(true)
        .fuel_consumption_mode(FuelConsumptionMode::Eager);
    c
}

pub(crate) fn fnv(h: u64, data: &[u8]) -> u64 {
    let mut h = h;
    for b in data {
        h ^= *b as u64;
        h = h.wrapping_mul(0x100000001b3);
    }
    h
}

pub(crate) struct Host {
    log: u64,
    calls: u64,
    memory: Option<Memory>,
    contract: Option<Contract>,
}

/// What a stub does besides logging; see the top of this file.
fn act(caller: &mut Caller<Host>, name: &str, params: &[Value]) -> Result<(), Trap> {
    let log = caller.data().log;
    if name.starts_with("fuel") {
        return caller.consume_fuel(log & 2047).map(|_| ()).map_err(|_| TrapCode::OutOfFuel.into());
    }
    if name.starts_with("trap") && log >> 8 & 3 == 0 {
        return Err(Trap::i32_exit(1));
    }
    if name.starts_with("mem") {
        let at = params.first().map_or(0, |v| bits(v) as u32) as usize;
        let memory = caller.data().memory.ok_or(TrapCode::MemoryOutOfBounds)?;
        let mut seen = [0u8; 16];
        memory.read(&caller, at, &mut seen).map_err(|_| TrapCode::MemoryOutOfBounds)?;
        let log = fnv(log, &seen);
        caller.data_mut().log = log;
        memory.write(caller, at, &log.to_le_bytes()).map_err(|_| TrapCode::MemoryOutOfBounds)?;
    }
    Ok(())
}

pub(crate) fn bits(v: &Value) -> i64 {
    match v {
        Value::I32(x) => *x as i64,
        Value::I64(x) => *x,
        Value::F32(x) => x.to_bits() as i32 as i64,
        Value::F64(x) => x.to_bits() as i64,
        _ => 0,
    }
}

fn value(ty: core::ValueType, bits: i64) -> Value {
    match ty {
        core::ValueType::I32 => Value::I32(bits as i32),
        core::ValueType::I64 => Value::I64(bits),
        core::ValueType::F32 => Value::F32((bits as u32).into()),
        core::ValueType::F64 => Value::F64((bits as u64).into()),
        _ => panic!(),
    }
}

struct Prepared {
    engine: Engine,
    module: Module,
}

fn prepare(code: &[u8]) -> Result<Prepared, Error> {
    let engine = Engine::new(&config(true));
    let module = Module::new(&engine, code)?;
    Ok(Prepared { engine, module })
}

fn run(p: &Prepared, fuel: u64, export: &str, args: &[i64], observe: bool) -> String {
    run_with(p, fuel, export, args, observe, &mut None)
}

fn run_with(p: &Prepared, fuel: u64, export: &str, args: &[i64], observe: bool, contract: &mut Option<Contract>) -> String {
    let host = Host { log: 0xcbf29ce484222325, calls: 0, memory: None, contract: contract.take() };
    let mut store = Store::new(&p.engine, host);
    store.add_fuel(fuel).unwrap();
    let mut linker = <Linker<Host>>::new(&p.engine);
    let mut memory: Option<Memory> = None;
    for import in p.module.imports() {
        let ext: Extern = match import.ty() {
            ExternType::Memory(ty) => {
                let m = Memory::new(&mut store, ty.clone()).unwrap();
                memory = Some(m);
                store.data_mut().memory = memory;
                m.into()
            }
            ExternType::Func(ty) => {
                let ty2 = ty.clone();
                let name = import.name().to_string();
                Func::new(&mut store, ty.clone(), move |mut caller: Caller<Host>, params: &[Value], results: &mut [Value]| -> Result<(), Trap> {
                    let host = caller.data_mut();
                    for v in params {
                        host.log = fnv(host.log, &bits(v).to_le_bytes());
                    }
                    host.calls += 1;
                    host.log = fnv(host.log, &host.calls.to_le_bytes());
                    if host.contract.is_some() {
                        let result = seal::call(&mut caller, &name, params)?;
                        if !ty2.results().is_empty() {
                            results[0] = value(ty2.results()[0], result);
                        }
                        return Ok(());
                    }
                    act(&mut caller, &name, params)?;
                    let host = caller.data();
                    if !ty2.results().is_empty() {
                        results[0] = value(ty2.results()[0], host.log as i64);
                    }
                    Ok(())
                })
                .into()
            }
            _ => return "unlinkable".into(),
        };
        // Duplicate imports: the first definition serves all.
        let _ = linker.define(import.module(), import.name(), ext);
    }
    let pre = match linker.instantiate(&mut store, &p.module) {
        Ok(pre) => pre,
        Err(_) => return "unlinkable".into(),
    };
    let outcome = (|| -> Result<Option<i64>, Error> {
        let instance = pre.start(&mut store)?;
        if memory.is_none() {
            memory = instance.exports(&store).find_map(|e| e.into_memory());
        }
        let func = instance.get_func(&store, export).expect("export");
        let ty = func.ty(&store);
        let params: Vec<Value> = ty.params().iter().zip(args.iter()).map(|(t, a)| value(*t, *a)).collect();
        let mut results: Vec<Value> = ty.results().iter().map(|t| value(*t, 0)).collect();
        func.call(&mut store, &params, &mut results)?;
        Ok(results.first().map(bits))
    })();
    let text = match outcome {
        Ok(None) => "ok".to_string(),
        Ok(Some(v)) => format!("ok:{}", v),
        Err(e) => match &e {
            Error::Trap(t) => t.trap_code().map_or("trap:Host".into(), |code| format!("trap:{:?}", code)),
            other => format!("error:{}", other),
        },
    };
    *contract = store.data_mut().contract.take();
    if !observe {
        return text;
    }
    let left = fuel - store.fuel_consumed().unwrap();
    let mem = memory.map(|m| fnv(0xcbf29ce484222325, m.data(&store))).unwrap_or(0);
    format!("{} fuel={} mem={:016x} log={:016x}", text, left, mem, store.data().log)
}

fn main() {
    let stdin = std::io::stdin();
    let mut out = std::io::stdout();
    for line in stdin.lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        let code = std::fs::read(words[1]).unwrap();
        let answer = match words[0] {
            "validate" => {
                let check = |floats| {
                    std::panic::catch_unwind(|| Module::new(&Engine::new(&config(floats)), &code[..]).is_ok())
                        .map(|b| b.to_string())
                        .unwrap_or("panic".into())
                };
                format!("{} {}", check(false), check(true))
            }
            "run" => {
                let args: Vec<i64> = words[4..].iter().map(|w| w.parse().unwrap()).collect();
                match prepare(&code) {
                    Ok(p) => run(&p, words[2].parse().unwrap(), words[3], &args, true),
                    Err(_) => "invalid".into(),
                }
            }
            "sweep" => {
                let args: Vec<i64> = words[5..].iter().map(|w| w.parse().unwrap()).collect();
                let fuel = words[2].parse::<u64>().unwrap()..=words[3].parse().unwrap();
                match prepare(&code) {
                    Ok(p) => {
                        let hash = fuel.fold(0xcbf29ce484222325, |h, f| fnv(h, run(&p, f, words[4], &args, true).as_bytes()));
                        format!("sweep {:016x}", hash)
                    }
                    Err(_) => "invalid".into(),
                }
            }
            "contract" => match prepare(&code) {
                Ok(p) => {
                    let fuel = words[2].parse().unwrap();
                    let mut contract = Some(Contract::default());
                    let mut outcomes: BTreeMap<String, u32> = BTreeMap::new();
                    let mut hash = 0xcbf29ce484222325;
                    for step in words[3..].chunks(2) {
                        contract.as_mut().unwrap().begin(seal::unhex(step[1]));
                        let text = run_with(&p, fuel, step[0], &[], true, &mut contract);
                        let state = contract.as_mut().unwrap();
                        let ended = state.returned.map_or(text.split(' ').next().unwrap().to_string(), |flags| format!("return:{}", flags));
                        *outcomes.entry(ended).or_default() += 1;
                        hash = fnv(state.digest(fnv(hash, text.as_bytes())), b";");
                    }
                    let counts: Vec<String> = outcomes.iter().map(|(k, n)| format!("{}={}", k, n)).collect();
                    format!("contract {} {:016x}", counts.join(" "), hash)
                }
                Err(_) => "invalid".into(),
            },
            "fresh" | "kept" => {
                let times: u32 = words[4].parse().unwrap();
                let fuel = words[2].parse().unwrap();
                let args: Vec<i64> = words[5..].iter().map(|w| w.parse().unwrap()).collect();
                let kept = prepare(&code).unwrap();
                for _ in 0..times {
                    if words[0] == "kept" {
                        std::hint::black_box(run(&kept, fuel, words[3], &args, false));
                    } else {
                        std::hint::black_box(run(&prepare(&code).unwrap(), fuel, words[3], &args, false));
                    }
                }
                "done".into()
            }
            _ => "?".into(),
        };
        writeln!(out, "{}", answer).unwrap();
        out.flush().unwrap();
    }
}
