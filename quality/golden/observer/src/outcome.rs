//! What a session answered and did, in the words of the golden format.

use crate::golden::shown;
use crate::host::{Cache, Host};
use crate::step::{Operation, CALL, INSTANTIATE};
use pink_capi::types::ExecSideEffects;
use scale::{Compact, Decode, Encode};
use serde_json::{json, Map, Value};

/// Of a block of events: number, time and three hashes come before the events.
const EVENT_BLOCK_HEADER: usize = 8 + 8 + 64;
/// The variant CacheOp of PinkEvent.
const CACHE_OPERATION: u8 = 5;

/// The answer of the call itself.
pub fn of_result(operation: &Operation, result: &[u8]) -> Map<String, Value> {
    let mut out = Map::new();
    if operation.id == INSTANTIATE || operation.id == CALL {
        let blob = Vec::<u8>::decode(&mut &result[..]).expect("bytes of a contract result");
        out.insert("blob".into(), shown(&blob));
        add_contract_result(&mut out, &blob, operation.id == INSTANTIATE).expect("a contract result");
    } else {
        out.insert("result".into(), shown(result));
    }
    out
}

/// The parts of a ContractResult that the packing needs: the returned bytes and the new contract's id.
fn add_contract_result(
    out: &mut Map<String, Value>,
    mut blob: &[u8],
    instantiated: bool,
) -> Result<(), scale::Error> {
    let input = &mut blob;
    // Gas consumed and gas required, each time and proof size; the storage deposit; the debug message.
    <[Compact<u64>; 4]>::decode(input)?;
    <(u8, u128)>::decode(input)?;
    Vec::<u8>::decode(input)?;
    let succeeded = u8::decode(input)? == 0;
    if succeeded {
        let (_flags, data) = <(u32, Vec<u8>)>::decode(input)?;
        out.insert("data".into(), shown(&data));
        if instantiated {
            out.insert("account_id".into(), hex::encode(<[u8; 32]>::decode(input)?).into());
        }
    }
    Ok(())
}

/// What the session handed to the host, and the root it left.
pub fn add_session(out: &mut Map<String, Value>, host: &Host, light: bool) {
    let session = &host.session;
    if !light {
        if let Some(effects) = &session.effects {
            out.insert("effects".into(), json!({ "encoded": shown(effects) }));
        }
        if !session.event_blocks.is_empty() {
            let blocks: Vec<Value> = session.event_blocks.iter().map(event_block).collect();
            out.insert("event_blocks".into(), blocks.into());
        }
        if !session.calls.is_empty() {
            let calls = session.calls.iter().map(|(name, arguments, answer)| {
                json!({ "name": name, "args": shown(arguments), "answer": shown(answer) })
            });
            out.insert("ocalls".into(), calls.collect());
        }
    }
    out.insert("root".into(), host.store.root.map(hex::encode).unwrap_or_default().into());
}

fn event_block((number, encoded): &(u64, Vec<u8>)) -> Value {
    let hash = sp_core::hashing::blake2_256(&encoded[..EVENT_BLOCK_HEADER]);
    json!({ "number": number, "encoded": shown(encoded), "header_hash": hex::encode(hash) })
}

/// Does to the host's cache what the events of a kept session ask for, as the worker does after a transaction.
pub fn apply_cache_operations(cache: &mut Cache, effects: &[u8]) {
    let Ok(ExecSideEffects::V1 { pink_events, .. }) = ExecSideEffects::decode(&mut &effects[..]) else {
        return;
    };
    for (contract, event) in pink_events {
        let contract: &[u8] = contract.as_ref();
        apply_event(cache, contract.to_vec(), &event.encode()).expect("a cache operation");
    }
}

fn apply_event(cache: &mut Cache, contract: Vec<u8>, event: &[u8]) -> Result<(), scale::Error> {
    let [CACHE_OPERATION, kind, rest @ ..] = event else {
        return Ok(());
    };
    let input = &mut &rest[..];
    let place = (contract, Vec::<u8>::decode(input)?);
    match kind {
        0 => {
            cache.insert(place, Vec::<u8>::decode(input)?);
        }
        1 if u64::decode(input)? != 0 => {} // expires later, which this host does not see
        _ => {
            cache.remove(&place);
        }
    }
    Ok(())
}
