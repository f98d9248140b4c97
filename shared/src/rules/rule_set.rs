//! A rule set: the rules of a federation as data.
//!
//! TOML or JSON, read by one strict reader that names every mistake with its place (`reader.rs`, from
//! the tables in `spec.rs`; an unknown or misspelt field is a mistake, never ignored). The published
//! JSON Schema is [`SCHEMA`]. Every finding quotes the version. `default.json` and `lean.json` are the
//! built-in sets; [`overrides`] lays partial rules over a set for a sector or a person, [`versions`]
//! says which set is in force.
//!
//! A rule is a flat table: `id`, `version`, `kind`, `enabled`, and the parameters of its kind.

mod json_text;
pub mod mistake;
pub mod overrides;
mod reader;
mod spec;
mod toml_text;
mod tree;
pub mod versions;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::baseline::BaselineParams;
use super::kind::RuleKind;
use super::memory::{FNV_SEED, fnv1a};
use crate::alert::AlertPolicy;
use mistake::{Mistake, MistakeCode};
use tree::Node;

pub use mistake::InvalidRuleSet;
pub use tree::Spot;

/// Most rules in a set: each has a place in the bounded state of every person.
pub const MAX_RULES: usize = 12;

/// Longest id of a rule.
pub const MAX_RULE_ID: usize = 40;

/// Longest text that is read, in bytes: a hundred times the built-in set.
pub const MAX_TEXT: usize = 256 * 1024;

/// The JSON Schema (draft 2020-12) of a rule set, for editors and other programs.
pub const SCHEMA: &str = include_str!("rule_set/schema.json");

const DEFAULT: &str = include_str!("rule_set/default.json");
const LEAN: &str = include_str!("rule_set/lean.json");

/// How a rule set is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// TOML.
    Toml,
}

impl Format {
    /// By the first character: a JSON rule set begins with a brace, a TOML one never does.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        if text.trim_start().starts_with('{') { Self::Json } else { Self::Toml }
    }
}

/// The rules in force, with what they all share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Quoted by every finding. The store numbers the published versions.
    #[serde(default = "first_version")]
    pub version: u32,
    /// What is usual.
    #[serde(default)]
    pub baseline: BaselineParams,
    /// How findings become alerts.
    #[serde(default)]
    pub alert_log: AlertPolicy,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Unique in its set, snake_case. A rule keeps its id when its numbers change.
    pub id: String,
    /// The rule's own version, quoted by its findings.
    pub version: u32,
    /// Off: neither judged nor remembered.
    pub enabled: bool,
    /// What it looks at, with its numbers.
    pub kind: RuleKind,
}

impl RuleSet {
    /// The built-in set.
    #[must_use]
    pub fn default_set() -> Self {
        Self::built_in_text(DEFAULT)
    }

    /// The built-in set for those who have little time: fewer alerts, and some declines seen later.
    #[must_use]
    pub fn lean_set() -> Self {
        Self::built_in_text(LEAN)
    }

    /// A built-in set by its name.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::default_set()),
            "lean" => Some(Self::lean_set()),
            _ => None,
        }
    }

    fn built_in_text(text: &str) -> Self {
        // The files are part of the crate and read by a test; without rules nothing is found, and
        // nothing breaks.
        Self::parse(text).unwrap_or(Self {
            version: 0,
            baseline: BaselineParams::default(),
            alert_log: AlertPolicy::default(),
            rules: vec![],
        })
    }

    /// Reads and checks a rule set written as JSON.
    pub fn parse(json: &str) -> Result<Self, InvalidRuleSet> {
        Self::read(json, Format::Json)
    }

    /// Reads and checks a rule set. The error has every mistake, not only the first.
    pub fn read(text: &str, format: Format) -> Result<Self, InvalidRuleSet> {
        let (root, mistakes) = tree_of(text, format)?;
        reader::rule_set(&root, mistakes)
    }

    /// The same rules under another version number.
    #[must_use]
    pub fn with_version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// Checks every number. Reading does it already; for sets made in another way.
    pub fn check(&self) -> Result<(), InvalidRuleSet> {
        let value = serde_json::to_value(self).unwrap_or_default();
        reader::rule_set(&Node::from(&value), Vec::new()).map(|_| ())
    }

    /// The set as TOML, for people to edit.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    /// A number that is the same for the same rules, whatever their version number and notation: states
    /// and findings made under it need not be made again.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let unnumbered = Self { version: 0, ..self.clone() };
        fnv1a(FNV_SEED, serde_json::to_string(&unnumbered).unwrap_or_default().as_bytes())
    }
}

/// The text as a tree, or why it is none.
fn tree_of(text: &str, format: Format) -> Result<(Node, Vec<Mistake>), InvalidRuleSet> {
    let mut mistakes = Vec::new();
    if text.len() > MAX_TEXT {
        let mistake = Mistake::new(MistakeCode::TooLong, None, "").expecting(&MAX_TEXT.to_string());
        return Err(InvalidRuleSet::of(vec![mistake]));
    }
    let root = match format {
        Format::Json => json_text::read(text, &mut mistakes),
        Format::Toml => toml_text::read(text, &mut mistakes),
    };
    match root {
        Some(root) => Ok((root, mistakes)),
        None => Err(InvalidRuleSet::of(mistakes)),
    }
}

const fn first_version() -> u32 {
    1
}

const fn on() -> bool {
    true
}

/// The common part of a rule; what is left over are the parameters of its kind.
#[derive(Serialize, Deserialize)]
struct RawRule {
    id: String,
    #[serde(default = "first_version")]
    version: u32,
    kind: String,
    #[serde(default = "on")]
    enabled: bool,
    #[serde(flatten)]
    params: Map<String, Value>,
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawRule::deserialize(deserializer)?;
        let kind = RuleKind::from_params(&raw.kind, Value::Object(raw.params))
            .map_err(|e| serde::de::Error::custom(format!("rule `{}`: {e}", raw.id)))?;
        Ok(Self { id: raw.id, version: raw.version, enabled: raw.enabled, kind })
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let params = self.kind.to_params().map_err(serde::ser::Error::custom)?;
        RawRule {
            id: self.id.clone(),
            version: self.version,
            kind: self.kind.name().to_owned(),
            enabled: self.enabled,
            params,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests;
