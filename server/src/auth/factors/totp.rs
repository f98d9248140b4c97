//! Codes of an authenticator app: RFC 6238 with what every app knows: SHA-1, six digits, thirty seconds.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use rand::TryRngCore as _;
use totp_rs::{Builder, Secret, Totp};

const ISSUER: &str = "Vigie";

/// A new secret of 160 bits (RFC 4226, section 4).
pub fn new_secret() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 20];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes)?;
    Ok(Secret::new_stack(bytes).to_base32())
}

fn totp(secret: &str, login: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // A colon would end the account's name in the address.
    let builder =
        Builder::new().with_secret(secret).with_account_name(login.replace(':', " ")).with_issuer(Some(ISSUER));
    builder.build().ok()
}

/// What an app reads from a QR code.
pub fn uri(secret: &str, login: &str) -> anyhow::Result<String> {
    let totp = totp(secret, login).context("the secret is none")?;
    Ok(totp.to_url()?)
}

/// The step of thirty seconds a code belongs to: the present one, or its neighbour on either side, for clocks that differ.
pub fn step_of(secret: &str, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret, "x")?.check(&digits, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: the ASCII of "12345678901234567890".
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("in range")
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // The last six of the eight digits of the table for SHA-1.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(SECRET, code, at(seconds)), Some(seconds / 30), "{seconds}");
            assert_eq!(step_of(SECRET, &format!(" {} {}", &code[..3], &code[3..]), at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let now = 1_234_567_890;
        for (off, found) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(step_of(SECRET, "005924", at(now + off)).is_some(), found, "{off}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for code in ["", "5924", "0005924", "00592a", "٠٠٥٩٢٤", "-05924", "005 92"] {
            assert_eq!(step_of(SECRET, code, at(1_234_567_890)), None, "{code}");
        }
    }

    #[test]
    fn an_app_can_read_the_address_and_no_two_secrets_are_the_same() {
        let (one, two) = (new_secret().expect("random"), new_secret().expect("random"));
        assert_ne!(one, two);
        assert_eq!(one.len(), 32);
        let uri = uri(&one, "dana:essai").expect("written");
        assert!(uri.starts_with("otpauth://totp/Vigie:dana%20essai?"), "{uri}");
        assert!(uri.contains(&format!("secret={one}")) && uri.contains("issuer=Vigie"), "{uri}");
    }
}
