//! Writes modules that `wasm-smith`, the generator of the Bytecode Alliance's fuzzers, makes up: an idea of what a module may
//! be that is not ours, as that of tee/wasm's tests is. `wasm-smith-modules <kind> <folder> <first seed> <how many>` writes
//! `<seed>.wasm`; the same seed gives the same module. Seeds for which nothing comes out are left out.
//!
//! `contracts`: three in four are of the WebAssembly that contracts may use, every third of them with floats (all NaNs canonical). They import
//! what `quality/bench/wasmi-peer` has a stub for, and export all their functions as `f<index>`, and their memory. The fourth is
//! wild: proposals that contracts may not use are switched on one time in five each.
//!
//! `programs`: of the WebAssembly that SideVM programs may use. They import nothing, export the same, and end by themselves:
//! what they do is metered by a global of their own.
use arbitrary::Unstructured;
use rand::{rngs::SmallRng, Rng, RngCore, SeedableRng};
use std::path::Path;
use wasm_encoder::{EntityType, ExportKind, ExportSection, ImportSection, MemoryType, RawSection, TypeSection, ValType};
use wasm_smith::{Config, Module};
use wasmparser::{Parser, Payload, TypeRef};

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let make = match words.get(1).map(String::as_str) {
        Some("contracts") if words.len() == 5 => contract,
        Some("programs") if words.len() == 5 => program,
        _ => {
            eprintln!("usage: wasm-smith-modules contracts|programs <folder> <first seed> <how many>, e.g. contracts /tmp/modules 1 500");
            std::process::exit(2);
        }
    };
    let number = |at: usize| -> u64 { words[at].parse().expect("a number") };
    std::fs::create_dir_all(&words[2]).expect("the folder can be made");
    for seed in number(3)..number(3) + number(4) {
        let mut rng = SmallRng::seed_from_u64(seed);
        let mut choices = vec![0; 1 << rng.gen_range(9..17)];
        rng.fill_bytes(&mut choices);
        if let Some(module) = make(seed, &mut rng, &choices) {
            std::fs::write(Path::new(&words[2]).join(format!("{seed}.wasm")), module).expect("the folder can be written");
        }
    }
}

fn contract(seed: u64, rng: &mut SmallRng, choices: &[u8]) -> Option<Vec<u8>> {
    let is_wild = seed % 4 == 3;
    let config = config(rng, seed % 3 == 0, is_wild);
    let module = Module::new(config, &mut Unstructured::new(choices)).ok()?.to_bytes();
    if is_wild {
        Some(module)
    } else {
        exporting_all(&module)
    }
}

fn program(_seed: u64, rng: &mut SmallRng, choices: &[u8]) -> Option<Vec<u8>> {
    const METERED: u32 = 3000;
    let bulk = rng.gen_bool(0.8);
    let references = bulk && rng.gen_bool(0.7);
    let mut config = Config {
        bulk_memory_enabled: bulk,
        reference_types_enabled: references,
        saturating_float_to_int_enabled: rng.gen_bool(0.7),
        max_memories: 1,
        max_tables: if references { 4 } else { 1 },
        ..restricted()
    };
    sizes(&mut config, rng);
    config.allow_floats = rng.gen_bool(0.6);
    config.allow_start_export = rng.gen_bool(0.2);
    config.max_imports = 0;
    let mut module = Module::new(config, &mut Unstructured::new(choices)).ok()?;
    module.ensure_termination(METERED).ok()?;
    exporting_all(&module.to_bytes())
}

/// Without what nobody here may use.
fn restricted() -> Config {
    Config {
        bulk_memory_enabled: false,
        canonicalize_nans: true,
        custom_page_sizes_enabled: false,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        multi_value_enabled: false,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        sign_extension_ops_enabled: true,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..Config::default()
    }
}

fn sizes(config: &mut Config, rng: &mut SmallRng) {
    config.disallow_traps = rng.gen_bool(0.4);
    config.min_memories = rng.gen_range(0..2);
    config.max_memory32_bytes = 65536 * rng.gen_range(1..40);
    config.memory_max_size_required = true;
    config.memory_offset_choices.0 = if rng.gen() { 90 } else { 50 };
    config.max_table_elements = 500;
    config.table_max_size_required = rng.gen();
    config.max_globals = 12;
    config.min_funcs = 1;
    config.max_funcs = 30;
    config.max_instructions = 1 << rng.gen_range(4..11);
    config.max_nesting_depth = rng.gen_range(5..100);
}

