//! The shape of the house, read from its `use` lines: who may know whom. A failure says what to do instead.

use std::path::{Path, PathBuf};

/// Files outside `http/` and `auth/` that are a stage's door: they may name axum.
const DOORS: &[&str] = &[
    // The demo lives its weeks through the endpoints themselves.
    "demo/around.rs",
    "demo/desk.rs",
    "demo/live.rs",
    "demo/promises.rs",
    // One file an endpoint, or one file for the few endpoints of a stage.
    "access_log/endpoint.rs",
    "alerts/bulk.rs",
    "alerts/change.rs",
    "alerts/counts.rs",
    "alerts/detail.rs",
    "alerts/list.rs",
    "alerts/need.rs",
    "alerts/presence.rs",
    "alerts/reply.rs",
    "alerts/saved_views.rs",
    "alerts/signals.rs",
    "alerts/stream.rs",
    "alerts/team.rs",
    "capture/endpoint.rs",
    "catalogue/endpoints.rs",
    "impact/endpoint.rs",
    "me.rs",
    "metrics.rs",
    "notifications/endpoint.rs",
    "persons/absence.rs",
    "persons/consent.rs",
    "persons/contacts.rs",
    "persons/coordinators.rs",
    "persons/details.rs",
    "persons/file.rs",
    "persons/search.rs",
    "persons/timeline.rs",
    "pwa.rs",
    "sector_now.rs",
    "settings/endpoint.rs",
    "visits.rs",
];
/// Folders whose every file is a door.
const DOOR_FOLDERS: &[&str] = &[
    "http/",
    "auth/",
    "accounts/endpoints/",
    "alerts/verbs/",
    "calendars/endpoints/",
    "cover/endpoints/",
    "caseload/endpoints/",
    "follow_ups/endpoints/",
    "imports/endpoints/",
    "outbox/endpoints/",
    "partners/endpoints/",
    "places/endpoints/",
    "push/endpoints/",
    "quarantine/endpoints/",
    "records/endpoints/",
    "rulebook/endpoints/",
    "scheduler/endpoints/",
    "sectors/endpoints/",
    "watch/endpoints/",
    "webhook/endpoints/",
];

/// Stages that decide and write without knowing about HTTP. `alerts::reroute`, `capture`, `persons::line` and `access_log` take the
/// caller or give back a problem, which live in `http`; nothing else of the door is theirs.
const KNOWS_CALLER_AND_PROBLEM: &[&str] = &[
    "access_log/mod.rs",
    "alerts/reroute.rs",
    "capture/group/mod.rs",
    "capture/group/picture.rs",
    "capture/queue.rs",
    "capture/submit.rs",
    "persons/line.rs",
];

/// What the domain may not touch: the world.
const NOT_IN_SHARED: &[&str] = &[
    "axum",
    "tokio",
    "sqlx",
    "reqwest",
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "now_v7",
    "new_v4",
    "thread_rng",
    "rand::",
];

/// A line of code with where it stands.
struct Line {
    file: String,
    number: usize,
    code: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The lines of code of a folder, without comments and without what is only compiled for tests.
fn lines(folder: &str) -> Vec<Line> {
    let folder = root().join(folder);
    let mut found = Vec::new();
    for path in crate::store::complete::rust_files(&folder) {
        let file = path.strip_prefix(&folder).expect("below the folder").to_string_lossy().into_owned();
        if file.ends_with("tests.rs") || file.contains("/tests/") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if !code.trim().is_empty() {
                found.push(Line { file: file.clone(), number: number + 1, code: code.to_owned() });
            }
        }
    }
    assert!(found.len() > 1_000, "{} is not where it was", folder.display());
    found
}

/// The lines that break a rule, as a list a person can click through.
fn broken<'a>(lines: &'a [Line], breaks: impl Fn(&'a Line) -> bool) -> String {
    let bad = lines.iter().filter(|line| breaks(line));
    bad.map(|line| format!("\n  {}:{}: {}", line.file, line.number, line.code.trim())).collect()
}

