//! The code on a card at a person's home. It says which person and opens nothing without a sign-in.

/// Thirty-two signs that are not taken for each other on paper (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code: a hundred random bits.
pub const LENGTH: usize = 20;
/// Signs of the hash that a phone keeps beside a visit: enough to tell one home from another, and no way back to the code.
pub const SHORT: usize = 16;

/// A code as it is printed and hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct PlaceCode(String);

impl PlaceCode {
    /// The code that random octets stand for, five bits of each.
    #[must_use]
    pub fn of_random(octets: [u8; LENGTH]) -> Self {
        Self(octets.iter().map(|octet| char::from(ALPHABET[usize::from(octet % 32)])).collect())
    }

    /// Reads what stands in an address or was typed: small letters, hyphens and what looks alike do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for sign in text.chars().filter(|sign| !matches!(sign, '-' | ' ')) {
            let sign = match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if code.len() == LENGTH || !u8::try_from(sign).is_ok_and(|octet| ALPHABET.contains(&octet)) {
                return None;
            }
            code.push(sign);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a log would show of it: nothing.
impl std::fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlaceCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_written() {
        let code = PlaceCode::of_random(std::array::from_fn(|place| u8::try_from(place * 13).unwrap_or(255)));
        assert_eq!(code.as_str().len(), LENGTH);
        let small = code.as_str().to_lowercase();
        let parted = format!("{}-{} ", &small[..10], &small[10..]);
        let mistaken = code.as_str().replace('0', "o").replace('1', "l");
        for typed in [code.as_str(), &small, &parted, &mistaken] {
            assert_eq!(PlaceCode::parse(typed).as_ref(), Some(&code), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        let long = "A".repeat(LENGTH + 1);
        let other = "U".repeat(LENGTH);
        let accent = "é".repeat(LENGTH);
        for text in ["", "A", &long, &other, &accent, "../../etc/passwd\0%00"] {
            assert_eq!(PlaceCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_bit_counts() {
        let one = PlaceCode::of_random([0; LENGTH]);
        let signs: std::collections::BTreeSet<char> =
            (0..32).map(|octet| PlaceCode::of_random([octet; LENGTH]).as_str().chars().next().unwrap_or(' ')).collect();
        assert_eq!(signs.len(), 32);
        assert_eq!(format!("{one:?}"), "PlaceCode(…)");
    }
}
