//! The golden format `pink-golden-1`, as the README of the handed-over observations describes it.

use scale::Encode;
use serde_json::{Map, Value};

/// Byte strings longer than this are recorded by length and hash.
const LONGEST_IN_FULL: usize = 4000;

/// One file of steps with the folder that holds the code it names.
pub struct Golden {
    document: Map<String, Value>,
    blobs: Vec<String>,
    code_dir: String,
}

impl Golden {
    pub fn read(path: &str, code_dir: &str) -> Self {
        let text = std::fs::read(path).expect("INPUT can be read");
        let document: Map<String, Value> = serde_json::from_slice(&text).expect("INPUT is JSON");
        let blobs = match document.get("blobs") {
            None => vec![],
            Some(blobs) => {
                let list = blobs.as_array().expect("blobs is a list");
                list.iter().map(|blob| blob.as_str().expect("a blob is text").into()).collect()
            }
        };
        Golden { document, blobs, code_dir: code_dir.into() }
    }

    pub fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    pub fn steps(&self) -> &[Value] {
        self.document["steps"].as_array().expect("steps is a list")
    }

    /// Light files leave out effects, blocks and calls to the host.
    pub fn is_light(&self) -> bool {
        self.document.get("light").and_then(Value::as_bool).unwrap_or(false)
    }

    /// What the host answers to calls whatever their arguments, by name.
    pub fn fixed_answers(&self) -> Vec<(String, Vec<u8>)> {
        let answers = self.document.get("fixed_answers").and_then(Value::as_object);
        answers.into_iter().flatten().map(|(name, value)| (name.clone(), self.bytes(value))).collect()
    }

    /// The call and the answer that a `host_answer` step sets.
    pub fn host_answer(&self, input: &Value) -> (String, Vec<u8>) {
        let value = match input.get("value_file") {
            Some(file) => self.file(file).encode(),
            None => self.bytes(&input["value"]),
        };
        (input["name"].as_str().expect("name is text").into(), value)
    }

    /// A setup without parameters of its own names the part of the document that has them.
    pub fn setup_parameters<'a>(&'a self, input: &'a Value) -> &'a Value {
        match input.get("see") {
            Some(part) => &self.document[part.as_str().expect("see is text")],
            None => input,
        }
    }

    /// Hex, or `~aa|bb*3`: the pieces one after another, with repetitions; `@7` is the seventh of the blobs.
    pub fn bytes(&self, value: &Value) -> Vec<u8> {
        let text = self.text(value);
        let Some(pieces) = text.strip_prefix('~') else {
            return unhex(text);
        };
        let mut all = vec![];
        for piece in pieces.split('|') {
            let (digits, times) = match piece.split_once('*') {
                Some((digits, times)) => (digits, times.parse().expect("a number of repetitions")),
                None => (piece, 1),
            };
            all.extend(unhex(digits).repeat(times));
        }
        all
    }

    /// An account, a contract, a cluster or a hash.
    pub fn id(&self, value: &Value) -> [u8; 32] {
        self.bytes(value).try_into().expect("32 bytes")
    }

    pub fn optional(&self, value: Option<&Value>) -> Option<Vec<u8>> {
        value.filter(|value| !value.is_null()).map(|value| self.bytes(value))
    }

    /// Code given by its name in `codes` under one key, or in hex under another.
    pub fn code(&self, input: &Value, name_key: &str, hex_key: &str) -> Vec<u8> {
        match input[name_key].as_str() {
            Some(name) => self.file(&self.document["codes"][name]["file"]),
            None => self.bytes(&input[hex_key]),
        }
    }

    fn file(&self, name: &Value) -> Vec<u8> {
        let path = format!("{}/{}", self.code_dir, name.as_str().expect("a file name"));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn text<'a>(&'a self, value: &'a Value) -> &'a str {
        let text = value.as_str().expect("a byte string");
        match text.strip_prefix('@').and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => &self.blobs[number],
            None => text,
        }
    }
}

/// A number, written as one or as decimal text where JSON's numbers end.
pub fn number(value: &Value) -> u128 {
    match value {
        Value::String(text) => text.parse().expect("a decimal number"),
        other => other.to_string().parse().expect("a number"),
    }
}

/// Bytes as the format writes them in answers.
pub fn shown(bytes: &[u8]) -> Value {
    if bytes.len() <= LONGEST_IN_FULL {
        return hex::encode(bytes).into();
    }
    let hash = hex::encode(sp_core::hashing::blake2_256(bytes));
    format!("len={} blake2_256={hash}", bytes.len()).into()
}

pub fn unhex(digits: &str) -> Vec<u8> {
    hex::decode(digits).expect("hex digits")
}
