//! Runs modules on wasmi 0.31 the way pallet-contracts configures it and prints what happened, one line a command.
//!
//! Commands on stdin:
//!   validate <file>                        -> "<accepted with floats off> <accepted with floats on>"
//!   run <file> <fuel> <export> <args...>   -> "<outcome> fuel=<left> mem=<hash> log=<hash>"
//!   fresh|kept <file> <fuel> <export> <times> <args...> -> "done", after parsing and running, or only running, so many times
//! `fuel`, memory and log hashes are FNV-1a; arguments and results are signed decimal, floats as their bits.
//! Imported functions are stubs: they log their arguments and return a number made from the log.
use std::io::{BufRead, Write};
use wasmi::core::Trap;
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

fn fnv(h: u64, data: &[u8]) -> u64 {
    let mut h = h;
    for b in data {
        h ^= *b as u64;
        h = h.wrapping_mul(0x100000001b3);
    }
    h
}

struct Host {
    log: u64,
    calls: u64,
}

fn bits(v: &Value) -> i64 {
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
    let mut store = Store::new(&p.engine, Host { log: 0xcbf29ce484222325, calls: 0 });
    store.add_fuel(fuel).unwrap();
    let mut linker = <Linker<Host>>::new(&p.engine);
    let mut memory: Option<Memory> = None;
    for import in p.module.imports() {
        let ext: Extern = match import.ty() {
            ExternType::Memory(ty) => {
                let m = Memory::new(&mut store, ty.clone()).unwrap();
                memory = Some(m);
                m.into()
            }
            ExternType::Func(ty) => {
                let ty2 = ty.clone();
                Func::new(&mut store, ty.clone(), move |mut caller: Caller<Host>, params: &[Value], results: &mut [Value]| -> Result<(), Trap> {
                    let host = caller.data_mut();
                    for v in params {
                        host.log = fnv(host.log, &bits(v).to_le_bytes());
                    }
                    host.calls += 1;
                    host.log = fnv(host.log, &host.calls.to_le_bytes());
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
            Error::Trap(t) => format!("trap:{:?}", t.trap_code().unwrap()),
            other => format!("error:{}", other),
        },
    };
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