/// Whether the code names a crate's path: `sqlx::…` or `use sqlx`.
fn names(code: &str, krate: &str) -> bool {
    let path = format!("{krate}::");
    let mut rest = code;
    while let Some(place) = rest.find(&path) {
        let before = rest[..place].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return true;
        }
        rest = &rest[place + path.len()..];
    }
    false
}

fn is_door(file: &str) -> bool {
    DOORS.contains(&file) || DOOR_FOLDERS.iter().any(|folder| file.starts_with(folder))
}

fn has_sql(code: &str) -> bool {
    let is = |start: &str, then: &str| code.find(start).is_some_and(|place| code[place..].contains(then));
    is("\"SELECT ", "") && code.contains("FROM")
        || is("\"INSERT INTO ", "")
        || is("\"DELETE FROM ", "")
        || is("\"UPDATE ", " SET ")
        || code.trim_start().starts_with("SELECT ")
}

#[test]
fn all_sql_is_in_the_store() {
    let lines = lines("server/src");
    let outside = |line: &&Line| !line.file.starts_with("store/");
    let named = broken(&lines, |line| outside(&line) && names(&line.code, "sqlx"));
    assert!(named.is_empty(), "only server/src/store may name sqlx; write a function there instead:{named}");
    let sql = broken(&lines, |line| outside(&line) && has_sql(&line.code));
    assert!(sql.is_empty(), "only server/src/store may hold SQL; write a function there instead:{sql}");
    assert!(lines.iter().any(|line| line.file.starts_with("store/") && has_sql(&line.code)), "SQL looks different now");
}

#[test]
fn only_doors_know_the_web_framework() {
    let lines = lines("server/src");
    let inside = broken(&lines, |line| !is_door(&line.file) && names(&line.code, "axum"));
    assert!(
        inside.is_empty(),
        "axum belongs to http/, auth/ and the endpoint files; move the endpoint into a file of its own and name it in \
         tests/suite/architecture.rs:{inside}"
    );
    for door in DOORS {
        let there = lines.iter().any(|line| line.file == *door && names(&line.code, "axum"));
        assert!(there, "{door} is no door any more: take it off the list in tests/suite/architecture.rs");
    }
}

#[test]
fn stages_do_not_look_up_to_the_door() {
    let lines = lines("server/src");
    let up = broken(&lines, |line| {
        let stage = [
            "alerts/",
            "capture/",
            "assess.rs",
            "caseload/",
            "follow_ups/",
            "notifications/",
            "watch/",
            "persons/",
            "outbox/",
            "push/",
            "scheduler/",
            "rulebook/",
            "access_log/",
        ];
        let is_stage = stage.iter().any(|name| line.file.starts_with(name)) && !is_door(&line.file);
        is_stage && line.code.contains("crate::http") && !KNOWS_CALLER_AND_PROBLEM.contains(&line.file.as_str())
    });
    assert!(up.is_empty(), "a stage behind its endpoint takes plain values and gives back its own error:{up}");
    for file in KNOWS_CALLER_AND_PROBLEM {
        let beyond = broken(&lines, |line| {
            let imports = line.code.trim_start().starts_with("use crate::http") && line.file == *file;
            imports
                && ["Body", "Params", "Reader", "router", "serve", "headers"]
                    .iter()
                    .any(|name| line.code.contains(name))
        });
        assert!(beyond.is_empty(), "{file} may know who calls and what a problem is, no more:{beyond}");
    }
}

#[test]
fn the_store_knows_no_stage() {
    let lines = lines("server/src");
    let stages = [
        "http",
        "auth",
        "alerts",
        "capture",
        "assess",
        "follow_ups",
        "persons",
        "push",
        "scheduler",
        "rulebook",
        "app",
        "config",
    ];
    let up = broken(&lines, |line| {
        line.file.starts_with("store/") && stages.iter().any(|stage| line.code.contains(&format!("crate::{stage}")))
    });
    assert!(up.is_empty(), "the store takes plain values; whoever calls it knows the rest:{up}");
}

