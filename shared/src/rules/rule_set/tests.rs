use super::*;
use crate::lang::Lang;
use crate::rating::Axis;
use spec::{Field, Shape};

fn changed(change: impl FnOnce(&mut Value)) -> Result<RuleSet, InvalidRuleSet> {
    let mut value: Value = serde_json::from_str(DEFAULT).expect("JSON");
    change(&mut value);
    RuleSet::parse(&value.to_string())
}

fn mistakes(change: impl FnOnce(&mut Value)) -> Vec<Mistake> {
    changed(change).expect_err("must be refused").mistakes
}

/// The pointer of the only mistake.
fn place(change: impl FnOnce(&mut Value)) -> String {
    let mistakes = mistakes(change);
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    mistakes[0].pointer.clone()
}

fn names(set: &RuleSet) -> Vec<&str> {
    set.rules.iter().map(|rule| rule.id.as_str()).collect()
}

#[test]
fn the_built_in_sets_are_valid_and_the_default_has_the_numbers_of_the_house() {
    let set = RuleSet::parse(DEFAULT).expect("the built-in set is valid");
    assert_eq!(set.baseline, BaselineParams::default());
    assert_eq!(set.alert_log, AlertPolicy::default());
    let all = ["threshold", "drop", "ewma", "visit_quality", "drift", "lukewarm", "silence", "sign"];
    assert_eq!(names(&set), all);
    let lean = RuleSet::parse(LEAN).expect("the lean set is valid");
    assert_eq!(names(&lean), all);
    assert_eq!(RuleSet::built_in("lean"), Some(lean));
    assert_eq!(RuleSet::built_in("fat"), None);
}

#[test]
fn a_set_reads_back_from_its_json_and_its_toml() {
    for set in [RuleSet::default_set(), RuleSet::lean_set()] {
        let json = serde_json::to_string(&set).expect("JSON");
        assert_eq!(RuleSet::parse(&json), Ok(set.clone()));
        let toml = set.to_toml().expect("TOML");
        assert_eq!(RuleSet::read(&toml, Format::guess(&toml)), Ok(set.clone()), "{toml}");
        assert_eq!(Format::guess(&json), Format::Json);
        assert_eq!(set.check(), Ok(()));
        assert_eq!(set.fingerprint(), set.clone().with_version(7).fingerprint());
    }
}

#[test]
fn a_small_set_takes_the_rest_from_the_house() {
    let text =
        "[[rules]]\nid = 'pain'\nkind = 'sign'\nstrong_again_days = 14\nweak_again_days = 7\nweak_under_usual = 1";
    let set = RuleSet::read(text, Format::Toml).expect("valid");
    assert_eq!((set.version, set.baseline), (1, BaselineParams::default()));
    assert!(set.rules[0].enabled);
}

#[test]
fn every_mistake_is_named_with_its_place_and_a_suggestion() {
    let text = "version = 1\nbasline = 3\n\n[alert_log]\nquiet_days = 900\n\n[[rules]]\nid = \"Bad Id\"\nkind = \"ewma\"\nlamda = 0.2\nlimit = \"high\"\n\
                axes = [\"moood\", \"form\", \"form\"]\nrestart_after_days = 1.5\nagain_after_days = 30\n[[rules]]\nid = \"x\"\nkind = \"emwa\"\n";
    let error = RuleSet::read(text, Format::Toml).expect_err("refused");
    let told = error.to_string();
    for (place, word) in [
        ("line 2, column 1, /basline:", "Did you mean `baseline`?"),
        ("line 5, column 14, /alert_log/quiet_days:", "0 – 365"),
        ("/alert_log/merge_window_days:", "missing"),
        ("line 8, column 6, /rules/0/id:", "a-z"),
        ("line 10, column 1, /rules/0/lamda:", "Did you mean `lambda`?"),
        ("line 11, column 9, /rules/0/limit:", "A number is expected"),
        ("line 12, column 9, /rules/0/axes/0:", "Did you mean `mood`?"),
        ("line 12, column 26, /rules/0/axes/2:", "twice"),
        ("line 13, column 22, /rules/0/restart_after_days:", "A whole number is expected"),
        ("line 17, column 8, /rules/1/kind:", "Did you mean `ewma`?"),
    ] {
        let line = told.lines().find(|line| line.contains(place)).unwrap_or_else(|| panic!("{place} in\n{told}"));
        assert!(line.contains(word), "{line}");
    }
    assert!(error.mistakes.iter().all(|mistake| mistake.message(Lang::Fr) != mistake.message(Lang::En)));
}

