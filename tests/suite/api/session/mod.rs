//! `/api/session`: signing in, staying signed in, signing out.

mod cross_site;
mod drills;
mod lockout;
mod oidc;
mod oidc_lies;
mod own;
mod passkeys;
mod password;
pub mod provider;
mod refresh;
mod required;
mod second_factor;
mod sign_in;
mod tokens;
