//! An address mail can be sent to.

use std::fmt;
use std::str::FromStr;

/// RFC 5321, section 4.5.3.1.3: a path has 256 octets with its brackets.
pub const LONGEST: usize = 254;
/// RFC 5321, section 4.5.3.1.1.
const LONGEST_LOCAL: usize = 64;
/// RFC 1035, section 2.3.4.
const LONGEST_LABEL: usize = 63;

/// An address as people have them: plain words before the `@`, a host name behind it. What the standard also allows (quoted
/// words, comments, addresses of machines, letters beyond ASCII) is left out: it is where headers get injected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress(String);

/// What was written is no mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no mail address; write it like camille@example.org")]
pub struct NotAMailAddress;

impl MailAddress {
    /// The address, with its domain in small letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MailAddress {
    type Err = NotAMailAddress;

    fn from_str(text: &str) -> Result<Self, NotAMailAddress> {
        let text = text.trim_matches(' ');
        let (local, domain) = text.split_once('@').ok_or(NotAMailAddress)?;
        let words = local.split('.').all(|word| !word.is_empty() && word.bytes().all(is_atom));
        let labels: Vec<&str> = domain.split('.').collect();
        let named = labels.len() > 1 && labels.iter().all(|label| is_label(label));
        // A machine's number is not a name.
        let named = named && labels.last().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
        if text.len() <= LONGEST && local.len() <= LONGEST_LOCAL && words && named {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(NotAMailAddress)
        }
    }
}

/// `atext` of RFC 5322, section 3.2.3.
const fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}

fn is_label(label: &str) -> bool {
    let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain && !label.is_empty() && label.len() <= LONGEST_LABEL && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_have_is_an_address() {
        for (text, kept) in [
            ("camille@example.org", "camille@example.org"),
            (" c.d+vigie@Sub.Example.ORG ", "c.d+vigie@sub.example.org"),
            ("o'neil_1@xn--caf-dma.fr", "o'neil_1@xn--caf-dma.fr"),
        ] {
            assert_eq!(text.parse::<MailAddress>().map(|address| address.to_string()), Ok(kept.to_owned()));
        }
        assert_eq!("a@b.org".parse::<MailAddress>().map(|address| address.domain().to_owned()), Ok("b.org".to_owned()));
    }

    #[test]
    fn nothing_else_is_above_all_no_second_header() {
        let long = format!("{}@example.org", "a".repeat(65));
        let longer = format!("a@{}.org", "b.".repeat(130));
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@b.org",
            "a@b",
            "a@b.",
            "a@.org",
            "a@b..org",
            ".a@b.org",
            "a.@b.org",
            "a..b@c.org",
            "a@b@c.org",
            "a b@c.org",
            "a@b c.org",
            "a@b.org\r\nBcc: x@y.org",
            "a@b.org\n",
            "a\r@b.org",
            "a\0@b.org",
            "a@b.org,c@d.org",
            "a@b.org;c@d.org",
            "<a@b.org>",
            "A <a@b.org>",
            "\"a\"@b.org",
            "a(c)@b.org",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "é@b.org",
            "a@é.org",
            "a@-b.org",
            "a@b-.org",
            "a@b_c.org",
            "a@b.org\u{2028}",
            "\ta@b.org",
            "a@b.org>\r\nRCPT TO:<x@y.org",
            &long,
            &longer,
        ] {
            assert_eq!(text.parse::<MailAddress>(), Err(NotAMailAddress), "{text:?}");
        }
    }
}
