//! What a back-test costs, and what the rules reach: `cargo run --release -p vigie-tests --example engine [VIGIE]`.
//!
//! Makes synthetic histories with `vigie simulate`, runs `vigie rules backtest` over them as anybody would, and prints two tables:
//! time and peak memory of a federation-year, and the quality of rule sets beside what plain thresholds give. `VIGIE` is the
//! program, `target/release/vigie` if not given. To add a policy: a rule set in `tests/bench/rules/` and its line in `POLICIES`.

use std::error::Error;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

type Anything<T> = Result<T, Box<dyn Error>>;

/// Makes 1.2 million ratings in a year of ordinary visits.
const YEAR_PERSONS: u32 = 10_000;
/// For the quality: two thousand persons, as many as eight coordinators look after.
const QUALITY_PERSONS: u32 = 2_000;
const COORDINATORS: u32 = 8;
const DAYS: u32 = 365;
/// The first sixty days are not scored: nobody's habits are known yet.
const FROM: &str = "2025-03-02";
const TO: &str = "2025-12-31";
const SEED: &str = "1";

/// Rule sets, by name or by file beside this one.
const POLICIES: [(&str, &str); 4] = [
    ("any score at most 2", "score_at_most_2.json"),
    ("score 1", "score_1.json"),
    ("lean", "lean"),
    ("default", "default"),
];

/// A history made by `vigie simulate`.
struct History {
    folder: TempDir,
}

impl History {
    fn make(vigie: &Path, persons: u32, plan: &str) -> Anything<Self> {
        let folder = TempDir::new()?;
        let mut make = Command::new(vigie);
        make.args(["simulate", "--persons", &persons.to_string(), "--days", &DAYS.to_string(), "--seed", SEED]);
        make.args(["--plan", plan, "--force", "--out"]).arg(folder.path()).stderr(Stdio::null());
        if !make.status()?.success() {
            return Err("vigie simulate failed".into());
        }
        Ok(Self { folder })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn megabytes(&self) -> Anything<u64> {
        let sizes =
            ["ratings.jsonl", "visits.jsonl"].map(|name| std::fs::metadata(self.file(name)).map(|file| file.len()));
        let mut sum = 0;
        for size in sizes {
            sum += size?;
        }
        Ok(sum / 1_000_000)
    }
}

/// A finished back-test.
struct Run {
    summary: Value,
    wall: Duration,
    peak_kilobytes: u64,
}

fn backtest(vigie: &Path, history: &History, rules: &str, more: &[&str]) -> Anything<Run> {
    let mut command = Command::new(vigie);
    command.args(["rules", "backtest", "--json", "--rules", rules]).args(more);
    command.arg("--ratings").arg(history.file("ratings.jsonl"));
    command.arg("--visits").arg(history.file("visits.jsonl"));
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut out = child.stdout.take().ok_or("no output")?;
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).map(|_| text)
    });
    let mut peak_kilobytes = 0;
    let ended = loop {
        peak_kilobytes = peak_kilobytes.max(high_water(&status));
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let wall = started.elapsed();
    let text = reader.join().map_err(|_| "the output could not be read")??;
    if !ended.success() {
        return Err(format!("vigie rules backtest --rules {rules} failed").into());
    }
    let last: Value = serde_json::from_str(text.trim_end().lines().last().unwrap_or_default())?;
    Ok(Run { summary: last["summary"].clone(), wall, peak_kilobytes })
}

/// The most memory a process has held so far, in kB.
fn high_water(status: &str) -> u64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn cost(vigie: &Path) -> Anything<()> {
    let history = History::make(vigie, YEAR_PERSONS, "ordinary")?;
    let (name, threads) = ("default", std::thread::available_parallelism()?);
    let mut best: Option<Run> = None;
    for _ in 0..3 {
        let run = backtest(vigie, &history, name, &[])?;
        if best.as_ref().is_none_or(|best| run.wall < best.wall) {
            best = Some(run);
        }
    }
    let run = best.ok_or("nothing was run")?;
    println!("A federation-year from files, rules `{name}`, {threads} cores, the best of three");
    println!("| ratings | visits | files | wall | peak memory |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    println!(
        "| {} | {} | {} MB | {:.2} s | {} MB |",
        run.summary["ratings"],
        run.summary["files"]["visits"],
        history.megabytes()?,
        run.wall.as_secs_f64(),
        run.peak_kilobytes / 1024
    );
    Ok(())
}

fn quality(vigie: &Path) -> Anything<()> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/rules");
    let coordinators = COORDINATORS.to_string();
    println!("\nQuality: {QUALITY_PERSONS} persons, {DAYS} days, the first 60 not scored, {COORDINATORS} coordinators");
    println!(
        "| rules | visits | sensitivity | median delay | share true | false/person-month | alerts/coordinator/day | luck |"
    );
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for plan in ["ordinary", "stress"] {
        let history = History::make(vigie, QUALITY_PERSONS, plan)?;
        let truth = history.file("truth.jsonl").display().to_string();
        for (name, set) in POLICIES {
            let set = if set.ends_with(".json") { rules.join(set).display().to_string() } else { set.to_owned() };
            let more = ["--truth", &truth, "--from", FROM, "--to", TO, "--coordinators", &coordinators];
            let summary = backtest(vigie, &history, &set, &more)?.summary;
            let truth = &summary["truth"];
            let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
            println!(
                "| {name} | {plan} | {:.2} | {} d | {:.2} | {:.3} | {:.2} | {:.3} |",
                number(&truth["sensitivity"]),
                number(&truth["median_delay_days"]),
                number(&truth["share_true"]),
                number(&truth["false_alerts_per_person_month"]),
                number(&summary["alerts_per_coordinator_and_working_day"]),
                number(&truth["luck"]),
            );
        }
    }
    Ok(())
}

fn main() -> Anything<()> {
    let vigie = std::env::args().nth(1).unwrap_or_else(|| "target/release/vigie".to_owned());
    let vigie = std::fs::canonicalize(&vigie).map_err(|error| format!("{vigie}: {error}; build it first"))?;
    cost(&vigie)?;
    quality(&vigie)
}
