//! Writes modules that `wasm-smith`, the generator of the Bytecode Alliance's fuzzers, makes up: an idea of what a module may
//! be that is not ours, as that of tee/wasm's tests is. `wasm-smith-modules <folder> <first seed> <how many>` writes
//! `<seed>.wasm`; the same seed gives the same module. Seeds for which nothing comes out are left out.
//!
//! Three in four are of the WebAssembly that contracts may use, every third of them with floats (all NaNs canonical). They import
//! what `quality/bench/wasmi-peer` has a stub for, and export all their functions as `f<index>`, and their memory. The fourth is
//! wild: proposals that contracts may not use are switched on one time in five each.
use arbitrary::Unstructured;
use rand::{rngs::SmallRng, Rng, RngCore, SeedableRng};
use std::path::Path;
use wasm_encoder::{EntityType, ExportKind, ExportSection, ImportSection, MemoryType, RawSection, TypeSection, ValType};
use wasm_smith::{Config, Module};
use wasmparser::{Parser, Payload, TypeRef};

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if words.len() != 4 {
        eprintln!("usage: wasm-smith-modules <folder> <first seed> <how many>, e.g. /tmp/modules 1 500");
        std::process::exit(2);
    }
    let number = |at: usize| -> u64 { words[at].parse().expect("a number") };
    std::fs::create_dir_all(&words[1]).expect("the folder can be made");
    for seed in number(2)..number(2) + number(3) {
        if let Some(module) = module(seed) {
            std::fs::write(Path::new(&words[1]).join(format!("{seed}.wasm")), module).expect("the folder can be written");
        }
    }
}

fn module(seed: u64) -> Option<Vec<u8>> {
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut choices = vec![0; 1 << rng.gen_range(9..17)];
    rng.fill_bytes(&mut choices);
    let is_wild = seed % 4 == 3;
    let config = config(&mut rng, seed % 3 == 0, is_wild);
    let module = Module::new(config, &mut Unstructured::new(&choices)).ok()?.to_bytes();
    if is_wild {
        Some(module)
    } else {
        exporting_all(&module)
    }
}

fn config(rng: &mut SmallRng, floats: bool, is_wild: bool) -> Config {
    let mut rarely = || is_wild && rng.gen_bool(0.2);
    let mut config = Config {
        bulk_memory_enabled: rarely(),
        custom_page_sizes_enabled: rarely(),
        exceptions_enabled: rarely(),
        extended_const_enabled: rarely(),
        gc_enabled: false,
        max_memories: if rarely() { 3 } else { 1 },
        max_tables: if rarely() { 3 } else { 1 },
        memory64_enabled: rarely(),
        multi_value_enabled: rarely(),
        reference_types_enabled: rarely(),
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: rarely(),
        simd_enabled: rarely(),
        tail_call_enabled: rarely(),
        threads_enabled: rarely(),
        wide_arithmetic_enabled: rarely(),
        ..Config::default()
    };
    config.sign_extension_ops_enabled = true;
    config.allow_floats = floats;
    config.canonicalize_nans = true;
    config.allow_start_export = rng.gen_bool(0.3);
    config.disallow_traps = rng.gen_bool(0.4);
    config.available_imports = (!is_wild).then(imports);
    config.max_imports = if rng.gen() { 0 } else { 6 };
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
    Some(out.finish())
}
