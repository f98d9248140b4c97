//! How many pushes a core seals and sends a second: Vigie's own way (`Push::send`) against a local push service that takes everything, over
//! connections kept alive; beside npm web-push in the same run, and beside the bound that the bare operations set (a P-256 key and
//! a key agreement
//! a message, AES-128-GCM over a kilobyte).
//!
//! `cargo run --release -p vigie-tests --example push [-- --messages 4000 --rounds 7 --seed 1]`. Everything is counted by processor
//! time of the sender,
//! so that a neighbour on the machine changes little; the push service runs in a process of its own.

use std::process::{Command, Stdio};
use std::time::Instant;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use vigie_server::push::Outcome;
use vigie_server::push::cipher::{Letter, PushCipher, SIZE_CLASS, WebPushCipher};
use vigie_server::push::endpoint::{Endpoint, Origins};
use vigie_server::push::subscription::Keys;
use vigie_server::push::vapid::{Vapid, fresh_key};
use vigie_server::store::subscriptions::{self, Subscription};
use vigie_shared::delivery::Urgency;
use vigie_tests::faults::envelope::Browser;
use vigie_tests::{Database, Lots, TestApp, everywhere};

/// As many as Vigie lets one push service have.
const AT_ONE_TIME: usize = 32;
const LETTER: Letter<'static> = Letter { text: "{}", ttl: 3_600, urgency: Urgency::High, topic: "alert" };

fn argument(name: &str, default: usize) -> usize {
    let mut arguments = std::env::args();
    let found = arguments.by_ref().find(|argument| argument == name).and_then(|_| arguments.next());
    found.map_or(default, |text| text.parse().expect("a number"))
}

fn main() {
    if std::env::args().any(|argument| argument == "--take-everything") {
        let many =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        many.block_on(take_everything());
        return;
    }
    let (messages, rounds) = (argument("--messages", 4_000), argument("--rounds", 7));
    let seed = argument("--seed", 1);
    let browser = Browser::drawn(&mut Lots::new(seed as u64));
    let mut service = Command::new(std::env::current_exe().expect("this program has a path"))
        .arg("--take-everything")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let output = service.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).expect("its address");
    let origin = line.trim().to_owned();

    let bound = timed(rounds, messages, || bare(&browser, messages));
    let sealing = timed(rounds, messages, || seal(&origin, &browser, messages));
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (app, to) = one.block_on(everywhere(subscribed(&origin, &browser)));
    one.block_on(everywhere(send(&app, &to, messages.min(500))));
    let sending = timed(rounds, messages, || one.block_on(everywhere(send(&app, &to, messages))));
    let npm = npm(&origin, &browser, messages / 4, rounds);
    service.kill().expect("it ends");
    service.wait().expect("it ended");

    println!("{messages} messages a round, {rounds} rounds, seed {seed}; a second of one core's time:");
    println!("| what | median | least | most |");
    println!("| --- | --- | --- | --- |");
    row("bound: P-256 key and agreement, AES-128-GCM", &bound);
    row("Vigie, sealed", &sealing);
    row("Vigie, sealed and sent", &sending);
    match &npm {
        Ok(npm) => row("npm web-push, sealed and sent", npm),
        Err(why) => println!("\nnpm web-push was left out: {why}"),
    }
    println!();
    if let Ok(npm) = &npm {
        println!("Vigie / npm web-push: {:.1} (goal: 5)", median(&sending) / median(npm));
    }
    println!("Vigie / bound: {:.2} (goal: 0.4)", median(&sending) / median(&bound));
}

fn row(what: &str, figures: &[f64]) {
    let (least, most) = (figures.iter().copied().fold(f64::MAX, f64::min), figures.iter().copied().fold(0.0, f64::max));
    println!("| {what} | {:.0} | {least:.0} | {most:.0} |", median(figures));
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Seconds of processor time this process has used, all threads together.
fn processor_time() -> f64 {
    let schedstat = |entry: std::fs::DirEntry| std::fs::read_to_string(entry.path().join("schedstat")).ok();
    let threads = std::fs::read_dir("/proc/self/task").expect("the threads").flatten().filter_map(schedstat);
    let nanoseconds = threads.filter_map(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    nanoseconds.sum::<u64>() as f64 / 1e9
}

/// Messages a second of processor time, in each round.
fn timed(rounds: usize, messages: usize, mut work: impl FnMut()) -> Vec<f64> {
    (0..rounds)
        .map(|_| {
            let (before, start) = (processor_time(), Instant::now());
            work();
            let spent = processor_time() - before;
            // Where the system does not count processor time by the nanosecond, the clock on the wall has to do.
            messages as f64 / if spent > 0.0 { spent } else { start.elapsed().as_secs_f64() }
        })
        .collect()
}

/// Nothing but what no implementation can leave out.
fn bare(browser: &Browser, messages: usize) {
    let keys = Keys::parse(&browser.p256dh(), &browser.auth()).expect("good keys");
    let mut text = vec![b' '; SIZE_CLASS];
    for _ in 0..messages {
        let ours = PrivateKey::generate(&ECDH_P256).expect("a key");
        let theirs = UnparsedPublicKey::new(&ECDH_P256, keys.point());
        let key: [u8; 16] =
            agree(&ours, theirs, (), |shared| Ok(shared[..16].try_into().expect("16 octets"))).expect("agreed");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).expect("a key"));
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        let _tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut text).expect("sealed");
    }
}

