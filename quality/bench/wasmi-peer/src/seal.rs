//! A small host for contracts: storage, input, what an environment knows, hashes that are none. Functions it does not know
//! answer with a small number made from the log, so that contracts see success and every error.
use crate::{bits, fnv, Host};
use std::collections::BTreeMap;
use wasmi::core::{Trap, TrapCode};
use wasmi::{Caller, Memory, Value};

const NOT_FOUND: i64 = 3;
const NO_LENGTH: i64 = -1;

#[derive(Default)]
pub struct Contract {
    storage: BTreeMap<Vec<u8>, Vec<u8>>,
    input: Vec<u8>,
    /// Flags given to `seal_return`.
    pub returned: Option<u32>,
}

impl Contract {
    pub fn begin(&mut self, input: Vec<u8>) {
        self.input = input;
        self.returned = None;
    }

    pub fn digest(&self, hash: u64) -> u64 {
        self.storage.iter().fold(hash, |h, (key, value)| fnv(fnv(h, key), value))
    }
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

struct Call<'a, 'b> {
    caller: &'a mut Caller<'b, Host>,
    memory: Memory,
    args: Vec<u32>,
}

impl Call<'_, '_> {
    fn state(&mut self) -> &mut Contract {
        self.caller.data_mut().contract.as_mut().unwrap()
    }

    fn arg(&self, index: usize) -> Result<u32, Trap> {
        self.args.get(index).copied().ok_or_else(|| Trap::i32_exit(2))
    }

    fn bytes(&mut self, at: u32, len: u32) -> Result<Vec<u8>, Trap> {
        let all = self.memory.data(&self.caller);
        let end = at as usize + len as usize;
        all.get(at as usize..end).map(|b| b.to_vec()).ok_or_else(|| TrapCode::MemoryOutOfBounds.into())
    }

    /// The bytes of two arguments: where, and how many.
    fn pair(&mut self, first: usize) -> Result<Vec<u8>, Trap> {
        let (at, len) = (self.arg(first)?, self.arg(first + 1)?);
        self.bytes(at, len)
    }

    fn write(&mut self, at: u32, data: &[u8]) -> Result<(), Trap> {
        self.memory.write(&mut self.caller, at as usize, data).map_err(|_| TrapCode::MemoryOutOfBounds.into())
    }

    /// Writes to where argument `out` says, if there is as much room as the next argument's memory says.
    fn give(&mut self, out: usize, data: &[u8]) -> Result<(), Trap> {
        let (at, room_at) = (self.arg(out)?, self.arg(out + 1)?);
        let room = self.bytes(room_at, 4)?;
        if (u32::from_le_bytes(room.try_into().unwrap()) as usize) < data.len() {
            return Err(Trap::i32_exit(3));
        }
        self.write(at, data)?;
        self.write(room_at, &(data.len() as u32).to_le_bytes())
    }

    fn note(&mut self, data: &[u8]) {
        let host = self.caller.data_mut();
        host.log = fnv(host.log, data);
    }
}

fn length(value: Option<Vec<u8>>) -> i64 {
    value.map_or(NO_LENGTH, |v| v.len() as i64)
}

/// Numbers made from data, as many bytes as asked.
fn digest(data: &[u8], size: usize) -> Vec<u8> {
    let words = (0..(size + 7) / 8).flat_map(|i| fnv(0xcbf29ce484222325 + i as u64, data).to_le_bytes());
    words.take(size).collect()
}

pub fn call(caller: &mut Caller<Host>, name: &str, params: &[Value]) -> Result<i64, Trap> {
    let memory = caller.data().memory.ok_or(TrapCode::MemoryOutOfBounds)?;
    let args = params.iter().map(|v| bits(v) as u32).collect();
    let mut c = Call { caller, memory, args };
    // ink! 3 has keys of 32 bytes.
    let old = name.starts_with("seal_");
    let name = name.strip_prefix("seal_").unwrap_or(name);
    let storage = name.ends_with("_storage");
    let key = match storage {
        true if old => {
            let at = c.arg(0)?;
            c.bytes(at, 32)?
        }
        true => c.pair(0)?,
        false => vec![],
    };
    let after = if old { 1 } else { 2 };
    match name {
        "input" => {
            let input = c.state().input.clone();
            c.give(0, &input)?;
        }
        "return" => {
            let flags = c.arg(0)?;
            let data = c.pair(1)?;
            c.note(&data);
            c.state().returned = Some(flags);
            return Err(Trap::i32_exit(0));
        }
        "caller" => c.give(0, &[0x11; 32])?,
        "address" => c.give(0, &[0x22; 32])?,
        "own_code_hash" => c.give(0, &[0x33; 32])?,
        "value_transferred" => c.give(0, &[0; 16])?,
        "balance" | "minimum_balance" => c.give(0, &1_000_000_007u128.to_le_bytes())?,
        "block_number" => c.give(0, &77u32.to_le_bytes())?,
        "now" => c.give(0, &1_700_000_000_000u64.to_le_bytes())?,
        "gas_left" => c.give(0, &123_456_789u64.to_le_bytes())?,
        "get_storage" | "take_storage" => {
            let found = c.state().storage.get(&key).cloned();
            let Some(found) = found else { return Ok(NOT_FOUND) };
            c.give(after, &found)?;
            if name == "take_storage" {
                c.state().storage.remove(&key);
            }
        }
        "set_storage" => {
            let value = c.pair(after)?;
            return Ok(length(c.state().storage.insert(key, value)));
        }
        "contains_storage" => return Ok(length(c.state().storage.get(&key).cloned())),
        "clear_storage" => return Ok(length(c.state().storage.remove(&key))),
        "deposit_event" => {
            let topics = c.pair(0)?;
            c.note(&topics);
            let data = c.pair(2)?;
            c.note(&data);
        }
        "debug_message" => {
            let text = c.pair(0)?;
            c.note(&text);
        }
        "terminate" => return Err(Trap::i32_exit(4)),
        _ if name.starts_with("hash_") => {
            let data = c.pair(0)?;
            let out = c.arg(2)?;
            c.write(out, &digest(&data, if name.ends_with("128") { 16 } else { 32 }))?;
        }
        _ => return Ok((c.caller.data().log & 15) as i64),
    }
    Ok(0)
}
