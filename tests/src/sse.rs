//! A reader of the live stream, as the app has one: `fetch` and a parser of Server-Sent Events.

use std::pin::Pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use reqwest::Method;
use serde_json::Value;

use crate::client::Client;

/// Nothing is asserted about time; this only keeps a test that waits in vain from waiting for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// One event.
#[derive(Debug, Clone)]
pub struct Event {
    pub name: String,
    pub id: String,
    pub data: Value,
}

/// An open stream.
pub struct Events {
    chunks: Pin<Box<dyn Stream<Item = Vec<u8>> + Send>>,
    /// Read and not parsed yet.
    pending: Vec<u8>,
    /// Every byte that came.
    pub seen: String,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("seen", &self.seen).finish_non_exhaustive()
    }
}

impl Events {
    /// Opens the stream of a signed-in client; with the id of the last event it saw, if it saw one.
    pub async fn open(client: &Client, last: Option<&str>) -> Self {
        Self::try_open(client, last).await.expect("the stream opens")
    }

    /// The same where nobody may answer, or only a proxy.
    pub async fn try_open(client: &Client, last: Option<&str>) -> Option<Self> {
        let mut request = client.request(Method::GET, "/api/alerts/stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.ok()?;
        if response.status().is_server_error() {
            return None;
        }
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let chunks = response.bytes_stream().filter_map(|chunk| async { chunk.ok().map(|bytes| bytes.to_vec()) });
        Some(Self { chunks: Box::pin(chunks), pending: Vec::new(), seen: String::new() })
    }

    /// The next event; none once the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(PATIENCE, self.read()).await.expect("something comes, or the stream ends")
    }

    /// The next event, which must be of this kind.
    pub async fn expect(&mut self, name: &str) -> Event {
        let event = self.next().await.expect("the stream goes on");
        assert_eq!(event.name, name, "{event:?}");
        event
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.pending.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.pending.drain(..end + 2).collect();
                let block = String::from_utf8(block).expect("the stream is UTF-8");
                if let Some(event) = parse(&block) {
                    return Some(event);
                }
            }
            let chunk = self.chunks.next().await?;
            self.seen.push_str(&String::from_utf8_lossy(&chunk));
            self.pending.extend(chunk);
        }
    }
}

/// An event; none for a comment that keeps the line open.
fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim_start());
    let name = field("event:")?.to_owned();
    let id = field("id:").expect("every event has an id").to_owned();
    let data = serde_json::from_str(field("data:").expect("every event has data")).expect("the data is JSON");
    Some(Event { name, id, data })
}
