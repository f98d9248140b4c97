//! A client that costs next to nothing: one connection, one request at a time, bytes made up beforehand. What it measures shares the
//! machine with it.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A connection kept alive.
pub struct Wire {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// Where the body begins in the buffer.
    body: std::ops::Range<usize>,
}

impl Wire {
    /// To `address`, for requests with these headers, each ended by CRLF.
    pub async fn open(address: &str, headers: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("connected");
        stream.set_nodelay(true).expect("no delay");
        let head = format!("host: {address}\r\n{headers}");
        Self { stream, head, buffer: Vec::with_capacity(64 * 1024) }
    }

    /// `line` is as `POST /api/ratings`.
    pub async fn ask(&mut self, line: &str, body: &str) -> Answer {
        let (head, length) = (&self.head, body.len());
        let request = format!("{line} HTTP/1.1\r\n{head}content-length: {length}\r\n\r\n{body}");
        self.stream.write_all(request.as_bytes()).await.expect("sent");
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.expect("an answer");
            assert!(read > 0, "the server hung up: {}", String::from_utf8_lossy(&self.buffer));
            if let Some(answer) = self.complete() {
                return answer;
            }
        }
    }

    fn complete(&self) -> Option<Answer> {
        let end = self.buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(&self.buffer[..end]).expect("a head in ASCII").to_ascii_lowercase();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
        let whole = end + length.trim().parse::<usize>().ok()?;
        (self.buffer.len() >= whole).then_some(Answer { status, body: end..whole })
    }

    pub fn body(&self, answer: &Answer) -> &[u8] {
        &self.buffer[answer.body.clone()]
    }
}

/// What a round of requests took.
#[derive(Debug, Clone, Default)]
pub struct Round {
    pub a_second: f64,
    /// Sorted, in milliseconds.
    pub times: Vec<f64>,
}

impl Round {
    pub fn percentile(&self, share: f64) -> f64 {
        let place = (self.times.len() as f64 * share) as usize;
        self.times.get(place.min(self.times.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// What is sent: the request line, the headers, a body for the n-th request of a connection, how many things one holds, and a piece of the
/// answer without which nothing was done.
pub struct Load {
    pub address: String,
    pub line: &'static str,
    pub headers: String,
    pub body: Box<dyn Fn(usize, usize) -> String + Send + Sync>,
    pub things: usize,
    pub proof: &'static str,
}

impl Load {
    async fn one(&self, wire: &mut Wire, connection: usize, place: usize) {
        let body = (self.body)(connection, place);
        let answer = wire.ask(self.line, &body).await;
        let said = String::from_utf8_lossy(wire.body(&answer));
        assert!(answer.status == 200 && said.contains(self.proof), "{} {said}", answer.status);
    }
}

/// Each connection sends as soon as it was answered.
pub async fn closed(load: &'static Load, connections: usize, time: Duration, from: usize) -> Round {
    let (mut all, begun) = (JoinSet::new(), Instant::now());
    for connection in 0..connections {
        all.spawn(async move {
            let mut wire = Wire::open(&load.address, &load.headers).await;
            let (mut times, mut place) = (Vec::new(), from);
            while begun.elapsed() < time {
                let start = Instant::now();
                load.one(&mut wire, connection, place).await;
                times.push(start.elapsed().as_secs_f64() * 1_000.0);
                place += 1;
            }
            times
        });
    }
    gather(all, begun, load.things).await
}

/// So many a second, whether or not the earlier ones were answered; the time counts from the moment at which one was due.
pub async fn paced(load: &'static Load, a_second: usize, time: Duration, from: usize) -> Round {
    const CONNECTIONS: usize = 32;
    let (mut all, begun) = (JoinSet::new(), Instant::now());
    for connection in 0..CONNECTIONS {
        all.spawn(async move {
            let mut wire = Wire::open(&load.address, &load.headers).await;
            let mut times = Vec::new();
            for place in 0.. {
                let due = (place * CONNECTIONS + connection) as f64 / a_second as f64;
                if due >= time.as_secs_f64() {
                    return times;
                }
                let due = begun + Duration::from_secs_f64(due);
                tokio::time::sleep_until(due.into()).await;
                load.one(&mut wire, connection, from + place).await;
                times.push(due.elapsed().as_secs_f64() * 1_000.0);
            }
            times
        });
    }
    gather(all, begun, load.things).await
}

async fn gather(mut all: JoinSet<Vec<f64>>, begun: Instant, things: usize) -> Round {
    let mut times = Vec::new();
    while let Some(done) = all.join_next().await {
        times.extend(done.expect("no panic"));
    }
    let a_second = (times.len() * things) as f64 / begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    Round { a_second, times }
}
