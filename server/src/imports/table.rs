//! Named cells from the text of a CSV file (RFC 4180, with `;` or `,` between cells, told by the header).

use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::LineMistake;
use crate::store::persons::folded;

/// Characters of an unknown column that are shown.
const SHOWN: usize = 40;

/// More lines than any directory has.
pub const MOST_LINES: usize = 20_000;

/// The columns a kind of file has.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    pub known: &'static [&'static str],
    /// Those without which nothing can be said.
    pub required: &'static [&'static str],
    /// Other words for the same columns.
    pub aliases: &'static [(&'static str, &'static str)],
    pub most_lines: usize,
}

/// A file that could be read.
#[derive(Debug)]
pub struct Table {
    pub lines: Vec<Line>,
    /// Columns that mean nothing here, as they are written.
    pub ignored: Vec<String>,
}

/// A line of a file with the places of its columns.
#[derive(Debug, Clone)]
pub struct Line {
    /// From 1, the line of the header.
    pub number: u64,
    cells: Vec<(&'static str, String)>,
    columns: Arc<[&'static str]>,
}

impl Line {
    /// What stands in a column; nothing where the file has no such column.
    pub fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell.as_str())
    }

    /// The same; none for an empty cell.
    pub fn filled(&self, column: &str) -> Option<String> {
        let cell = self.get(column);
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    /// Whether the file has this column: one it does not have says nothing.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }
}

/// Reads a whole file. Mistakes of its form are told like those of its content.
pub fn read(text: &str, columns: Columns) -> Result<Table, Vec<LineMistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = text.lines().next().unwrap_or("");
    let separator = if header.contains(';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut ignored = Vec::new();
    let names = match records.next() {
        Some(Ok(record)) => places(&record, columns, &mut ignored)?,
        _ => return Err(vec![mistake(1, "no_header", "")]),
    };
    let present: Arc<[&'static str]> = names.iter().flatten().copied().collect();
    let (mut lines, mut mistakes) = (Vec::new(), Vec::new());
    let mut place = Place { text, byte: 0, line: 1 };
    for record in records {
        let Ok(record) = record else {
            mistakes.push(mistake(lines.len() as u64 + 2, "unreadable_line", ""));
            continue;
        };
        let number = place.of(&record);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() > names.len() {
            mistakes.push(mistake(number, "too_many_cells", ""));
            continue;
        }
        let cells = names.iter().zip(record.iter()).filter_map(|(name, cell)| Some(((*name)?, cell.to_owned())));
        lines.push(Line { number, cells: cells.collect(), columns: Arc::clone(&present) });
    }
    // It would swallow every line behind it.
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        mistakes.push(mistake(place.line, "unclosed_quote", ""));
    }
    if lines.len() > columns.most_lines {
        return Err(vec![mistake(columns.most_lines as u64, "too_many_lines", "")]);
    }
    if mistakes.is_empty() { Ok(Table { lines, ignored }) } else { Err(mistakes) }
}

/// A walk along the text that knows in which line it is. The reader's own numbers stand before blank lines and line ends it skips.
struct Place<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Place<'_> {
    /// The line in which a record begins; records come in their order.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let bytes = self.text.as_bytes();
        let begins = record.position().map_or(self.byte, |position| position.byte() as usize).min(bytes.len());
        let blank = bytes[begins..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes[self.byte..begins + blank].iter().filter(|byte| **byte == b'\n').count();
        (self.byte, self.line) = (begins + blank, self.line + passed as u64);
        self.line
    }
}

/// Which column stands where; those we do not know are left out.
fn places(
    header: &StringRecord,
    columns: Columns,
    ignored: &mut Vec<String>,
) -> Result<Vec<Option<&'static str>>, Vec<LineMistake>> {
    let place = |written: &str| {
        let name = folded(written).replace(' ', "_");
        let alias = columns.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, known)| *known);
        let found = alias.or_else(|| columns.known.iter().find(|known| **known == name).copied());
        if found.is_none() && !written.trim().is_empty() {
            ignored.push(written.trim().chars().take(SHOWN).collect());
        }
        found
    };
    let places: Vec<Option<&'static str>> = header.iter().map(place).collect();
    let mut mistakes: Vec<LineMistake> = columns
        .required
        .iter()
        .filter(|name| !places.contains(&Some(**name)))
        .map(|name| mistake(1, "missing_column", name))
        .collect();
    for (at, name) in places.iter().enumerate() {
        if let Some(name) = name
            && places[..at].contains(&Some(*name))
        {
            mistakes.push(mistake(1, "column_twice", name));
        }
    }
    if mistakes.is_empty() { Ok(places) } else { Err(mistakes) }
}

fn mistake(line: u64, code: &'static str, what: &str) -> LineMistake {
    LineMistake { line, code, what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns {
        known: &["ref", "name", "note"],
        required: &["ref", "name"],
        aliases: &[("remarque", "note")],
        most_lines: MOST_LINES,
    };

    fn cells(text: &str) -> Vec<(u64, String, String, String)> {
        let lines = read(text, COLUMNS).expect("a table").lines;
        let cell = |line: &Line, name: &str| line.get(name).to_owned();
        lines.iter().map(|line| (line.number, cell(line, "ref"), cell(line, "name"), cell(line, "note"))).collect()
    }

    #[test]
    fn separators_marks_quotes_order_and_unknown_columns_do_not_matter() {
        let expected = vec![(2, "1".to_owned(), "A, b; c".to_owned(), "d\n\"e\"".to_owned())];
        assert_eq!(cells("ref,name,note\r\n1,\"A, b; c\",\"d\n\"\"e\"\"\"\r\n"), expected);
        assert_eq!(cells("\u{feff}Note ;other;REF;name\n\"d\n\"\"e\"\"\";x;1;\"A, b; c\""), expected);
    }

    #[test]
    fn empty_lines_are_no_lines_and_short_ones_are_empty_at_the_end() {
        let found = cells("ref;name;note\n\n;;\n1;A\n\n2;B;c\n");
        let found: Vec<_> = found.iter().map(|(line, key, _, note)| (*line, key.as_str(), note.as_str())).collect();
        assert_eq!(found, [(4, "1", ""), (6, "2", "c")]);
    }

    #[test]
    fn what_is_wrong_with_the_form_is_told_with_its_line() {
        let codes = |text: &str| -> Vec<(u64, &'static str)> {
            read(text, COLUMNS).expect_err("mistakes").iter().map(|found| (found.line, found.code)).collect()
        };
        assert_eq!(codes(""), [(1, "no_header")]);
        assert_eq!(codes("ref,note\n"), [(1, "missing_column")]);
        assert_eq!(codes("ref,name,name\n"), [(1, "column_twice")]);
        assert_eq!(codes("ref,name,note\n1,a,b\n1,a,b,c\n"), [(3, "too_many_cells")]);
        assert_eq!(codes("ref,name,note\n1,a,b\n2,a,\"b\n3,a,c\n"), [(3, "unclosed_quote")]);
        let short = Columns { most_lines: 1, ..COLUMNS };
        assert_eq!(read("ref,name\n1,a\n2,b\n", short).expect_err("too many")[0].code, "too_many_lines");
    }

    #[test]
    fn columns_have_other_names_and_unknown_ones_are_told() {
        let table = read("REF;Nom de fille;name;Remarque\n1;x;A;b\n", COLUMNS).expect("a table");
        assert_eq!((table.lines[0].get("note"), table.ignored), ("b", vec!["Nom de fille".to_owned()]));
        assert!(table.lines[0].has("note") && !table.lines[0].has("phone"));
    }
}
