//! A connection whose writes may not stand still: a client that asks for much and reads nothing gives its place to others.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// Bytes that count as movement. A system reports free space in pieces of this size and more, so whoever reads a byte a second does not move.
const MOVEMENT: usize = 4 * 1024;

/// Reads and writes of `inner`, with an end to writes that wait.
#[derive(Debug)]
pub struct Wire<S> {
    inner: S,
    stall: Duration,
    /// Made when a write first waits.
    timer: Option<Pin<Box<Sleep>>>,
    /// Set while written bytes wait for the client.
    waiting: bool,
    /// Bytes taken since the timer was set.
    moved: usize,
}

impl<S> Wire<S> {
    pub fn new(inner: S, stall: Duration) -> Self {
        Self { inner, stall, timer: None, waiting: false, moved: 0 }
    }

    /// What a write came to, and whether the wait for it is too long.
    fn watch(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(result) = written {
            self.moved += result.as_ref().copied().unwrap_or(0);
            if self.moved >= MOVEMENT {
                self.waiting = false;
            }
            return Poll::Ready(result);
        }
        let end = Instant::now() + self.stall;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end)));
        if !self.waiting {
            (self.waiting, self.moved) = (true, 0);
            timer.as_mut().reset(end);
        }
        ready!(timer.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.inner).poll_write(context, buffer);
        this.watch(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.inner).poll_write_vectored(context, buffers);
        this.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    /// Asked for when everything was handed over: nothing waits any more.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.waiting = false;
        Pin::new(&mut this.inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}
