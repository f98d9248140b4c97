//! The door with short limits and a router of its own. With the real limits and the real program: `tests/suite/faults/slow_loris.rs`.

use axum::body::to_bytes;
use axum::routing::{get, post};
use tokio::io::AsyncReadExt as _;
use tokio::sync::{Notify, oneshot};
use tokio::time::{sleep, timeout};

use super::*;

const SHORT: Duration = Duration::from_millis(200);
/// Far beyond any limit of these tests: only keeps a broken door from hanging them.
const PATIENCE: Duration = Duration::from_secs(20);
const GET: &[u8] = b"GET /hello HTTP/1.1\r\nhost: x\r\n\r\n";

fn edges() -> Edges {
    Edges {
        header: SHORT,
        header_of_proxy: 10 * SHORT,
        stall: SHORT,
        drain: SHORT,
        grace: SHORT,
        head_bytes: 8 * 1024,
        pace: Pace { stretch: SHORT, bytes: 1_000, longest: PATIENCE },
        connections: 100,
        connections_per_address: 100,
        trusted: Default::default(),
    }
}

struct Open {
    address: SocketAddr,
    stop: CancellationToken,
    door: tokio::task::JoinHandle<()>,
}

impl Open {
    async fn with(edges: Edges, router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let (address, stop) = (listener.local_addr().expect("an address"), CancellationToken::new());
        let hello = get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { format!("hello {}", peer.ip()) });
        let door = tokio::spawn(serve(listener, router.route("/hello", hello), edges, stop.clone()));
        Self { address, stop, door }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connected")
    }

    async fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.expect("sent");
        stream
    }
}

/// Everything until the other side closes; a reset is an end like any other.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("closed by the server");
    if let Err(error) = read {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8(bytes).expect("text")
}

/// The answer to a request without closing.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4_096];
    let count = timeout(PATIENCE, stream.read(&mut bytes)).await.expect("in time").expect("read");
    String::from_utf8(bytes[..count].to_vec()).expect("text")
}

#[tokio::test]
async fn whoever_says_nothing_or_half_a_sentence_is_let_go_and_others_are_served() {
    let door = Open::with(edges(), Router::new()).await;
    for beginning in [&b""[..], b"GET /hel", b"GET /hello HTTP/1.1\r\nhost: x\r\n", b"\r\n"] {
        let mut stream = door.send(beginning).await;
        let mut neighbour = door.send(GET).await;
        assert!(answer(&mut neighbour).await.contains("200 OK"));
        let before = Instant::now();
        assert_eq!(rest(&mut stream).await, "", "{beginning:?}");
        assert!(before.elapsed() < 10 * SHORT, "{beginning:?}");
        // It is done, too, and did not ask again.
        assert_eq!(rest(&mut neighbour).await, "");
    }
    // A header that comes a letter at a time has the same time in all.
    let mut stream = door.connect().await;
    let before = Instant::now();
    for letter in GET.iter().chain(std::iter::repeat(&b'x')) {
        if stream.write_all(&[*letter]).await.is_err() {
            break;
        }
        sleep(SHORT / 20).await;
        assert!(before.elapsed() < 10 * SHORT, "it may go on for ever");
    }
}

#[tokio::test]
async fn a_body_must_come_at_a_pace() {
    let read = post(|request: Request| async move {
        match to_bytes(request.into_body(), usize::MAX).await {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(error) if is_too_slow(&error) => "too slow".to_owned(),
            Err(error) => format!("another error: {error}"),
        }
    });
    let door = Open::with(edges(), Router::new().route("/read", read)).await;
    let head = b"POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 4000\r\n\r\n";
    let slow = async {
        let mut stream = door.send(head).await;
        let mut sent = 0;
        while stream.write_all(b"x").await.is_ok() && sent < 400 {
            sent += 1;
            sleep(SHORT / 20).await;
            let mut answer = [0; 512];
            if let Ok(count) = stream.try_read(&mut answer) {
                let text = String::from_utf8_lossy(&answer[..count]).into_owned();
                return (sent, text, rest(&mut stream).await);
            }
        }
        panic!("a byte now and then is taken for ever");
    };
    let steady = async {
        let mut stream = door.send(head).await;
        for _ in 0..40 {
            stream.write_all(&[b'x'; 100]).await.expect("taken");
            sleep(SHORT / 20).await;
        }
        answer(&mut stream).await
    };
    let ((sent, told, rest), steady) = tokio::join!(slow, steady);
    assert!(sent < 200, "{sent} bytes were taken one by one");
    assert!(told.ends_with("too slow") && rest.is_empty(), "{told}{rest}");
    // Longer than a stretch in all, but enough in each.
    assert!(steady.ends_with("4000 bytes"), "{steady}");
}

/// A body without end that tells when it is dropped.
fn endless(gone: oneshot::Sender<()>) -> axum::body::Body {
    struct Gone(Option<oneshot::Sender<()>>);
    impl Drop for Gone {
        fn drop(&mut self) {
            let _ = self.0.take().map(|gone| gone.send(()));
        }
    }
    let piece = Bytes::from(vec![b'x'; 64 * 1024]);
    let stream = futures_util::stream::unfold(Gone(Some(gone)), move |gone| {
        let piece = piece.clone();
        async move { Some((Ok::<_, Infallible>(piece), gone)) }
    });
    axum::body::Body::from_stream(stream)
}

