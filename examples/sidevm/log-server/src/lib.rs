//! The program of a cluster's log server: keeps what contracts log and emit, what commands answer and how often queries
//! come, and gives it out.
//!
//! A query is JSON: `{"action":"GetLog","contract":"0x…","from":0,"count":0,"blockNumber":7}`, all but the action
//! optional, or `{"action":"GetInfo"}`. The protocol is that of Phala's log server; this code is our own.

mod memory;
mod query;
mod records;

use query::Wanted;
use records::Records;
use sidevm::{
    channel::{self, Query, Receiver},
    env::messages::SystemMessage,
    logger::Logger,
    ocall,
};
use std::{
    future::{poll_fn, Future},
    pin::Pin,
    task::{Context, Poll},
};

static LOGGER: Logger = Logger::with_max_level(log::LevelFilter::Info);

/// Bytes that are kept unless the contract's cache says otherwise under `LOG_BUFFER_SIZE` (a little-endian u32).
const USUAL_CAPACITY: u32 = 8 << 20;
/// More would leave no room to answer in: a program has 64 MiB.
const MOST_CAPACITY: u32 = 24 << 20;
/// What is done in one turn is bounded, because a turn's gas is. The host gives 20 messages a turn.
const MESSAGES_A_TURN: u32 = 16;
const BYTES_A_TURN: usize = 2 << 20;
const ANSWERS_A_TURN: usize = 4;
/// After so many turns, more messages were taken than the host can have held when the oldest query came.
const MOST_TURNS: u32 = 640;

fn capacity() -> usize {
    let wanted = match ocall::local_cache_get(b"LOG_BUFFER_SIZE") {
        Ok(Some(bytes)) => match bytes.get(..4) {
            Some(number) => u32::from_le_bytes([number[0], number[1], number[2], number[3]]),
            None => USUAL_CAPACITY,
        },
        _ => USUAL_CAPACITY,
    };
    wanted.min(MOST_CAPACITY) as usize
}

/// What a turn leaves to do.
enum Left {
    Nothing,
    More,
    /// The worker has closed a channel.
    Closed,
}

/// Takes messages until there are none.
fn listen(messages: &Receiver<SystemMessage>, records: &mut Records, context: &mut Context) -> Left {
    let mut bytes = 0;
    for _ in 0..MESSAGES_A_TURN {
        match Pin::new(&mut messages.next()).poll(context) {
            Poll::Ready(Some(Ok(message))) => bytes += records.push(message),
            Poll::Ready(Some(Err(_))) => log::error!("a system message does not decode"),
            Poll::Ready(None) => return Left::Closed,
            Poll::Pending => return Left::Nothing,
        }
        if bytes >= BYTES_A_TURN {
            break;
        }
    }
    Left::More
}

/// Takes queries that wait, a few at a time.
fn hear(queries: &Receiver<Query>, asked: &mut Vec<Query>, context: &mut Context) -> Left {
    while asked.len() < ANSWERS_A_TURN {
        match Pin::new(&mut queries.next()).poll(context) {
            Poll::Ready(Some(query)) => asked.push(query),
            Poll::Ready(None) => return Left::Closed,
            Poll::Pending => return Left::Nothing,
        }
    }
    Left::More
}

fn answer(records: &Records, asked: Query) {
    let reply = match query::parse(&asked.payload) {
        Some(Wanted::Log { filter, from, count, block }) => records.json(&filter, from, count, block),
        Some(Wanted::Info) => records.info(),
        None => "{\"error\": \"Invalid input\"}".into(),
    };
    // Who has left is no reason to stop.
    let _ = asked.reply_tx.send(reply.as_bytes());
}

/// Queries are answered when all messages are taken that were there before them, so an answer holds everything that
/// happened before it was asked for.
#[sidevm::main]
async fn main() {
    LOGGER.init();
    log::info!("log server is up");
    let mut records = Records::new(capacity());
    let mut asked = Vec::new();
    let mut turns = 0;
    // Both are open before the first turn ends: the host gives nothing to who does not listen by then.
    let messages = channel::incoming_system_messages();
    let queries = channel::incoming_queries();
    poll_fn(|context| {
        let heard = hear(queries, &mut asked, context);
        let taken = listen(messages, &mut records, context);
        if matches!(heard, Left::Closed) || matches!(taken, Left::Closed) {
            return Poll::Ready(());
        }
        turns = if asked.is_empty() { 0 } else { turns + 1 };
        if matches!(taken, Left::Nothing) || turns > MOST_TURNS {
            asked.drain(..).for_each(|query| answer(&records, query));
        }
        if matches!(heard, Left::More) || matches!(taken, Left::More) {
            context.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await;
    log::info!("log server ends");
}
