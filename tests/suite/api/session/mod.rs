//! `/api/session`: signing in, staying signed in, signing out.

mod lockout;
mod own;
mod password;
mod refresh;
mod second_factor;
mod sign_in;
mod tokens;
