//! The threats of `ARCHITECTURE.md`, each with tests that are there: a test that was renamed or removed leaves its threat open, and says so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many threats the model has.
const THREATS: usize = 16;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file with one of these endings below a folder, but for other people's.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if !matches!(name, "node_modules" | "target" | "dist" | "artifacts") && !name.starts_with('.') {
                found.extend(files(&path, endings));
            }
        } else if endings.iter().any(|ending| path.extension().is_some_and(|extension| extension == *ending)) {
            found.push(path);
        }
    }
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a source file")
}

/// What can be named: Rust tests by their function, the app's and the browsers' by their sentence, targets of the Makefile as
/// `make x`.
fn known() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for file in ["tests", "server/src", "shared"].iter().flat_map(|folder| files(&root().join(folder), &["rs"])) {
        let text = text(&file);
        let is_test = |line: &str| line == "#[test]" || line.starts_with("#[tokio::test");
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            let name = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn "));
            let name = name.and_then(|rest| rest.split(['(', '<']).next());
            // Inside `on_both!` the argument is the mark.
            if let Some(name) = name.filter(|_| marked || line.contains(": TestApp)")) {
                known.insert(name.to_owned());
            }
            marked = is_test(line) || (marked && name.is_none());
        }
    }
    for file in ["tests/e2e/tests", "pwa/src"].iter().flat_map(|folder| files(&root().join(folder), &["ts", "mjs"])) {
        for line in text(&file).lines().map(str::trim) {
            let quoted = line.strip_prefix("test('").and_then(|rest| rest.split("',").next());
            known.extend(quoted.map(str::to_owned));
        }
    }
    for line in text(&root().join("Makefile")).lines() {
        known.extend(
            line.split_once(':')
                .filter(|(name, _)| !name.contains([' ', '\t', '=']))
                .map(|(name, _)| format!("make {name}")),
        );
    }
    known
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_threat_has_tests_that_are_there() {
    let known = known();
    assert!(known.len() > 800, "{}", known.len());
    let document = text(&root().join("ARCHITECTURE.md"));
    let rows: Vec<Vec<&str>> = document
        .lines()
        .filter(|line| line.strip_prefix("| T").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let named: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let expected: Vec<String> = (1..=THREATS).map(|number| format!("T{number}")).collect();
    assert_eq!(named, expected, "a row for each threat, in order");
    for row in rows {
        let tests = quoted(row[row.len() - 1]);
        assert!(!tests.is_empty(), "{} names no test", row[0]);
        let missing: Vec<_> = tests.into_iter().filter(|test| !known.contains(*test)).collect();
        assert!(missing.is_empty(), "{}: there is no test {missing:?}", row[0]);
    }
}

#[test]
fn what_is_no_test_is_not_taken_for_one() {
    let known = known();
    for name in ["known", "quoted", "make nothing", "every_threat_has_tests_that_are_there_and_more"] {
        assert!(!known.contains(name), "{name}");
    }
    for name in ["every_threat_has_tests_that_are_there", "nobody_reaches_beyond_their_role_and_sector", "make faults"]
    {
        assert!(known.contains(name), "{name}");
    }
}

/// What comes from others is what it was when it was chosen: a registry, a version, a checksum.
#[test]
fn every_dependency_is_pinned_by_its_checksum() {
    const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let lock = text(&root().join("Cargo.lock"));
    let crates: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    assert!(crates.len() > 300, "{}", crates.len());
    for one in crates {
        let name = one.lines().find(|line| line.starts_with("name = ")).expect("a name");
        let ours = name.starts_with("name = \"vigie-");
        assert_eq!(ours, !one.contains(REGISTRY), "{name}: from where?");
        assert_eq!(ours, !one.contains("checksum = "), "{name}: what was chosen?");
    }
    let mut packages = 0;
    for file in files(&root(), &["json"]).iter().filter(|file| file.ends_with("package-lock.json")) {
        let lock: serde_json::Value = serde_json::from_str(&text(file)).expect("JSON");
        for (name, one) in lock["packages"].as_object().expect("packages").iter().filter(|(name, _)| !name.is_empty()) {
            packages += 1;
            assert!(
                one["integrity"].as_str().is_some_and(|hash| hash.starts_with("sha512-")),
                "{}: {name}",
                file.display()
            );
        }
    }
    assert!(packages > 300, "{packages}");
}
