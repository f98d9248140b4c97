//! The accept loop: HTTP/1.1 in front of the router.
//!
//! `axum::serve` sets no timer and counts nobody, so whoever sends half a header would be waited for for ever. Here every wait has
//! an end: for the
//! first byte and the header ([`edges`]), for the body ([`pace`]), for an answer to be read ([`wire`]); and connections are counted
//! by address and
//! in all ([`guests`]). HTTP/2 is the reverse proxy's business: what it adds to the ways of tying up a server we need not bear.

mod edges;
mod guests;
mod pace;
mod wire;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service as _;

pub use self::edges::Edges;
use self::guests::{Busy, Guest, Guests};
pub use self::pace::{Pace, is_too_slow};
use self::wire::Wire;
use super::address;

/// A short rest when no connection can be accepted: out of file descriptors, most likely.
const REST: Duration = Duration::from_millis(100);
/// How long somebody who is turned away is given to take the news.
const FAREWELL: Duration = Duration::from_secs(1);
/// What somebody who is turned away reads.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// What every connection of a door shares.
struct Door {
    router: Router,
    edges: Edges,
    guests: Arc<Guests>,
    /// Asks for the end of what is in flight.
    stop: CancellationToken,
    /// Ends it.
    abort: CancellationToken,
}

/// Serves until `stop` is cancelled, then drains.
pub async fn serve(listener: TcpListener, router: Router, edges: Edges, stop: CancellationToken) {
    let guests = Guests::new(edges.connections, edges.connections_per_address);
    let drain = edges.drain;
    let door = Arc::new(Door { router, edges, guests, stop, abort: CancellationToken::new() });
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = door.stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => welcome(&door, &connections, stream, peer),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(REST).await;
            }
        }
    }
    // Whoever comes now is refused at once and tries another node, rather than waiting at a door nobody opens.
    drop(listener);
    connections.close();
    if tokio::time::timeout(drain, connections.wait()).await.is_err() {
        tracing::warn!(left = connections.len(), "some requests did not finish in time");
        door.abort.cancel();
        connections.wait().await;
    }
}

fn welcome(door: &Arc<Door>, connections: &TaskTracker, stream: TcpStream, peer: SocketAddr) {
    let is_proxy = door.edges.trusted.contain(peer.ip());
    let Some(guest) = door.guests.admit(address::group(peer.ip()), !is_proxy) else {
        metrics::counter!("vigie_connections_turned_away_total").increment(1);
        connections.spawn(turn_away(stream));
        return;
    };
    #[expect(clippy::cast_precision_loss, reason = "a figure for a chart")]
    metrics::gauge!("vigie_connections").set(door.guests.count() as f64);
    connections.spawn(converse(door.clone(), stream, peer, guest, is_proxy));
}

async fn turn_away(mut stream: TcpStream) {
    let farewell = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await
    };
    if let Ok(Err(error)) = tokio::time::timeout(FAREWELL, farewell).await {
        tracing::debug!(%error, "somebody who was turned away did not wait for the news");
    }
}

/// One connection, from its first byte to its end.
async fn converse(door: Arc<Door>, stream: TcpStream, peer: SocketAddr, guest: Guest, is_proxy: bool) {
    // Small answers must not wait for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    let patience = if is_proxy { door.edges.header_of_proxy } else { door.edges.header };
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience).max_header_size(door.edges.head_bytes);
    let io = TokioIo::new(Wire::new(stream, door.edges.stall));
    let mut connection = pin!(builder.serve_connection(io, service(&door, peer, &guest)));
    let (mut asked_to_stop, mut grace_is_over) = (false, false);
    let mut grace = pin!(tokio::time::sleep(Duration::MAX));
    let ended = loop {
        tokio::select! {
            ended = connection.as_mut() => break Some(ended),
            () = guest.asked_to_leave() => {
                metrics::counter!("vigie_connections_gave_way_total").increment(1);
                break None;
            }
            () = door.abort.cancelled() => break None,
            () = door.stop.cancelled(), if !asked_to_stop => {
                asked_to_stop = true;
                grace.as_mut().reset(Instant::now() + door.edges.grace);
                connection.as_mut().graceful_shutdown();
            }
            // Half a header holds up no stop; a request that is being answered has the whole time to drain.
            () = grace.as_mut(), if asked_to_stop && !grace_is_over => {
                grace_is_over = true;
                if guest.is_waiting() {
                    break None;
                }
            }
        }
    };
    if let Some(Err(error)) = ended {
        if error.is_timeout() {
            metrics::counter!("vigie_connections_timed_out_total").increment(1);
        }
        // A client that goes away, or stays away, is no error of ours.
        tracing::debug!(%error, "connection ended");
    }
}

fn service(
    door: &Arc<Door>,
    peer: SocketAddr,
    guest: &Guest,
) -> impl hyper::service::Service<Request<Incoming>, Response = Response<Held>, Error = Infallible, Future: Send> + use<>
{
    let (door, guest) = (door.clone(), guest.clone());
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        let busy = guest.busy();
        let client = door.edges.trusted.client(peer.ip(), request.headers());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
        let pace = door.edges.pace;
        let answer = door.router.clone().call(request.map(|body| axum::body::Body::new(pace::Paced::new(body, pace))));
        async move { answer.await.map(|answer| answer.map(|body| Held { body, _busy: busy })) }
    })
}

/// The body of an answer: while it is being sent its connection is busy.
struct Held {
    body: axum::body::Body,
    _busy: Busy,
}

impl Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
