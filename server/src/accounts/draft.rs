//! What somebody types about an account, checked.

use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::mail_address::MailAddress;
use vigie_shared::rating::{InvalidNote, Note};
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::http::Problem;

/// Characters of a name or a login.
const LONGEST_LINE: usize = 120;
/// Digits of a telephone number: E.164 has at most 15, and the shortest in use have 3.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

/// An account as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    /// None: made from the name, or as before.
    pub login: Option<String>,
    pub sectors: Vec<Uuid>,
    pub locale: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl Draft {
    /// Trims and checks everything. `known_sectors` are those its keeper may give.
    pub fn checked(mut self, role: Role, known_sectors: &[Uuid]) -> Result<Self, Problem> {
        let mut mistakes: Vec<(&str, &str)> = Vec::new();
        match line(&self.name) {
            Ok(Some(name)) => self.name = name,
            Ok(None) => mistakes.push(("/name", "missing")),
            Err(code) => mistakes.push(("/name", code)),
        }
        match self.login.as_deref().map(line) {
            None => {}
            Some(Ok(None)) => self.login = None,
            Some(Ok(Some(login))) if login.contains(char::is_whitespace) => mistakes.push(("/login", "blank_in_login")),
            Some(Ok(Some(login))) => self.login = Some(login.to_lowercase()),
            Some(Err(code)) => mistakes.push(("/login", code)),
        }
        self.sectors.sort_unstable();
        self.sectors.dedup();
        if self.sectors.iter().any(|sector| !known_sectors.contains(sector)) {
            mistakes.push(("/sector_ids", "unknown_sector"));
        } else if self.sectors.is_empty() && role != Role::Administrator {
            mistakes.push(("/sector_ids", "missing"));
        }
        if self.locale.as_deref().is_some_and(|locale| locale.parse::<Lang>().is_err()) {
            mistakes.push(("/locale", "unknown_language"));
        }
        self.email = self.email.filter(|email| !email.trim().is_empty());
        if let Some(email) = &self.email {
            match email.parse::<MailAddress>() {
                Ok(address) => self.email = Some(address.as_str().to_owned()),
                Err(_) => mistakes.push(("/email", "invalid_email")),
            }
        }
        self.phone = self.phone.map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty());
        if self.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            mistakes.push(("/phone", "invalid_phone"));
        }
        if mistakes.is_empty() {
            return Ok(self);
        }
        let problem = Problem::new(ProblemCode::ValidationFailed);
        Err(mistakes.iter().fold(problem, |problem, (pointer, code)| problem.and_field(pointer, code)))
    }
}

/// One line of text, trimmed; none when it is empty.
pub fn line(text: &str) -> Result<Option<String>, &'static str> {
    match Note::parse_within(text, LONGEST_LINE) {
        Ok(Some(line)) if line.as_str().contains(['\n', '\t']) => Err("control_character"),
        Ok(line) => Ok(line.map(|line| line.as_str().to_owned())),
        Err(InvalidNote::TooLong) => Err("too_long"),
        Err(InvalidNote::ControlCharacter) => Err("control_character"),
    }
}

/// Digits, with what people write between them. Whether a telephone rings only a call tells.
fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    text.chars().count() <= 30
        && DIGITS.contains(&digits)
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '.' | '-' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_nothing_and_logins_are_small() {
        let sector = Uuid::from_u128(1);
        let typed = Draft {
            name: " Alix\u{a0}Essai ".to_owned(),
            login: Some(" Alix ".to_owned()),
            sectors: vec![sector, sector],
            locale: None,
            email: Some(" ".to_owned()),
            phone: Some(" +33 6 12 34 56 78 ".to_owned()),
        };
        let checked = typed.checked(Role::Aide, &[sector]).expect("valid");
        assert_eq!((checked.name.as_str(), checked.login.as_deref()), ("Alix\u{a0}Essai", Some("alix")));
        assert_eq!((checked.email, checked.phone.as_deref()), (None, Some("+33 6 12 34 56 78")));
        assert_eq!(checked.sectors, [sector]);
    }

    #[test]
    fn every_mistake_is_named() {
        let bad = Draft {
            name: "\n".to_owned(),
            login: Some("a b".to_owned()),
            sectors: Vec::new(),
            locale: Some("de".to_owned()),
            email: Some("nobody".to_owned()),
            phone: Some("call me".to_owned()),
        };
        let problem = bad.clone().checked(Role::Aide, &[]).expect_err("mistakes");
        let errors = problem.document(Lang::En).errors;
        let found: Vec<(&str, &str)> = errors.iter().map(|one| (one.pointer.as_str(), one.code.as_str())).collect();
        let expected = [
            ("/name", "missing"),
            ("/login", "blank_in_login"),
            ("/sector_ids", "missing"),
            ("/locale", "unknown_language"),
            ("/email", "invalid_email"),
            ("/phone", "invalid_phone"),
        ];
        assert_eq!(found, expected);
        assert!(errors.iter().all(|error| !error.detail.starts_with("field.")), "{errors:?}");
        let administrator = bad.checked(Role::Administrator, &[]).expect_err("mistakes").document(Lang::Fr);
        assert!(!administrator.errors.iter().any(|error| error.pointer == "/sector_ids"));
    }

    #[test]
    fn telephone_numbers_are_digits_with_little_between() {
        for number in ["15", "06 12 34 56 7", "+262 692-12-34-56", "(0)4.75.00.00.00"] {
            assert_eq!(is_phone(number), number != "15", "{number}");
        }
        for wrong in ["", "abc", "06+12345678", "1234567890123456", "06 12\n34"] {
            assert!(!is_phone(wrong), "{wrong}");
        }
    }
}
