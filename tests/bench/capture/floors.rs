//! What the machine can do at all: a bare axum handler that inserts a row, in groups that share a commit or each in a transaction of its own.
//! No sign-in, no validation, no rules. Runs in a process of its own, as the server does.

use std::io::BufRead as _;
use std::process::{Child, Command, Stdio};

use axum::extract::State;
use axum::routing::post;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor as _, PgPool};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// How much shares a commit, at most.
const GROUP: usize = 256;

const SQLITE_GROUP: &str = "INSERT INTO floor SELECT value ->> 0, value ->> 1 FROM json_each($1)";
const SQLITE_ONE: &str = "INSERT INTO floor VALUES ($1, $2)";
const POSTGRES_GROUP: &str = "INSERT INTO floor SELECT * FROM unnest($1::text[], $2::text[])";

#[derive(Clone)]
enum Table {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Table {
    async fn open(url: &str) -> Self {
        const CREATE: &str = "CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY, body TEXT NOT NULL)";
        if let Some(path) = url.strip_prefix("sqlite://") {
            let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
            let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
            let options = options.pragma("cache_size", "-65536").pragma("mmap_size", "268435456");
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("opens");
            pool.execute(CREATE).await.expect("a table");
            return Self::Sqlite(pool);
        }
        let pool = PgPool::connect(url).await.expect("opens");
        pool.execute(CREATE).await.expect("a table");
        Self::Postgres(pool)
    }

    async fn insert(&self, rows: Vec<(String, String)>) {
        match self {
            Self::Sqlite(pool) if rows.len() == 1 => {
                sqlx::query(SQLITE_ONE).bind(&rows[0].0).bind(&rows[0].1).execute(pool).await.expect("inserted");
            }
            Self::Sqlite(pool) => {
                let list = serde_json::to_string(&rows).expect("JSON");
                sqlx::query(SQLITE_GROUP).bind(list).execute(pool).await.expect("inserted");
            }
            Self::Postgres(pool) => {
                let (ids, bodies): (Vec<String>, Vec<String>) = rows.into_iter().unzip();
                sqlx::query(POSTGRES_GROUP).bind(ids).bind(bodies).execute(pool).await.expect("inserted");
            }
        }
    }
}

type Job = ((String, String), oneshot::Sender<()>);

#[derive(Clone)]
struct Door {
    table: Table,
    /// None: everybody for themselves.
    line: Option<mpsc::Sender<Job>>,
}

async fn take(State(door): State<Door>, body: String) -> &'static str {
    let id = vigie_server::ids::fresh().to_string();
    match door.line {
        None => door.table.insert(vec![(id, body)]).await,
        Some(line) => {
            let (reply, done) = oneshot::channel();
            line.send(((id, body), reply)).await.expect("a writer");
            done.await.expect("stored");
        }
    }
    "stored"
}

async fn write(table: Table, mut line: mpsc::Receiver<Job>) {
    let mut jobs = Vec::new();
    while line.recv_many(&mut jobs, GROUP).await > 0 {
        let (rows, replies): (Vec<_>, Vec<_>) = jobs.drain(..).unzip();
        table.insert(rows).await;
        for reply in replies {
            // Whoever has gone needs no answer.
            reply.send(()).ok();
        }
    }
}

/// The process: `--floor group|one URL`. Says where it listens.
pub async fn serve(kind: &str, url: &str) {
    let table = Table::open(url).await;
    let line = (kind == "group").then(|| {
        let (line, jobs) = mpsc::channel(4_096);
        tokio::spawn(write(table.clone(), jobs));
        line
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    let router = axum::Router::new().route("/insert", post(take)).with_state(Door { table, line });
    axum::serve(listener, router).await.expect("serves");
}

/// Starts it; the child and its address.
pub fn start(kind: &str, url: &str) -> (Child, String) {
    let mut child = Command::new(std::env::current_exe().expect("this program has a path"))
        .args(["--floor", kind, url])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("its address");
    (child, line.trim().to_owned())
}
