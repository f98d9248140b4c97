//! Throwaway PostgreSQL clusters: one for a run of the tests with a database for each, and further ones for tests that break a whole
//! server.
//!
//! The first test that needs it starts the shared one; a small watcher process ends each cluster with the test process, however that
//! ends.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::sync::OnceCell;
use vigie_server::store::Store;

static SHARED: OnceCell<Cluster> = OnceCell::const_new();
static CLUSTERS: AtomicU32 = AtomicU32::new(0);
static DATABASES: AtomicU32 = AtomicU32::new(0);
const TEMPLATE: &str = "vigie_template";
/// Whom Vigie connects as: an owner of its database and nothing more. A superuser would pass through the walls between federations.
const ROLE: &str = "vigie";
const SUPERUSER: &str = "postgres";

/// A running server of its own.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    data: PathBuf,
    log: PathBuf,
    options: String,
    user: Option<&'static str>,
}

/// How a server is made to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Ends what is under way and closes its files.
    Fast,
    /// Drops everything, as a crash would: the next start recovers from the log.
    Immediate,
}

/// Databases whose tests are over: the next test drops them, so that a run never fills the disk.
static OVER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A test's hold on its database.
#[derive(Debug)]
pub struct Lease(String);

impl Drop for Lease {
    fn drop(&mut self) {
        if let Ok(mut over) = OVER.lock() {
            over.push(std::mem::take(&mut self.0));
        }
    }
}

