//! The real program in a process of its own, for tests that kill it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

static BUILT: OnceLock<PathBuf> = OnceLock::new();

/// Far longer than a start or a stop takes: only keeps a broken program from hanging a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running `vigie serve`. Dropping it kills it.
#[derive(Debug)]
pub struct Vigie {
    child: Child,
    base_url: String,
}

impl Vigie {
    /// Starts it on a port and waits until it is ready.
    pub async fn serve(database_url: &str, data: &Path, port: u16) -> Self {
        let child = Command::new(program())
            .arg("serve")
            .env("VIGIE_DATABASE_URL", database_url)
            .env("VIGIE_DATA_DIR", data)
            .env("VIGIE_LISTEN", format!("127.0.0.1:{port}"))
            .env("VIGIE_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
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

    /// SIGKILL: no chance to finish anything.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// SIGTERM, without waiting.
    pub fn ask_to_stop(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(status.success());
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

/// Runs the program to its end.
pub fn output(arguments: &[&str]) -> std::process::Output {
    command(arguments).output().expect("vigie runs")
}

/// The program with arguments, for a test that gives it an environment.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The program beside this test, brought up to date: a stale one would prove nothing.
fn program() -> &'static Path {
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().expect("this program has a path");
        // target/<profile>/deps/suite-<hash>
        let profile = test.ancestors().nth(2).expect("a profile's folder");
        let target = profile.parent().expect("the target folder");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        // Both packages, so that features are those of this test's build and nothing is compiled twice.
        build.args(["build", "--quiet", "-p", "vigie-tests", "-p", "vigie-server", "--bin", "vigie", "--target-dir"]);
        build.arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
        if profile.ends_with("release") {
            build.arg("--release");
        }
        let status = build.status().expect("cargo runs");
        assert!(status.success(), "vigie cannot be built: {status}");
        profile.join("vigie")
    })
}
