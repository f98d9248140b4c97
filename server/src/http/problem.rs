//! Every error a client sees: an RFC 9457 problem document with a stable code, in the reader's language.
//!
//! A handler returns a [`Problem`]; it travels in the response's extensions until [`localise`] writes it down, because only
//! there the reader's `Accept-Language` is known.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use vigie_shared::lang::Lang;
use vigie_shared::rules::InvalidRuleSet;
use vigie_shared::wire::ProblemCode;

use crate::store::StoreError;

/// An error on its way to a client.
#[derive(Debug, Clone)]
pub struct Problem {
    code: ProblemCode,
    /// Mistakes by place.
    errors: Vec<FieldError>,
    /// Seconds after which the same call may go through.
    retry_after: Option<u64>,
    /// What is wrong with a rule set, beside `validation_failed`.
    rules: Option<Box<InvalidRuleSet>>,
    /// The alert as it is now, beside `stale_version` and `wrong_state`.
    alert: Option<serde_json::Value>,
    /// Members beside the standard ones: something as it is now, under its name.
    members: Vec<(&'static str, serde_json::Value)>,
}

/// One mistake in what was sent.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// JSON pointer to the place.
    pub pointer: String,
    pub code: String,
    /// What to mend, in the reader's language.
    pub detail: String,
}

/// The document itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemDocument {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub status: u16,
    /// Stable: programs look at this.
    pub code: &'static str,
    pub title: String,
    pub detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The alert as it is now, when somebody else was faster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<serde_json::Value>,
    /// Anything else as it is now, under its name: `partner` ...
    #[serde(flatten)]
    #[schema(ignore)]
    pub current: BTreeMap<&'static str, serde_json::Value>,
}

impl Problem {
    pub fn new(code: ProblemCode) -> Self {
        Self { code, errors: Vec::new(), retry_after: None, rules: None, alert: None, members: Vec::new() }
    }

    /// The answer for whatever lies outside the caller's scope: the same as for what does not exist.
    pub fn not_found() -> Self {
        Self::new(ProblemCode::NotFound)
    }

    /// One field that cannot be accepted; the text comes from the message files under `field.`.
    pub fn field(pointer: &str, code: &str) -> Self {
        Self::new(ProblemCode::ValidationFailed).and_field(pointer, code)
    }

    #[must_use]
    pub fn and_field(mut self, pointer: &str, code: &str) -> Self {
        self.errors.push(FieldError { pointer: pointer.to_owned(), code: code.to_owned(), detail: String::new() });
        self
    }

    /// A rule set that is none: each mistake with its place.
    pub fn rules(invalid: InvalidRuleSet) -> Self {
        Self { rules: Some(Box::new(invalid)), ..Self::new(ProblemCode::ValidationFailed) }
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    #[must_use]
    pub fn with_alert(mut self, alert: serde_json::Value) -> Self {
        self.alert = Some(alert);
        self
    }

    /// What was to be changed, as it is now, under its name; or another member, once a name.
    #[must_use]
    pub fn with_current(mut self, name: &'static str, value: &impl Serialize) -> Self {
        self.members.extend(serde_json::to_value(value).ok().map(|value| (name, value)));
        self
    }

    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// For what went wrong on our side. A database that is away is still "come back later" (503), however deep it was noticed.
    pub fn internal(what: &'static str) -> impl Fn(anyhow::Error) -> Self + Copy {
        move |error| match error.downcast::<StoreError>() {
            Ok(error) => error.into(),
            Err(error) => {
                tracing::error!(%error, "{what}");
                Self::new(ProblemCode::Internal)
            }
        }
    }

    /// The document in one language.
    pub fn document(&self, lang: Lang) -> ProblemDocument {
        let mut errors = self.errors.clone();
        for error in &mut errors {
            error.detail = vigie_shared::messages::text(lang, &format!("field.{}", error.code)).to_owned();
        }
        for mistake in self.rules.iter().flat_map(|invalid| &invalid.mistakes) {
            errors.push(FieldError {
                pointer: mistake.pointer.clone(),
                code: "invalid_rule".to_owned(),
                detail: mistake.message(lang),
            });
        }
        ProblemDocument {
            kind: "about:blank",
            status: self.code.status(),
            code: self.code.as_str(),
            title: self.code.title(lang).to_owned(),
            detail: self.code.detail(lang).to_owned(),
            errors,
            alert: self.alert.clone(),
            current: self.members.iter().cloned().collect(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Internals are logged here, once, and never reach the client.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        /// Long enough for a restart of the database, short enough that nobody notices.
        const COME_BACK: u64 = 2;
        match error {
            StoreError::Unavailable(_) | StoreError::Certificate(_) => {
                tracing::warn!(%error, "the database cannot be reached");
                Self::new(ProblemCode::Overloaded).retry_after(COME_BACK)
            }
            StoreError::Full => {
                tracing::error!("the disk is full: nothing is accepted until there is room");
                Self::new(ProblemCode::Overloaded).retry_after(60)
            }
            error => {
                tracing::error!(%error, "database error");
                Self::new(ProblemCode::Internal)
            }
        }
    }
}

/// Writes the problem documents in the reader's language.
pub async fn localise(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let mut answer = (response.status(), Json(problem.document(lang))).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    answer.headers_mut().insert(HeaderName::from_static("content-language"), HeaderValue::from_static(lang.as_str()));
    if let Some(value) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, value);
    }
    answer
}

/// The reader's language.
pub fn language(headers: &axum::http::HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted.map_or(Lang::Fr, Lang::negotiate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_means_come_back_later_however_deep_it_was_noticed() {
        let away = || StoreError::from(sqlx::Error::PoolTimedOut);
        let deep = anyhow::Error::new(away()).context("while the rules were asked");
        for problem in [Problem::from(away()), Problem::internal("a test")(deep)] {
            assert_eq!((problem.code().status(), problem.retry_after.is_some()), (503, true));
        }
        assert_eq!(Problem::internal("a test")(anyhow::anyhow!("a bug")).code().status(), 500);
    }
}