/// A fresh, migrated database: its URL, good as long as the lease is held.
pub async fn fresh_database() -> (String, Lease) {
    let cluster = SHARED.get_or_init(start_shared).await;
    let name = format!("vigie_{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    let mut admin = cluster.superuser("postgres").await;
    let over = OVER.lock().map(|mut over| std::mem::take(&mut *over)).unwrap_or_default();
    for name in over {
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        admin.execute(AssertSqlSafe(sql)).await.expect("the database of an ended test goes");
    }
    let sql = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {ROLE}");
    admin.execute(AssertSqlSafe(sql)).await.expect("a database from the template");
    (url(cluster.port, &name), Lease(name))
}

/// A fresh database with nothing in it.
pub async fn empty_database() -> (String, Lease) {
    let (url, lease) = fresh_database().await;
    let cluster = SHARED.get().expect("it has just given a database");
    let name = &lease.0;
    let mut admin = cluster.superuser("postgres").await;
    for sql in [format!("DROP DATABASE {name}"), format!("CREATE DATABASE {name} OWNER {ROLE}")] {
        admin.execute(AssertSqlSafe(sql)).await.expect("made anew");
    }
    (url, lease)
}

fn url(port: u16, database: &str) -> String {
    format!("postgres://{ROLE}@127.0.0.1:{port}/{database}")
}

/// The same database as somebody whom no wall holds.
pub fn as_superuser(url: &str) -> String {
    url.replacen(&format!("//{ROLE}@"), &format!("//{SUPERUSER}@"), 1)
}

/// A connection of such a one.
pub async fn superuser_of(url: &str) -> PgConnection {
    PgConnection::connect(&as_superuser(url)).await.expect("a connection to the test cluster")
}

async fn start_shared() -> Cluster {
    let cluster = Cluster::start().await;
    cluster.add_database(TEMPLATE).await;
    let store = Store::open(&url(cluster.port, TEMPLATE)).await.expect("the template opens");
    store.migrate().await.expect("the template migrates");
    store.close().await;
    cluster
}

impl Cluster {
    /// A new one, empty.
    pub async fn start() -> Self {
        Self::start_with(String::new()).await
    }

    /// The same with more settings, as options of its command line.
    pub async fn start_with(settings: String) -> Self {
        Self::start_beside(settings, Vec::new()).await
    }

    /// One that takes connections with TLS, with this certificate and key.
    pub async fn start_sealed([certificate, key]: [String; 2]) -> Self {
        let files = vec![("server.crt", certificate), ("server.key", key)];
        Self::start_beside("-c ssl=on".to_owned(), files).await
    }

    /// One with files of ours in its folder.
    async fn start_beside(settings: String, files: Vec<(&'static str, String)>) -> Self {
        let initialised = tokio::task::spawn_blocking(move || Self::initialise(&settings, &files));
        let cluster = initialised.await.expect("the cluster starts");
        let role = format!("CREATE ROLE {ROLE} LOGIN");
        cluster.superuser("postgres").await.execute(AssertSqlSafe(role)).await.expect("a role");
        cluster.add_database(ROLE).await;
        cluster
    }

    /// Makes a database that belongs to Vigie's role.
    pub async fn add_database(&self, name: &str) {
        let sql = format!("CREATE DATABASE {name} OWNER {ROLE}");
        self.superuser("postgres").await.execute(AssertSqlSafe(sql)).await.expect("a database");
    }

    /// A connection of somebody who may do everything, and whom no wall holds.
    pub async fn superuser(&self, database: &str) -> PgConnection {
        superuser_of(&self.url(database)).await
    }

    /// Where it listens, on loopback.
    pub const fn port(&self) -> u16 {
        self.port
    }

    fn initialise(settings: &str, files: &[(&str, String)]) -> Self {
        let number = CLUSTERS.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("vigie-tests-postgres-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the cluster");
        let user = unprivileged_user();
        if let Some(user) = user {
            succeed(Command::new("chown").arg(user).arg(&folder));
        }
        let data = folder.join("data");
        succeed(
            as_user(user, &binaries().join("initdb"))
                .args(["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
                .arg(&data),
        );
        for (name, text) in files {
            put_beside(&data.join(name), text, user);
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let options = format!(
            "-p {port} -k {} -c max_connections=500 {settings} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=64MB",
            folder.display()
        );
        let cluster = Self { port, log: folder.join("log"), data, options, user };
        cluster.start_again();
        watch(&cluster.data, &folder, user);
        cluster
    }

    /// The URL of one of its databases; `vigie` is always there.
    pub fn url(&self, database: &str) -> String {
        url(self.port, database)
    }

    /// Starts the server that was stopped, and waits until it takes connections.
    pub fn start_again(&self) {
        let mut command = self.control();
        command.arg("-l").arg(&self.log).args(["-o", &self.options, "start"]);
        succeed(&mut command);
    }

    /// Stops the server, and waits until it is gone.
    pub fn stop(&self, how: Stop) {
        let how = match how {
            Stop::Fast => "fast",
            Stop::Immediate => "immediate",
        };
        succeed(self.control().args(["-m", how, "stop"]));
    }

    fn control(&self) -> Command {
        let mut command = as_user(self.user, &binaries().join("pg_ctl"));
        command.args(["-w", "-s", "-D"]).arg(&self.data);
        command
    }

    /// Sends a signal to the server and every process of it.
    pub fn signal(&self, signal: &str) {
        let file = std::fs::read_to_string(self.data.join("postmaster.pid")).expect("the server runs");
        let postmaster = file.lines().next().expect("its number").to_owned();
        let mut all = children(&postmaster);
        all.insert(0, postmaster);
        // A process may have ended meanwhile: no matter.
        let sent = Command::new("kill").arg(signal).args(&all).stderr(Stdio::null()).status();
        sent.expect("kill runs");
    }

    /// Ends every connection there is, as an administrator can.
    pub async fn terminate_all(&self) {
        let mut admin = self.superuser("postgres").await;
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        admin.execute(others).await.expect("terminated");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.control().args(["-m", "immediate", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if let Some(folder) = self.data.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Writes a file that only the server reads.
fn put_beside(file: &Path, text: &str, user: Option<&str>) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(file, text).expect("written");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("permissions");
    if let Some(user) = user {
        succeed(Command::new("chown").arg(user).arg(file));
    }
}

/// The processes whose parent this one is.
fn children(parent: &str) -> Vec<String> {
    let numbers = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = numbers.filter_map(|entry| entry.file_name().into_string().ok());
    let is_child = |number: &String| {
        let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        // Behind the name in brackets: state, parent.
        stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)) == Some(parent)
    };
    numbers.filter(|number| number.bytes().all(|octet| octet.is_ascii_digit())).filter(is_child).collect()
}

/// Ends the cluster when this process has ended, also if it was killed.
fn watch(data: &Path, folder: &Path, user: Option<&str>) {
    let script = format!(
        "while kill -0 {pid} 2>/dev/null; do sleep 0.5; done; {runuser}{stop} -s -D {data} -m immediate stop; rm -rf {folder}",
        pid = std::process::id(),
        runuser = user.map_or(String::new(), |user| format!("runuser -u {user} -- ")),
        stop = binaries().join("pg_ctl").display(),
        data = data.display(),
        folder = folder.display(),
    );
    // In the background of a shell that ends at once: it outlives this process on purpose.
    succeed(Command::new("sh").args(["-c", "setsid sh -c \"$0\" </dev/null >/dev/null 2>&1 &", &script]));
}

/// The newest server installed by Debian, else whatever the path has.
pub fn binaries() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort_by_key(|bin| bin.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok()));
    found.pop().expect("PostgreSQL is not installed; `make test` installs it, or: apt-get install postgresql")
}

/// initdb refuses to run as root: then it runs as the package's own user.
pub(crate) fn unprivileged_user() -> Option<&'static str> {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    (id.stdout.trim_ascii() == b"0").then_some("postgres")
}

fn as_user(user: Option<&str>, program: &Path) -> Command {
    match user {
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

fn succeed(command: &mut Command) {
    // pg_ctl leaves the server holding its output: read none of it.
    let status = command.stdout(Stdio::null()).status().expect("the command runs");
    assert!(status.success(), "{command:?} failed: {status}");
}
