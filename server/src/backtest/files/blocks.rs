//! Cuts a file into blocks of whole lines, so that several threads can read it without holding it.

use std::io::{self, Read};
use std::sync::Mutex;

/// Bytes of a block: large enough that the lock is rarely asked for, small enough that a few of them are nothing.
const BLOCK: usize = 1 << 20;
/// A longer line is no rating: it is skipped and reported.
pub const MOST_LINE: usize = 1 << 20;

/// Whole lines, and the number of the first of them.
#[derive(Debug)]
pub struct Block {
    pub bytes: Vec<u8>,
    /// Lines are counted from 1.
    pub first_line: u32,
    /// The lines in this block that were too long to be read, by number.
    pub too_long: Vec<u32>,
}

/// A file being read, shared by the threads that read it.
pub struct Blocks<'a> {
    source: Mutex<Source<'a>>,
}

struct Source<'a> {
    input: Box<dyn Read + Send + 'a>,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    next_line: u32,
    begun: bool,
    ended: bool,
}

impl std::fmt::Debug for Blocks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blocks")
    }
}

impl<'a> Blocks<'a> {
    pub fn new(input: impl Read + Send + 'a) -> Self {
        let source = Source { input: Box::new(input), rest: Vec::new(), next_line: 1, begun: false, ended: false };
        Self { source: Mutex::new(source) }
    }

    /// The next block; none at the end of the file.
    pub fn next(&self) -> io::Result<Option<Block>> {
        let mut source = self.source.lock().map_err(|_| io::Error::other("another reader failed"))?;
        source.next()
    }
}

impl Source<'_> {
    fn next(&mut self) -> io::Result<Option<Block>> {
        let mut bytes = Vec::with_capacity(BLOCK + self.rest.len());
        bytes.append(&mut self.rest);
        let mut too_long = Vec::new();
        let first_line = self.next_line;
        while !self.ended {
            let read = (&mut self.input).take(BLOCK as u64).read_to_end(&mut bytes)?;
            if !self.begun {
                self.begun = true;
                skip_mark(&mut bytes);
            }
            self.ended = read == 0;
            if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
                self.rest = bytes.split_off(end + 1);
                break;
            }
            if bytes.len() > MOST_LINE {
                // An empty line stands for it, so that the count goes on.
                too_long.push(first_line);
                bytes.clear();
                self.skip_line(&mut bytes)?;
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        // Beyond four thousand million lines numbers stand still; nothing else does.
        self.next_line = self.next_line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        Ok(Some(Block { bytes, first_line, too_long }))
    }

    /// Reads on to the end of an endless line; leaves its newline in `bytes` and what follows in `rest`.
    fn skip_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let mut piece = Vec::with_capacity(BLOCK);
        while !self.ended {
            piece.clear();
            self.ended = (&mut self.input).take(BLOCK as u64).read_to_end(&mut piece)? == 0;
            if let Some(end) = piece.iter().position(|byte| *byte == b'\n') {
                self.rest = piece.split_off(end + 1);
                break;
            }
        }
        bytes.push(b'\n');
        Ok(())
    }
}

/// Some editors begin a file with a byte order mark.
fn skip_mark(bytes: &mut Vec<u8>) {
    if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        bytes.drain(..3);
    }
}

/// The lines of a block that say something, with their numbers.
pub fn lines(block: &Block) -> impl Iterator<Item = (u32, &[u8])> {
    block.bytes.split(|byte| *byte == b'\n').enumerate().filter_map(move |(place, line)| {
        let line = line.trim_ascii();
        let number = block.first_line.saturating_add(u32::try_from(place).unwrap_or(u32::MAX));
        (!line.is_empty()).then_some((number, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> (Vec<(u32, Vec<u8>)>, Vec<u32>) {
        let blocks = Blocks::new(text);
        let (mut all, mut long) = (Vec::new(), Vec::new());
        while let Some(block) = blocks.next().expect("bytes can be read") {
            all.extend(lines(&block).map(|(number, line)| (number, line.to_vec())));
            long.extend(block.too_long);
        }
        (all, long)
    }

    #[test]
    fn lines_keep_their_numbers_whatever_their_ends() {
        let (lines, _) = read(b"\xef\xbb\xbfa\r\n\n  \nb\nlast");
        let expected = [(1, b"a".to_vec()), (4, b"b".to_vec()), (5, b"last".to_vec())];
        assert_eq!(lines, expected);
        assert!(read(b"").0.is_empty());
        assert!(read(b"\n\n").0.is_empty());
    }

    #[test]
    fn lines_that_cross_a_block_are_whole() {
        let text: String = (0..200_000).map(|i| format!("line {i}\n")).collect();
        let (lines, _) = read(text.as_bytes());
        assert_eq!(lines.len(), 200_000);
        for (number, line) in lines {
            assert_eq!(line, format!("line {}", number - 1).into_bytes());
        }
    }

    #[test]
    fn an_endless_line_is_skipped_and_named() {
        let mut text = b"first\n".to_vec();
        text.extend(vec![b'x'; 5 * MOST_LINE]);
        text.extend(b"\nthird\n");
        let (lines, long) = read(&text);
        assert_eq!(long, [2]);
        assert_eq!(lines, [(1, b"first".to_vec()), (3, b"third".to_vec())]);
    }
}
