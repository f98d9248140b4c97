//! What can be done about an alert, and the kinds of partners to do it with.
//!
//! Vigie ships a list; a federation puts it into its own order, renames, hides and adds. What Vigie ships
//! cannot be taken away (other programs send these words) and keeps its meaning: whether it needs the
//! person's agreement is not a federation's to say. To ship one more: a variant of [`ActionKind`] or a line of
//! [`PARTNER_KINDS`], and its words in the message files.

use serde::{Deserialize, Serialize};

use super::action::ActionKind;
use crate::lang::Lang;
use crate::messages;
use crate::sign::Label;

/// Kinds of partners that Vigie ships.
pub const PARTNER_KINDS: [&str; 11] = [
    "nurse",
    "doctor",
    "occupational_therapist",
    "meal_delivery",
    "respite",
    "equipment",
    "dac",
    "apa_team",
    "social_worker",
    "day_centre",
    "other",
];

/// More than a list on a screen bears.
pub const MOST_ENTRIES: usize = 100;
/// Characters of a label: a line of a menu on a phone.
pub const LONGEST_LABEL: usize = 60;

/// An action somebody may note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActionEntry {
    /// Stable name: 2 to 40 of `a` to `z` and `_`.
    pub id: String,
    /// What it is called.
    pub label: Label,
    /// Whether somebody must have said yes or no.
    #[serde(default)]
    pub needs_agreement: bool,
    /// The kind of partner it usually goes with.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub partner_kind: Option<String>,
    /// Whether Vigie ships it. What a client says here is not heeded.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub builtin: bool,
    /// Not offered on the screens of this federation.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub hidden: bool,
}

/// A kind of partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PartnerKindEntry {
    /// Stable name: 2 to 40 of `a` to `z` and `_`.
    pub id: String,
    /// What it is called.
    pub label: Label,
}

/// Both lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// In the order of the screens.
    pub actions: Vec<ActionEntry>,
    /// In the order of the screens.
    pub partner_kinds: Vec<PartnerKindEntry>,
}

/// What is wrong with a catalogue, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueMistake {
    /// JSON pointer.
    pub pointer: String,
    /// A code of the message files, below `field.`.
    pub code: &'static str,
}

fn shipped_label(key: &str) -> Label {
    Label { fr: messages::text(Lang::Fr, key).to_owned(), en: messages::text(Lang::En, key).to_owned() }
}

fn shipped_action(kind: ActionKind) -> ActionEntry {
    ActionEntry {
        id: kind.as_str().to_owned(),
        label: shipped_label(&format!("action.{kind}")),
        needs_agreement: kind.needs_agreement(),
        partner_kind: kind.partner_kind().map(str::to_owned),
        builtin: true,
        hidden: false,
    }
}

fn shipped_partner_kind(id: &str) -> PartnerKindEntry {
    PartnerKindEntry { id: id.to_owned(), label: shipped_label(&format!("partner_kind.{id}")) }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            actions: ActionKind::ALL.iter().map(|kind| shipped_action(*kind)).collect(),
            partner_kinds: PARTNER_KINDS.iter().map(|id| shipped_partner_kind(id)).collect(),
        }
    }
}

impl Catalogue {
    /// A federation's lists, completed with what Vigie ships and they leave out.
    pub fn completed(mut self) -> Result<Self, Vec<CatalogueMistake>> {
        let mistakes = self.mistakes();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        for entry in &mut self.actions {
            entry.label = trimmed(&entry.label);
            entry.builtin = false;
            if let Ok(kind) = entry.id.parse::<ActionKind>() {
                let shipped = shipped_action(kind);
                *entry = ActionEntry { label: entry.label.clone(), hidden: entry.hidden, ..shipped };
            }
        }
        for entry in &mut self.partner_kinds {
            entry.label = trimmed(&entry.label);
        }
        for &kind in ActionKind::ALL {
            if self.action(kind.as_str()).is_none() {
                self.actions.push(shipped_action(kind));
            }
        }
        for id in PARTNER_KINDS {
            if self.partner_kind(id).is_none() {
                self.partner_kinds.push(shipped_partner_kind(id));
            }
        }
        Ok(self)
    }

    /// The action with this id.
    #[must_use]
    pub fn action(&self, id: &str) -> Option<&ActionEntry> {
        self.actions.iter().find(|entry| entry.id == id)
    }

    /// The kind of partner with this id.
    #[must_use]
    pub fn partner_kind(&self, id: &str) -> Option<&PartnerKindEntry> {
        self.partner_kinds.iter().find(|entry| entry.id == id)
    }

