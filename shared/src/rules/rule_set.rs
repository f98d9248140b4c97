//! A rule set: the rules of a federation as data.
//!
//! JSON, strict (an unknown or misspelt field is a mistake, never ignored), with a version number
//! that every finding quotes. `rule_set/default.json` is the built-in set.
//!
//! A rule is a flat object: `id`, `version`, `kind`, `enabled`, and the parameters of its kind.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::baseline::{BaselineParams, MAX_LAG_DAYS};
use super::kind::RuleKind;
use crate::alert::AlertPolicy;

/// Most rules in a set: each has a place in the bounded state of every person.
pub const MAX_RULES: usize = 12;

/// Longest id of a rule.
pub const MAX_RULE_ID: usize = 40;

const DEFAULT: &str = include_str!("rule_set/default.json");

/// The rules in force, with what they all share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Quoted by every finding. The store numbers the published versions.
    pub version: u32,
    /// What is usual.
    pub baseline: BaselineParams,
    /// How findings become alerts.
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

/// Why a text is not a rule set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRuleSet {
    /// Not JSON, or not of the right shape. The text has line and column.
    #[error("{0}")]
    Shape(String),
    /// A number outside what makes sense.
    #[error("{place}: {reason}")]
    Value {
        /// JSON pointer.
        place: String,
        /// What is expected.
        reason: String,
    },
}

impl InvalidRuleSet {
    pub(super) fn value(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Value { place: place.into(), reason: reason.into() }
    }
}

impl RuleSet {
    /// The built-in set.
    #[must_use]
    pub fn default_set() -> Self {
        match Self::parse(DEFAULT) {
            Ok(set) => set,
            // The file is part of the crate and read by a test; without rules nothing is found, and
            // nothing breaks.
            Err(_) => {
                Self { version: 0, baseline: FALLBACK_BASELINE, alert_log: AlertPolicy::default(), rules: vec![] }
            }
        }
    }

    /// Reads and checks a rule set.
    pub fn parse(json: &str) -> Result<Self, InvalidRuleSet> {
        let set: Self = serde_json::from_str(json).map_err(|e| InvalidRuleSet::Shape(e.to_string()))?;
        set.check()?;
        Ok(set)
    }

    /// The same rules under another version number.
    #[must_use]
    pub fn with_version(mut self, version: u32) -> Self {
        self.version = version;
        self
    }

    /// Checks every number. [`RuleSet::parse`] does it already; for sets made in another way.
    pub fn check(&self) -> Result<(), InvalidRuleSet> {
        self.check_baseline()?;
        self.alert_log.check()?;
        if self.rules.len() > MAX_RULES {
            return Err(InvalidRuleSet::value("/rules", format!("at most {MAX_RULES} rules")));
        }
        for (i, rule) in self.rules.iter().enumerate() {
            let place = format!("/rules/{i}");
            let named = rule.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !named || rule.id.is_empty() || rule.id.len() > MAX_RULE_ID {
                return Err(InvalidRuleSet::value(format!("{place}/id"), "snake_case, 1 to 40 characters"));
            }
            if self.rules[..i].iter().any(|before| before.id == rule.id) {
                return Err(InvalidRuleSet::value(format!("{place}/id"), "another rule has this id"));
            }
            rule.kind.check(&place)?;
        }
        Ok(())
    }

    fn check_baseline(&self) -> Result<(), InvalidRuleSet> {
        let b = &self.baseline;
        let checks = [
            (b.lag_days <= MAX_LAG_DAYS, "lag_days", "0 to 15"),
            ((1.0..=5.0).contains(&b.prior_mean), "prior_mean", "1 to 5"),
            ((0.0..=2.0).contains(&b.prior_sd), "prior_sd", "0 to 2"),
            ((0.1..=100.0).contains(&b.prior_weight), "prior_weight", "0.1 to 100"),
            ((1..=1_000).contains(&b.cap_days), "cap_days", "1 to 1000"),
            (b.min_rated_days <= b.cap_days.min(60), "min_rated_days", "0 to 60, at most `cap_days`"),
            ((0.05..=2.0).contains(&b.sd_floor), "sd_floor", "0.05 to 2"),
        ];
        match checks.iter().find(|(holds, ..)| !holds) {
            Some((_, name, range)) => Err(InvalidRuleSet::value(format!("/baseline/{name}"), *range)),
            None => Ok(()),
        }
    }
}

