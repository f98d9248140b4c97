//! Prometheus Alertmanager, where it is installed: what a coordinator's queue would be made of otherwise. It keeps alerts in memory.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const NAMES: [&str; 2] = ["/usr/bin/prometheus-alertmanager", "/usr/bin/alertmanager"];
const CONFIGURATION: &str = "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n";

/// Starts it in a folder; none when it is not installed.
pub async fn start(folder: &Path, port: u16) -> Option<(Child, String)> {
    let program = NAMES.into_iter().find(|name| Path::new(name).exists())?;
    let file = folder.join("alertmanager.yml");
    std::fs::write(&file, CONFIGURATION).expect("written");
    let address = format!("127.0.0.1:{port}");
    let child = Command::new(program)
        .arg(format!("--config.file={}", file.display()))
        .arg(format!("--storage.path={}", folder.join("alertmanager").display()))
        .arg(format!("--web.listen-address={address}"))
        .args(["--cluster.listen-address=", "--log.level=error"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    for _ in 0..100 {
        if let Ok(answer) = reqwest::get(format!("http://{address}/-/ready")).await
            && answer.status() == 200
        {
            return Some((child, address));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

/// One alert, as Prometheus would send it.
pub fn alert(connection: usize, place: usize) -> String {
    format!(
        r#"[{{"labels":{{"alertname":"baisse","person":"{connection}-{place}","sector":"nord","severity":"high"}},"annotations":{{"text":"en baisse depuis trois jours"}}}}]"#
    )
}
