//! Conditional requests: whoever has an answer already is told that it still holds (304), without sending it again.
//!
//! The tag is a digest of the answer itself. A number of the federation's events would be cheaper to compare, but a page also shows names,
//! curves, promises and what the hour makes overdue, none of which is an event; a digest cannot be wrong, costs some fifty microseconds,
//! and is the same on every node. It is weak, because compression changes the bytes and not what they say.
//! Whoever asks is let in, looked up and written down as ever, and the tag is that of what they would be sent: nobody learns from a 304
//! more than that what they hold is what they may see. Answers stay `no-store`: a program keeps what it wants to compare, not the browser.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::Body as _;

use crate::auth::sha256_hex;

/// Larger answers nobody asks for twice.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// Hexadecimal digits of the digest that go into a tag: 128 bits.
const DIGITS: usize = 32;

/// Gives answers to readers their tag, and leaves out what the reader has.
pub async fn answer(request: Request, next: Next) -> Response {
    let asks = request.method() == Method::GET && request.uri().path().starts_with("/api/");
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    if !asks || !is_comparable(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::try_from(MOST_BYTES).unwrap_or(usize::MAX)).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = format!("W/\"{}\"", &sha256_hex(&bytes)[..DIGITS]);
    let holds = known.is_some_and(|known| names(&known, &tag));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if holds {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// A JSON answer that is there as a whole, and is no file to be kept.
fn is_comparable(response: &Response) -> bool {
    let is_json = |headers: &HeaderMap| {
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
    };
    response.status() == StatusCode::OK
        && is_json(response.headers())
        && !response.headers().contains_key(header::CONTENT_DISPOSITION)
        && response.body().size_hint().exact().is_some_and(|bytes| bytes <= MOST_BYTES)
}

/// Whether `If-None-Match` names this tag, weak or strong (RFC 9110, section 13.1.2). `*` names any, which says nothing of what one has.
fn names(known: &HeaderValue, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.to_str().is_ok_and(|list| list.split(',').any(|one| opaque(one) == opaque(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_a_list_whole_or_weak() {
        let tag = "W/\"abc\"";
        for (list, known) in
            [("W/\"abc\"", true), ("\"x\", \"abc\"", true), ("\"ab\"", false), ("*", false), ("", false)]
        {
            assert_eq!(names(&HeaderValue::from_static(list), tag), known, "{list}");
        }
    }
}