    fn mistakes(&self) -> Vec<CatalogueMistake> {
        let mut found = Vec::new();
        let mut add = |pointer: String, code| found.push(CatalogueMistake { pointer, code });
        let known_kind = |id: &str| PARTNER_KINDS.contains(&id) || self.partner_kind(id).is_some();
        for (name, count) in [("actions", self.actions.len()), ("partner_kinds", self.partner_kinds.len())] {
            if count > MOST_ENTRIES {
                add(format!("/{name}"), "too_many_entries");
            }
        }
        for (i, entry) in self.actions.iter().enumerate() {
            if let Some((part, code)) = entry_mistake(&entry.id, &entry.label) {
                add(format!("/actions/{i}/{part}"), code);
            }
            if self.actions[..i].iter().any(|before| before.id == entry.id) {
                add(format!("/actions/{i}/id"), "twice");
            }
            if entry.partner_kind.as_deref().is_some_and(|kind| !known_kind(kind)) {
                add(format!("/actions/{i}/partner_kind"), "unknown_kind");
            }
        }
        for (i, entry) in self.partner_kinds.iter().enumerate() {
            if let Some((part, code)) = entry_mistake(&entry.id, &entry.label) {
                add(format!("/partner_kinds/{i}/{part}"), code);
            }
            if self.partner_kinds[..i].iter().any(|before| before.id == entry.id) {
                add(format!("/partner_kinds/{i}/id"), "twice");
            }
        }
        found
    }
}

fn trimmed(label: &Label) -> Label {
    Label { fr: label.fr.trim().to_owned(), en: label.en.trim().to_owned() }
}

fn entry_mistake(id: &str, label: &Label) -> Option<(&'static str, &'static str)> {
    let plain = |c: char| c.is_ascii_lowercase() || c == '_';
    if !(2..=40).contains(&id.len()) || !id.chars().all(plain) {
        return Some(("id", "invalid_word"));
    }
    for (part, text) in [("label/fr", &label.fr), ("label/en", &label.en)] {
        if text.trim().is_empty() {
            return Some((part, "missing"));
        }
        if text.trim().chars().count() > LONGEST_LABEL {
            return Some((part, "too_long"));
        }
        if text.chars().any(char::is_control) {
            return Some((part, "control_character"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(id: &str) -> ActionEntry {
        let label = Label { fr: " Un café ".to_owned(), en: "A coffee".to_owned() };
        ActionEntry {
            id: id.to_owned(),
            label,
            needs_agreement: false,
            partner_kind: None,
            builtin: true,
            hidden: false,
        }
    }

    #[test]
    fn what_vigie_ships_has_words_and_is_complete() {
        let shipped = Catalogue::default();
        assert_eq!(shipped.clone().completed(), Ok(shipped.clone()));
        for label in
            shipped.actions.iter().map(|entry| &entry.label).chain(shipped.partner_kinds.iter().map(|kind| &kind.label))
        {
            assert!(!label.fr.contains('.') && !label.en.contains('.'), "{label:?} is a key");
        }
        let kinds = shipped.actions.iter().filter_map(|entry| entry.partner_kind.as_deref());
        assert!(kinds.into_iter().all(|kind| PARTNER_KINDS.contains(&kind)));
    }

    #[test]
    fn a_federation_orders_renames_hides_and_adds_but_takes_nothing_away() {
        let mut hours = own("hours");
        hours.hidden = true;
        let mine = Catalogue { actions: vec![own("coffee"), hours], partner_kinds: Vec::new() };
        let full = mine.completed().expect("valid");
        assert_eq!(full.actions.len(), ActionKind::ALL.len() + 1);
        assert_eq!((full.actions[0].id.as_str(), full.actions[0].builtin), ("coffee", false));
        assert_eq!(full.actions[0].label.fr, "Un café");
        let hours = full.action("hours").expect("there");
        assert!(hours.hidden && hours.builtin && hours.needs_agreement, "its meaning stays");
        assert_eq!(full.partner_kinds.len(), PARTNER_KINDS.len());
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let mut kindless = own("tea");
        kindless.partner_kind = Some("wizard".to_owned());
        let mut silent = own("silent");
        silent.label.en = " ".to_owned();
        let bad = Catalogue {
            actions: vec![own("A"), own("tea"), kindless, silent],
            partner_kinds: vec![PartnerKindEntry { id: "x1".to_owned(), label: own("a").label }],
        };
        let found = bad.completed().expect_err("mistakes");
        let found: Vec<_> = found.iter().map(|mistake| (mistake.pointer.as_str(), mistake.code)).collect();
        assert_eq!(
            found,
            [
                ("/actions/0/id", "invalid_word"),
                ("/actions/2/id", "twice"),
                ("/actions/2/partner_kind", "unknown_kind"),
                ("/actions/3/label/en", "missing"),
                ("/partner_kinds/0/id", "invalid_word"),
            ]
        );
        let many = Catalogue { actions: vec![own("aa"); MOST_ENTRIES + 1], partner_kinds: Vec::new() };
        assert!(many.completed().expect_err("too many").iter().any(|mistake| mistake.code == "too_many_entries"));
    }
}
