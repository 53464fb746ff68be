//! What clients ask.

use crate::records::{self, Filter};
use serde_json::Value;

pub enum Wanted {
    /// Records that match; a negative `from` counts from the end, `count` 0 means all.
    Log { filter: Filter, from: i64, count: u64, block: Option<u32> },
    Info,
}

/// Nothing when it is no query.
pub fn parse(payload: &[u8]) -> Option<Wanted> {
    let query: Value = serde_json::from_slice(payload).ok()?;
    match query.get("action")?.as_str()? {
        "GetLog" => Some(Wanted::Log {
            filter: match query.get("contract") {
                None => Filter::All,
                Some(contract) => filter(contract.as_str()?),
            },
            from: query.get("from").map_or(Some(0), Value::as_i64)?,
            count: query.get("count").map_or(Some(0), Value::as_u64)?,
            block: match query.get("blockNumber") {
                None | Some(Value::Null) => None,
                Some(block) => Some(u32::try_from(block.as_u64()?).ok()?),
            },
        }),
        "GetInfo" => Some(Wanted::Info),
        _ => None,
    }
}

fn filter(contract: &str) -> Filter {
    match contract {
        "" => Filter::All,
        records::METRIC => Filter::Metrics,
        _ => id(contract).map_or(Filter::Nothing, Filter::Contract),
    }
}

/// A contract as records write it: `0x` and 64 lower-case digits.
fn id(text: &str) -> Option<[u8; 32]> {
    let digits = text.strip_prefix("0x")?.as_bytes();
    let mut id = [0; 32];
    if digits.len() != 2 * id.len() {
        return None;
    }
    for (byte, pair) in id.iter_mut().zip(digits.chunks(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(id)
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    }
}
