//! Where a rule set comes from on the command line: the name of a built-in one, or a file.

use std::io::{self, Read as _};

use vigie_shared::rules::rule_set::{Format, MAX_TEXT};
use vigie_shared::rules::{InvalidRuleSet, RuleSet};

/// Why there is no rule set.
#[derive(Debug, thiserror::Error)]
pub enum NoRules {
    #[error("cannot read {0}: {1}")]
    Unreadable(String, #[source] io::Error),
    /// Every mistake, each with its place.
    #[error("{0} is not a rule set")]
    Mistakes(String, InvalidRuleSet),
}

/// The rule set behind a name: `default`, `lean`, or a file in TOML or JSON.
pub fn load(name: &str) -> Result<RuleSet, NoRules> {
    if let Some(set) = RuleSet::built_in(name) {
        return Ok(set);
    }
    let text = text_of(name).map_err(|error| NoRules::Unreadable(name.to_owned(), error))?;
    RuleSet::read(&text, Format::guess(&text)).map_err(|mistakes| NoRules::Mistakes(name.to_owned(), mistakes))
}

/// The text of a file; of an endless one no more than shows that it is too long.
fn text_of(name: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(name)?.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
