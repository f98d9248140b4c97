//! What stands before and behind nodes in production, with the very configuration that the README shows: HAProxy before them,
//! PgBouncer between them and PostgreSQL. Only addresses, certificates,
//! sign-in and the number of connections are replaced.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::faults::nodes::free_port;
use crate::postgres::unprivileged_user;

const README: &str = include_str!("../../README.md");
const PATIENCE: Duration = Duration::from_secs(10);

/// A program in front of others. Dropping it ends it.
#[derive(Debug)]
pub struct Front {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Front {
    /// HAProxy before nodes at these ports of this machine.
    pub async fn haproxy(nodes: [u16; 2]) -> Self {
        let port = free_port();
        let shown = block("haproxy");
        let mut text = String::new();
        let mut ports = nodes.into_iter();
        for line in shown.lines() {
            let line = match line.split_whitespace().next() {
                // No certificate here; and nobody else may reach it.
                // The test's own limit of open files.
                Some("maxconn") => "    maxconn 2000".to_owned(),
                Some("bind") => format!("    bind 127.0.0.1:{port}"),
                Some("server") => {
                    let name = line.split_whitespace().nth(1).expect("a server has a name");
                    format!("    server {name} 127.0.0.1:{} check", ports.next().expect("two nodes are shown"))
                }
                _ => line.to_owned(),
            };
            text.push_str(&line);
            text.push('\n');
        }
        assert_eq!(ports.next(), None, "the README shows two nodes");
        let (folder, file) = write("haproxy.cfg", &text);
        Self::start(Command::new("haproxy").arg("-q").arg("-f").arg(file), port, folder).await
    }

    /// PgBouncer before the PostgreSQL of this machine that listens at `server`.
    pub async fn pgbouncer(server: u16) -> Self {
        let port = free_port();
        let mut text = String::new();
        for line in block("pgbouncer").lines() {
            let line = match line.split_whitespace().next() {
                Some("vigie") => format!("* = host=127.0.0.1 port={server} user=vigie"),
                Some("listen_port") => format!("listen_port = {port}"),
                Some("auth_type") => "auth_type = any".to_owned(),
                Some("auth_file") => continue,
                _ => line.replace("10.0.0.21", "127.0.0.1"),
            };
            text.push_str(&line);
            text.push('\n');
        }
        let (folder, file) = write("pgbouncer.ini", &text);
        let mut command = Command::new("pgbouncer");
        // It refuses to run as root, as PostgreSQL does.
        if let Some(user) = unprivileged_user() {
            command.args(["-u", user]);
        }
        Self::start(command.args(["-q"]).arg(file), port, folder).await
    }

    async fn start(command: &mut Command, port: u16, folder: TempDir) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.unwrap_or_else(|why| panic!("{command:?}: {why}; `make test` installs what it needs"));
        let front = Self { child, port, _folder: folder };
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(begun.elapsed() < PATIENCE, "{command:?} does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        front
    }

    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// PostgreSQL's settings as the README shows them, as options of its command line.
pub fn postgres_settings() -> String {
    let lines = block("postgresql").lines();
    let settings = lines.filter_map(|line| line.split('#').next()).filter(|line| line.contains('='));
    let one = |line: &str| line.split_whitespace().collect::<String>().replace('\'', "");
    settings.map(|line| format!("-c {}", one(line))).collect::<Vec<_>>().join(" ")
}

/// What the README has between "```ini title" (or another language) and "```".
fn block(title: &str) -> &'static str {
    let fences = README.split("\n```");
    let found = fences.map(|piece| piece.split_once('\n').unwrap_or_default());
    let mut found = found.filter(|(fence, _)| fence.split_whitespace().nth(1) == Some(title));
    found.next().unwrap_or_else(|| panic!("the README shows no {title}")).1
}

fn write(name: &str, text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("written");
    readable(folder.path());
    (folder, file)
}

/// Whoever it runs as has to read it.
fn readable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).expect("permissions");
}
