//! `/api/session`: signing in, staying signed in, signing out.

mod refresh;
mod sign_in;
mod tokens;
