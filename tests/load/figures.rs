//! How long calls took and how they were answered.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

#[derive(Debug, Default)]
struct Inner {
    /// Milliseconds of each answered call, by endpoint.
    times: BTreeMap<&'static str, Vec<f64>>,
    /// By status; 0 stands for no answer.
    answers: BTreeMap<u16, usize>,
}

/// Shared by everybody who calls.
#[derive(Debug, Default)]
pub struct Figures(Mutex<Inner>);

impl Figures {
    /// Makes a call; the body of a 2xx.
    pub async fn call(&self, name: &'static str, request: RequestBuilder) -> Option<Value> {
        let begun = Instant::now();
        let answer = request.send().await;
        let status = answer.as_ref().map_or(0, |answer| answer.status().as_u16());
        let body = match answer {
            Ok(answer) if answer.status().is_success() => answer.json().await.ok(),
            _ => None,
        };
        let mut inner = self.inner();
        *inner.answers.entry(status).or_default() += 1;
        if body.is_some() {
            inner.times.entry(name).or_default().push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        body
    }

    pub fn answers(&self) -> Value {
        json!(self.inner().answers)
    }

    /// Of each endpoint: how many were answered well, and in how many milliseconds.
    pub fn endpoints(&self) -> Value {
        let mut inner = self.inner();
        let one = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            let share = |hundredths: usize| times.get(times.len() * hundredths / 100).copied().map(round);
            json!({ "count": times.len(), "p50_ms": share(50), "p95_ms": share(95), "p99_ms": share(99) })
        };
        inner
            .times
            .iter_mut()
            .map(|(name, times)| ((*name).to_owned(), one(times)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// To a hundredth.
pub fn round(figure: f64) -> f64 {
    (figure * 100.0).round() / 100.0
}
