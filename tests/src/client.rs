//! A client as a device would be one: an access token, a refresh cookie, JSON both ways.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

/// Somebody's device.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    pub token: Option<String>,
    /// The refresh cookie as the browser would send it.
    pub cookie: Option<String>,
    pub language: &'static str,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    /// Null when there was no JSON.
    pub body: Value,
    pub text: String,
}

impl Answer {
    /// The body of a 200.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.body
    }

    /// The stable code of a problem document with this status.
    #[track_caller]
    pub fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let kind = self.headers.get("content-type").and_then(|value| value.to_str().ok());
        assert_eq!(kind, Some("application/problem+json"), "{}", self.text);
        self.body["code"].as_str().expect("a problem has a code")
    }
}

impl Client {
    pub fn new(http: reqwest::Client, base: String) -> Self {
        Self { http, base, token: None, cookie: None, language: "fr" }
    }

    /// Signs in and keeps what comes.
    pub async fn sign_in(&mut self, login: &str, secret: &str) {
        let answer = self.post("/api/session", &json!({ "login": login, "secret": secret })).await;
        self.keep(&answer);
        answer.ok();
    }

    /// Exchanges the refresh cookie and keeps what comes.
    pub async fn refresh(&mut self) -> Answer {
        let answer = self.send(Method::POST, "/api/session/refresh", None).await;
        self.keep(&answer);
        answer
    }

    /// Keeps the tokens of an answer, as a browser would.
    pub fn keep(&mut self, answer: &Answer) {
        if let Some(token) = answer.body["access_token"].as_str() {
            self.token = Some(token.to_owned());
        }
        if let Some(cookie) = answer.headers.get("set-cookie").and_then(|value| value.to_str().ok()) {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str, body: Option<&Value>) -> Answer {
        self.send(Method::DELETE, path, body).await
    }

    /// Sends anything.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        Self::answer(request).await
    }

    /// A request with this device's tokens, to be completed by the test.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request.header("accept-language", self.language);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        request
    }

    /// Sends a completed request.
    pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("the answer is text");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status, headers, body, text }
    }

    /// Sends ratings and returns their outcomes in order, such as `stored`.
    pub async fn rate(&self, ratings: &[Value]) -> Vec<String> {
        let answer = self.post("/api/ratings", &json!({ "ratings": ratings })).await.ok();
        let results = answer["results"].as_array().expect("results").clone();
        results.iter().map(|result| result["outcome"].as_str().expect("an outcome").to_owned()).collect()
    }

    /// Sends ratings and returns the verdicts as they came.
    pub async fn verdicts(&self, ratings: &[Value]) -> Vec<Value> {
        let answer = self.post("/api/ratings", &json!({ "ratings": ratings })).await.ok();
        answer["results"].as_array().expect("results").clone()
    }

    /// The first page of the queue.
    pub async fn queue(&self) -> Vec<Value> {
        self.get("/api/alerts").await.ok()["items"].as_array().expect("items").clone()
    }

    /// The only open alert in the queue.
    pub async fn only_alert(&self) -> Value {
        let mut queue = self.queue().await;
        assert_eq!(queue.len(), 1, "one alert, not {queue:?}");
        queue.remove(0)
    }

    /// An alert with its timeline.
    pub async fn detail(&self, alert: &Value) -> Value {
        let id = alert["id"].as_str().expect("an id");
        self.get(&format!("/api/alerts/{id}")).await.ok()
    }

    /// Does something to an alert at the version given in it; returns the answer.
    pub async fn act(&self, alert: &Value, verb: &str, more: Value) -> Answer {
        let mut body = more;
        body["version"] = alert["version"].clone();
        let id: Uuid = alert["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        self.post(&format!("/api/alerts/{id}/{verb}"), &body).await
    }
}
