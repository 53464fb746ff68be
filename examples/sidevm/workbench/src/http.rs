//! HTTP requests, by path.

use futures::{AsyncReadExt, AsyncWriteExt};
use sidevm::{channel::HttpRequest, env::messages::HttpResponseHead, time::sleep};
use std::time::Duration;

pub async fn serve(request: HttpRequest) {
    let path = request.head.url.splitn(4, '/').nth(3).unwrap_or("").to_owned();
    let path = path.split('?').next().unwrap_or("");
    match path {
        "echo" => echo(request).await,
        "stream" => stream(request).await,
        "upgrade" => upgrade(request).await,
        "silent" => drop(request),
        "endless" => endless(request).await,
        "status" | "headers" => odd(request, path == "status").await,
        "forever" => std::mem::forget(request),
        _ => describe(request).await,
    }
}

fn head(status: u16, headers: &[(&str, &str)]) -> HttpResponseHead {
    HttpResponseHead {
        status,
        headers: headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
    }
}

/// The body, as it was sent.
async fn echo(mut request: HttpRequest) {
    let mut body = Vec::new();
    if request.io_stream.read_to_end(&mut body).await.is_err() {
        return;
    }
    if request.response_tx.send(head(200, &[("X-Length", &body.len().to_string())])).is_ok() {
        let _ = request.io_stream.write_all(&body).await;
        let _ = request.io_stream.close().await;
    }
}

/// Five lines with a pause before each.
async fn stream(mut request: HttpRequest) {
    if request.response_tx.send(head(200, &[])).is_err() {
        return;
    }
    for line in 1..=5 {
        sleep(Duration::from_millis(20)).await;
        if request.io_stream.write_all(format!("line {line}\n").as_bytes()).await.is_err() {
            return;
        }
    }
    let _ = request.io_stream.close().await;
}

/// Never ends by itself.
async fn endless(mut request: HttpRequest) {
    if request.response_tx.send(head(200, &[])).is_ok() {
        while request.io_stream.write_all(&[b'x'; 8192]).await.is_ok() {}
    }
    log::info!("the endless answer ended");
}

/// A head as no honest program sends it: the status, or so many headers, after the question mark.
async fn odd(mut request: HttpRequest, status: bool) {
    let number = request.head.url.split('?').nth(1).and_then(|number| number.parse::<u16>().ok()).unwrap_or(0);
    let answer = if status {
        head(number, &[])
    } else {
        let mut answer = head(200, &[("Bad name", "1"), ("X-Split", "a\r\nX-Own: b"), ("", "2")]);
        answer.headers.extend((0..number).map(|i| (format!("X-{i}"), "y".repeat(100))));
        answer
    };
    if request.response_tx.send(answer).is_ok() {
        let _ = request.io_stream.write_all(b"body").await;
        let _ = request.io_stream.close().await;
    }
}

/// Another protocol: says back in capitals what it hears.
async fn upgrade(mut request: HttpRequest) {
    let switch = head(101, &[("Connection", "Upgrade"), ("Upgrade", "shout")]);
    if request.response_tx.send(switch).is_err() {
        return;
    }
    let mut buffer = vec![0; 1024];
    while let Ok(size @ 1..) = request.io_stream.read(&mut buffer).await {
        let loud = buffer[..size].to_ascii_uppercase();
        if request.io_stream.write_all(&loud).await.is_err() {
            return;
        }
    }
    let _ = request.io_stream.close().await;
}

/// What came in; cookies never do, nor do they go out.
async fn describe(mut request: HttpRequest) {
    let mut text = format!("{} {}\n", request.head.method, request.head.url);
    for (name, value) in &request.head.headers {
        text.push_str(&format!("{}: {value}\n", name.to_lowercase()));
    }
    let answer = head(if request.head.url.ends_with("/teapot") { 418 } else { 200 }, &[("Set-Cookie", "a=b"), ("X-Side", "vm")]);
    if request.response_tx.send(answer).is_ok() {
        let _ = request.io_stream.write_all(text.as_bytes()).await;
        let _ = request.io_stream.close().await;
    }
}
