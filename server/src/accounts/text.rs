//! The text message that goes with a link: one message, in the language of whoever gets it.

use vigie_shared::lang::Lang;
use vigie_shared::messages::fill;
use vigie_shared::sms;

/// From the friendliest wording to the shortest.
const WORDINGS: [&str; 3] = ["sms.invitation", "sms.invitation_short", "sms.invitation_bare"];

/// The friendliest wording that fits one message; with an address that is long the shortest there is.
pub fn invitation(lang: Lang, url: &str, code: &str) -> String {
    let worded = |key: &&str| fill(lang, key, &[("url", url), ("code", code)]);
    let mut texts = WORDINGS.iter().map(worded);
    let fitting = texts.find(|text| sms::fits_one(text));
    fitting.unwrap_or_else(|| fill(lang, "sms.invitation_bare", &[("url", url), ("code", code)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_usual_length_fits_one_message_in_both_languages() {
        let url = format!("https://vigie.departement-exemple.fr/bienvenue#{}", "x".repeat(43));
        for &lang in Lang::ALL {
            let text = invitation(lang, &url, "ABC-DEF");
            assert!(sms::fits_one(&text), "{text}");
            assert!(text.contains(&url) && text.contains("ABC-DEF"), "{text}");
            let friendliest = fill(lang, WORDINGS[0], &[("url", &url), ("code", "ABC-DEF")]);
            assert_eq!(text, friendliest);
        }
    }

    #[test]
    fn a_longer_link_gets_fewer_words_and_is_never_cut() {
        let url = format!("https://{}.fr/bienvenue#{}", "x".repeat(90), "x".repeat(43));
        let text = invitation(Lang::Fr, &url, "ABC-DEF");
        assert!(text.contains(&url) && text.contains("ABC-DEF"), "{text}");
        assert!(text.len() < invitation(Lang::Fr, "https://a.fr/", "ABC-DEF").len() + url.len(), "{text}");
    }
}
