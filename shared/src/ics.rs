//! What every reader of iCalendar (RFC 5545) needs: content lines, texts, durations, zones.

use chrono::TimeDelta;
use chrono_tz::Tz;

/// A content line: name, parameters, value.
pub(crate) struct Content<'a> {
    pub(crate) name: String,
    parameters: &'a str,
    pub(crate) value: &'a str,
}

impl<'a> Content<'a> {
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        // A colon inside quotes belongs to a parameter.
        let mut quoted = false;
        let colon = line.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == ':' && !quoted
        })?;
        let (head, value) = (&line[..colon.0], &line[colon.0 + 1..]);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Self { name: name.to_ascii_uppercase(), parameters, value })
    }

    pub(crate) fn parameter(&self, wanted: &str) -> Option<&'a str> {
        let pairs = self.parameters.split(';').filter_map(|pair| pair.split_once('='));
        let found = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim_matches('"'))
    }

    /// The same line with another value: one of a list.
    pub(crate) fn with<'b>(&'b self, value: &'b str) -> Content<'b> {
        Content { name: self.name.clone(), parameters: self.parameters, value }
    }

    /// An address, without its scheme.
    pub(crate) fn address(&self) -> &'a str {
        let address = self.value.trim();
        let named = address.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
        named.map_or(address, |_| &address[7..])
    }
}

/// The content lines with the number of their first physical line: one that begins with a space goes on (RFC 5545, 3.1).
pub(crate) fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ => lines.push((number + 1, line.to_owned())),
        }
    }
    lines
}

pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') => out.push(' '),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// `P2W`, `P1DT12H`, `PT90M`: whole numbers, as RFC 5545 has them.
pub(crate) fn duration(text: &str, longest: TimeDelta) -> Option<TimeDelta> {
    let rest = text.trim().strip_prefix('+').unwrap_or(text.trim()).strip_prefix('P')?;
    let (mut sum, mut digits, mut in_time) = (TimeDelta::zero(), String::new(), false);
    for c in rest.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if c == 'T' && digits.is_empty() {
            in_time = true;
            continue;
        }
        let number: i64 = digits.parse().ok()?;
        digits.clear();
        let part = match (c, in_time) {
            ('W', false) => TimeDelta::try_weeks(number)?,
            ('D', false) => TimeDelta::try_days(number)?,
            ('H', true) => TimeDelta::try_hours(number)?,
            ('M', true) => TimeDelta::try_minutes(number)?,
            ('S', true) => TimeDelta::try_seconds(number)?,
            _ => return None,
        };
        sum = sum.checked_add(&part)?;
    }
    (digits.is_empty() && sum > TimeDelta::zero() && sum <= longest).then_some(sum)
}

/// The names that Outlook and Exchange write, for the zones in which home care of France works.
const WINDOWS: &[(&str, Tz)] = &[
    ("Romance Standard Time", chrono_tz::Europe::Paris),
    ("W. Europe Standard Time", chrono_tz::Europe::Paris),
    ("Central Europe Standard Time", chrono_tz::Europe::Paris),
    ("SA Western Standard Time", chrono_tz::America::Martinique),
    ("SA Eastern Standard Time", chrono_tz::America::Cayenne),
    ("Saint Pierre Standard Time", chrono_tz::America::Miquelon),
    ("Mauritius Standard Time", chrono_tz::Indian::Reunion),
    ("E. Africa Standard Time", chrono_tz::Indian::Mayotte),
    ("Central Pacific Standard Time", chrono_tz::Pacific::Noumea),
    ("Hawaiian Standard Time", chrono_tz::Pacific::Tahiti),
];

/// The zone of a `TZID`: an IANA name, one with its maker in front (`/example.org/2026/Europe/Paris`), or a Windows one.
pub(crate) fn zone_named(name: &str) -> Option<Tz> {
    let windows = || WINDOWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, zone)| *zone);
    let behind = || {
        let start = name.rmatch_indices('/').nth(1)?.0 + 1;
        name.get(start..)?.parse().ok()
    };
    name.parse().ok().or_else(windows).or_else(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_the_names_that_programs_give_them() {
        for (name, expected) in [
            ("Europe/Paris", Some(chrono_tz::Europe::Paris)),
            ("romance standard time", Some(chrono_tz::Europe::Paris)),
            ("/example.org/20260101/Indian/Reunion", Some(chrono_tz::Indian::Reunion)),
            ("Nowhere/Else", None),
            ("", None),
            ("/", None),
        ] {
            assert_eq!(zone_named(name), expected, "{name}");
        }
    }

    #[test]
    fn a_colon_in_quotes_does_not_end_a_name() {
        let content = Content::read("ATTENDEE;CN=\"a: b\";X=1:MAILTO:a@example.org").expect("a line");
        assert_eq!((content.name.as_str(), content.address()), ("ATTENDEE", "a@example.org"));
        assert_eq!(content.parameter("cn"), Some("a: b"));
    }
}
