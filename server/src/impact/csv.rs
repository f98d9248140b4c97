//! The figures as a file that a spreadsheet opens without being asked: semicolons, a byte-order mark, decimal commas in French.

use serde_json::Value;
use vigie_shared::alert::Outcome;
use vigie_shared::impact::KEYS;
use vigie_shared::lang::Lang;
use vigie_shared::messages::text;

use super::endpoint::ImpactRow;

/// Excel takes a file for UTF-8 only with this in front.
const MARK: char = '\u{feff}';

/// The whole file, a header first.
pub fn write(rows: &[ImpactRow], lang: Lang) -> String {
    let mut file = String::from(MARK);
    let mut header: Vec<String> =
        ["month", "sector", "masked"].iter().map(|key| text(lang, &format!("impact.{key}")).to_owned()).collect();
    for key in KEYS {
        let label = format!("impact.{key}.label");
        let label = text(lang, &label);
        if key == "outcomes" {
            let named = |outcome: &Outcome| {
                let outcome = format!("impact.outcome.{outcome}");
                format!("{label} : {}", text(lang, &outcome))
            };
            header.extend(Outcome::ALL.iter().map(named));
        } else {
            header.push(label.to_owned());
        }
    }
    line(&mut file, &header);
    for row in rows {
        line(&mut file, &cells(row, lang));
    }
    file
}

fn cells(row: &ImpactRow, lang: Lang) -> Vec<String> {
    let sector = row.sector.as_ref().map_or_else(|| text(lang, "impact.all_sectors"), |sector| sector.name.as_str());
    let masked = text(lang, if row.masked { "impact.yes" } else { "impact.no" });
    let mut cells = vec![row.month.clone(), sector.to_owned(), masked.to_owned()];
    let figures = serde_json::to_value(&row.figures).unwrap_or(Value::Null);
    for key in KEYS {
        if key == "outcomes" {
            let given = row.figures.outcomes.as_ref();
            let count = |outcome: &Outcome| given.map(|given| given.get(outcome.as_str()).copied().unwrap_or(0));
            cells.extend(Outcome::ALL.iter().map(|outcome| count(outcome).map_or_else(String::new, |n| n.to_string())));
        } else {
            cells.push(number(&figures[key], lang));
        }
    }
    cells
}

fn number(value: &Value, lang: Lang) -> String {
    match (value, lang) {
        (Value::Number(number), Lang::Fr) => number.to_string().replace('.', ","),
        (Value::Number(number), Lang::En) => number.to_string(),
        _ => String::new(),
    }
}

fn line(file: &mut String, cells: &[String]) {
    let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    file.push_str(&quoted.join(";"));
    file.push_str("\r\n");
}

/// A cell that a spreadsheet reads as text and never as a formula.
fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([';', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visits::Named;
    use uuid::Uuid;
    use vigie_shared::impact::Tally;

    fn row(name: &str) -> ImpactRow {
        let tally = Tally { visits_done: 3, visits_rated: 2, ..Tally::default() };
        let sector = Some(Named { id: Uuid::from_u128(1), name: name.to_owned() });
        ImpactRow { month: "2026-03".to_owned(), sector, masked: true, figures: tally.figures().masked() }
    }

    #[test]
    fn every_line_has_as_many_cells_as_the_header() {
        let file = write(&[row("Nord")], Lang::Fr);
        let lines: Vec<&str> = file.trim_start_matches(MARK).trim_end().split("\r\n").collect();
        assert!(file.starts_with(MARK) && lines.len() == 2);
        assert!(lines[0].starts_with("Mois;Secteur;Masqué;Passages réalisés;"), "{}", lines[0]);
        assert!(lines[1].starts_with("2026-03;Nord;oui;3;2;0,6667;;"), "{}", lines[1]);
        assert_eq!(lines[0].split(';').count(), lines[1].split(';').count());
        assert!(write(&[row("Nord")], Lang::En).contains("2026-03;Nord;yes;3;2;0.6667;"));
    }

    #[test]
    fn a_name_is_neither_a_formula_nor_two_cells() {
        let file = write(&[row("=1+1;\"x\"")], Lang::Fr);
        assert!(file.contains(";\"'=1+1;\"\"x\"\"\";oui;"), "{file}");
    }
}
