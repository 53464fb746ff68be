//! Queries: one command a line. What follows a byte 0 is no text and comes back as it is.

use crate::{hex, MESSAGES, STOP, SYSTEM};
use futures::{AsyncReadExt, AsyncWriteExt};
use sidevm::{
    channel::Query,
    env::tls::TlsServerConfig,
    local_contract, net, ocall,
    time::{maybe_rest, sleep, timeout},
    ResourceId,
};
use std::{cell::Cell, time::Duration};

type Answer = Result<String, String>;

thread_local! {
    /// Queries that will never be answered.
    static KEPT: Cell<u32> = const { Cell::new(0) };
}

pub async fn answer(query: Query) {
    if let [0, body @ ..] = query.payload.as_slice() {
        let _ = query.reply_tx.send(body);
        return;
    }
    let text = String::from_utf8_lossy(&query.payload).into_owned();
    let (command, rest) = text.split_once(' ').unwrap_or((&text, ""));
    match command {
        // Nobody answers, and nobody says so.
        "keep" => {
            KEPT.with(|kept| kept.set(kept.get() + 1));
            return std::mem::forget(query.reply_tx);
        }
        "drop" => return,
        _ => {}
    }
    let answer = match command {
        "whoami" => Ok(query.origin.map_or("nobody".into(), |origin| hex(&origin))),
        _ => run(command, rest).await,
    };
    let reply = answer.unwrap_or_else(|error| format!("error: {error}"));
    let _ = query.reply_tx.send(reply.as_bytes());
    if command == "exit" {
        STOP.with(|stop| stop.set(true));
        // Wakes the main task.
        let _ = ocall::mark_task_ready(0);
    }
}

async fn run(command: &str, rest: &str) -> Answer {
    match command {
        "echo" => Ok(rest.into()),
        "repeat" => {
            let (times, text) = rest.split_once(' ').ok_or("how often, and what")?;
            Ok(text.repeat(number(times)? as usize))
        }
        "kept" => Ok(KEPT.with(Cell::get).to_string()),
        "exit" => Ok("bye".into()),
        "sleep" => {
            sleep(Duration::from_millis(number(rest)?)).await;
            Ok("awake".into())
        }
        "timeout" => Ok(match timeout(Duration::from_millis(number(rest)?), futures::future::pending::<()>()).await {
            Ok(()) => "done".into(),
            Err(_) => "timed out".into(),
        }),
        "vmid" => ocall::vmid().map(|id| hex(&id)).map_err(debug),
        "gas" => ocall::gas_remaining().map(|percent| percent.to_string()).map_err(debug),
        "random" => {
            let mut bytes = vec![0; number(rest)? as usize];
            ocall::getrandom(&mut bytes).map_err(debug)?;
            Ok(hex(&bytes))
        }
        "log" => {
            log::warn!("{rest}");
            Ok("logged".into())
        }
        "messages" => Ok(MESSAGES.with(|seen| {
            let seen = seen.borrow();
            format!("{} {}", seen.0, String::from_utf8_lossy(&seen.1))
        })),
        "system" => Ok(SYSTEM.with(|seen| format!("{:?}", seen.get()))),
        "spawn" => spawn_many(number(rest)?).await,
        "work" => work(number(rest)?).await,
        "emit" => ocall::emit_program_output(rest.as_bytes()).map(|()| "emitted".into()).map_err(debug),
        "get" | "set" | "expire" | "remove" => cache(command, rest),
        "connect" | "tls" => connect(rest, command == "tls").await,
        "listen" => listen(rest, None).await,
        "listen-tls" => {
            let (address, pems) = rest.split_once('\n').ok_or("an address, a certificate, a key")?;
            let (cert, key) = pems.split_once("\n\n").ok_or("certificate and key, an empty line between")?;
            listen(address, Some(TlsServerConfig::V0 { cert: cert.into(), key: key.into() })).await
        }
        "listen-unnamed" => listen_unnamed(rest),
        "contract" => contract(rest).await,
        "trace" => ocall::enable_ocall_trace(rest == "on").map(|()| "set".into()).map_err(debug),
        "saturate" => {
            let number: f64 = rest.trim().parse().map_err(debug)?;
            let half = number as f32;
            Ok(format!(
                "{} {} {} {} {} {} {} {}",
                number as i32, number as u32, number as i64, number as u64,
                half as i32, half as u32, half as i64, half as u64
            ))
        }
        _ => misbehave(command, rest),
    }
}

