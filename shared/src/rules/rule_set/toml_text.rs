//! TOML as a tree with places.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistake, MistakeCode};
use super::tree::{Data, Entry, Node, Spot};

/// Reads a text; every line that makes no sense is a mistake of its own.
pub(super) fn read(text: &str, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map(|span| Spot::of(text, span.start));
        mistakes.push(Mistake::new(MistakeCode::Syntax, at, "").expecting(error.message()));
    }
    errors.is_empty().then(|| {
        let at = Some(Spot { line: 1, column: 1 });
        Node { at, data: table_of(text, table.get_ref()) }
    })
}

fn table_of(text: &str, table: &DeTable<'_>) -> Data {
    let entry = |(key, value): (&Spanned<toml::de::DeString<'_>>, &Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        at: Some(Spot::of(text, key.span().start)),
        node: node_of(text, value),
    };
    Data::Table(table.iter().map(entry).collect())
}

fn node_of(text: &str, value: &Spanned<DeValue<'_>>) -> Node {
    let data = match value.get_ref() {
        DeValue::String(string) => Data::Text(string.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Data::Whole(number),
            Err(_) => Data::Number(f64::INFINITY),
        },
        DeValue::Float(number) => Data::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Data::Flag(*flag),
        DeValue::Datetime(time) => Data::Text(time.to_string()),
        DeValue::Array(values) => Data::List(values.iter().map(|value| node_of(text, value)).collect()),
        DeValue::Table(table) => table_of(text, table),
    };
    Node { at: Some(Spot::of(text, value.span().start)), data }
}
