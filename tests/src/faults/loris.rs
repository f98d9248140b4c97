//! Clients that hold a connection and give nothing for it.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long such a client would go on.
const PATIENCE: Duration = Duration::from_secs(60);
/// Requests sent at once by a client that reads no answer: far more than the buffers of any system hold.
const PIPELINED: usize = 300;

/// How to be a burden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loris {
    /// Says nothing.
    Silent,
    /// Stops in the middle of the header.
    HalfAHeader,
    /// Sends a byte of a rating's body every second.
    SlowBody,
    /// Asks for one answer and never reads it.
    UnreadAnswer,
    /// Asks for a great deal and reads nothing of it.
    UnreadAnswers,
}

impl Loris {
    pub const ALL: [Self; 5] =
        [Self::Silent, Self::HalfAHeader, Self::SlowBody, Self::UnreadAnswer, Self::UnreadAnswers];

    /// Holds a connection until the server ends it; says how long that took, or nothing if it never came to it. The token is an aide's.
    pub async fn hold(self, address: &str, token: &str) -> Option<Duration> {
        let start = Instant::now();
        let Ok(stream) = TcpStream::connect(address).await else { return Some(start.elapsed()) };
        tokio::time::timeout(PATIENCE, self.burden(stream, address, token)).await.ok().map(|()| start.elapsed())
    }

    async fn burden(self, mut stream: TcpStream, address: &str, token: &str) {
        let ask = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
        let beginning = match self {
            Self::Silent => String::new(),
            Self::HalfAHeader => format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\n"),
            Self::SlowBody => format!(
                "POST /api/ratings HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
                 content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
            ),
            Self::UnreadAnswer => ask("/api/openapi.json"),
            Self::UnreadAnswers => ask("/api/openapi.json").repeat(PIPELINED),
        };
        if stream.write_all(beginning.as_bytes()).await.is_err() {
            return;
        }
        match self {
            Self::Silent | Self::HalfAHeader => until_closed(&mut stream).await,
            Self::SlowBody => {
                let (mut reader, mut writer) = stream.split();
                let trickle = async {
                    while writer.write_all(b" ").await.is_ok() {
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                };
                let mut answer = Vec::new();
                tokio::select! {
                    () = trickle => {}
                    _ = reader.read_to_end(&mut answer) => {}
                }
            }
            // Reading would be what it does not do; the system's table of connections tells.
            Self::UnreadAnswer | Self::UnreadAnswers => loop {
                tokio::time::sleep(Duration::from_millis(500)).await;
                if has_been_closed(&stream) {
                    return;
                }
            },
        }
    }
}

async fn until_closed(stream: &mut TcpStream) {
    let mut nothing = [0; 64];
    while stream.read(&mut nothing).await.is_ok_and(|count| count > 0) {}
}

/// Whether the server has closed its end, without reading a byte of what it sent: until that is read, our end looks open.
fn has_been_closed(stream: &TcpStream) -> bool {
    let (Ok(None), Ok(ours), Ok(theirs)) = (stream.take_error(), stream.local_addr(), stream.peer_addr()) else {
        return true;
    };
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else { return true };
    // The columns are a number, the local address, the remote one and the state; 01 is an open connection.
    let (ours, theirs) = (format!(":{:04X}", ours.port()), format!(":{:04X}", theirs.port()));
    let is_held = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        matches!(columns[..], [_, local, remote, "01", ..] if local.ends_with(&theirs) && remote.ends_with(&ours))
    };
    !table.lines().any(is_held)
}