#[tokio::test]
async fn an_answer_nobody_reads_is_given_up_and_one_that_is_read_slowly_is_not() {
    let (sender, gone) = oneshot::channel();
    let sender = Arc::new(std::sync::Mutex::new(Some(sender)));
    let route = get(move || {
        let sender = sender.lock().expect("not poisoned").take().unwrap_or_else(|| oneshot::channel().0);
        async move { endless(sender) }
    });
    let door = Open::with(edges(), Router::new().route("/endless", route)).await;
    let asleep = door.send(b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    timeout(PATIENCE, gone).await.expect("given up").expect("dropped");
    drop(asleep);
    let mut slow = door.send(b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut piece = vec![0; 1024 * 1024];
    for _ in 0..20 {
        slow.read_exact(&mut piece).await.expect("still coming");
        sleep(SHORT / 4).await;
    }
}

#[tokio::test]
async fn a_live_stream_may_be_silent_for_longer_than_any_limit() {
    let say = Arc::new(Notify::new());
    let said = say.clone();
    let route = get(move || async move {
        let words = futures_util::stream::once(async move {
            said.notified().await;
            Ok::<_, Infallible>("data: at last\n\n")
        });
        axum::body::Body::from_stream(words)
    });
    let door = Open::with(edges(), Router::new().route("/stream", route)).await;
    let mut stream = door.send(b"GET /stream HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(answer(&mut stream).await.contains("200 OK"));
    sleep(4 * SHORT).await;
    say.notify_one();
    assert!(answer(&mut stream).await.contains("at last"));
}

#[tokio::test]
async fn a_flood_from_one_address_costs_its_own_members_their_places() {
    let hold = get(|| async {
        sleep(PATIENCE).await;
        "late"
    });
    let limits = Edges { connections_per_address: 4, header: PATIENCE, ..edges() };
    let door = Open::with(limits, Router::new().route("/hold", hold)).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(door.connect().await);
    }
    let mut client = door.send(GET).await;
    assert!(answer(&mut client).await.contains("200 OK"), "a request finds a place among the silent");
    for stream in &mut silent[..16] {
        assert_eq!(rest(stream).await, "", "the oldest gave way");
    }
    let mut busy = Vec::new();
    for _ in 0..4 {
        busy.push(door.send(b"GET /hold HTTP/1.1\r\nhost: x\r\n\r\n").await);
    }
    // All four are being answered as soon as the next one is turned away: until then somebody silent may still give way.
    let turned_away = async {
        loop {
            let mut stream = door.send(GET).await;
            let text = rest_or_answer(&mut stream).await;
            if text.contains("503") {
                break text;
            }
        }
    };
    let text = timeout(PATIENCE, turned_away).await.expect("turned away in the end");
    assert!(text.contains("retry-after"), "{text}");
}

async fn rest_or_answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4_096];
    let count = timeout(PATIENCE, stream.read(&mut bytes)).await.expect("in time").unwrap_or(0);
    String::from_utf8_lossy(&bytes[..count]).into_owned()
}

#[tokio::test]
async fn a_stop_waits_for_requests_but_not_for_ever() {
    let go_on = Arc::new(Notify::new());
    let gate = go_on.clone();
    let wait = get(move || async move {
        gate.notified().await;
        "done"
    });
    let never = get(|| async {
        sleep(PATIENCE).await;
        "never"
    });
    let limits = Edges { header: PATIENCE, drain: 10 * SHORT, ..edges() };
    let door = Open::with(limits, Router::new().route("/wait", wait).route("/never", never)).await;
    let mut waiting = door.send(b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut hanging = door.send(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut silent = door.connect().await;
    let mut half = door.send(b"GET /wait HTT").await;
    let mut known = door.send(GET).await;
    assert!(answer(&mut known).await.contains("200 OK"), "the others were accepted before it");
    door.stop.cancel();
    for idle in [&mut silent, &mut half, &mut known] {
        assert_eq!(rest(idle).await, "", "who has asked nothing is let go at once");
    }
    assert!(TcpStream::connect(door.address).await.is_err(), "nobody new is let in");
    go_on.notify_one();
    assert!(rest(&mut waiting).await.ends_with("done"), "what was asked is answered");
    assert_eq!(rest(&mut hanging).await, "", "but not waited for without end");
    timeout(PATIENCE, door.door).await.expect("the door closes").expect("well");
}

#[tokio::test]
async fn only_a_trusted_proxy_says_who_the_client_is_and_is_waited_for_longer() {
    let request = b"GET /hello HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 6.6.6.6, 1.2.3.4\r\n\r\n";
    let door = Open::with(edges(), Router::new()).await;
    assert!(answer(&mut door.send(request).await).await.ends_with("hello 127.0.0.1"));

    let trusted = crate::http::address::TrustedProxies::parse(&["127.0.0.0/8".to_owned()]).expect("a network");
    let door = Open::with(Edges { trusted, connections_per_address: 1, ..edges() }, Router::new()).await;
    let mut first = door.send(request).await;
    assert!(answer(&mut first).await.ends_with("hello 1.2.3.4"));
    let mut second = door.send(request).await;
    assert!(answer(&mut second).await.ends_with("hello 1.2.3.4"), "no limit by address for a proxy");
    sleep(3 * SHORT).await;
    first.write_all(request).await.expect("still open");
    assert!(answer(&mut first).await.ends_with("hello 1.2.3.4"));
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let door = Open::with(edges(), Router::new()).await;
    let mut stream = door.send(b"GET /hello HTTP/1.1\r\nhost: x\r\n").await;
    let line = format!("x-filler: {}\r\n", "y".repeat(1_000));
    for _ in 0..20 {
        if stream.write_all(line.as_bytes()).await.is_err() {
            break;
        }
    }
    let text = rest_or_answer(&mut stream).await;
    assert!(text.is_empty() || text.contains("431"), "{text}");
}
