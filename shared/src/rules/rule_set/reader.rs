//! The one strict reader of rule sets: walks the tree along the specification, notes every mistake
//! and goes on.

use serde_json::Value;

use super::mistake::{InvalidRuleSet, Mistake, MistakeCode};
use super::spec::{self, Field, Shape};
use super::tree::{Data, Entry, Node};
use super::{MAX_RULE_ID, MAX_RULES, Rule, RuleSet};
use crate::rating::Axis;
use crate::rules::kind::RuleKind;

/// Reads a whole rule set.
pub(super) fn rule_set(root: &Node, mut mistakes: Vec<Mistake>) -> Result<RuleSet, InvalidRuleSet> {
    table(root, "", &[spec::ROOT], &["rules"], &mut mistakes);
    match root.get("rules") {
        Some(node) => rules(node, &mut mistakes),
        None if matches!(root.data, Data::Table(_)) => {
            mistakes.push(Mistake::new(MistakeCode::Missing, root.at, "/rules").found("rules"));
        }
        None => {}
    }
    relations_of_root(root, &mut mistakes);
    InvalidRuleSet::unless_empty(mistakes)?;
    decoded(root)
}

/// What the specification allows the types can hold; should the two ever differ, say so.
fn decoded<T: serde::de::DeserializeOwned>(node: &Node) -> Result<T, InvalidRuleSet> {
    serde_json::from_value(node.to_value()).map_err(|error| InvalidRuleSet {
        mistakes: vec![Mistake::new(MistakeCode::Syntax, node.at, "").expecting(&error.to_string())],
    })
}

fn rules(node: &Node, mistakes: &mut Vec<Mistake>) {
    let Data::List(rules) = &node.data else {
        mistakes.push(wrong_type(node, "/rules", "list"));
        return;
    };
    if rules.len() > MAX_RULES {
        let mistake = Mistake::about(MistakeCode::OutOfRange, node, "/rules").found(&rules.len().to_string());
        mistakes.push(mistake.expecting(&format!("≤ {MAX_RULES}")));
    }
    let id_of = |rule: &Node| match rule.get("id").map(|id| &id.data) {
        Some(Data::Text(id)) => Some(id.clone()),
        _ => None,
    };
    for (i, rule) in rules.iter().enumerate() {
        let pointer = format!("/rules/{i}");
        let id = id_of(rule);
        if id.is_some() && rules[..i].iter().any(|before| id_of(before) == id) {
            let place = rule.get("id").unwrap_or(rule);
            mistakes.push(Mistake::about(MistakeCode::Doubled, place, &format!("{pointer}/id")));
        }
        self::rule(rule, &pointer, mistakes);
    }
}

fn rule(node: &Node, pointer: &str, mistakes: &mut Vec<Mistake>) {
    let before = mistakes.len();
    let kind = match node.get("kind") {
        Some(Node { data: Data::Text(kind), .. }) => kind.as_str(),
        Some(other) => {
            mistakes.push(wrong_type(other, &format!("{pointer}/kind"), "text"));
            return;
        }
        None => {
            if matches!(node.data, Data::Table(_)) {
                mistakes.push(Mistake::new(MistakeCode::Missing, node.at, &format!("{pointer}/kind")).found("kind"));
            } else {
                mistakes.push(wrong_type(node, pointer, "table"));
            }
            return;
        }
    };
    let Some(params) = spec::of_kind(kind) else {
        let place = node.get("kind").unwrap_or(node);
        let mistake = Mistake::about(MistakeCode::UnknownWord, place, &format!("{pointer}/kind"));
        mistakes.push(mistake.expecting(&RuleKind::NAMES.join(", ")).near(RuleKind::NAMES.iter().copied()));
        return;
    };
    table(node, pointer, &[spec::RULE, params], &["kind"], mistakes);
    if mistakes.len() == before {
        relations_of_rule(node, &node.to_value(), pointer, mistakes);
    }
}

/// A partial rule: `enabled` and parameters of the kind, laid over the whole one.
pub(super) fn partial_rule(whole: &Rule, over: &Node, pointer: &str, mistakes: &mut Vec<Mistake>) -> Option<Rule> {
    let before = mistakes.len();
    let params = spec::of_kind(whole.kind.name())?;
    let enabled = spec::RULE.iter().filter(|field| field.name == "enabled").copied();
    let allowed: Vec<Field> = enabled.chain(params.iter().copied()).collect();
    let allowed: Vec<Field> = allowed.into_iter().map(|field| Field { required: false, ..field }).collect();
    table(over, pointer, &[&allowed], &[], mistakes);
    if mistakes.len() > before {
        return None;
    }
    let mut value = serde_json::to_value(whole).ok()?;
    for Entry { key, node, .. } in over.entries() {
        value[key.as_str()] = node.to_value();
    }
    relations_of_rule(over, &value, pointer, mistakes);
    if mistakes.len() > before {
        return None;
    }
    serde_json::from_value(value).ok()
}