fn debug(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

fn number(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| format!("{text:?} is no number"))
}

async fn spawn_many(count: u64) -> Answer {
    let tasks: Vec<_> = (0..count)
        .map(|i| {
            sidevm::spawn(async move {
                sleep(Duration::from_millis(10)).await;
                i
            })
        })
        .collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.map_err(debug)?;
    }
    Ok(sum.to_string())
}

/// Adds up numbers, resting when the breath gets short.
async fn work(rounds: u64) -> Answer {
    let mut sum = 0u64;
    for round in 0..rounds {
        for i in 0..100_000u64 {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(i ^ round));
        }
        maybe_rest().await;
    }
    Ok(sum.to_string())
}

fn cache(command: &str, rest: &str) -> Answer {
    let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
    let shown = |value: Option<Vec<u8>>| value.map_or("none".into(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
    match command {
        "get" => ocall::local_cache_get(key.as_bytes()).map(shown),
        "set" => ocall::local_cache_set(key.as_bytes(), value.as_bytes()).map(|()| "set".into()),
        "expire" => ocall::local_cache_set_expiration(key.as_bytes(), number(value)?).map(|()| "expires".into()),
        _ => ocall::local_cache_remove(key.as_bytes()).map(shown),
    }
    .map_err(debug)
}

/// Connects, says the text, ends its side, and gives what comes back until the other side ends.
async fn connect(rest: &str, tls: bool) -> Answer {
    let mut words = rest.splitn(3, ' ');
    let host = words.next().ok_or("a host")?;
    let port = number(words.next().ok_or("a port")?)? as u16;
    let mut stream = net::TcpStream::connect(host, port, tls).await.map_err(debug)?;
    stream.write_all(words.next().unwrap_or("").as_bytes()).await.map_err(debug)?;
    stream.close().await.map_err(debug)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.map_err(debug)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Echoes what connections say until they end.
async fn listen(address: &str, tls: Option<TlsServerConfig>) -> Answer {
    let listener = match tls {
        None => net::TcpListener::bind(address).await,
        Some(config) => net::TcpListener::bind_tls(address, config).await,
    }
    .map_err(debug)?;
    let _ = sidevm::spawn(async move {
        while let Ok((mut stream, peer)) = listener.accept().await {
            let _ = sidevm::spawn(async move {
                log::info!("connection from {peer}");
                let mut buffer = vec![0; 4096];
                while let Ok(size @ 1..) = stream.read(&mut buffer).await {
                    if stream.write_all(&buffer[..size]).await.is_err() {
                        return;
                    }
                }
                let _ = stream.close().await;
            });
        }
    });
    Ok("listening".into())
}

/// As `listen`, but by the call that does not tell who connects.
fn listen_unnamed(address: &str) -> Answer {
    let listener = ResourceId(ocall::tcp_listen(address.into(), None).map_err(debug)?);
    let _ = sidevm::spawn(async move {
        // All of it moves here: the number alone would leave the listener behind, to be closed.
        let listener = listener;
        loop {
            let accepted = futures::future::poll_fn(|context| {
                let waker = sidevm::task::intern_waker(context.waker().clone());
                match ocall::tcp_accept_no_addr(waker, listener.0) {
                    Err(sidevm::env::OcallError::Pending) => std::task::Poll::Pending,
                    other => std::task::Poll::Ready(other),
                }
            });
            let Ok(stream) = accepted.await else { return };
            let mut stream = net::TcpStream::new(ResourceId(stream));
            let mut buffer = vec![0; 4096];
            while let Ok(size @ 1..) = stream.read(&mut buffer).await {
                if stream.write_all(&buffer[..size]).await.is_err() {
                    break;
                }
            }
            let _ = stream.close().await;
        }
    });
    Ok("listening".into())
}

async fn contract(rest: &str) -> Answer {
    let (id, payload) = rest.split_once(' ').unwrap_or((rest, ""));
    let id: [u8; 32] = bytes(id)?.try_into().map_err(|_| "32 bytes of contract id")?;
    local_contract::query_pink(id, bytes(payload)?).await.map(|reply| hex(&reply)).map_err(debug)
}

fn bytes(digits: &str) -> Result<Vec<u8>, String> {
    (0..digits.len() / 2)
        .map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).map_err(debug))
        .collect()
}

/// What no honest program does.
fn misbehave(command: &str, rest: &str) -> Answer {
    match command {
        "spin" => loop {
            std::hint::black_box(0);
        },
        "panic" => panic!("asked to"),
        "recurse" => Ok(recurse(number(rest)?).to_string()),
        "memory" => {
            let mut hoard: Vec<Vec<u8>> = Vec::new();
            for _ in 0..number(rest)? {
                let mut page = Vec::new();
                page.try_reserve_exact(65_536).map_err(debug)?;
                page.resize(65_536, 1);
                hoard.push(page);
            }
            std::mem::forget(hoard);
            Ok("taken".into())
        }
        "hold" => {
            for held in 0..number(rest)? {
                match ocall::create_timer(1_000_000) {
                    // Never closed.
                    Ok(timer) => std::mem::forget(ResourceId(timer)),
                    Err(error) => return Err(format!("{error:?} after {held}")),
                }
            }
            Ok("held".into())
        }
        "hold-listeners" | "hold-connections" => {
            let (count, address) = rest.split_once(' ').ok_or("how many, and where")?;
            for held in 0..number(count)? {
                let taken = match (command, address.split_once(' ')) {
                    ("hold-listeners", _) => ocall::tcp_listen(address.into(), None),
                    (_, Some((host, port))) => ocall::tcp_connect(host, number(port)? as u16),
                    _ => return Err("a host and a port".into()),
                };
                match taken {
                    Ok(resource) => std::mem::forget(ResourceId(resource)),
                    Err(error) => return Err(format!("{error:?} after {held}")),
                }
            }
            Ok("held".into())
        }
        "hold-channels" => {
            // The four inputs are open already.
            let again: Vec<_> = [
                sidevm::env::InputChannel::SystemMessage,
                sidevm::env::InputChannel::GeneralMessage,
                sidevm::env::InputChannel::Query,
                sidevm::env::InputChannel::HttpRequest,
            ]
            .into_iter()
            .map(|kind| format!("{:?}", ocall::create_input_channel(kind)))
            .collect();
            Ok(again.join(" "))
        }
        "hold-tasks" => {
            for _ in 0..number(rest)? {
                std::mem::forget(sidevm::spawn(futures::future::pending::<()>()));
            }
            Ok("held".into())
        }
        "hold-ready" => {
            for task in 0..number(rest)? {
                if let Err(error) = ocall::mark_task_ready(1_000_000 + task as i32) {
                    return Err(format!("{error:?} after {task}"));
                }
            }
            Ok("held".into())
        }
        "wild" => {
            // Addresses, resources and calls that do not exist.
            let outside = unsafe { std::slice::from_raw_parts(0x7fff_0000 as *const u8, 64) };
            Ok(format!(
                "{:?} {:?} {:?} {:?}",
                ocall::local_cache_get(outside),
                ocall::close(12_345),
                ocall::close(-1),
                ocall::poll_read(1_000_000, 77, &mut []),
            ))
        }
        _ => Err(format!("{command:?} is no command")),
    }
}

#[inline(never)]
fn recurse(depth: u64) -> u64 {
    if depth == 0 {
        0
    } else {
        std::hint::black_box(recurse(std::hint::black_box(depth - 1)) + 1)
    }
}
