//! `POST /api/ratings`: a phone's batch. Every item gets its own verdict; the answer goes out after the commit.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::rating::FieldProblem;
use vigie_shared::wire::ProblemCode;

use super::queue::submit;
use super::submit::{Refusal, Verdict};
use crate::app::Ctx;
use crate::http::extract::Aide;
use crate::http::problem::{FieldError, ProblemDocument};
use crate::http::{As, Body, Problem, Reader};

/// Ratings in one request. A phone that has more sends more requests.
pub const MOST_ITEMS: usize = 100;
/// Bytes in one request: 100 ratings with long notes.
pub const MOST_BYTES: usize = 256 * 1024;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// At most 100 ratings, each `{id, person_id, aide_id, visit_id, visited_at, scores, signs, note, replaces?}`.
    #[schema(value_type = Vec<RatingBody>)]
    pub ratings: Vec<Value>,
}

/// The shape of one rating, for the document; a wrong one is refused alone and not with its batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingBody {
    /// Made on the phone (UUID version 7); the idempotency key.
    id: Uuid,
    person_id: Uuid,
    aide_id: Option<Uuid>,
    visit_id: Option<Uuid>,
    #[schema(format = DateTime)]
    visited_at: String,
    scores: vigie_shared::rating::Scores,
    signs: Vec<String>,
    note: Option<String>,
    /// The rating this one corrects.
    replaces: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Results {
    /// In the order of the request.
    pub results: Vec<ItemResult>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ItemResult {
    #[schema(required = true)]
    pub id: Option<Uuid>,
    /// `stored`, `duplicate` or `refused`.
    pub outcome: &'static str,
    /// `future` or `too_old`: kept, but not seen by the rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marked: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemDocument>,
}

/// Stores ratings.
#[utoipa::path(post, path = "/api/ratings", tag = "field", request_body = Batch,
    responses((status = 200, body = Results), (status = 413, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn post(
    State(app): State<Ctx>,
    As(caller, _): As<Aide>,
    Reader(lang): Reader,
    Body(batch): Body<Batch>,
) -> Result<Json<Results>, Problem> {
    if batch.ratings.len() > MOST_ITEMS {
        return Err(Problem::field("/ratings", "too_many_items"));
    }
    let verdicts = submit(&app, caller, &batch.ratings).await?;
    let results = verdicts.into_iter().map(|(id, verdict)| item(id, verdict, lang)).collect();
    Ok(Json(Results { results }))
}

/// A verdict, in the reader's language.
pub fn item(id: Option<Uuid>, verdict: Verdict, lang: Lang) -> ItemResult {
    let (outcome, marked, problem) = match verdict {
        Verdict::Stored { marked } => ("stored", marked, None),
        Verdict::Duplicate => ("duplicate", None, None),
        Verdict::Refused(refusal) => ("refused", None, Some(document(&refusal, lang))),
    };
    metrics::counter!("vigie_ratings_total", "outcome" => outcome).increment(1);
    ItemResult { id, outcome, marked, problem }
}

fn document(refusal: &Refusal, lang: Lang) -> ProblemDocument {
    match refusal {
        Refusal::Invalid(problems) => {
            let mut document = Problem::new(ProblemCode::InvalidRating).document(lang);
            document.errors = problems.iter().map(|problem| field_error(problem, lang)).collect();
            document
        }
        Refusal::Code(code) => Problem::new(*code).document(lang),
    }
}

fn field_error(problem: &FieldProblem, lang: Lang) -> FieldError {
    let (pointer, code) = (problem.pointer.clone(), problem.code.to_string());
    FieldError { pointer, code, detail: problem.detail(lang) }
}
