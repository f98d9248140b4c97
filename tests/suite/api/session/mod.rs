//! `/api/session`: signing in, staying signed in, signing out.

mod cross_site;
mod drills;
mod lockout;
mod own;
mod passkeys;
mod password;
mod refresh;
mod required;
mod second_factor;
mod sign_in;
mod tokens;
