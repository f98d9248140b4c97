//! JSON (RFC 8259) as a tree with places. serde_json knows no places, so this is our own small
//! reader; it stops at the first character that makes no sense.

use super::mistake::{Mistake, MistakeCode};
use super::tree::{Data, Entry, Node, Spot};

/// Deeper nesting than this is no rule set.
const MAX_DEPTH: usize = 32;

/// Reads a text. Doubled keys are noted and reading goes on.
pub(super) fn read(text: &str, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let mut reader = Reader { text, at: 0, mistakes, line_start: 0, line: 1 };
    let node = reader.value(0).and_then(|node| {
        reader.space();
        if reader.at == text.len() { Ok(node) } else { Err("nothing more is expected") }
    });
    match node {
        Ok(node) => Some(node),
        Err(expected) => {
            let at = Spot::of(text, reader.at);
            let mistake = Mistake::new(MistakeCode::Syntax, Some(at), "").expecting(expected);
            reader.mistakes.push(mistake);
            None
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    mistakes: &'a mut Vec<Mistake>,
    line_start: usize,
    line: u32,
}

/// What was expected instead.
type Read<T> = Result<T, &'static str>;

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.line += 1;
                self.line_start = self.at;
            }
        }
    }

    /// Lines never end inside a value that is not a list or table, so counting them in the white
    /// space is enough, and cheaper than from the start each time.
    fn spot(&self) -> Spot {
        let before = self.text.get(self.line_start..self.at).unwrap_or("");
        Spot { line: self.line, column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX) }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Read<Node> {
        self.space();
        let at = Some(self.spot());
        let data = match self.peek() {
            Some(_) if depth > MAX_DEPTH => return Err("less nesting is expected"),
            Some(b'{') => self.table(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Data::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { at, data })
    }

    fn word(&mut self) -> Read<Data> {
        let words = [("null", Data::Null), ("true", Data::Flag(true)), ("false", Data::Flag(false))];
        for (word, data) in words {
            if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
                self.at += word.len();
                return Ok(data);
            }
        }
        Err("a value is expected")
    }

    fn number(&mut self) -> Read<Data> {
        let start = self.at;
        self.eat(b'-');
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while reader.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                reader.at += 1;
            }
            if reader.at > from { Ok(()) } else { Err("a digit is expected") }
        };
        if !self.eat(b'0') {
            digits(self)?;
        }
        let mut whole = true;
        if self.eat(b'.') {
            whole = false;
            digits(self)?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            whole = false;
            if !self.eat(b'+') {
                self.eat(b'-');
            }
            digits(self)?;
        }
        let text = self.text.get(start..self.at).unwrap_or("");
        match text.parse::<i64>() {
            Ok(number) if whole => Ok(Data::Whole(number)),
            _ => text.parse().map(Data::Number).map_err(|_| "a number is expected"),
        }
    }

    fn string(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at += 1;
                    let quoted = self.text.get(start..self.at).unwrap_or("");
                    return serde_json::from_str(quoted).map_err(|_| "a valid text is expected");
                }
                b'\\' => self.at += 2,
                0..=0x1f => break,
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.text.len());
        Err("the end of the text (\") is expected")
    }

    fn list(&mut self, depth: usize) -> Read<Data> {
        self.at += 1;
        let mut nodes = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Data::List(nodes));
        }
        loop {
            nodes.push(self.value(depth + 1)?);
            self.space();
            if self.eat(b']') {
                return Ok(Data::List(nodes));
            }
            if !self.eat(b',') {
                return Err("a comma or ] is expected");
            }
        }
    }

    fn table(&mut self, depth: usize) -> Read<Data> {
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Data::Table(entries));
        }
        loop {
            self.space();
            let at = Some(self.spot());
            if self.peek() != Some(b'"') {
                return Err("a name in double quotes is expected");
            }
            let key = self.string()?;
            self.space();
            if !self.eat(b':') {
                return Err("a colon is expected");
            }
            let node = self.value(depth + 1)?;
            if entries.iter().any(|entry| entry.key == key) {
                self.mistakes.push(Mistake::new(MistakeCode::Doubled, at, &format!("/{key}")).found(&key));
            } else {
                entries.push(Entry { key, at, node });
            }
            self.space();
            if self.eat(b'}') {
                return Ok(Data::Table(entries));
            }
            if !self.eat(b',') {
                return Err("a comma or } is expected");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_mistake(text: &str) -> (u32, u32) {
        let mut mistakes = Vec::new();
        read(text, &mut mistakes);
        let spot = mistakes.first().and_then(|mistake| mistake.at).expect("a mistake with its place");
        (spot.line, spot.column)
    }

    #[test]
    fn valid_json_reads_as_serde_json_reads_it() {
        for text in [
            "null",
            " [] ",
            "{}",
            "-7",
            "0.5e-3",
            "[1,2.0,-3,1e2]",
            r#"{"a":{"b":[true,false,null]},"ç":"\u00e9\n\"x\\"}"#,
            "123456789012345678901234567890",
        ] {
            let node = read(text, &mut Vec::new()).expect(text);
            assert_eq!(node.to_value(), serde_json::from_str::<serde_json::Value>(text).expect(text), "{text}");
        }
    }

    #[test]
    fn invalid_json_is_refused_at_its_place() {
        assert_eq!(first_mistake("{\n  \"a\": 1,\n}"), (3, 1));
        assert_eq!(first_mistake("[1 2]"), (1, 4));
        assert_eq!(first_mistake("{\"a\": tru}"), (1, 7));
        assert_eq!(first_mistake("[01]"), (1, 3));
        assert_eq!(first_mistake("\"abc"), (1, 5));
        assert_eq!(first_mistake(""), (1, 1));
        assert_eq!(first_mistake("{\"a\":1,\n \"a\":2}"), (2, 2));
        assert_eq!(first_mistake(&"[".repeat(100_000)).0, 1);
        assert_eq!(first_mistake("\"\\"), (1, 3));
    }
}
