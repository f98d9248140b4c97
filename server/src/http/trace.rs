//! One log line a request: method, route, status, duration, request id. Never a body, a query, a name or a token.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use tower_http::request_id::RequestId;
use tower_http::trace::{MakeSpan, OnResponse};
use tracing::Span as TracingSpan;

/// Opens the span of a request.
#[derive(Debug, Clone, Copy)]
pub struct Span;

impl MakeSpan<Body> for Span {
    fn make_span(&mut self, request: &Request<Body>) -> TracingSpan {
        // The route, not the path: a path holds ids.
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("");
        tracing::info_span!("request", method = %request.method(), route, id)
    }
}

/// Closes it.
#[derive(Debug, Clone, Copy)]
pub struct Finished;

impl OnResponse<Body> for Finished {
    fn on_response(self, response: &Response<Body>, latency: Duration, span: &TracingSpan) {
        let status = response.status().as_u16();
        metrics::histogram!("vigie_http_seconds", "status" => status.to_string()).record(latency.as_secs_f64());
        let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        if status >= 500 {
            tracing::warn!(parent: span, status, millis, "answered");
        } else {
            tracing::debug!(parent: span, status, millis, "answered");
        }
    }
}
