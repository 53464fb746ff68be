//! What is kept: records in the order they came, each as the JSON it is given out as. The oldest make room for new ones.

use crate::memory;
use sidevm::env::messages::{AccountId, Metric, SystemMessage};
use std::{collections::VecDeque, fmt::Write};

/// Stands where a record of no contract would have its contract.
pub const METRIC: &str = "<metric>";

const VERSION: [u16; 3] = [0, 1, 0];
/// What a record weighs besides its content.
const FIXED_SIZE: usize = 128;

pub enum Filter {
    All,
    /// Records of a contract, and those made while it was the one called from outside.
    Contract(AccountId),
    Metrics,
    Nothing,
}

struct Record {
    sequence: u64,
    /// The contract it is about and the one that was called from outside.
    contracts: Option<(AccountId, AccountId)>,
    block: Option<u32>,
    size: usize,
    json: Box<str>,
}

pub struct Records {
    next_sequence: u64,
    capacity: usize,
    size: usize,
    kept: VecDeque<Record>,
}

impl Records {
    pub fn new(capacity: usize) -> Self {
        Records { next_sequence: 0, capacity, size: 0, kept: VecDeque::new() }
    }

    /// Keeps a message and returns how large it is.
    pub fn push(&mut self, message: SystemMessage) -> usize {
        let contracts = contracts(&message);
        let mut block = block(&message);
        let mut size = size(&message);
        let mut json = format!("{{\"sequence\":{},\"type\":", self.next_sequence);
        if size > self.capacity {
            block = None;
            size = FIXED_SIZE;
            json.push_str("\"TooLarge\"}");
        } else {
            write(&mut json, message);
        }
        let json = json.into_boxed_str();
        while self.capacity < memory::used() && self.drop_oldest() {}
        self.kept.push_back(Record { sequence: self.next_sequence, contracts, block, size, json });
        self.size += size;
        self.next_sequence += 1;
        size
    }

    fn drop_oldest(&mut self) -> bool {
        match self.kept.pop_front() {
            Some(oldest) => {
                self.size -= oldest.size;
                true
            }
            None => false,
        }
    }

    /// `{"records":[…],"next":n}`; `next` follows the last record that was looked at.
    pub fn json(&self, filter: &Filter, from: i64, count: u64, block: Option<u32>) -> String {
        let first = match from {
            0.. => from as u64,
            _ => self.next_sequence.saturating_sub(from.unsigned_abs()),
        };
        let most = if count == 0 { u64::MAX } else { count };
        let mut out = String::from("{\"records\":[");
        let mut found = 0;
        let mut next = 0;
        for record in &self.kept {
            next = record.sequence + 1;
            if record.sequence < first || block.is_some() && block != record.block || !filter.takes(record) {
                continue;
            }
            if found > 0 {
                out.push(',');
            }
            out.push_str(&record.json);
            found += 1;
            if found == most {
                break;
            }
        }
        let _ = write!(out, "],\"next\":{next}}}");
        out
    }

    pub fn info(&self) -> String {
        let [major, minor, patch] = VERSION;
        format!(
            "{{\"programVersion\":[{major},{minor},{patch}],\"nextSequence\":{},\"memoryCapacity\":{},\
             \"memoryUsage\":{},\"currentNumberOfRecords\":{},\"estimatedCurrentSize\":{}}}",
            self.next_sequence,
            self.capacity,
            memory::used(),
            self.kept.len(),
            self.size
        )
    }
}

impl Filter {
    fn takes(&self, record: &Record) -> bool {
        match (self, record.contracts) {
            (Filter::All, _) => true,
            (Filter::Contract(id), Some((contract, entry))) => *id == contract || *id == entry,
            (Filter::Metrics, contracts) => contracts.is_none(),
            _ => false,
        }
    }
}

fn contracts(message: &SystemMessage) -> Option<(AccountId, AccountId)> {
    match message {
        SystemMessage::PinkLog { contract, entry, .. } => Some((*contract, *entry)),
        SystemMessage::PinkEvent { contract, .. } | SystemMessage::PinkMessageOutput { contract, .. } => {
            Some((*contract, *contract))
        }
        SystemMessage::Metric(_) => None,
    }
}

fn block(message: &SystemMessage) -> Option<u32> {
    match message {
        SystemMessage::PinkLog { block_number, .. }
        | SystemMessage::PinkEvent { block_number, .. }
        | SystemMessage::PinkMessageOutput { block_number, .. } => Some(*block_number),
        SystemMessage::Metric(_) => None,
    }
}

/// Bytes of the content, two for each byte that is written as digits.
fn size(message: &SystemMessage) -> usize {
    FIXED_SIZE
        + match message {
            SystemMessage::PinkLog { message, .. } => message.len(),
            SystemMessage::PinkEvent { topics, payload, .. } => topics.len() * 64 + payload.len() * 2,
            SystemMessage::PinkMessageOutput { nonce, output, .. } => (nonce.len() + output.len()) * 2,
            SystemMessage::Metric(Metric::PinkQueryIn(user)) => user.len() * 2,
        }
}

fn write(json: &mut String, message: SystemMessage) {
    match message {
        SystemMessage::PinkLog { block_number, contract, entry, exec_mode, timestamp_ms, level, message } => {
            let _ = write!(json, "\"Log\",\"blockNumber\":{block_number}");
            bytes(json, "contract", &contract);
            bytes(json, "entry", &entry);
            text(json, "execMode", &exec_mode);
            let _ = write!(json, ",\"timestamp\":{timestamp_ms},\"level\":{level}");
            text(json, "message", &message);
        }
        SystemMessage::PinkEvent { block_number, contract, topics, payload } => {
            let _ = write!(json, "\"Event\",\"blockNumber\":{block_number}");
            bytes(json, "contract", &contract);
            json.push_str(",\"topics\":[");
            for (number, topic) in topics.iter().enumerate() {
                json.push_str(if number == 0 { "\"" } else { ",\"" });
                digits(json, topic);
                json.push('"');
            }
            json.push(']');
            bytes(json, "payload", &payload);
        }
        SystemMessage::PinkMessageOutput { block_number, origin, contract, nonce, output } => {
            let _ = write!(json, "\"MessageOutput\",\"blockNumber\":{block_number}");
            bytes(json, "origin", &origin);
            bytes(json, "contract", &contract);
            bytes(json, "nonce", &nonce);
            bytes(json, "output", &output);
        }
        SystemMessage::Metric(Metric::PinkQueryIn(user)) => {
            json.push_str("\"QueryIn\"");
            bytes(json, "user", &user);
        }
    }
    json.push('}');
}

fn text(json: &mut String, name: &str, value: &str) {
    let _ = write!(json, ",\"{name}\":{}", serde_json::Value::from(value));
}

fn bytes(json: &mut String, name: &str, value: &[u8]) {
    let _ = write!(json, ",\"{name}\":\"");
    digits(json, value);
    json.push('"');
}

/// `0x` and lower-case digits.
fn digits(json: &mut String, value: &[u8]) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    json.reserve(2 + 2 * value.len());
    json.push_str("0x");
    for byte in value {
        json.push(DIGITS[(byte >> 4) as usize]);
        json.push(DIGITS[(byte & 15) as usize]);
    }
}
