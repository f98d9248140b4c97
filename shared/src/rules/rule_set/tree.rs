//! A text as a tree in which every value knows its place. JSON and TOML become the same tree, so that
//! there is one reader and one way to name a mistake.

use serde_json::{Map, Number, Value};

/// A place in a text; both count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Spot {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl Spot {
    /// The place of a byte of a text.
    pub(super) fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte.min(text.len())).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Self { line: number(line), column: number(column) }
    }
}

/// A value and where it stands. Trees made from values without a text have no places.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub at: Option<Spot>,
    pub data: Data,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    Null,
    Flag(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key, its place, and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub key: String,
    pub at: Option<Spot>,
    pub node: Node,
}

impl Node {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Table(entries) => entries,
            _ => &[],
        }
    }

    /// What kind of value it is, as a word of the message files.
    pub const fn type_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Flag(_) => "flag",
            Data::Whole(_) | Data::Number(_) => "number",
            Data::Text(_) => "text",
            Data::List(_) => "list",
            Data::Table(_) => "table",
        }
    }

    pub fn to_value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Flag(flag) => Value::Bool(*flag),
            Data::Whole(number) => Value::from(*number),
            Data::Number(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Data::Text(text) => Value::from(text.as_str()),
            Data::List(nodes) => nodes.iter().map(Node::to_value).collect(),
            Data::Table(entries) => {
                let pairs = entries.iter().map(|entry| (entry.key.clone(), entry.node.to_value()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }
}

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        let data = match value {
            Value::Null => Data::Null,
            Value::Bool(flag) => Data::Flag(*flag),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Data::Whole(whole),
                None => Data::Number(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Data::Text(text.clone()),
            Value::Array(values) => Data::List(values.iter().map(Node::from).collect()),
            Value::Object(map) => {
                let entry = |(key, value): (&String, &Value)| Entry { key: key.clone(), at: None, node: value.into() };
                Data::Table(map.iter().map(entry).collect())
            }
        };
        Self { at: None, data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "é = 1\nçà = 2";
        assert_eq!(Spot::of(text, text.find('2').expect("there")), Spot { line: 2, column: 6 });
        assert_eq!(Spot::of(text, 9_999), Spot { line: 2, column: 7 });
    }

    #[test]
    fn a_value_survives_the_tree() {
        let value = serde_json::json!({"a": [1, 2.5, null, true, "x"], "b": {"c": -3}});
        assert_eq!(Node::from(&value).to_value(), value);
    }
}
