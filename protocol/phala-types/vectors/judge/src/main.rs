//! Judges certificates with Phala's own code, and ed25519 signatures with Substrate's.
//!
//! Reads one JSON case a line and writes it again with its verdict: `accounts`, root first, or `error`, the name of
//! the refusal; for ed25519 cases `valid`.
extern crate alloc;

use parity_scale_codec::Decode;
use serde_json::{json, Value};
use sp_core::Pair;
use std::io::{self, BufRead, Write};

include!(concat!(env!("OUT_DIR"), "/original.rs"));

/// The messages of the wire, as the original's code sees them.
pub mod prpc {
    use super::*;

    #[derive(Clone)]
    pub struct Signature {
        pub signed_by: Option<Box<Certificate>>,
        pub signature_type: i32,
        pub signature: Vec<u8>,
    }

    #[derive(Clone)]
    pub struct Certificate {
        pub encoded_body: Vec<u8>,
        pub signature: Option<Box<Signature>>,
    }

    impl Certificate {
        /// What `@codec scale` generates.
        pub fn decode_body(&self) -> Result<crypto::CertificateBody, parity_scale_codec::Error> {
            Decode::decode(&mut &self.encoded_body[..])
        }
    }

    pub enum SignatureType {
        Ed25519,
        Sr25519,
        Ecdsa,
        Ed25519WrapBytes,
        Sr25519WrapBytes,
        EcdsaWrapBytes,
        Eip712,
        EvmEcdsa,
        EvmEcdsaWrapBytes,
    }

    impl SignatureType {
        pub fn from_i32(value: i32) -> Option<Self> {
            use SignatureType::*;
            Some(match value {
                0 => Ed25519,
                1 => Sr25519,
                2 => Ecdsa,
                3 => Ed25519WrapBytes,
                4 => Sr25519WrapBytes,
                5 => EcdsaWrapBytes,
                6 => Eip712,
                7 => EvmEcdsa,
                8 => EvmEcdsaWrapBytes,
                _ => return None,
            })
        }
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    hex::decode(text.as_str().expect("hex").trim_start_matches("0x")).expect("hex")
}

fn signature(of: &Value) -> prpc::Signature {
    prpc::Signature {
        signed_by: of.get("signedBy").map(|cert| {
            Box::new(prpc::Certificate {
                encoded_body: bytes(&cert["encodedBody"]),
                signature: cert.get("signature").map(|above| Box::new(signature(above))),
            })
        }),
        signature_type: of["signatureType"].as_i64().unwrap() as i32,
        signature: bytes(&of["signature"]),
    }
}

/// The longest chain that pRuntime takes: prpc_service.rs, contract_query.
const MAX_DEPTH: u32 = 2;

fn judge(case: &mut Value) {
    if case.get("ed25519").is_some() {
        let signature = bytes(&case["signature"]);
        let signature = sp_core::ed25519::Signature::try_from(&signature[..]).unwrap();
        let key = sp_core::ed25519::Public::try_from(&bytes(&case["ed25519"])[..]).unwrap();
        case["valid"] = json!(sp_core::ed25519::Pair::verify(&signature, bytes(&case["message"]), &key));
        return;
    }
    let block = case["block"].as_u64().unwrap() as u32;
    let depth = case.get("maxDepth").map_or(MAX_DEPTH, |depth| depth.as_u64().unwrap() as u32);
    let verdict = signature(&case["query"]).verify(
        &bytes(&case["message"]),
        crypto::MessageType::ContractQuery,
        block,
        depth,
    );
    match verdict {
        Ok(accounts) => {
            let accounts: Vec<String> =
                accounts.iter().map(|account| hex::encode(<_ as AsRef<[u8]>>::as_ref(account))).collect();
            case["accounts"] = json!(accounts);
        }
        Err(error) => {
            let text = format!("{error:?}");
            case["error"] = json!(text.split('(').next().unwrap());
        }
    }
}

fn main() {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let mut case: Value = serde_json::from_str(&line.unwrap()).expect("JSON");
        judge(&mut case);
        writeln!(out, "{case}").unwrap();
    }
}