fn config(rng: &mut SmallRng, floats: bool, is_wild: bool) -> Config {
    let mut rarely = || is_wild && rng.gen_bool(0.2);
    let mut config = Config {
        bulk_memory_enabled: rarely(),
        custom_page_sizes_enabled: rarely(),
        exceptions_enabled: rarely(),
        extended_const_enabled: rarely(),
        max_memories: if rarely() { 3 } else { 1 },
        max_tables: if rarely() { 3 } else { 1 },
        memory64_enabled: rarely(),
        multi_value_enabled: rarely(),
        reference_types_enabled: rarely(),
        saturating_float_to_int_enabled: rarely(),
        simd_enabled: rarely(),
        tail_call_enabled: rarely(),
        threads_enabled: rarely(),
        wide_arithmetic_enabled: rarely(),
        ..restricted()
    };
    sizes(&mut config, rng);
    config.allow_floats = floats;
    config.allow_start_export = rng.gen_bool(0.3);
    config.available_imports = (!is_wild).then(imports);
    config.max_imports = if rng.gen() { 0 } else { 6 };
    config
}

/// A module that imports what a generated one may choose from; what stubs do goes by their names.
fn imports() -> Vec<u8> {
    use ValType::{I32, I64};
    let functions: [(&str, &[ValType], &[ValType]); 7] = [
        ("log", &[I32, I64], &[I32]),
        ("log_wide", &[I64, I64, I32], &[I64]),
        ("quiet", &[], &[]),
        ("fuel", &[I32], &[]),
        ("mem_read", &[I32], &[I64]),
        ("mem_write", &[I32, I32, I32, I32], &[]),
        ("trap", &[], &[I32]),
    ];
    let mut types = TypeSection::new();
    let mut imports = ImportSection::new();
    for (index, (name, params, results)) in functions.iter().enumerate() {
        types.ty().function(params.iter().copied(), results.iter().copied());
        imports.import("env", name, EntityType::Function(index as u32));
    }
    let memory = MemoryType { minimum: 1, maximum: Some(20), memory64: false, shared: false, page_size_log2: None };
    imports.import("env", "memory", memory);
    let mut module = wasm_encoder::Module::new();
    module.section(&types).section(&imports);
    module.finish()
}

/// The same module with all functions and the memory exported and nothing else: an exported mutable global would make it
/// invalid for contracts. Nothing when it imports a stub that looks into memory and no memory: the peer's stubs see an
/// imported one only.
fn exporting_all(module: &[u8]) -> Option<Vec<u8>> {
    const EXPORTS: u8 = 7;
    let (mut functions, mut memories) = (0, 0);
    let (mut looks, mut sees) = (false, false);
    for payload in Parser::new(0).parse_all(module) {
        match payload.expect("wasm-smith writes modules") {
            Payload::ImportSection(section) => {
                for import in section {
                    let import = import.expect("an import");
                    match import.ty {
                        TypeRef::Func(_) => functions += 1,
                        TypeRef::Memory(_) => memories += 1,
                        _ => {}
                    }
                    looks |= import.name.starts_with("mem_");
                    sees |= import.name == "memory";
                }
            }
            Payload::FunctionSection(section) => functions += section.count(),
            Payload::MemorySection(section) => memories += section.count(),
            _ => {}
        }
    }
    if looks && !sees {
        return None;
    }
    let mut exports = ExportSection::new();
    for index in 0..functions {
        exports.export(&format!("f{index}"), ExportKind::Func, index);
    }
    if memories > 0 {
        exports.export("memory", ExportKind::Memory, 0);
    }
    let mut out = wasm_encoder::Module::new();
    let mut exported = false;
    for payload in Parser::new(0).parse_all(module) {
        if let Some((id, range)) = payload.expect("wasm-smith writes modules").as_section() {
            if !exported && id > EXPORTS {
                out.section(&exports);
                exported = true;
            }
            if id != EXPORTS {
                out.section(&RawSection { id, data: &module[range] });
            }
        }
    }
    if !exported {
        out.section(&exports);
    }
    Some(out.finish())
}
