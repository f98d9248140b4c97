//! `POST /api/rules/check`: is this a rule set, and what is wrong with it.

use axum::Json;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vigie_shared::lang::Lang;
use vigie_shared::rules::rule_set::Format;
use vigie_shared::rules::{InvalidRuleSet, RuleSet};

use crate::http::extract::{Admin, Body, Reader};
use crate::http::{As, Problem};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToCheck {
    /// A rule set as an object, or its text in TOML or JSON.
    #[schema(value_type = Value)]
    pub rules: Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    /// The set with everything spelt out; none when there are problems.
    #[schema(required = true, value_type = Option<Object>)]
    pub rules: Option<Value>,
    pub problems: Vec<RuleProblem>,
}

/// One mistake.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct RuleProblem {
    /// Line and column of a text, and the place in the set.
    pub place: String,
    /// What to mend, in the reader's language.
    pub detail: String,
    /// What may have been meant.
    #[schema(required = true)]
    pub suggestion: Option<String>,
}

/// Reads a draft and names every mistake with its place.
#[utoipa::path(post, path = "/api/rules/check", tag = "administration", request_body = ToCheck,
    responses((status = 200, body = Checked)))]
pub async fn check(_: As<Admin>, Reader(lang): Reader, Body(body): Body<ToCheck>) -> Json<Checked> {
    Json(match read(&body.rules) {
        Ok(set) => Checked { rules: serde_json::to_value(set).ok(), problems: Vec::new() },
        Err(invalid) => Checked { rules: None, problems: problems(&invalid, lang) },
    })
}

fn read(rules: &Value) -> Result<RuleSet, InvalidRuleSet> {
    match rules {
        Value::String(text) => RuleSet::read(text, Format::guess(text)),
        value => RuleSet::parse(&value.to_string()),
    }
}

fn problems(invalid: &InvalidRuleSet, lang: Lang) -> Vec<RuleProblem> {
    let problem = |mistake: &vigie_shared::rules::rule_set::mistake::Mistake| RuleProblem {
        place: mistake.place(lang),
        detail: mistake.message(lang),
        suggestion: mistake.suggestion.clone(),
    };
    invalid.mistakes.iter().map(problem).collect()
}

/// A draft that is to be used: its mistakes are those of the request.
pub fn draft_of(rules: &Value) -> Result<RuleSet, Problem> {
    match rules {
        Value::Object(_) => read(rules).map_err(Problem::rules),
        _ => Err(Problem::field("/rules", "wrong_type")),
    }
}
