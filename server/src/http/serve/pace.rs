//! How fast a request's body must come.
//!
//! A time for the whole body would cut off a phone at the edge of the network; a time between two bytes is kept by whoever sends one byte a
//! second. So a body must bring a little in every stretch of time, and be over some day.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// What is asked of a body.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// A stretch of time ...
    pub stretch: Duration,
    /// ... and the bytes that must come in each: 200 a second, a tenth of what the slowest mobile network brings.
    pub bytes: usize,
    /// By when it must be there.
    pub longest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { stretch: Duration::from_secs(10), bytes: 2_000, longest: Duration::from_secs(120) }
    }
}

/// A body that came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body comes too slowly")]
pub struct TooSlow;

/// Whether an error comes from a body that came too slowly.
pub fn is_too_slow(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut error = Some(error);
    while let Some(this) = error {
        if this.is::<TooSlow>() {
            return true;
        }
        error = this.source();
    }
    false
}

/// A body that is held to a pace. Its clock starts when it is first asked for.
#[derive(Debug)]
pub struct Paced<B> {
    inner: B,
    pace: Pace,
    timer: Option<Timer>,
}

#[derive(Debug)]
struct Timer {
    until: Pin<Box<Sleep>>,
    /// Bytes in this stretch.
    bytes: usize,
    end: Instant,
}

impl<B> Paced<B> {
    pub fn new(inner: B, pace: Pace) -> Self {
        Self { inner, pace, timer: None }
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        let pace = this.pace;
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) {
            if let (Some(timer), Some(Ok(frame))) = (&mut this.timer, &frame) {
                timer.bytes += frame.data_ref().map_or(0, Bytes::len);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let timer = this.timer.get_or_insert_with(|| {
            let now = Instant::now();
            Timer { until: Box::pin(tokio::time::sleep_until(now + pace.stretch)), bytes: 0, end: now + pace.longest }
        });
        loop {
            ready!(timer.until.as_mut().poll(context));
            if timer.bytes < pace.bytes || Instant::now() >= timer.end {
                return Poll::Ready(Some(Err(TooSlow.into())));
            }
            timer.bytes = 0;
            timer.until.as_mut().reset(Instant::now() + pace.stretch);
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
