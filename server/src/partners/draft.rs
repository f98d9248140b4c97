//! What somebody says of a partner, checked.

use uuid::Uuid;
use vigie_shared::alert::Catalogue;
use vigie_shared::rating::{InvalidNote, Note};

use crate::store::partners::Partner;

/// Characters of a line, such as a name or an area.
const LONGEST_LINE: usize = 120;
/// Characters of the note.
const LONGEST_NOTE: usize = 1_000;

/// A partner as it was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub reference: Option<String>,
    pub kind: String,
    pub name: String,
    pub area: Option<String>,
    pub sectors: Vec<Uuid>,
    pub contact_name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub availability: Option<String>,
    pub note: Option<String>,
}

/// One thing that is wrong: the name of the field, and a code of the message files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub field: &'static str,
    pub code: &'static str,
}

impl Draft {
    /// Trims and checks everything; `known_sectors` are those of the federation.
    pub fn checked(self, catalogue: &Catalogue, known_sectors: &[Uuid]) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut text = |field: &'static str, text: Option<&str>, limit: usize| {
            let read = Note::parse_within(text.unwrap_or(""), limit);
            let code = match &read {
                Err(InvalidNote::TooLong) => "too_long",
                Err(InvalidNote::ControlCharacter) => "control_character",
                // A line is one line.
                Ok(Some(line)) if limit == LONGEST_LINE && line.as_str().contains(['\n', '\t']) => "control_character",
                Ok(line) => return line.as_ref().map(|line| line.as_str().to_owned()),
            };
            mistakes.push(Mistake { field, code });
            None
        };
        let name = text("name", Some(&self.name), LONGEST_LINE);
        let checked = Self {
            reference: text("ref", self.reference.as_deref(), LONGEST_LINE),
            name: name.clone().unwrap_or_default(),
            area: text("area", self.area.as_deref(), LONGEST_LINE),
            contact_name: text("contact_name", self.contact_name.as_deref(), LONGEST_LINE),
            phone: text("phone", self.phone.as_deref(), LONGEST_LINE),
            email: text("email", self.email.as_deref(), LONGEST_LINE),
            availability: text("availability", self.availability.as_deref(), LONGEST_NOTE),
            note: text("note", self.note.as_deref(), LONGEST_NOTE),
            kind: self.kind,
            sectors: self.sectors,
        };
        if name.is_none() && !mistakes.iter().any(|mistake| mistake.field == "name") {
            mistakes.push(Mistake { field: "name", code: "missing" });
        }
        if catalogue.partner_kind(&checked.kind).is_none() {
            mistakes.push(Mistake { field: "kind", code: "unknown_kind" });
        }
        if checked.sectors.iter().any(|sector| !known_sectors.contains(sector)) {
            mistakes.push(Mistake { field: "sector_ids", code: "unknown_sector" });
        }
        if checked.email.as_deref().is_some_and(|email| !is_address(email)) {
            mistakes.push(Mistake { field: "email", code: "invalid_email" });
        }
        if mistakes.is_empty() { Ok(checked.in_order()) } else { Err(mistakes) }
    }

    fn in_order(mut self) -> Self {
        self.sectors.sort_unstable();
        self.sectors.dedup();
        self
    }

    /// The partner it makes, on top of what stays: its id, its version and whether it is archived.
    pub fn onto(&self, before: &Partner) -> Partner {
        Partner {
            id: before.id,
            version: before.version,
            archived_at: before.archived_at,
            reference: self.reference.clone(),
            kind: self.kind.clone(),
            name: self.name.clone(),
            area: self.area.clone(),
            contact_name: self.contact_name.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            availability: self.availability.clone(),
            note: self.note.clone(),
        }
    }

    /// A new partner.
    pub fn into_new(self, id: Uuid) -> Partner {
        Partner {
            id,
            version: 1,
            archived_at: None,
            reference: self.reference,
            kind: self.kind,
            name: self.name,
            area: self.area,
            contact_name: self.contact_name,
            phone: self.phone,
            email: self.email,
            availability: self.availability,
            note: self.note,
        }
    }
}

/// Something before and after one `@`, without blanks: whether mail arrives there only a mail tells.
pub fn is_address(text: &str) -> bool {
    let mut parts = text.split('@');
    let (before, after) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    parts.next().is_none() && !before.is_empty() && after.contains('.') && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft { kind: "nurse".to_owned(), name: " Cabinet\u{a0}du Pré ".to_owned(), ..Draft::default() }
    }

    #[test]
    fn what_is_empty_is_nothing_and_names_are_trimmed() {
        let typed = Draft { area: Some("  ".to_owned()), email: Some("a@b.example".to_owned()), ..draft() };
        let checked = typed.checked(&Catalogue::default(), &[]).expect("valid");
        assert_eq!(
            (checked.name.as_str(), checked.area, checked.email.as_deref()),
            ("Cabinet\u{a0}du Pré", None, Some("a@b.example"))
        );
    }

    #[test]
    fn every_mistake_is_named() {
        let bad = Draft {
            kind: "wizard".to_owned(),
            name: "\n".to_owned(),
            phone: Some("1".repeat(121)),
            email: Some("nobody".to_owned()),
            area: Some("a\nb".to_owned()),
            sectors: vec![Uuid::from_u128(1)],
            ..Draft::default()
        };
        let found = bad.checked(&Catalogue::default(), &[]).expect_err("mistakes");
        let found: Vec<_> = found.iter().map(|mistake| (mistake.field, mistake.code)).collect();
        let expected = [
            ("area", "control_character"),
            ("phone", "too_long"),
            ("name", "missing"),
            ("kind", "unknown_kind"),
            ("sector_ids", "unknown_sector"),
            ("email", "invalid_email"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn addresses_have_one_at_and_a_dot_after_it() {
        assert!(is_address("a.b@c.example"));
        for wrong in ["a", "a@b", "@b.c", "a@b@c.d", "a b@c.d"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
