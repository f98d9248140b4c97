//! Random histories with corrections and late ratings, in random orders and pieces: what is found is what the engine finds.
//! The seeds are fixed; a failure names its own.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::store::persons::Person;
use vigie_tests::{TestApp, on_both, rows};

use super::oracle::{expected, found};

/// A small generator of numbers (SplitMix64): the same seed, the same test.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("small")
    }

    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.next(), self.next())
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// Up to two ratings a day for fifty days: mostly well, sometimes a bad day or a sign, some corrected later on.
fn history(app: &TestApp, person: &Person, dice: &mut Dice) -> Vec<Value> {
    let mut ratings: Vec<Value> = Vec::new();
    for hour in (0..50 * 24).step_by(12) {
        if dice.below(3) == 0 {
            continue;
        }
        let at = app.now() - TimeDelta::hours(hour) - TimeDelta::minutes(1);
        let mut rating = app.world.rating(person, at, [0; 3].map(|_| score(dice)));
        rating["id"] = json!(dice.id());
        if dice.below(8) == 0 {
            let sign = ["fall", "pain", "tired", "sadness"][dice.below(4)];
            rating["signs"] = json!([sign]);
        }
        ratings.push(rating);
    }
    for _ in 0..8 {
        let wrong = ratings[dice.below(ratings.len())].clone();
        let mut right = wrong.clone();
        right["id"] = json!(dice.id());
        right["replaces"] = wrong["id"].clone();
        right["scores"]["health"] = json!(score(dice).unwrap_or(4));
        right["visited_at"] = json!(app.now() - TimeDelta::minutes(60 * dice.below(45 * 24) as i64 + 7));
        ratings.push(right);
    }
    ratings
}

fn score(dice: &mut Dice) -> Option<u8> {
    match dice.below(20) {
        0 => Some(1),
        1..=3 => Some(2),
        4..=6 => Some(3),
        7..=8 => None,
        9..=10 => Some(5),
        _ => Some(4),
    }
}

on_both! {
    async fn in_every_order_the_same_is_found(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        for seed in 1..=4_u64 {
            let mut dice = Dice(seed);
            let name = format!("Personne {seed}");
            let person = app.world.another_person(app.app(), &name, app.world.north).await;
            let ratings = history(&app, &person, &mut dice);
            let expected = expected(&ratings, app.world.aide.id);
            assert!(expected.len() >= 5, "seed {seed}: a history without findings proves nothing");
            let mut order = ratings.clone();
            dice.shuffle(&mut order);
            let mut rest = &order[..];
            while !rest.is_empty() {
                let (piece, others) = rest.split_at((1 + dice.below(9)).min(rest.len()));
                let outcomes = aide.rate(piece).await;
                assert!(outcomes.iter().all(|outcome| outcome == "stored"), "seed {seed}: {outcomes:?}");
                rest = others;
            }
            assert_eq!(found(&app, person.id).await, expected, "seed {seed}");
            let alone = format!("SELECT COUNT(*) FROM alerts WHERE state <> 'closed' AND person_id = {}", rows::literal(app.store(), person.id));
            assert!(rows::count(app.store(), &alone).await <= 1, "seed {seed}");
            // Once more in the order of the visits: nothing is new.
            assert!(aide.rate(&ratings[..ratings.len().min(100)]).await.iter().all(|outcome| outcome == "duplicate"));
            assert_eq!(found(&app, person.id).await, expected, "seed {seed}, again");
        }
    }

    async fn ratings_of_several_persons_at_once_do_not_mix(app: TestApp) {
        let mut tasks = Vec::new();
        let mut people = Vec::new();
        for seed in 11..=14_u64 {
            let mut dice = Dice(seed);
            let person = app.world.another_person(app.app(), &format!("Personne {seed}"), app.world.north).await;
            let ratings = history(&app, &person, &mut dice);
            people.push((person, ratings));
        }
        // Two phones carry pieces of everybody's, in opposite orders.
        for back in [false, true] {
            let aide = app.client(&app.world.aide).await;
            let mut all: Vec<Value> = people.iter().flat_map(|(_, ratings)| ratings.clone()).collect();
            Dice(99).shuffle(&mut all);
            if back {
                all.reverse();
            }
            tasks.push(tokio::spawn(async move {
                for piece in all.chunks(9) {
                    aide.rate(piece).await;
                }
            }));
        }
        for task in tasks {
            task.await.expect("every batch was answered");
        }
        for (person, ratings) in &people {
            assert_eq!(found(&app, person.id).await, expected(ratings, app.world.aide.id), "{}", person.name);
        }
    }
}
