//! Partial rules for a sector or for a person, laid over the rules of the federation.
//!
//! `{"rules": {"ewma": {"limit": 4.0}, "lukewarm": {"enabled": false}}}`, or in TOML
//! `[rules.ewma]` and `limit = 4.0`. A rule is named by its id; only `enabled` and the parameters of
//! its kind can be changed, so that a finding's rule id and version always mean the same thing.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::mistake::{InvalidRuleSet, Mistake, MistakeCode};
use super::tree::{Data, Entry, Node};
use super::{Format, RuleSet, reader, tree_of};
use crate::ids::{PersonId, SectorId};

/// Partial rules by id. Whether they fit a rule set is found out when they are laid over it.
#[derive(Debug, Clone, PartialEq)]
pub struct Overrides {
    root: Node,
}

impl Overrides {
    /// Reads a text; checks the shape, and with [`RuleSet::overridden`] the rest.
    pub fn read(text: &str, format: Format) -> Result<Self, InvalidRuleSet> {
        let (root, mistakes) = tree_of(text, format)?;
        InvalidRuleSet::unless_empty(mistakes)?;
        Self::checked(root)
    }

    fn checked(root: Node) -> Result<Self, InvalidRuleSet> {
        let mut mistakes = Vec::new();
        if !matches!(root.data, Data::Table(_)) {
            mistakes.push(reader::wrong_type(&root, "", "table"));
        }
        for entry in root.entries().iter().filter(|entry| entry.key != "rules") {
            let mistake = Mistake::new(MistakeCode::UnknownField, entry.at, &format!("/{}", entry.key));
            mistakes.push(mistake.found(&entry.key).near(["rules"]));
        }
        if let Some(rules) = root.get("rules").filter(|rules| !matches!(rules.data, Data::Table(_))) {
            mistakes.push(reader::wrong_type(rules, "/rules", "table"));
        }
        InvalidRuleSet::unless_empty(mistakes)?;
        Ok(Self { root })
    }

    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.partial_rules().is_empty()
    }

    fn partial_rules(&self) -> &[Entry] {
        self.root.get("rules").map_or(&[], Node::entries)
    }
}

impl Serialize for Overrides {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::checked(Node::from(&value)).map_err(serde::de::Error::custom)
    }
}

impl RuleSet {
    /// This set with partial rules laid over it, or everything that does not fit.
    pub fn overridden(&self, overrides: &Overrides) -> Result<Self, InvalidRuleSet> {
        let (mut set, mut mistakes) = (self.clone(), Vec::new());
        for Entry { key, at, node } in overrides.partial_rules() {
            let pointer = format!("/rules/{key}");
            let Some(rule) = set.rules.iter_mut().find(|rule| rule.id == *key) else {
                let ids = || self.rules.iter().map(|rule| rule.id.as_str());
                let mistake = Mistake::new(MistakeCode::UnknownWord, *at, &pointer).found(key);
                mistakes.push(mistake.expecting(&ids().collect::<Vec<_>>().join(", ")).near(ids()));
                continue;
            };
            if let Some(changed) = reader::partial_rule(rule, node, &pointer, &mut mistakes) {
                *rule = changed;
            }
        }
        InvalidRuleSet::unless_empty(mistakes)?;
        Ok(set)
    }
}

/// What sectors and persons change in a federation's rules.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scoped {
    /// For everybody in a sector.
    pub sectors: BTreeMap<SectorId, Overrides>,
    /// For one person; laid over the sector's.
    pub persons: BTreeMap<PersonId, Overrides>,
}