fn cipher() -> WebPushCipher {
    WebPushCipher::new(Vapid::new(&fresh_key(), "mailto:essai@example.org").expect("a key"))
}

fn seal(origin: &str, browser: &Browser, messages: usize) {
    let cipher = cipher();
    let endpoint =
        Endpoint::parse(&format!("{origin}/push"), &Origins::parse(&[origin]).expect("an origin")).expect("listed");
    let keys = Keys::parse(&browser.p256dh(), &browser.auth()).expect("good keys");
    for _ in 0..messages {
        cipher.seal(&endpoint, &keys, LETTER).expect("sealed");
    }
}

/// A server as any other, and a browser of somebody's.
async fn subscribed(origin: &str, browser: &Browser) -> (TestApp, Subscription) {
    let app = TestApp::start_with(Database::Sqlite, &[("VIGIE_PUSH_ORIGINS", origin)]).await;
    let aide = app.client(&app.world.aide).await;
    let keys = json!({ "p256dh": browser.p256dh(), "auth": browser.auth() });
    let offer = json!({ "endpoint": format!("{origin}/push"), "keys": keys });
    let answer = aide.put("/api/push/subscription", &offer).await;
    assert!(answer.status.is_success(), "{}", answer.text);
    let mut tx = app.store().read().await.expect("a transaction");
    let browsers = subscriptions::of_user(&mut tx, app.world.federation, app.world.aide.id).await;
    let browser = browsers.expect("a look").pop().expect("the browser that subscribed");
    (app, browser)
}

async fn send(app: &TestApp, to: &Subscription, messages: usize) {
    let (push, now) = (&app.app().push, app.now());
    let sends = (0..messages).map(|number| async move {
        let to = Subscription { endpoint: format!("{}/{number}", to.endpoint), ..to.clone() };
        push.send(&to, LETTER, now).await
    });
    let mut outcomes = futures_util::stream::iter(sends).buffer_unordered(AT_ONE_TIME);
    while let Some(outcome) = outcomes.next().await {
        assert_eq!(outcome, Outcome::Accepted { status: 201 });
    }
}

/// A push service that reads every message and takes it.
async fn take_everything() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio::spawn(take(stream));
    }
}

async fn take(mut stream: TcpStream) -> Option<()> {
    let mut buffer = Vec::with_capacity(8_192);
    loop {
        let head = loop {
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            (stream.read_buf(&mut buffer).await.ok()? > 0).then_some(())?;
        };
        let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        let length =
            text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok())?;
        while buffer.len() < head + length {
            (stream.read_buf(&mut buffer).await.ok()? > 0).then_some(())?;
        }
        buffer.drain(..head + length);
        stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await.ok()?;
    }
}

/// The same with npm web-push, installed if need be.
fn npm(origin: &str, browser: &Browser, messages: usize, rounds: usize) -> Result<Vec<f64>, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/push");
    if !std::path::Path::new(folder).join("node_modules/web-push").exists() {
        let install = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
        let done = Command::new("npm").args(install).current_dir(folder).stdout(Stdio::null()).status();
        if !done.is_ok_and(|status| status.success()) {
            return Err("npm could not install it".to_owned());
        }
    }
    let (messages, rounds, bytes) = (messages.to_string(), rounds.to_string(), SIZE_CLASS.to_string());
    let url = format!("{origin}/push");
    let arguments = ["npm.mjs", &url, &browser.p256dh(), &browser.auth(), &messages, &rounds, &bytes];
    let output = Command::new("node").args(arguments).current_dir(folder).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("node did not start: {error}"))?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let rounds: Vec<f64> = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|round| Some(round["sent"].as_f64()? / round["cpu"].as_f64()?))
        .collect();
    if rounds.is_empty() { Err("it printed nothing".to_owned()) } else { Ok(rounds) }
}
