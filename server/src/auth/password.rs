//! Passwords: argon2id with the crate's defaults (19 MiB, two passes, one lane: the OWASP minimum).

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

/// The shortest password a person may choose (ASVS 6.2.1: at least 8, better 15).
pub const SHORTEST: usize = 12;
/// Letters and digits there must be beside one's own names.
const OWN_BESIDE: usize = 8;
/// What anybody would try first here.
const OURS: [&str; 3] = ["vigie", "domicile", "motdepasse"];
/// The longest: enough for any manager's output, little enough to hash.
pub const LONGEST: usize = 128;
/// Each hash takes 19 MiB and a core: more at one time would only slow everybody else.
const AT_ONE_TIME: usize = 2;

static PLACES: Semaphore = Semaphore::const_new(AT_ONE_TIME);
/// What an unknown login is compared with, so that it takes as long as a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// How hard a password is to guess, from 0 to 4; 3 resists somebody who has the database for a while (zxcvbn's own words: "safely
/// unguessable").
const STRONG: zxcvbn::Score = zxcvbn::Score::Three;

/// Whether a person may choose this password; the code of what is wrong with it. `own` is what others know of the person.
pub fn judge(password: &str, own: &[&str]) -> Result<(), &'static str> {
    if password.chars().count() < SHORTEST {
        return Err("too_short");
    }
    if password.len() > LONGEST {
        return Err("too_long");
    }
    let words: Vec<&str> = own.iter().flat_map(|text| text.split_whitespace()).chain(OURS).collect();
    let weak = zxcvbn::zxcvbn(password, &words).score() < STRONG || beside(password, own) < OWN_BESIDE;
    if weak { Err("too_common") } else { Ok(()) }
}

/// Letters and digits of a password that are not the person's own names.
fn beside(password: &str, own: &[&str]) -> usize {
    let mut rest = password.to_lowercase();
    for word in own.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())) {
        // Of shorter words any password has some.
        if word.chars().count() >= 3 {
            rest = rest.replace(&word.to_lowercase(), "");
        }
    }
    rest.chars().filter(|c| c.is_alphanumeric()).count()
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow::anyhow!("cannot hash: {error}"))?.to_string())
}

/// Hashes a password, away from the threads that serve requests.
pub async fn hash(password: String) -> anyhow::Result<String> {
    let _place = PLACES.acquire().await?;
    tokio::task::spawn_blocking(move || hash_now(&password)).await?
}

/// Whether `password` is the one behind `hash`. Without a hash it is not, after the same time.
pub async fn verify(password: String, hash: Option<String>) -> anyhow::Result<bool> {
    let _place = PLACES.acquire().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok() && known
    });
    Ok(checked.await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let stored = hash("correct horse".to_owned()).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(verify("correct horse".to_owned(), Some(stored.clone())).await.expect("checked"));
        assert!(!verify("wrong horse".to_owned(), Some(stored)).await.expect("checked"));
    }

    #[test]
    fn a_password_that_many_have_or_that_is_ones_own_name_is_refused() {
        let own = ["dana.essai", "Dana Essai"];
        for (password, verdict) in [
            ("court", Err("too_short")),
            ("password1234", Err("too_common")),
            ("azertyuiop12", Err("too_common")),
            ("aaaaaaaaaaaaaaaa", Err("too_common")),
            ("dana essai dana", Err("too_common")),
            ("correct cheval pile agrafe", Ok(())),
            ("éléphant sous la lune", Ok(())),
            ("kR7#mq2!vTz9", Ok(())),
        ] {
            assert_eq!(judge(password, &own), verdict, "{password}");
        }
        assert_eq!(judge(&"x y ".repeat(40), &own), Err("too_long"));
    }

    #[tokio::test]
    async fn an_account_without_a_password_never_opens() {
        assert!(!verify("nobody has this password".to_owned(), None).await.expect("checked"));
    }
}
