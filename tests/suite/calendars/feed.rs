//! A feed on loopback, which says what the test wants and remembers how it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

#[derive(Debug, Default)]
struct Says {
    status: u16,
    body: String,
    etag: Option<String>,
    /// `If-None-Match` of each request.
    asked: Vec<Option<String>>,
}

#[derive(Debug, Clone)]
pub struct Feed {
    origin: String,
    says: Arc<Mutex<Says>>,
}

impl Feed {
    pub async fn start() -> Self {
        let says = Arc::new(Mutex::new(Says { status: 200, ..Says::default() }));
        let router = Router::new().route("/secret/plan.ics", get(answer)).with_state(says.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, says }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn url(&self) -> String {
        format!("{}/secret/plan.ics", self.origin)
    }

    /// Serves these events from now on.
    pub fn serve(&self, events: &[&str]) {
        let events: Vec<String> = events
            .iter()
            .map(|event| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", event.replace('\n', "\r\n")))
            .collect();
        self.serve_text(&format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat()));
    }

    pub fn serve_text(&self, text: &str) {
        let mut says = self.says.lock().expect("no panic");
        let number = says.etag.as_deref().and_then(|tag| tag.trim_matches('"').parse().ok()).unwrap_or(0) + 1;
        *says = Says { status: 200, body: text.to_owned(), etag: Some(format!("\"{number}\"")), asked: Vec::new() };
    }

    /// Answers with this status and nothing else.
    pub fn fail(&self, status: u16) {
        self.says.lock().expect("no panic").status = status;
    }

    /// How it was asked since it was last served.
    pub fn asked(&self) -> Vec<Option<String>> {
        self.says.lock().expect("no panic").asked.clone()
    }
}

async fn answer(State(says): State<Arc<Mutex<Says>>>, headers: HeaderMap) -> Response {
    let mut says = says.lock().expect("no panic");
    let known = headers.get("if-none-match").and_then(|value| value.to_str().ok()).map(str::to_owned);
    says.asked.push(known.clone());
    if says.status != 200 {
        let status = StatusCode::from_u16(says.status).expect("a status");
        return (status, [("location", "http://127.0.0.1:1/")]).into_response();
    }
    let etag = says.etag.clone().unwrap_or_default();
    if known.as_deref() == Some(etag.as_str()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    ([("etag", etag)], says.body.clone()).into_response()
}
