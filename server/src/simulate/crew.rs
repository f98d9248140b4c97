//! Persons on all cores, their lines in the order of one.
//!
//! The `n`-th of `T` workers lives the batches n, n + T, n + 2T … and sends their lines through a channel of its own; the writer asks
//! the workers in turn, one whole batch each. So the files do not depend on the number of cores, and no more than a few pieces
//! are ever in memory, however many persons and days there are.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::history::{Lines, World};
use super::{Counts, SimulateError};

/// Persons of one batch: enough to be worth a message.
const BATCH: u32 = 8;
/// Bytes after which a piece is sent before its batch is over.
const PIECE: usize = 1024 * 1024;
/// Pieces a worker may be ahead of the writer.
const AHEAD: usize = 2;

/// A part of a batch.
struct Piece {
    lines: Lines,
    ends_batch: bool,
}

/// The cores of this machine.
pub fn all_cores() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// Lives all persons on that many threads; `write` gets their lines in the order of the persons.
pub fn live(
    world: &World,
    threads: NonZero<usize>,
    mut write: impl FnMut(&Lines) -> Result<(), SimulateError>,
) -> Result<Counts, SimulateError> {
    let batches = world.layout.persons.div_ceil(BATCH);
    thread::scope(|scope| {
        let workers: Vec<Receiver<Piece>> = (0..threads.get())
            .map(|worker| {
                let (sender, receiver) = sync_channel(AHEAD);
                let mine = (0..batches).skip(worker).step_by(threads.get());
                scope.spawn(move || mine.take_while(|&batch| live_batch(world, batch, &sender)).count());
                receiver
            })
            .collect();
        let mut counts = Counts::default();
        for (_, worker) in (0..batches).zip(workers.iter().cycle()) {
            loop {
                let piece = worker.recv().map_err(|_| SimulateError::WorkerLost)?;
                write(&piece.lines)?;
                counts.add(piece.lines.counts);
                if piece.ends_batch {
                    break;
                }
            }
        }
        Ok(counts)
    })
}

/// Lives one batch; `false` when nobody listens any more, since writing failed.
fn live_batch(world: &World, batch: u32, sender: &SyncSender<Piece>) -> bool {
    let persons = batch * BATCH..(batch * BATCH).saturating_add(BATCH).min(world.layout.persons);
    let mut lines = Lines::default();
    let mut heard = true;
    for person in persons {
        world.live(person, &mut lines, |lines| {
            if lines.bytes() >= PIECE {
                heard = sender.send(Piece { lines: std::mem::take(lines), ends_batch: false }).is_ok();
            }
            heard
        });
    }
    heard && sender.send(Piece { lines, ends_batch: true }).is_ok()
}
