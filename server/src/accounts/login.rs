//! A login from a name: small letters and dots, numbered when somebody has it.

use crate::store::accounts;
use crate::store::persons::folded;
use crate::store::{StoreResult, Tx};

/// Characters of a login that is made here.
const LONGEST: usize = 40;

/// `Hélène L’Œillet-Noël` becomes `helene.l.oeillet.noel`.
pub fn from_name(name: &str) -> String {
    let plain = folded(name);
    let words: Vec<String> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let mut login: String = words.join(".").chars().take(LONGEST).collect();
    login.truncate(login.trim_end_matches('.').len());
    if login.is_empty() { "compte".to_owned() } else { login }
}

/// The first free one: the login itself, or with 2, 3 … behind it.
pub async fn free(tx: &mut Tx, name: &str) -> StoreResult<String> {
    let wanted = from_name(name);
    let taken = accounts::logins_like(tx, &wanted).await?;
    Ok(first_free(&wanted, &taken))
}

fn first_free(wanted: &str, taken: &[String]) -> String {
    let is_free = |login: &String| !taken.contains(login);
    let numbered = (2..).map(|number| format!("{wanted}{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(is_free).unwrap_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_small_letters_and_dots() {
        for (name, login) in [
            ("Hélène L’Œillet-Noël", "helene.l.oeillet.noel"),
            ("  Alix   ESSAI ", "alix.essai"),
            ("Ana (nuit) 2", "ana.nuit.2"),
            ("李", "compte"),
            ("", "compte"),
        ] {
            assert_eq!(from_name(name), login, "{name}");
        }
        let long = from_name(&"abc ".repeat(40));
        assert!(long.len() <= LONGEST && !long.ends_with('.'), "{long}");
    }

    #[test]
    fn a_taken_login_gets_the_first_free_number() {
        let taken = ["a.b", "a.b2", "a.b4"].map(str::to_owned);
        assert_eq!(first_free("a.b", &taken), "a.b3");
        assert_eq!(first_free("c", &taken), "c");
    }
}
