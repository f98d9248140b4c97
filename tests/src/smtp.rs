//! A mail server on loopback that can misbehave, and remembers what it was given.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufStream};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::certificate::Authority;

/// The name in the server's certificate.
pub const NAME: &str = "localhost";
/// The user name and password it takes.
pub const ACCOUNT: (&str, &str) = ("vigie", "p@ss:word/+");

/// How the server takes the next letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    Takes,
    /// Answers this code to the command that begins so (`GREETING` and `TEXT` for what is no command).
    Says(&'static str, u16),
    /// Closes the connection in the middle of a letter.
    DropsInTheMiddle,
    /// Has the whole letter, and dies before it says so.
    TakesAndDies,
    /// Greets and never says another word.
    Hangs,
    /// Greets one octet a second.
    Drips,
    /// Answers without end.
    Babbles,
    /// Does not know STARTTLS, as if somebody in between had taken it out.
    KnowsNoTls,
}

/// One letter as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// As sent, with its doubled dots undone.
    pub text: String,
    /// Whether nobody could read along.
    pub tls: bool,
    /// Whether the server had said that it has it.
    pub acknowledged: bool,
}

#[derive(Debug)]
struct Inner {
    mood: Mutex<Mood>,
    received: Mutex<Vec<Received>>,
    greeted: Mutex<usize>,
    /// Every line that came in the clear.
    open_lines: Mutex<Vec<String>>,
}

/// The running server; it ends when it is dropped.
#[derive(Debug)]
pub struct SmtpServer {
    inner: Arc<Inner>,
    pub address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl SmtpServer {
    /// Without TLS.
    pub async fn start() -> Self {
        Self::listen(None, false).await
    }

    /// With STARTTLS, and a certificate of this authority.
    pub async fn with_starttls(authority: &Authority) -> Self {
        Self::listen(Some(authority.acceptor(NAME)), false).await
    }

    /// With TLS from the first octet.
    pub async fn with_tls(authority: &Authority) -> Self {
        Self::listen(Some(authority.acceptor(NAME)), true).await
    }

    async fn listen(tls: Option<TlsAcceptor>, at_once: bool) -> Self {
        let (mood, received, greeted) = (Mutex::new(Mood::Takes), Mutex::default(), Mutex::default());
        let inner = Arc::new(Inner { mood, received, greeted, open_lines: Mutex::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let mut tasks = JoinSet::new();
        let shared = inner.clone();
        tasks.spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                let (inner, tls) = (shared.clone(), tls.clone());
                talks.spawn(async move {
                    // The other side may leave at any time.
                    let _ = match tls {
                        Some(tls) if at_once => match tls.accept(connection).await {
                            Ok(stream) => Talk::new(inner, true).run(stream, None).await,
                            Err(error) => Err(error),
                        },
                        tls => Talk::new(inner, false).run(connection, tls).await,
                    };
                });
            }
        });
        Self { inner, address, _tasks: tasks }
    }

    /// Its URL for the operator's settings.
    pub fn url(&self, scheme: &str, tls: &str) -> String {
        let (user, password) = (ACCOUNT.0, "p%40ss%3Aword%2F+");
        format!("{scheme}://{user}:{password}@{NAME}:{}?tls={tls}", self.address.port())
    }

    pub fn is(&self, mood: Mood) {
        *self.inner.mood.lock().expect("not poisoned") = mood;
    }

    /// Everything that arrived whole, in order.
    pub fn received(&self) -> Vec<Received> {
        self.inner.received.lock().expect("not poisoned").clone()
    }

    /// How many connections there were.
    pub fn greeted(&self) -> usize {
        *self.inner.greeted.lock().expect("not poisoned")
    }

    /// What somebody on the wire could have read.
    pub fn read_on_the_wire(&self) -> Vec<String> {
        self.inner.open_lines.lock().expect("not poisoned").clone()
    }
}

/// One connection.
struct Talk {
    inner: Arc<Inner>,
    mood: Mood,
    tls: bool,
    from: String,
    to: Vec<String>,
}

impl Talk {
    fn new(inner: Arc<Inner>, tls: bool) -> Self {
        let mood = *inner.mood.lock().expect("not poisoned");
        Self { inner, mood, tls, from: String::new(), to: Vec::new() }
    }

    async fn run<S: AsyncRead + AsyncWrite + Unpin + Send>(
        mut self,
        stream: S,
        tls: Option<TlsAcceptor>,
    ) -> std::io::Result<()> {
        *self.inner.greeted.lock().expect("not poisoned") += 1;
        let mut wire = BufStream::new(stream);
        self.greet(&mut wire).await?;
        let offers = tls.is_some() && self.mood != Mood::KnowsNoTls;
        if self.commands(&mut wire, offers).await? == After::StartTls
            && let Some(tls) = tls
        {
            let secret = tls.accept(wire.into_inner()).await?;
            self.tls = true;
            self.commands(&mut BufStream::new(secret), false).await?;
        }
        Ok(())
    }

