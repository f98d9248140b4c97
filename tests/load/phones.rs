//! The phones: each parcel is sent at its time, and again and again until every rating in it has its verdict. Now and then an answer is
//! lost on the way, and the phone sends once more what the server has already.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::day::Parcel;
use crate::figures::Figures;
use crate::town::Town;

const PATIENCE: Duration = Duration::from_secs(30);
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Of a hundred parcels, so many lose their first answer.
const ANSWERS_LOST: usize = 2;

/// What phones know in the end.
#[derive(Debug, Default)]
pub struct Told {
    pub offered: usize,
    pub acknowledged: HashSet<Uuid>,
    pub duplicates: usize,
    pub refused: usize,
    /// Parcels that took more than one try.
    pub sent_again: usize,
    /// The longest that this program itself was behind the day.
    pub held_back: Duration,
}

pub async fn live(town: &Arc<Town>, url: &str, day: Vec<Parcel>, in_flight: usize, figures: &Arc<Figures>) -> Told {
    let http = Client::builder().timeout(PATIENCE).pool_max_idle_per_host(in_flight).build().expect("a client");
    let (places, begun, mut told) = (Arc::new(Semaphore::new(in_flight)), Instant::now(), Told::default());
    let mut sending = JoinSet::new();
    for (number, parcel) in day.into_iter().enumerate() {
        tokio::time::sleep(parcel.at.saturating_sub(begun.elapsed())).await;
        let place = places.clone().acquire_owned().await.expect("never closed");
        told.held_back = told.held_back.max(begun.elapsed().saturating_sub(parcel.at));
        told.offered += parcel.ratings.len();
        let token = town.federations[parcel.phone.0].aides[parcel.phone.1].clone();
        let (http, figures, url) = (http.clone(), figures.clone(), format!("{url}/api/ratings"));
        sending.spawn(async move {
            let home = bring_home(&http, &url, &token, &parcel.ratings, number % 100 < ANSWERS_LOST, &figures).await;
            drop(place);
            home
        });
        while let Some(home) = sending.try_join_next() {
            told.add(home.expect("no panic"));
        }
    }
    while let Some(home) = sending.join_next().await {
        told.add(home.expect("no panic"));
    }
    told
}

impl Told {
    fn add(&mut self, home: Home) {
        self.acknowledged.extend(home.acknowledged);
        self.duplicates += home.duplicates;
        self.refused += home.refused;
        self.sent_again += usize::from(home.tries > 1);
    }
}

/// What became of one parcel.
#[derive(Debug, Default)]
struct Home {
    acknowledged: Vec<Uuid>,
    duplicates: usize,
    refused: usize,
    tries: usize,
}

async fn bring_home(
    http: &Client,
    url: &str,
    token: &str,
    ratings: &[Value],
    mut loses_one: bool,
    figures: &Figures,
) -> Home {
    let (mut home, mut wait) = (Home::default(), FIRST_WAIT);
    let body = json!({ "ratings": ratings });
    let name = if ratings.len() == 1 { "POST /api/ratings (one)" } else { "POST /api/ratings (outbox)" };
    loop {
        home.tries += 1;
        let request = http.post(url).bearer_auth(token).json(&body);
        if let Some(answer) = figures.call(name, request).await
            && !std::mem::take(&mut loses_one)
        {
            for (rating, result) in ratings.iter().zip(answer["results"].as_array().into_iter().flatten()) {
                match result["outcome"].as_str() {
                    Some("stored") => {}
                    Some("duplicate") => home.duplicates += 1,
                    _ => {
                        home.refused += 1;
                        continue;
                    }
                }
                home.acknowledged.extend(rating["id"].as_str().and_then(|id| id.parse::<Uuid>().ok()));
            }
            return home;
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}
