//! An aide's phone with its rules: a rating has its id before it is sent, and stays on the phone, sent again and again, until the
//! server has said what became of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;

use super::history::History;

/// No answer in this time is no answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Waits between tries; the last one repeats.
const BACK_OFF: [u64; 4] = [5, 20, 60, 150];
/// Minutes over which the visits lie: well within what the rules still take in.
const REACH: usize = 50 * 24 * 60;

/// How often each status was answered to anybody; 0 stands for no answer.
pub type Answers = Arc<Mutex<BTreeMap<u16, usize>>>;

/// One phone.
#[derive(Debug)]
pub struct Phone {
    pub number: usize,
    pub token: String,
    pub base_url: String,
    pub persons: Vec<Uuid>,
    /// The end of new ratings; those begun are brought home all the same.
    pub enough: Arc<AtomicBool>,
    /// When the test began.
    pub start: DateTime<Utc>,
    /// Ratings it sends at least, also on a slow machine: then everybody has had a bad day.
    pub least: usize,
    /// Ratings it may send at most: a bound for fast machines.
    pub most: usize,
    /// A rest after each batch.
    pub rest: Duration,
    pub answers: Answers,
}

impl Phone {
    /// Works until it is enough; returns what it tried and what it was told.
    pub async fn work(self) -> History<Uuid> {
        let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        let mut history = History::default();
        let mut made = 0;
        while made < self.least || (made < self.most && !self.enough.load(Ordering::SeqCst)) {
            let batch: Vec<Value> = (0..1 + (made + self.number) % 4).map(|place| self.rating(made + place)).collect();
            made += batch.len();
            self.bring_home(&http, &batch, &mut history).await;
            tokio::time::sleep(self.rest).await;
        }
        history
    }

    fn rating(&self, made: usize) -> Value {
        // A few ratings of everybody are bad, so that findings, alerts and messages are written beside the ratings.
        let health = if made % 17 == self.number % 17 { 1 } else { 3 + made % 3 };
        let minutes = i64::try_from((made * 8 + self.number) % REACH).expect("small");
        json!({
            "id": ids::fresh(),
            "person_id": self.persons[(made + self.number) % self.persons.len()],
            "visit_id": null,
            "visited_at": self.start - TimeDelta::minutes(minutes),
            "scores": { "intervention": 4, "health": health, "mood": 4, "form": null },
            "signs": [],
            "note": format!("téléphone {}, appréciation {made}", self.number),
        })
    }

    async fn bring_home(&self, http: &reqwest::Client, batch: &[Value], history: &mut History<Uuid>) {
        history.attempted.extend(batch.iter().map(id_of));
        for attempt in 0.. {
            if let Some(results) = self.send(http, batch).await {
                for (rating, result) in batch.iter().zip(&results) {
                    let outcome = result["outcome"].as_str();
                    assert!(matches!(outcome, Some("stored" | "duplicate")), "{result}");
                    history.acknowledged.insert(id_of(rating));
                }
                return;
            }
            let wait = BACK_OFF.get(attempt).or(BACK_OFF.last()).copied().unwrap_or_default();
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
    }

    /// The verdicts; none when there was no answer, or one that says to come back.
    async fn send(&self, http: &reqwest::Client, batch: &[Value]) -> Option<Vec<Value>> {
        let request = http.post(format!("{}/api/ratings", self.base_url)).bearer_auth(&self.token);
        let response = request.json(&json!({ "ratings": batch })).send().await;
        let status = response.as_ref().map_or(0, |response| response.status().as_u16());
        *self.answers.lock().expect("not poisoned").entry(status).or_default() += 1;
        let response = response.ok()?;
        if response.status().is_server_error() {
            return None;
        }
        assert_eq!(response.status(), 200, "nothing else is said to a good batch");
        let body: Value = response.json().await.ok()?;
        Some(body["results"].as_array()?.clone())
    }
}

fn id_of(rating: &Value) -> Uuid {
    rating["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}
