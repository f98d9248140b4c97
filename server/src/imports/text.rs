//! Characters from the bytes of a file: UTF-8 with or without a mark at its beginning, else Windows-1252, which spreadsheets of
//! French offices write.

/// The characters of Windows-1252 that are not those of Unicode with the same number: 0x80 to 0x9F.
/// <https://encoding.spec.whatwg.org/index-windows-1252.txt>
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file.
pub fn of_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows(*byte)).collect(),
    }
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::of_bytes;

    #[test]
    fn both_encodings_give_the_same_text() {
        assert_eq!(of_bytes("Œuvre à 5 €".as_bytes()), "Œuvre à 5 €");
        assert_eq!(of_bytes(b"\x8cuvre \xe0 5 \x80"), "Œuvre à 5 €");
        assert_eq!(of_bytes(b""), "");
    }
}
