//! Takes Phala's certificate code from a checkout (or bare repository) of phala-blockchain.
use std::{env, fs, path::PathBuf, process::Command};

const COMMIT: &str = "654b1b699";

fn main() {
    println!("cargo:rerun-if-env-changed=PHALA_BLOCKCHAIN");
    let repository = env::var("PHALA_BLOCKCHAIN").expect("PHALA_BLOCKCHAIN names a clone of phala-blockchain");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    for (source, name) in [("crypto.rs", "crypto.rs"), ("crypto/eip712.rs", "eip712.rs")] {
        let shown = Command::new("git")
            .args(["-C", &repository, "show", &format!("{COMMIT}:crates/phactory/api/src/{source}")])
            .output()
            .expect("git runs");
        assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
        fs::write(out.join(name), shown.stdout).unwrap();
    }
    let module = format!("#[path = {:?}]\npub mod crypto;\n", out.join("crypto.rs"));
    fs::write(out.join("original.rs"), module).unwrap();
}
