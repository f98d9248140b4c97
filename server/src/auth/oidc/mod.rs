//! Signing in through the identity provider of an institution (OpenID Connect, authorization code with PKCE).
//!
//! * [`settings`]: what the operator configured. * [`web`]: whom of the provider's machines we call, and within which bounds.
//! * [`provider`]: what it says of itself, and what an authorization code is worth. * [`flow`]: what the browser keeps between going
//!   there and coming back. * [`account`]: which account an identity opens. * [`endpoints`]: the three steps.
//!
//! 1. `GET /api/oidc/start` sends the browser there; `state`, `nonce` and the PKCE verifier stay with it in a signed cookie, so any node
//!    can take it back. 2. `GET /api/oidc/callback` exchanges the code, checks the ID token, finds the account, and leaves an arrival: one
//!    row, good once, for two minutes, whose token is a cookie no other site can send. 3. `POST /api/oidc/session` spends it, and answers
//!    as `POST /api/session` does, with the second factor where there is one.
//!
//! Nobody gets an account here. An identity is linked the first time, to an account that somebody had made: by its mail address, if the
//! provider says that it is verified, or by the login, if the operator named the claim that holds it. After that the provider's
//! own name for it (`sub`) decides, whatever becomes of the address.

pub mod account;
pub mod endpoints;
pub mod flow;
pub mod provider;
pub mod settings;
pub mod web;

pub use provider::Provider;

/// How a session was opened: through the provider, or through it and its own second factor.
pub const ARRIVED: &str = "provider";
pub const ARRIVED_STRONG: &str = "provider_strong";
