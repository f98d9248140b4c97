//! What happens in a day, drawn from a seed: who is visited when, and which phones are without network until when.

use std::time::Duration;

use serde_json::{Value, json};
use vigie_tests::Lots;

use crate::town::Town;

/// How many.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub name: &'static str,
    pub federations: usize,
    /// Of each federation.
    pub aides: usize,
    pub persons: usize,
    pub visits: usize,
    pub coordinators: usize,
    /// Real seconds the day takes, unless said otherwise.
    pub seconds: u64,
}

/// A federation of the usual size makes 1.18 million ratings a year; the nation has 300,000 visits a day.
const SCALES: [Scale; 3] = [
    Scale {
        name: "federation",
        federations: 1,
        aides: 600,
        persons: 1_000,
        visits: 3_200,
        coordinators: 8,
        seconds: 30,
    },
    Scale { name: "twenty", federations: 20, aides: 600, persons: 1_000, visits: 3_200, coordinators: 4, seconds: 120 },
    Scale {
        name: "nation",
        federations: 100,
        aides: 300,
        persons: 1_000,
        visits: 3_000,
        coordinators: 2,
        seconds: 450,
    },
];

impl Scale {
    pub fn named(name: &str) -> Option<Self> {
        SCALES.into_iter().find(|scale| scale.name == name)
    }

    pub const fn visits(&self) -> usize {
        self.federations * self.visits
    }
}

/// What one phone sends in one go.
#[derive(Debug)]
pub struct Parcel {
    pub at: Duration,
    /// Federation and aide.
    pub phone: (usize, usize),
    pub ratings: Vec<Value>,
}

/// When people are visited, in thousandths of the day: morning, noon, evening.
const ROUNDS: [(u64, u64); 3] = [(50, 400), (420, 200), (700, 250)];
/// When those come back from a dead zone, in thousandths.
const RETURNS: [u64; 2] = [600, 970];
/// How long they take to come back, together: in thousandths.
const A_RETURN: u64 = 12;

/// The day's parcels, in their order.
pub fn plan(town: &Town, seed: u64, length: Duration) -> Vec<Parcel> {
    let mut lots = Lots::new(seed);
    let mut parcels: Vec<Parcel> = Vec::new();
    let scale = town.scale;
    let per_aide = scale.visits.div_ceil(scale.aides);
    for federation in 0..scale.federations {
        let mut left = scale.visits;
        for aide in 0..scale.aides {
            let offline = lots.below(10) < 3;
            let mut kept = Vec::new();
            let mine = per_aide.min(left);
            left -= mine;
            for visit in 0..mine {
                let (from, long) = ROUNDS[visit * ROUNDS.len() / per_aide];
                let moment = from + lots.below(long);
                let rating = rating(town, (federation, aide, visit), &mut lots);
                if offline {
                    kept.push(rating);
                } else {
                    parcels.push(Parcel { at: at(moment, length), phone: (federation, aide), ratings: vec![rating] });
                }
            }
            if !kept.is_empty() {
                let back = RETURNS[usize::try_from(lots.below(2)).expect("small")] + lots.below(A_RETURN);
                parcels.push(Parcel { at: at(back, length), phone: (federation, aide), ratings: kept });
            }
        }
    }
    parcels.sort_by_key(|parcel| parcel.at);
    parcels
}

fn at(thousandths: u64, length: Duration) -> Duration {
    length.mul_f64(thousandths as f64 / 1_000.0)
}

fn rating(town: &Town, (federation, aide, visit): (usize, usize, usize), lots: &mut Lots) -> Value {
    let persons = &town.federations[federation].persons;
    let person = persons[(aide * 7 + visit * 131) % persons.len()];
    // Three in a hundred have a bad day.
    let health = if lots.below(100) < 3 { 1 } else { 3 + lots.below(3) };
    json!({
        "id": vigie_server::ids::fresh(),
        "person_id": person,
        "visit_id": null,
        "visited_at": town.begun,
        "scores": { "intervention": 4, "health": health, "mood": 3 + lots.below(3), "form": null },
        "signs": [],
        "note": format!("load {}:{federation}-{aide}-{visit}", town.mark),
    })
}