#[test]
fn the_domain_touches_nothing_of_the_world() {
    let lines = lines("shared/src");
    let outside = broken(&lines, |line| NOT_IN_SHARED.iter().any(|name| line.code.contains(name)));
    assert!(outside.is_empty(), "shared/ has no clock, no chance and no input or output; hand the value in:{outside}");
    let manifest = std::fs::read_to_string(root().join("shared/Cargo.toml")).expect("a manifest");
    let dependencies =
        manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("a list");
    for krate in ["tokio", "axum", "sqlx", "reqwest", "rand", "tracing", "anyhow"] {
        let named = dependencies.lines().any(|line| line.split(['=', '.', ' ']).next() == Some(krate));
        assert!(!named, "shared/Cargo.toml depends on {krate}");
    }
    assert!(!dependencies.contains("\"clock\""), "chrono's clock is not for the domain");
}

#[test]
fn one_place_reads_the_time_and_one_makes_ids() {
    let lines = lines("server/src");
    let clock = broken(&lines, |line| {
        line.file != "clock.rs"
            && ["Utc::now()", "Local::now()", "SystemTime::now"].iter().any(|name| line.code.contains(name))
    });
    assert!(clock.is_empty(), "ask the Clock: a moved clock must move everything:{clock}");
    let ids = broken(&lines, |line| {
        line.file != "ids.rs" && ["now_v7", "new_v4"].iter().any(|name| line.code.contains(name))
    });
    assert!(ids.is_empty(), "use ids::fresh:{ids}");
}

/// The types of a folder that stand in the API's document, which knows them by their bare names.
fn documented(lines: &[Line]) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let (mut derived, mut renamed) = (false, None);
    for line in lines {
        let code = line.code.trim();
        if let Some((_, name)) = code.split_once("schema(as = ") {
            renamed = Some(name.trim_end_matches(")]"));
        }
        derived |= code.starts_with("#[") && code.contains("ToSchema");
        let item = code.strip_prefix("pub ").unwrap_or(code);
        if let Some(rest) = item.strip_prefix("struct ").or_else(|| item.strip_prefix("enum ")) {
            let own = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let name = renamed.take().unwrap_or(own);
            if std::mem::take(&mut derived) {
                found.push((name, format!("{}:{}", line.file, line.number)));
            }
        }
    }
    found
}

#[test]
fn no_two_types_of_the_api_have_one_name() {
    let (server, shared) = (lines("server/src"), lines("shared/src"));
    let mut all = documented(&server);
    all.extend(documented(&shared));
    assert!(all.len() > 100, "the scanner sees too little: {}", all.len());
    all.sort();
    let twice: Vec<_> = all.windows(2).filter(|pair| pair[0].0 == pair[1].0).collect();
    assert!(twice.is_empty(), "the later one would replace the earlier in the document: {twice:?}");
}

#[test]
fn a_migration_that_makes_a_table_puts_it_behind_the_wall() {
    const FIRST: &str = "0035_walls.sql";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/postgres");
    let mut open = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("a migration");
        for made in text.split("CREATE TABLE ").skip(1).filter(|_| name.as_str() > FIRST) {
            let table = made.split_whitespace().next().expect("a name");
            let columns = made.split(");").next().unwrap_or_default();
            if columns.contains("federation_id") && !text.contains(&format!("SELECT raise_wall('{table}');")) {
                open.push(format!("{name}: end with SELECT raise_wall('{table}');"));
            }
        }
    }
    assert!(open.is_empty(), "{open:#?}");
}

#[test]
fn the_scanner_sees_what_it_looks_for() {
    assert!(names("use sqlx::types::Json;", "sqlx") && names("    sqlx::query(SQL)", "sqlx"));
    assert!(!names("use my_sqlx::x;", "sqlx") && !names("// nothing", "sqlx"));
    assert!(has_sql("const SQL: &str = \"SELECT a FROM b\";") && has_sql("\"UPDATE x SET y = 1\""));
    assert!(!has_sql("\"Select a person\"") && !has_sql("let from = \"FROM\";"));
}
