//! Coordinators at work while the day goes on: they look at their queue, open the first alert, take it, look at the file, end it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::figures::Figures;
use crate::town::Town;

const PATIENCE: Duration = Duration::from_secs(30);
/// Between two things that somebody does.
const A_THOUGHT: Duration = Duration::from_millis(700);

/// All of them.
#[derive(Debug)]
pub struct Desks {
    over: CancellationToken,
    working: JoinSet<()>,
}

pub fn open(town: &Arc<Town>, url: &str, figures: &Arc<Figures>) -> Desks {
    let (over, mut working) = (CancellationToken::new(), JoinSet::new());
    let http = Client::builder().timeout(PATIENCE).build().expect("a client");
    for token in town.federations.iter().flat_map(|federation| &federation.coordinators) {
        let desk = Desk { http: http.clone(), url: url.to_owned(), token: token.clone(), figures: figures.clone() };
        let over = over.clone();
        working.spawn(async move {
            let mut number = 0;
            while over.run_until_cancelled(desk.round(number)).await.is_some() {
                number += 1;
            }
        });
    }
    Desks { over, working }
}

impl Desks {
    pub async fn close(self) {
        self.over.cancel();
        self.working.join_all().await;
    }
}

struct Desk {
    http: Client,
    url: String,
    token: String,
    figures: Arc<Figures>,
}

impl Desk {
    async fn round(&self, number: usize) {
        tokio::time::sleep(A_THOUGHT).await;
        let Some(queue) = self.get("GET /api/alerts", "/api/alerts").await else { return };
        let waiting = queue["items"].as_array().into_iter().flatten();
        // Not all the same one.
        let Some(alert) = waiting.filter(|alert| alert["state"] == "new").nth(number % 5) else { return };
        let path = format!("/api/alerts/{}", alert["id"].as_str().unwrap_or_default());
        let Some(alert) = self.get("GET /api/alerts/{id}", &path).await else { return };
        let person = format!("/api/persons/{}", alert["person"]["id"].as_str().unwrap_or_default());
        tokio::time::sleep(A_THOUGHT).await;
        let claim = json!({ "version": alert["version"] });
        let Some(taken) = self.post("POST /api/alerts/{id}/claim", &format!("{path}/claim"), &claim).await else {
            return;
        };
        self.get("GET /api/persons/{id}", &person).await;
        tokio::time::sleep(A_THOUGHT).await;
        let end = json!({ "version": taken["version"], "outcome": "nothing_needed" });
        self.post("POST /api/alerts/{id}/resolve", &format!("{path}/resolve"), &end).await;
    }

    async fn get(&self, name: &'static str, path: &str) -> Option<Value> {
        self.figures.call(name, self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token)).await
    }

    async fn post(&self, name: &'static str, path: &str, body: &Value) -> Option<Value> {
        self.figures.call(name, self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(body)).await
    }
}