const FALLBACK_BASELINE: BaselineParams = BaselineParams {
    lag_days: 14,
    prior_mean: 3.9,
    prior_sd: 0.45,
    prior_weight: 6.0,
    cap_days: 60,
    min_rated_days: 7,
    sd_floor: 0.6,
};

/// The common part of a rule; what is left over are the parameters of its kind.
#[derive(Serialize, Deserialize)]
struct RawRule {
    id: String,
    version: u32,
    kind: String,
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
mod tests {
    use super::*;

    fn changed(change: impl FnOnce(&mut Value)) -> Result<RuleSet, InvalidRuleSet> {
        let mut value: Value = serde_json::from_str(DEFAULT).expect("JSON");
        change(&mut value);
        RuleSet::parse(&value.to_string())
    }

    fn message(change: impl FnOnce(&mut Value)) -> String {
        changed(change).expect_err("must be refused").to_string()
    }

    #[test]
    fn the_built_in_set_is_valid_and_has_the_numbers_of_the_house() {
        let set = RuleSet::parse(DEFAULT).expect("the built-in set is valid");
        assert_eq!(set.baseline, FALLBACK_BASELINE);
        assert_eq!(set.alert_log, AlertPolicy::default());
        let ids: Vec<_> = set.rules.iter().map(|r| r.id.as_str()).collect();
        let all = ["threshold", "drop", "ewma", "visit_quality", "drift", "lukewarm", "silence", "sign"];
        assert_eq!(ids, all);
    }

    #[test]
    fn a_set_reads_back_from_its_json() {
        let set = RuleSet::default_set();
        let json = serde_json::to_string(&set).expect("JSON");
        assert_eq!(RuleSet::parse(&json), Ok(set));
    }

    #[test]
    fn a_misspelt_field_is_a_mistake() {
        assert!(message(|v| v["baseline"]["lag"] = 3.into()).contains("lag"));
        assert!(message(|v| v["surprise"] = 3.into()).contains("surprise"));
        let text = message(|v| v["rules"][0]["lowset"] = 1.into());
        assert!(text.contains("rule `threshold`") && text.contains("lowset"), "{text}");
        let text = message(|v| v["rules"][1]["kind"] = "dorp".into());
        assert!(text.contains("dorp") && text.contains("drop"), "{text}");
    }

    #[test]
    fn numbers_out_of_range_are_named_by_their_place() {
        assert!(message(|v| v["baseline"]["lag_days"] = 16.into()).starts_with("/baseline/lag_days:"));
        assert!(message(|v| v["rules"][1]["under_usual"] = 9.into()).starts_with("/rules/1/under_usual:"));
        assert!(message(|v| v["rules"][1]["id"] = "threshold".into()).starts_with("/rules/1/id:"));
        assert!(message(|v| v["rules"][1]["id"] = "No Good".into()).starts_with("/rules/1/id:"));
        assert!(message(|v| v["alert_log"]["quiet_days"] = 1_000.into()).starts_with("/alert_log/quiet_days:"));
    }

    #[test]
    fn malformed_texts_are_refused_without_a_panic() {
        for text in ["", "null", "[]", "{", "{\"version\":-1}", "{\"rules\":[{}]}"] {
            assert!(RuleSet::parse(text).is_err(), "{text}");
        }
        assert!(message(|v| v["rules"] = Value::Null).contains("null"));
        assert!(message(|v| v["rules"][0]["version"] = Value::Null).contains("null"));
    }
}
