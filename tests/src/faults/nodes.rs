//! The real program in processes of its own: started, stopped, paused, killed.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

static OWN: OnceLock<PathBuf> = OnceLock::new();
static DEBUG: OnceLock<PathBuf> = OnceLock::new();

/// Far longer than a start or a stop takes: only keeps a broken program from hanging a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which build of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Build {
    /// That of this test or this rig.
    #[default]
    Own,
    /// The one with a clock that can be moved and with mutants.
    Debug,
}

impl Build {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own if !cfg!(debug_assertions) => "release",
            Self::Own | Self::Debug => "debug",
        }
    }
}

/// How to start a node.
#[derive(Debug, Clone, Default)]
pub struct Launch {
    pub database_url: String,
    pub data: PathBuf,
    /// 0: any.
    pub port: u16,
    /// More settings.
    pub environment: Vec<(String, String)>,
    /// Where its log goes, from `warn` on; none: nowhere. A fault's nodes write into the folder that `FAULT_LOGS` names.
    pub log: Option<PathBuf>,
    pub build: Build,
    /// Leaves the schema as it is, as behind a pooler.
    pub no_migrate: bool,
}

/// A running `vigie serve`. Dropping it kills it.
#[derive(Debug)]
pub struct Vigie {
    child: Child,
    base_url: String,
}

impl Vigie {
    /// Starts it on a port and waits until it is ready.
    pub async fn serve(database_url: &str, data: &Path, port: u16) -> Self {
        let launch = Launch { database_url: database_url.to_owned(), data: data.to_owned(), port, ..Launch::default() };
        Self::launch(&launch).await
    }

    /// The same with everything that can be said.
    pub async fn launch(launch: &Launch) -> Self {
        let port = if launch.port == 0 { free_port() } else { launch.port };
        let log = launch.log.as_ref().map_or_else(Stdio::null, |path| {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
            file.expect("a file for the log").into()
        });
        let child = Command::new(program(launch.build))
            .arg("serve")
            .args(launch.no_migrate.then_some("--no-migrate"))
            .env("VIGIE_DATABASE_URL", &launch.database_url)
            .env("VIGIE_DATA_DIR", &launch.data)
            .env("VIGIE_LISTEN", format!("127.0.0.1:{port}"))
            .env("VIGIE_LOG", if launch.log.is_some() { "warn" } else { "error" })
            .envs(launch.environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("vigie starts");
        let mut vigie = Self { child, base_url: format!("http://127.0.0.1:{port}") };
        vigie.wait_until_ready().await;
        vigie
    }

    async fn wait_until_ready(&mut self) {
        let probe = format!("{}/readyz", self.base_url);
        let ready = async {
            loop {
                if let Ok(answer) = reqwest::get(&probe).await
                    && answer.status() == 200
                {
                    return;
                }
                let ended = self.child.try_wait().expect("a look at the child");
                assert!(ended.is_none(), "vigie ended while starting: {ended:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, ready).await.expect("vigie becomes ready");
    }

    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn port(&self) -> u16 {
        self.base_url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("its URL ends with its port")
    }

    /// Whether the process is still there.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().expect("a look at the child").is_none()
    }

    /// SIGKILL: no chance to finish anything. Also works on a process that is paused.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// What it holds in memory, in KiB.
    pub fn memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
    }

    /// SIGTERM, without waiting.
    pub fn ask_to_stop(&self) {
        self.signal("-TERM");
    }

    /// SIGSTOP: the process stands still, with everything it holds. On a busy machine that takes a moment: waits for the last thread.
    pub fn pause(&self) {
        self.signal("-STOP");
        let begun = Instant::now();
        while !self.stands_still() {
            assert!(begun.elapsed() < PATIENCE, "the process does not stop");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn stands_still(&self) -> bool {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
        let mut states = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok());
        // Behind the name in brackets: the state.
        states.all(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T')))
    }

    /// SIGCONT: it goes on as if nothing had been.
    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(status.success());
    }

    /// Whether this process holds the near end of a connection that is seen from its far end.
    pub fn holds(&self, connection: SocketAddr) -> bool {
        let wanted = format!(":{:04X}", connection.port());
        let table = std::fs::read_to_string("/proc/net/tcp").expect("the kernel's table of connections");
        let sockets: Vec<String> = table
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|fields| fields.get(1).is_some_and(|local| local.ends_with(&wanted)))
            .filter_map(|fields| Some(format!("socket:[{}]", fields.get(9)?)))
            .collect();
        let files = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).into_iter().flatten().flatten();
        let mut links = files.filter_map(|file| std::fs::read_link(file.path()).ok());
        links.any(|link| sockets.iter().any(|socket| link.as_os_str() == socket.as_str()))
    }

    /// How it ended.
    pub async fn ended(mut self) -> ExitStatus {
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().expect("a look at the child") {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, ended).await.expect("vigie ends")
    }
}

impl Drop for Vigie {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port nobody listens on just now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port()
}

/// Runs the program to its end.
pub fn output(arguments: &[&str]) -> std::process::Output {
    command(arguments).output().expect("vigie runs")
}

/// The program with arguments, for a test that gives it an environment.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(program(Build::Own));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The program beside this test, brought up to date: a stale one would prove nothing.
pub fn program(build: Build) -> &'static Path {
    match build {
        Build::Own => OWN.get_or_init(|| built(cfg!(debug_assertions))),
        Build::Debug if cfg!(debug_assertions) => program(Build::Own),
        Build::Debug => DEBUG.get_or_init(|| built(true)),
    }
}

fn built(debug: bool) -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    // target/<profile>/deps/suite-<hash>, or target/<profile>/examples/faults
    let target = test.ancestors().nth(3).expect("the target folder");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // Both packages, so that features are those of this test's build and nothing is compiled twice.
    command.args(["build", "--quiet", "-p", "vigie-tests", "-p", "vigie-server", "--bin", "vigie", "--target-dir"]);
    command.arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
    if !debug {
        command.arg("--release");
    }
    let status = command.status().expect("cargo runs");
    assert!(status.success(), "vigie cannot be built: {status}");
    target.join(if debug { "debug" } else { "release" }).join("vigie")
}
