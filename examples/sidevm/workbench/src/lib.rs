//! A SideVM program that does on request each thing such a program can do, good and bad.
//!
//! A query is a line of text, a command and its arguments; the answer is text. HTTP requests are answered by path.
//! Tests of the host and people who try SideVM use it alike.

mod commands;
mod http;

use futures::FutureExt;
use sidevm::{channel, logger::Logger};
use std::cell::{Cell, RefCell};

static LOGGER: Logger = Logger::with_max_level(log::LevelFilter::Info);

thread_local! {
    /// Messages from the contract: how many, and the last.
    static MESSAGES: RefCell<(u32, Vec<u8>)> = const { RefCell::new((0, Vec::new())) };
    /// System messages by kind: log, event, output, metric.
    static SYSTEM: Cell<[u32; 4]> = const { Cell::new([0; 4]) };
    static STOP: Cell<bool> = const { Cell::new(false) };
}

#[sidevm::main]
async fn main() {
    LOGGER.init();
    log::info!("workbench is up");
    let messages = channel::input_messages();
    let system = channel::incoming_system_messages();
    let queries = channel::incoming_queries();
    let requests = channel::incoming_http_connections();
    loop {
        let asked_to_stop = futures::future::poll_fn(|_| match STOP.with(Cell::get) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        });
        futures::select! {
            () = asked_to_stop.fuse() => break,
            message = messages.next().fuse() => match message {
                Some(message) => MESSAGES.with(|seen| {
                    let mut seen = seen.borrow_mut();
                    seen.0 += 1;
                    seen.1 = message;
                }),
                None => break,
            },
            message = system.next().fuse() => match message {
                Some(Ok(message)) => count(message),
                Some(Err(_)) => log::error!("a system message does not decode"),
                None => break,
            },
            query = queries.next().fuse() => match query {
                Some(query) => {
                    let _ = sidevm::spawn(commands::answer(query));
                }
                None => break,
            },
            request = requests.next().fuse() => match request {
                Some(request) => {
                    let _ = sidevm::spawn(http::serve(request));
                }
                None => break,
            },
        }
    }
    log::info!("workbench ends");
}

fn count(message: sidevm::env::messages::SystemMessage) {
    use sidevm::env::messages::SystemMessage::*;
    let kind = match message {
        PinkLog { .. } => 0,
        PinkEvent { .. } => 1,
        PinkMessageOutput { .. } => 2,
        Metric(_) => 3,
    };
    SYSTEM.with(|seen| {
        let mut counts = seen.get();
        counts[kind] += 1;
        seen.set(counts);
    });
}

/// Lower-case hex digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
