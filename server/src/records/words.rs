//! The words of a record: titles, labels, and what the program's own words mean.

use vigie_shared::lang::Lang;
use vigie_shared::messages::known;
use vigie_shared::sign::SignCatalogue;

/// A heading.
pub fn title(lang: Lang, section: &str) -> &'static str {
    known(lang, &format!("record.section.{section}")).unwrap_or_default()
}

/// What stands above a column, or before a value inside a document.
pub fn label(lang: Lang, column: &str) -> String {
    let words = known(lang, &format!("record.column.{column}"));
    // Documents are also keyed by words, such as the roles that were told.
    words.map_or_else(|| word(lang, "word", column).replace('_', " "), str::to_owned)
}

/// A word that the program wrote, in the reader's language; one that is not known stays.
pub fn word(lang: Lang, column: &str, word: &str) -> String {
    let keys = [
        format!("record.{column}.{word}"),
        format!("record.word.{word}"),
        format!("impact.outcome.{word}"),
        format!("action.{word}"),
        format!("rule.name.{word}"),
        format!("axis.{word}"),
    ];
    keys.iter().find_map(|key| known(lang, key)).map_or_else(|| sign(lang, word), str::to_owned)
}

/// A sign of the built-in catalogue; a federation's own keeps its id.
fn sign(lang: Lang, word: &str) -> String {
    static SIGNS: std::sync::OnceLock<SignCatalogue> = std::sync::OnceLock::new();
    let signs = SIGNS.get_or_init(SignCatalogue::default_set);
    let known = word.parse().ok().and_then(|id| signs.get(id));
    known.map_or_else(|| word.to_owned(), |sign| sign.label.get(lang).to_owned())
}
