//! Numbers, ids and short texts as bytes. Integers are LEB128 (seven bits a byte), signed ones
//! zigzag first.

use uuid::Uuid;

pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub fn new() -> Self {
        Self(Vec::with_capacity(768))
    }

    pub fn done(self) -> Vec<u8> {
        self.0
    }

    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub fn signed(&mut self, value: i64) {
        self.unsigned(((value << 1) ^ (value >> 63)) as u64);
    }

    pub fn word(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub fn float(&mut self, value: f64) {
        self.word(value.to_bits());
    }

    pub fn uuid(&mut self, id: Uuid) {
        self.0.extend_from_slice(id.as_bytes());
    }

    /// A text of at most 255 bytes.
    pub fn text(&mut self, text: &str) {
        self.unsigned(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        let value = self.unsigned()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub fn small(&mut self) -> Option<u16> {
        u16::try_from(self.unsigned()?).ok()
    }

    /// A count that may not exceed a limit.
    pub fn length(&mut self, limit: usize) -> Option<usize> {
        usize::try_from(self.unsigned()?).ok().filter(|&count| count <= limit)
    }

    pub fn word(&mut self) -> Option<u64> {
        <[u8; 8]>::try_from(self.take(8)?).ok().map(u64::from_le_bytes)
    }

    pub fn float(&mut self) -> Option<f64> {
        self.word().map(f64::from_bits)
    }

    pub fn uuid(&mut self) -> Option<Uuid> {
        Uuid::from_slice(self.take(16)?).ok()
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.length(255)?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_range_read_back() {
        let numbers = [0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN];
        let mut w = Writer::new();
        numbers.iter().for_each(|&n| w.signed(n));
        w.unsigned(u64::MAX);
        let bytes = w.done();
        let mut r = Reader::new(&bytes);
        for n in numbers {
            assert_eq!(r.signed(), Some(n));
        }
        assert_eq!(r.unsigned(), Some(u64::MAX));
        assert!(r.is_done());
        assert_eq!(r.byte(), None);
    }
}