impl Scoped {
    /// Whether nobody changes anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sectors.is_empty() && self.persons.is_empty()
    }

    /// Whether somebody's rules are other than the federation's.
    #[must_use]
    pub fn concerns(&self, sector: SectorId, person: PersonId) -> bool {
        self.sectors.contains_key(&sector) || self.persons.contains_key(&person)
    }

    /// The rules for one person: the federation's, then the sector's, then the person's own.
    pub fn rules_for(
        &self,
        federation: &RuleSet,
        sector: SectorId,
        person: PersonId,
    ) -> Result<RuleSet, InvalidRuleSet> {
        let layers = [self.sectors.get(&sector), self.persons.get(&person)];
        layers.into_iter().flatten().try_fold(federation.clone(), |set, overrides| set.overridden(overrides))
    }

    /// Whether every override fits the rules: to be asked before publishing.
    pub fn check(&self, federation: &RuleSet) -> Result<(), InvalidRuleSet> {
        let all = self.sectors.values().chain(self.persons.values());
        let mistakes =
            all.filter_map(|overrides| federation.overridden(overrides).err()).flat_map(|error| error.mistakes);
        InvalidRuleSet::unless_empty(mistakes.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::kind::RuleKind;
    use uuid::Uuid;

    fn limit(set: &RuleSet) -> f64 {
        let ewma = set.rules.iter().find(|rule| rule.id == "ewma").expect("is there");
        let RuleKind::Ewma(params) = &ewma.kind else { panic!("{ewma:?}") };
        params.limit
    }

    #[test]
    fn partial_rules_change_what_they_name_and_nothing_else() {
        let overrides = Overrides::read("[rules.ewma]\nlimit = 4.5\n[rules.lukewarm]\nenabled = false", Format::Toml)
            .expect("fits");
        let set = RuleSet::default_set();
        let changed = set.overridden(&overrides).expect("fits");
        assert!((limit(&changed) - 4.5).abs() < 1e-12);
        let differing: Vec<_> =
            set.rules.iter().zip(&changed.rules).filter(|(a, b)| a != b).map(|(a, _)| a.id.as_str()).collect();
        assert_eq!(differing, ["ewma", "lukewarm"]);
        assert_ne!(set.fingerprint(), changed.fingerprint());
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let text = "[rules.ewma]\nlimti = 4\nlimit = 99\n[rules.emwa]\nlimit = 4\n[rules.drop]\nkind = \"ewma\"\n[rules.lukewarm]\ncount = 8";
        let overrides = Overrides::read(text, Format::Toml).expect("the shape is right");
        let error = RuleSet::default_set().overridden(&overrides).expect_err("does not fit").to_string();
        let lines: Vec<&str> = error.lines().collect();
        assert_eq!(lines.len(), 5, "{error}");
        assert!(
            lines[0].starts_with("line 2, column 1, /rules/ewma/limti:") && lines[0].contains("`limit`"),
            "{error}"
        );
        assert!(lines[1].contains("0.5 – 10"), "{error}");
        assert!(lines[2].contains("/rules/emwa") && lines[2].contains("Did you mean `ewma`?"), "{error}");
        assert!(lines[3].contains("/rules/drop/kind"), "{error}");
        assert!(lines[4].contains("≤ `of`"), "{error}");
    }

    #[test]
    fn a_person_s_rules_lie_over_the_sector_s() {
        let of = |limit: f64| {
            let value = serde_json::json!({"rules": {"ewma": {"limit": limit}}});
            serde_json::from_value::<Overrides>(value).expect("fits")
        };
        let (sector, person) = (SectorId::from(Uuid::from_u128(1)), PersonId::from(Uuid::from_u128(2)));
        let mut scoped = Scoped::default();
        scoped.sectors.insert(sector, of(4.0));
        scoped.persons.insert(person, of(5.0));
        let (set, nobody) = (RuleSet::default_set(), Uuid::nil());
        let for_one = |sector, person| limit(&scoped.rules_for(&set, sector, person).expect("fits"));
        assert!((for_one(sector, person) - 5.0).abs() < 1e-12);
        assert!((for_one(sector, nobody.into()) - 4.0).abs() < 1e-12);
        assert!((for_one(nobody.into(), nobody.into()) - 3.5).abs() < 1e-12);
        let json = serde_json::to_string(&scoped).expect("JSON");
        assert_eq!(serde_json::from_str::<Scoped>(&json).ok(), Some(scoped));
    }
}
