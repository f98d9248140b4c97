//! A lane a channel: what one channel has in hand takes no room from another, so that a mail server or a webhook that hangs holds up
//! letters or events and never a push. Within a lane each service has few calls of its own (`crate::services::turns`).
//!
//! To add a channel: a line in [`LANES`].

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use vigie_shared::delivery::Channel;

use crate::app::App;
use crate::push::client::PER_SERVICE;

/// The room of a channel.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    pub channel: Channel,
    /// Messages taken at once: enough to keep connections busy, few enough to be sent well within a lease.
    pub batch: usize,
    /// Messages in hand at one time.
    in_hand: usize,
}

/// Every channel has one.
pub const LANES: [Lane; 3] = [
    // When every push service but one hangs, there is still room for a batch.
    Lane { channel: Channel::Push, batch: 32, in_hand: 5 * PER_SERVICE + 32 },
    // One mail server, which takes few at a time.
    Lane { channel: Channel::Mail, batch: 8, in_hand: 16 },
    // Room for several federations' receivers that hang.
    Lane { channel: Channel::Webhook, batch: 16, in_hand: 80 },
];

/// What a worker has in hand.
#[derive(Debug, Default)]
pub struct InHand {
    running: [JoinSet<()>; LANES.len()],
    /// Rung by whoever is done.
    done: Arc<Notify>,
}

impl InHand {
    /// Starts something in a lane.
    pub fn spawn(&mut self, channel: Channel, work: impl Future<Output = ()> + Send + 'static) {
        let done = Arc::clone(&self.done);
        let Some(place) = LANES.iter().position(|lane| lane.channel == channel) else { return };
        self.running[place].spawn(async move {
            work.await;
            done.notify_one();
        });
    }

    /// The lanes with room for a batch.
    pub fn open_lanes(&mut self) -> Vec<Lane> {
        for lane in &mut self.running {
            while let Some(ended) = lane.try_join_next() {
                note_end(ended);
            }
        }
        let has_room = |(lane, running): &(&Lane, &JoinSet<()>)| running.len() + lane.batch <= lane.in_hand;
        LANES.iter().zip(&self.running).filter(has_room).map(|(lane, _)| *lane).collect()
    }

    /// Waits until there may be something to do: somebody rings, a full lane has room again, the time is over, or all is to stop. When the
    /// lane of pushes is full, nobody need ring.
    pub async fn rest(&mut self, app: &App, pause: Duration, stop: &CancellationToken) {
        let over = sleep(pause);
        tokio::pin!(over);
        let before = self.open_lanes();
        let done = Arc::clone(&self.done);
        let takes_pushes = before.iter().any(|lane| lane.channel == Channel::Push);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = &mut over => return,
                () = app.outbox_bell.notified(), if takes_pushes => return,
                () = done.notified(), if before.len() < LANES.len() => {
                    if self.open_lanes().len() > before.len() {
                        return;
                    }
                }
            }
        }
    }

    /// Waits for everything to end.
    pub async fn end(mut self) {
        for lane in &mut self.running {
            while let Some(ended) = lane.join_next().await {
                note_end(ended);
            }
        }
    }
}

fn note_end(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "the sending of a message broke; it stays leased");
    }
}
