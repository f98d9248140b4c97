//! Who is calling: passwords, second factors, one-time links, short access tokens, rotating refresh tokens, limits on guessing.

pub mod change_password;
pub mod code;
pub mod confirm;
pub mod cookie;
pub mod device;
pub mod endpoints;
pub mod enrolment;
pub mod factors;
pub mod jwt;
pub mod limit;
pub mod manifest;
pub mod notice;
pub mod oidc;
pub mod own_sessions;
pub mod password;
pub mod session;
pub mod sign_in;
pub mod token;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};

/// 256 bits nobody can guess, as text for a URL or a cookie.
pub fn random_token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token: a plain SHA-256 is enough for 256 random bits.
pub fn token_hash(token: &str) -> String {
    sha256_hex(token.as_bytes())
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
