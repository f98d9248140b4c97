//! Web Push: who may be pushed to, how a message is sealed, and the client that carries it.
//!
//! The endpoint of a subscription comes from a browser, so it is treated as an attacker's URL: [`endpoint`] admits only known
//! push services (and what the operator lists), [`guard`] looks at the address a name resolves to at the moment of sending, and
//! [`client`] follows no redirect and reads no long answer. [`vapid`] proves who we are ([`keyring`]: with which key), [`cipher`]
//! seals the text so that only
//! the browser reads it, [`receipt`] is what it carries so that the browser can say that it is there, [`subscription`] and
//! [`subscribe`] keep the browsers.
//!
//! A service that fails is left alone for a while, one that hangs holds a few calls and nobody's place ([`crate::services`]).
//!
//! To admit one more push service: a line in `endpoint::SERVICES`.

pub mod cipher;
pub mod client;
pub mod endpoint;
pub mod endpoints;
pub mod guard;
pub mod keyring;
pub mod receipt;
mod seal;
pub mod sender;
pub mod subscribe;
pub mod subscription;
pub mod vapid;

pub use sender::{Outcome, Push, PushError};
