//! The languages of the screens: French first, English second.

use crate::word::word_enum;

word_enum! {
    /// A language people read Vigie in.
    #[derive(Default)]
    pub enum Lang {
        /// French.
        #[default]
        Fr = "fr",
        /// English.
        En = "en",
    }
}

impl Lang {
    /// The best of our languages for an `Accept-Language` header. French when nothing fits.
    ///
    /// Only the primary subtag and the `q` weight are looked at; a tie goes to the one named first.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for item in accept_language.split(',') {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or("").trim().to_ascii_lowercase();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            let lang = match tag.split('-').next() {
                Some("fr") => Self::Fr,
                Some("en") => Self::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, lang);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn the_heaviest_known_language_wins_and_french_is_the_default() {
        assert_eq!(Lang::negotiate("en-GB,en;q=0.9,fr;q=0.4"), Lang::En);
        assert_eq!(Lang::negotiate("en;q=0.3, fr-FR;q=0.8"), Lang::Fr);
        assert_eq!(Lang::negotiate("de, es;q=0.9"), Lang::Fr);
        assert_eq!(Lang::negotiate(""), Lang::Fr);
        assert_eq!(Lang::negotiate("en;q=abc"), Lang::Fr);
    }
}