#[test]
fn json_has_the_same_places() {
    let text = "{\n  \"rules\": [\n    {\"id\": \"s\", \"kind\": \"sign\", \"strong_again_days\": 0,\n     \"weak_agian_days\": 7, \"weak_under_usual\": 1}\n  ]\n}";
    let told = RuleSet::parse(text).expect_err("refused").to_string();
    assert!(told.contains("line 3, column 54, /rules/0/strong_again_days"), "{told}");
    assert!(
        told.contains("line 4, column 6, /rules/0/weak_agian_days") && told.contains("`weak_again_days`"),
        "{told}"
    );
}

#[test]
fn numbers_out_of_range_and_out_of_proportion_are_named_by_their_place() {
    assert_eq!(place(|v| v["baseline"]["lag_days"] = 16.into()), "/baseline/lag_days");
    assert_eq!(place(|v| v["baseline"]["cap_days"] = 3.into()), "/baseline/min_rated_days");
    assert_eq!(place(|v| v["alert_log"]["due_minutes"]["critical"] = 500.into()), "/alert_log/due_minutes/critical");
    assert_eq!(place(|v| v["rules"][1]["under_usual"] = 9.into()), "/rules/1/under_usual");
    assert_eq!(place(|v| v["rules"][1]["id"] = "threshold".into()), "/rules/1/id");
    assert_eq!(place(|v| v["rules"][4]["before_to_week"] = 4.into()), "/rules/4/before_to_week");
    assert_eq!(place(|v| v["rules"][5]["count"] = 7.into()), "/rules/5/count");
    assert_eq!(place(|v| v["rules"][6]["not_done"] = 1.into()), "/rules/6/not_done");
    assert_eq!(
        place(|v| v["rules"] = vec![v["rules"][0].clone(); 13]
            .into_iter()
            .enumerate()
            .map(|(i, mut rule)| {
                rule["id"] = format!("r{i}").into();
                rule
            })
            .collect()),
        "/rules"
    );
}

#[test]
fn a_set_made_in_another_way_is_checked_too() {
    let mut set = RuleSet::default_set();
    set.baseline.sd_floor = f64::NAN;
    set.rules[3].id = "ewma".to_owned();
    let error = set.check().expect_err("refused");
    let pointers: Vec<&str> = error.mistakes.iter().map(|mistake| mistake.pointer.as_str()).collect();
    assert_eq!(pointers, ["/baseline/sd_floor", "/rules/3/id"]);
}

#[test]
fn malformed_texts_are_refused_without_a_panic() {
    let long = " ".repeat(MAX_TEXT + 1);
    for text in
        ["", "null", "[]", "{", "{\"version\":-1}", "{\"rules\":[{}]}", "{\"rules\":{}}", "{\"rules\":[3]}", &long]
    {
        assert!(RuleSet::parse(text).is_err(), "{text}");
    }
    for text in ["", "=", "rules = 3", "[[rules]]", "[rules]", "rules = [[]]", "a.b.c = nan", "x = 1e999", &long] {
        assert!(RuleSet::read(text, Format::Toml).is_err(), "{text}");
    }
    assert!(place(|v| v["rules"] = Value::Null).contains("/rules"));
}

/// The properties of a schema's table, with references followed.
fn resolved<'s>(schema: &'s Value, part: &'s Value) -> &'s Value {
    match part["$ref"].as_str() {
        Some(path) => schema.pointer(path.trim_start_matches('#')).expect("the reference leads somewhere"),
        None => part,
    }
}