/// The fields of one table: unknown, missing, of the wrong type, out of range.
fn table(node: &Node, pointer: &str, specs: &[&[Field]], others: &[&str], mistakes: &mut Vec<Mistake>) {
    if !matches!(node.data, Data::Table(_)) {
        mistakes.push(wrong_type(node, pointer, "table"));
        return;
    }
    let fields = || specs.iter().copied().flatten();
    for entry in node.entries() {
        let place = format!("{pointer}/{}", entry.key);
        match fields().find(|field| field.name == entry.key) {
            Some(field) => value(&entry.node, &place, field.shape, mistakes),
            None if others.contains(&entry.key.as_str()) => {}
            None => {
                let known = fields().map(|field| field.name).chain(others.iter().copied());
                mistakes.push(Mistake::new(MistakeCode::UnknownField, entry.at, &place).found(&entry.key).near(known));
            }
        }
    }
    for field in fields().filter(|field| field.required && node.get(field.name).is_none()) {
        let place = format!("{pointer}/{}", field.name);
        mistakes.push(Mistake::new(MistakeCode::Missing, node.at, &place).found(field.name));
    }
}

fn value(node: &Node, pointer: &str, shape: Shape, mistakes: &mut Vec<Mistake>) {
    let out_of_range = |expected: String| Mistake::about(MistakeCode::OutOfRange, node, pointer).expecting(&expected);
    match (shape, &node.data) {
        (Shape::Whole(least, most), Data::Whole(number)) => {
            if !(least..=most).contains(number) {
                mistakes.push(out_of_range(format!("{least} – {most}")));
            }
        }
        (Shape::Number(least, most), Data::Whole(_) | Data::Number(_)) => {
            let number = match node.data {
                Data::Whole(number) => number as f64,
                Data::Number(number) => number,
                _ => f64::NAN,
            };
            if !(least..=most).contains(&number) {
                mistakes.push(out_of_range(format!("{least} – {most}")));
            }
        }
        (Shape::Flag, Data::Flag(_)) => {}
        (Shape::Id, Data::Text(id)) => {
            let named = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !named || id.is_empty() || id.len() > MAX_RULE_ID {
                mistakes.push(out_of_range(format!("a-z 0-9 _, 1 – {MAX_RULE_ID}")));
            }
        }
        (Shape::Axes, Data::List(nodes)) => axes(node, nodes, pointer, mistakes),
        (Shape::Table(fields), _) => table(node, pointer, &[fields], &[], mistakes),
        (Shape::Whole(..), _) => mistakes.push(wrong_type(node, pointer, "whole")),
        (Shape::Number(..), _) => mistakes.push(wrong_type(node, pointer, "number")),
        (Shape::Flag, _) => mistakes.push(wrong_type(node, pointer, "flag")),
        (Shape::Id, _) => mistakes.push(wrong_type(node, pointer, "text")),
        (Shape::Axes, _) => mistakes.push(wrong_type(node, pointer, "list")),
    }
}

fn axes(node: &Node, nodes: &[Node], pointer: &str, mistakes: &mut Vec<Mistake>) {
    let names = || Axis::ALL.iter().map(|axis| axis.as_str());
    if nodes.is_empty() {
        let expected = names().collect::<Vec<_>>().join(", ");
        mistakes.push(Mistake::about(MistakeCode::OutOfRange, node, pointer).expecting(&expected));
    }
    for (i, axis) in nodes.iter().enumerate() {
        let place = format!("{pointer}/{i}");
        match &axis.data {
            Data::Text(name) if !names().any(|known| known == name) => {
                let mistake = Mistake::about(MistakeCode::UnknownWord, axis, &place);
                mistakes.push(mistake.expecting(&names().collect::<Vec<_>>().join(", ")).near(names()));
            }
            Data::Text(_) if nodes[..i].iter().any(|before| before.data == axis.data) => {
                mistakes.push(Mistake::about(MistakeCode::Doubled, axis, &place));
            }
            Data::Text(_) => {}
            _ => mistakes.push(wrong_type(axis, &place, "text")),
        }
    }
}

/// What holds between the fields of a rule.
fn relations_of_rule(node: &Node, value: &Value, pointer: &str, mistakes: &mut Vec<Mistake>) {
    let Ok(rule) = serde_json::from_value::<Rule>(value.clone()) else {
        mistakes.push(wrong_type(node, pointer, "table"));
        return;
    };
    for (name, expected) in rule.kind.broken_relations() {
        let place = node.get(name).unwrap_or(node);
        let mistake = Mistake::about(MistakeCode::OutOfRange, place, &format!("{pointer}/{name}"));
        mistakes.push(mistake.found(&value[name].to_string()).expecting(expected));
    }
}

/// What holds between the fields that all rules share.
fn relations_of_root(root: &Node, mistakes: &mut Vec<Mistake>) {
    let number = |path: &[&str]| {
        let node = path.iter().try_fold(root, |node, key| node.get(key))?;
        match node.data {
            Data::Whole(number) => Some((number, node)),
            _ => None,
        }
    };
    let mut at_most = |less: &[&str], more: &[&str]| {
        if let (Some((one, node)), Some((other, _))) = (number(less), number(more))
            && one > other
        {
            let expected = format!("≤ `{}` ({other})", more.last().unwrap_or(&""));
            mistakes.push(
                Mistake::about(MistakeCode::OutOfRange, node, &format!("/{}", less.join("/"))).expecting(&expected),
            );
        }
    };
    at_most(&["baseline", "min_rated_days"], &["baseline", "cap_days"]);
    let due = |name| ["alert_log", "due_minutes", name];
    at_most(&due("critical"), &due("high"));
    at_most(&due("high"), &due("moderate"));
}

pub(super) fn wrong_type(node: &Node, pointer: &str, expected: &str) -> Mistake {
    Mistake::about(MistakeCode::WrongType, node, pointer).expecting(expected)
}
