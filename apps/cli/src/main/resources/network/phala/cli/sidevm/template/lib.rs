//! A program that runs beside a contract: it greets whoever asks, with the word that its contract told it.
use futures::{AsyncWriteExt, FutureExt};
use sidevm::{
    channel::{self, HttpRequest},
    env::messages::HttpResponseHead,
    logger::Logger,
};

static LOGGER: Logger = Logger::with_max_level(log::LevelFilter::Info);

#[sidevm::main]
async fn main() {
    LOGGER.init();
    log::info!("{{name}} is up");
    let messages = channel::input_messages();
    let queries = channel::incoming_queries();
    let requests = channel::incoming_http_connections();
    let mut word = String::from("Hello");
    let mut greeted = 0u32;
    loop {
        futures::select! {
            // The contract says pink::push_sidevm_message("Good morning".into()).
            message = messages.next().fuse() => match message {
                Some(message) => word = String::from_utf8_lossy(&message).into_owned(),
                None => break,
            },
            // phala sidevm query CONTRACT "my name"
            query = queries.next().fuse() => match query {
                Some(query) => {
                    greeted += 1;
                    let name = String::from_utf8_lossy(&query.payload);
                    let signed = if query.origin.is_some() { "" } else { ", whoever you are" };
                    // Who asked may have left, which is no reason to stop.
                    let _ = query.reply_tx.send(format!("{word}, {name}{signed}!").as_bytes());
                }
                None => break,
            },
            // WORKER/sidevm/CONTRACT/
            request = requests.next().fuse() => match request {
                Some(request) => {
                    // A task of its own: a slow reader must not hold up the others.
                    let _ = sidevm::spawn(serve(request, format!("{word}! Greeted so far: {greeted}.\n")));
                }
                None => break,
            },
        }
    }
    log::info!("{{name}} ends");
}

async fn serve(mut request: HttpRequest, page: String) {
    log::info!("{} {}", request.head.method, request.head.url);
    let head = HttpResponseHead {
        status: 200,
        headers: vec![("Content-Type".into(), "text/plain; charset=utf-8".into())],
    };
    if request.response_tx.send(head).is_ok() {
        let _ = request.io_stream.write_all(page.as_bytes()).await;
        let _ = request.io_stream.close().await;
    }
}
