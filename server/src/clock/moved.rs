//! The machine's clock as a test bench wants it: a debug build looks into the file that `VIGIE_TEST_CLOCK` names. Seconds with a sign
//! (`+3600`, `-86400`) shift the clock, an RFC 3339 time makes it stand still. No such file: the machine's own time.

use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};

static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();

/// What the clock shows while the machine's shows `now`.
pub(super) fn from(now: DateTime<Utc>) -> DateTime<Utc> {
    let file = FILE.get_or_init(|| std::env::var_os("VIGIE_TEST_CLOCK").map(PathBuf::from));
    let text = file.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
    text.and_then(|text| read(text.trim(), now)).unwrap_or(now)
}

fn read(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match text.strip_prefix(['+', '-']) {
        Some(_) => now.checked_add_signed(TimeDelta::try_seconds(text.parse().ok()?)?),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_shifts_and_a_time_stands_still() {
        let now: DateTime<Utc> = "2026-03-02T10:00:00Z".parse().expect("a time");
        assert_eq!(read("+3600", now), Some(now + TimeDelta::hours(1)));
        assert_eq!(read("-86400", now), Some(now - TimeDelta::days(1)));
        let stands = "2026-10-25T02:30:00+01:00";
        assert_eq!(read(stands, now), stands.parse().ok());
        assert_eq!(read("soon", now), None);
        assert_eq!(read("+99999999999999999999", now), None);
    }
}
