//! Takes away who somebody was: after the federation's period, or because they asked. Scores, dates, outcomes and durations stay.

use chrono::{DateTime, Utc};
use url::form_urlencoded;
use uuid::Uuid;

use crate::store::persons::{Person, folded};
use crate::store::{StoreResult, Tx, retention, saved_views};

/// Words of a name that many people share, and short ones, say nothing about anybody.
const FORMS: &[&str] =
    &["mme", "mlle", "mrs", "madame", "monsieur", "mademoiselle", "dit", "dite", "nee", "des", "les"];
const SHORTEST: usize = 3;

/// Forgets a person within the transaction.
pub async fn forget(tx: &mut Tx, person: &Person, now: DateTime<Utc>) -> StoreResult<()> {
    for (owner, view) in saved_views::of_federation(tx, person.federation_id).await? {
        let asked: String =
            form_urlencoded::parse(view.query.as_bytes()).map(|(_, value)| format!(" {value}")).collect();
        if says_the_name(&view.name, &person.name) || says_the_name(&asked, &person.name) {
            saved_views::remove(tx, owner, view.id).await?;
        }
    }
    retention::end(tx, person.federation_id, person.id, now).await?;
    retention::pseudonymise(tx, person.federation_id, person.id, &pseudonym(person.id), now).await
}

/// Whether a text has a word of somebody's name in it.
pub fn says_the_name(text: &str, name: &str) -> bool {
    let (text, name) = (folded(text), folded(name));
    let telling = |word: &&str| word.len() >= SHORTEST && !FORMS.contains(word);
    name.split(|c: char| !c.is_alphanumeric()).filter(telling).any(|word| text.contains(word))
}

/// The same for a person at all times, and different from others': lists stay readable.
fn pseudonym(person: Uuid) -> String {
    let id = person.simple().to_string();
    // The end: ids begin with the time they were made at.
    format!("P-{}", id[id.len() - 8..].to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_tells_persons_apart_and_nothing_else() {
        assert_eq!(pseudonym(Uuid::from_u128(0xabc)), "P-00000ABC");
    }

    #[test]
    fn a_telling_word_of_the_name_is_found_and_a_form_of_address_is_none() {
        assert!(says_the_name("demande de la famille POMMIER", "Mme Hélène Pommier"));
        assert!(says_the_name("helene", "Mme Hélène Pommier"));
        assert!(!says_the_name("Mme a écrit le 3 mars", "Mme Hélène Pommier"));
    }
}
