//! The program itself: what it prints where, and how it ends.

use std::process::Output;

use super::made_up::{Files, day, rating};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = vigie_tests::output(arguments);
    (status.code(), text(&stdout), text(&stderr))
}

#[test]
fn a_rule_set_is_checked_in_both_notations() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    for name in ["default", "lean"] {
        let (code, out, err) = run(&["rules", "check", name]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    }
    let good = file(
        "good.toml",
        "[[rules]]\nid = \"s\"\nkind = \"sign\"\nstrong_again_days = 14\nweak_again_days = 7\nweak_under_usual = 0.8\n",
    );
    assert_eq!(run(&["rules", "check", &good]).0, Some(0));
    let bad = file("bad.toml", "[[rules]]\nid = \"s\"\nkind = \"sing\"\n");
    let (code, out, err) = run(&["rules", "check", &bad]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("line 3") && err.contains("sign"), "{err}");
    for nonsense in ["", "{", "{\"rules\": 7}", "\u{0}", "rules = [[["] {
        let path = file("nonsense", nonsense);
        let (code, _, err) = run(&["rules", "check", &path]);
        assert_eq!(code, Some(1), "{nonsense}: {err}");
        assert!(!err.contains("panicked"), "{err}");
    }
    assert_eq!(run(&["rules", "check", "no/such/file"]).0, Some(1));
    assert_eq!(run(&["rules", "check"]).0, Some(2), "wrong usage");
}

#[test]
fn results_go_to_stdout_and_messages_to_stderr() {
    let mut lines: String = (0..20).map(|n| format!("{}\n", rating(&format!("r{n}"), "p", day(n), 4))).collect();
    lines.push_str(&format!("{}\nbad\n", rating("low", "p", day(20), 1)));
    let files = Files::of_text(lines.as_bytes());
    let path = files.inputs.ratings.display().to_string();
    let arguments = ["rules", "backtest", "--rules", "lean", "--ratings", &path, "--json"];
    let (code, out, err) = run(&arguments);
    assert_eq!(code, Some(0), "{err}");
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["alert"]["person_id"], "p");
    for key in ["ratings", "persons", "alerts", "alerts_per_week", "by_rule", "by_severity", "elapsed_ms", "truth"] {
        assert!(lines[1]["summary"].get(key).is_some(), "{key}");
    }
    assert!(err.contains("line 22"), "{err}");
    let (code, out, _) = run(&arguments[..arguments.len() - 1]);
    assert_eq!(code, Some(0));
    assert!(out.contains("1 persons, 21 ratings") && out.contains("1 bad lines"), "{out}");
    assert_eq!(run(&["rules", "backtest", "--rules", "lean"]).0, Some(2), "wrong usage");
    assert_eq!(run(&["rules", "backtest", "--rules", "lean", "--ratings", "no/such/file"]).0, Some(1));
    assert_eq!(run(&["rules", "backtest", "--rules", "no", "--ratings", &path]).0, Some(1));
    assert_eq!(run(&["rules", "backtest", "--rules", "lean", "--ratings", &path, "--from", "yesterday"]).0, Some(2));
}
