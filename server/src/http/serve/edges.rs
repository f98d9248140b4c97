//! What the door bears: how long it waits for whom, and how many it lets in.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::pace::Pace;
use crate::config::Config;
use crate::http::address::TrustedProxies;

/// A browser sends its header at once; whoever takes longer holds a place that others need. The same bound holds for the first byte, and for
/// the next request on a connection that is kept open: a client that reads nothing of its answer looks just like one that is done with it.
const HEADER: Duration = Duration::from_secs(10);
/// A trusted proxy keeps its connections for the next client; ours must outlive its own patience (sixty seconds in nginx), or it hands a
/// request to a connection that is just being closed.
const HEADER_OF_PROXY: Duration = Duration::from_secs(75);
/// How long an answer may stand still because nobody reads it. Live streams are no exception: they write when there is something to say, and
/// silence is not standing still.
const STALL: Duration = Duration::from_secs(8);
/// How long requests in flight may take to finish once a stop was asked for.
const DRAIN: Duration = Duration::from_secs(10);
/// How long after that a header may still come.
const GRACE: Duration = Duration::from_secs(1);
/// Bytes of a request's head: cookies and tokens are far smaller.
const HEAD_BYTES: usize = 32 * 1024;
/// File descriptors kept for everything that is no connection of a client: the database, push services, files.
const RESERVED: u64 = 256;
/// What is asked of the system: many start services with a soft limit of 1,024 under a far higher hard one.
const DESCRIPTORS: u64 = 65_536;

/// The limits of one door.
#[derive(Debug, Clone)]
pub struct Edges {
    pub header: Duration,
    pub header_of_proxy: Duration,
    pub stall: Duration,
    pub drain: Duration,
    pub grace: Duration,
    pub head_bytes: usize,
    pub pace: Pace,
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address; trusted proxies have no limit of their own.
    pub connections_per_address: usize,
    pub trusted: TrustedProxies,
}

impl Edges {
    /// As configured, within what the system allows.
    pub fn of(config: &Config) -> Self {
        let connections = config.connections.min(room());
        Self {
            header: HEADER,
            header_of_proxy: HEADER_OF_PROXY,
            stall: STALL,
            drain: DRAIN,
            grace: GRACE,
            head_bytes: HEAD_BYTES,
            pace: Pace::default(),
            connections,
            connections_per_address: config.connections_per_address.min(connections),
            trusted: config.trusted_proxies.clone(),
        }
    }
}

/// Asks the system for more file descriptors, and says how many connections there is room for.
fn room() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(DESCRIPTORS);
    let mut allowed = limit.current.unwrap_or(DESCRIPTORS);
    let wanted = DESCRIPTORS.min(most);
    if allowed < wanted {
        match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum }) {
            Ok(()) => allowed = wanted,
            Err(error) => tracing::warn!(%error, allowed, "the limit of file descriptors cannot be raised"),
        }
    }
    usize::try_from(allowed.saturating_sub(RESERVED).max(1)).unwrap_or(usize::MAX)
}