fn compare(schema: &Value, table: &Value, fields: &[Field], others: &[&str]) {
    let table = resolved(schema, table);
    assert_eq!(table["additionalProperties"], Value::Bool(false));
    let properties = table["properties"].as_object().expect("properties");
    let mut names: Vec<&str> = fields.iter().map(|field| field.name).chain(others.iter().copied()).collect();
    names.sort_unstable();
    let mut known: Vec<&str> = properties.keys().map(String::as_str).collect();
    known.sort_unstable();
    assert_eq!(known, names);
    let required: Vec<&str> = table["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for field in fields {
        assert_eq!(required.contains(&field.name), field.required, "{}", field.name);
        let part = resolved(schema, &properties[field.name]);
        match field.shape {
            Shape::Whole(least, most) => {
                assert_eq!(
                    (&part["type"], &part["minimum"], &part["maximum"]),
                    (&"integer".into(), &least.into(), &most.into())
                );
            }
            Shape::Number(least, most) => {
                assert_eq!(
                    (&part["type"], &part["minimum"], &part["maximum"]),
                    (&"number".into(), &least.into(), &most.into())
                );
            }
            Shape::Flag => assert_eq!(part["type"], "boolean"),
            Shape::Id => assert_eq!(part["pattern"], format!("^[a-z0-9_]{{1,{MAX_RULE_ID}}}$")),
            Shape::Axes => {
                let axes: Vec<Value> = Axis::ALL.iter().map(|axis| axis.as_str().into()).collect();
                assert_eq!((&part["items"]["enum"], &part["minItems"]), (&axes.into(), &1.into()));
            }
            Shape::Table(fields) => compare(schema, part, fields, &[]),
        }
    }
}

#[test]
fn the_published_schema_says_what_the_reader_does() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    compare(&schema, &schema, spec::ROOT, &["rules"]);
    let rules = &schema["properties"]["rules"];
    assert_eq!(rules["maxItems"], MAX_RULES);
    let kinds = rules["items"]["oneOf"].as_array().expect("kinds");
    assert_eq!(kinds.len(), RuleKind::NAMES.len());
    for (part, kind) in kinds.iter().zip(RuleKind::NAMES) {
        let fields: Vec<Field> = [spec::RULE, spec::of_kind(kind).expect("specified")].concat();
        compare(&schema, part, &fields, &["kind"]);
        assert_eq!(resolved(&schema, part)["properties"]["kind"]["const"], *kind);
    }
}

/// As much of JSON Schema as ours uses.
fn is_valid(schema: &Value, part: &Value, value: &Value) -> bool {
    let part = resolved(schema, part);
    if let Some(choices) = part["oneOf"].as_array() {
        return choices.iter().filter(|choice| is_valid(schema, choice, value)).count() == 1;
    }
    let number = value.as_f64().unwrap_or(f64::NAN);
    let within =
        || part["minimum"].as_f64().is_none_or(|m| number >= m) && part["maximum"].as_f64().is_none_or(|m| number <= m);
    match part["type"].as_str() {
        Some("object") => value.as_object().is_some_and(|object| {
            let known = object.iter().all(|(key, value)| {
                !part["properties"][key].is_null() && is_valid(schema, &part["properties"][key], value)
            });
            known
                && part["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .all(|key| object.contains_key(key.as_str().unwrap_or("")))
        }),
        Some("array") => {
            value.as_array().is_some_and(|items| items.iter().all(|item| is_valid(schema, &part["items"], item)))
        }
        Some("integer") => value.is_i64() && within(),
        Some("number") => value.is_number() && within(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        _ => part["const"] == *value || part["enum"].as_array().is_some_and(|words| words.contains(value)),
    }
}

#[test]
fn the_built_in_sets_fit_the_published_schema_and_damaged_ones_do_not() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    for text in [DEFAULT, LEAN] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert!(is_valid(&schema, &schema, &value));
        let mut damaged = value.clone();
        damaged["rules"][2]["lambda"] = 2.into();
        assert!(!is_valid(&schema, &schema, &damaged));
        let mut damaged = value;
        damaged["rules"][0]["lowset"] = 2.into();
        assert!(!is_valid(&schema, &schema, &damaged));
    }
}
