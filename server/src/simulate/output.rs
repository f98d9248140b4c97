//! The directory of a simulation: all of it or nothing.
//!
//! Everything is written into `.partial` inside the directory and moved out at the end, so that a run that was stopped never looks
//! like a finished one. What an earlier stopped run left in `.partial` is swept away.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::SimulateError;

/// The files, in the order in which they appear.
pub const FILES: [&str; 5] = ["persons.csv", "aides.csv", "visits.jsonl", "ratings.jsonl", "truth.jsonl"];

/// Bytes gathered before a write: the lines already come in large pieces, the CSV files do not.
const BUFFER: usize = 256 * 1024;

/// A directory being written.
#[derive(Debug)]
pub struct Output {
    dir: PathBuf,
    partial: PathBuf,
    /// The directory was not there before.
    is_new: bool,
    finished: bool,
}

/// One of the files, being written.
#[derive(Debug)]
pub struct Sink {
    path: PathBuf,
    file: BufWriter<File>,
}

fn failed<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> SimulateError + 'a {
    move |source| SimulateError::Io { doing, path: path.to_owned(), source }
}

impl Output {
    /// Makes the directory ready, or says why not.
    pub fn prepare(dir: &Path, force: bool) -> Result<Self, SimulateError> {
        let is_new = !dir.exists();
        fs::create_dir_all(dir).map_err(failed("create", dir))?;
        let partial = dir.join(".partial");
        for entry in fs::read_dir(dir).map_err(failed("read", dir))? {
            let entry = entry.map_err(failed("read", dir))?;
            if !force && entry.path() != partial {
                return Err(SimulateError::NotEmpty(dir.to_owned()));
            }
        }
        remove(fs::remove_dir_all(&partial)).map_err(failed("remove", &partial))?;
        fs::create_dir(&partial).map_err(failed("create", &partial))?;
        Ok(Self { dir: dir.to_owned(), partial, is_new, finished: false })
    }

    /// Opens one of [`FILES`].
    pub fn create(&self, name: &str) -> Result<Sink, SimulateError> {
        let path = self.partial.join(name);
        let file = File::create(&path).map_err(failed("create", &path))?;
        Ok(Sink { path, file: BufWriter::with_capacity(BUFFER, file) })
    }

    /// Puts the finished files in their place. Those of an earlier run all go before the first of this one comes: a crash in
    /// between leaves too few files, never a mixture.
    pub fn finish(mut self) -> Result<(), SimulateError> {
        for name in FILES {
            let path = self.dir.join(name);
            remove(fs::remove_file(&path)).map_err(failed("replace", &path))?;
        }
        for name in FILES {
            let path = self.dir.join(name);
            fs::rename(self.partial.join(name), &path).map_err(failed("write", &path))?;
        }
        fs::remove_dir(&self.partial).map_err(failed("remove", &self.partial))?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Output {
    /// A run that failed leaves the place as it was, as far as the disk lets it.
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let swept = fs::remove_dir_all(&self.partial).is_ok();
        if swept && self.is_new {
            // Not empty when somebody else wrote there meanwhile: then it stays.
            fs::remove_dir(&self.dir).ok();
        }
    }
}

impl Sink {
    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SimulateError> {
        self.file.write_all(bytes).map_err(failed("write", &self.path))
    }

    /// Everything is in the file, or the reason why not.
    pub fn close(mut self) -> Result<(), SimulateError> {
        self.file.flush().map_err(failed("write", &self.path))
    }
}

/// What is not there need not be removed.
fn remove(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
