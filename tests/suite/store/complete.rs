//! Is every statement exercised on both databases? Looks for `noun::function(` in the tests.

use std::path::{Path, PathBuf};

/// Exercised on both databases by tests that call something above them.
const THROUGH_OTHERS: [(&str, &str); 0] = [];

fn source(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a source file")
}

/// Every Rust file below a folder.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// `noun::function` of every public function of the store's nouns.
fn functions(store: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in rust_files(store) {
        let noun = file.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        for line in source(&file).lines() {
            if let Some(rest) = line.strip_prefix("pub async fn ") {
                let name = rest.split(['(', '<']).next().expect("a name");
                found.push(format!("{noun}::{name}"));
            }
        }
    }
    found
}

#[test]
fn every_public_function_of_the_store_is_called_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let functions = functions(&root.join("../server/src/store"));
    assert!(functions.len() > 90, "{}", functions.len());
    let tests: String =
        rust_files(&root.join("suite")).iter().chain(&rust_files(&root.join("src"))).map(|file| source(file)).collect();
    let called = |name: &str| {
        let excused = THROUGH_OTHERS.iter().any(|(excused, _)| *excused == name);
        excused || tests.contains(&format!("{name}("))
    };
    let missing: Vec<&String> = functions.iter().filter(|name| !called(name)).collect();
    assert!(missing.is_empty(), "give each of these a line in tests/suite/store: {missing:?}");
}
