//! What fits a text message.
//!
//! A message has 160 characters as long as all of them are in the basic alphabet of GSM (3GPP TS 23.038, section 6.2.1);
//! those of its extension table take two places, and a single other one leaves 70 for the whole.

/// Places of one message in the basic alphabet.
pub const LENGTH: usize = 160;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many places a text takes in the basic alphabet; none: it has a character that is not in it.
#[must_use]
pub fn places(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            c if BASIC.contains(c) => Some(1),
            c if EXTENDED.contains(c) => Some(2),
            _ => None,
        })
        .sum()
}

/// Whether a text goes out as one message in the basic alphabet.
#[must_use]
pub fn fits_one(text: &str) -> bool {
    places(text).is_some_and(|places| places <= LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_standard() {
        assert_eq!(BASIC.chars().count(), 127, "128 without the escape to the extension");
        assert_eq!(places("é à _ - # :"), Some(11));
        assert_eq!(places("5 €"), Some(4));
        assert_eq!(places("l’êta"), None);
        assert!(fits_one(&"x".repeat(160)) && !fits_one(&"x".repeat(161)));
    }
}