    async fn greet<S: AsyncRead + AsyncWrite + Unpin>(&self, wire: &mut BufStream<S>) -> std::io::Result<()> {
        match self.mood {
            Mood::Says("GREETING", code) => say(wire, &format!("{code} not now")).await,
            Mood::Drips => {
                for octet in b"220 a very slow greeting that nobody waits for\r\n" {
                    wire.write_all(&[*octet]).await?;
                    wire.flush().await?;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Ok(())
            }
            _ => say(wire, "220 mail.example.org ESMTP").await,
        }
    }

    async fn commands<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        wire: &mut BufStream<S>,
        offers_tls: bool,
    ) -> std::io::Result<After> {
        let mut line = String::new();
        loop {
            line.clear();
            if wire.read_line(&mut line).await? == 0 {
                return Ok(After::Gone);
            }
            if !self.tls {
                self.inner.open_lines.lock().expect("not poisoned").push(line.clone());
            }
            let command = line.trim_end();
            let verb = command.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            match self.mood {
                Mood::Says(step, code) if step == verb => {
                    // As real ones do, it repeats whom it was about.
                    say(wire, &format!("{code}-5.1.1 <{}>\r\n{code} no", argument(command))).await?;
                    continue;
                }
                Mood::Hangs => std::future::pending().await,
                Mood::Babbles => loop {
                    say(wire, &format!("250-{}", "more ".repeat(150))).await?;
                },
                _ => {}
            }
            match verb.as_str() {
                "EHLO" => {
                    let tls = if offers_tls { "250-STARTTLS\r\n" } else { "" };
                    say(wire, &format!("250-hello\r\n{tls}250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000")).await?;
                }
                "STARTTLS" if offers_tls => {
                    say(wire, "220 go on").await?;
                    return Ok(After::StartTls);
                }
                "AUTH" => {
                    let expected = STANDARD.encode(format!("\0{}\0{}", ACCOUNT.0, ACCOUNT.1));
                    let good = command.ends_with(&expected);
                    say(wire, if good { "235 welcome" } else { "535 5.7.8 no" }).await?;
                }
                "MAIL" => {
                    self.from = argument(command);
                    say(wire, "250 ok").await?;
                }
                "RCPT" => {
                    self.to.push(argument(command));
                    say(wire, "250 ok").await?;
                }
                "DATA" => {
                    say(wire, "354 go on").await?;
                    if self.letter(wire).await? == After::Gone {
                        return Ok(After::Gone);
                    }
                }
                "QUIT" => {
                    say(wire, "221 bye").await?;
                    return Ok(After::Gone);
                }
                _ => say(wire, "250 ok").await?,
            }
        }
    }

    /// Reads a letter up to the lonely dot.
    async fn letter<S: AsyncRead + AsyncWrite + Unpin>(&mut self, wire: &mut BufStream<S>) -> std::io::Result<After> {
        if self.mood == Mood::DropsInTheMiddle {
            let mut some = [0; 64];
            wire.read_exact(&mut some).await?;
            return Ok(After::Gone);
        }
        let (mut text, mut line) = (String::new(), String::new());
        loop {
            line.clear();
            if wire.read_line(&mut line).await? == 0 {
                return Ok(After::Gone);
            }
            if line == ".\r\n" {
                break;
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let dies = self.mood == Mood::TakesAndDies;
        if let Mood::Says("TEXT", code) = self.mood {
            say(wire, &format!("{code} 5.7.1 no")).await?;
            return Ok(After::More);
        }
        let (from, to) = (std::mem::take(&mut self.from), std::mem::take(&mut self.to));
        let received = Received { from, to, text, tls: self.tls, acknowledged: !dies };
        self.inner.received.lock().expect("not poisoned").push(received);
        if dies {
            return Ok(After::Gone);
        }
        say(wire, "250 2.0.0 queued").await?;
        Ok(After::More)
    }
}

/// How a part of the talk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    More,
    StartTls,
    Gone,
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(wire: &mut BufStream<S>, line: &str) -> std::io::Result<()> {
    wire.write_all(format!("{line}\r\n").as_bytes()).await?;
    wire.flush().await
}

/// What stands between the angle brackets.
fn argument(command: &str) -> String {
    let inner = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(String::new(), |(address, _)| address.to_owned())
}
