//! A SideVM program that serves one web page, with a counter, at `/sidevm/<contract>/…`.

use futures::AsyncWriteExt;
use sidevm::{channel, env::messages::HttpResponseHead};

#[sidevm::main]
async fn main() {
    let requests = channel::incoming_http_connections();
    let mut visits = 0u32;
    while let Some(mut request) = requests.next().await {
        visits += 1;
        let page = format!(
            "<h1>Hello from a SideVM</h1><p>You asked for {}.</p><p>Visit {visits}.</p>\n",
            request.head.url
        );
        let head = HttpResponseHead {
            status: 200,
            headers: vec![("Content-Type".into(), "text/html; charset=utf-8".into())],
        };
        // A visitor who has left is no reason to stop.
        if request.response_tx.send(head).is_ok() {
            let _ = request.io_stream.write_all(page.as_bytes()).await;
            let _ = request.io_stream.close().await;
        }
    }
}
