//! What may stand in a rule set: names, types and ranges, one table for each kind. The reader checks
//! texts with it; a test holds `schema.json` against it.

use super::super::baseline::MAX_LAG_DAYS;
use super::super::state::{RECENT_DAYS, WEEKS};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// A whole number in a range.
    Whole(i64, i64),
    /// A number in a range.
    Number(f64, f64),
    /// True or false.
    Flag,
    /// One or more axes, each once.
    Axes,
    /// An id of a rule.
    Id,
    /// Another table.
    Table(&'static [Field]),
}

/// One field of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub required: bool,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

/// Of a whole table, apart from `rules`.
pub(super) const ROOT: &[Field] = &[
    optional("version", VERSION),
    optional("baseline", Shape::Table(BASELINE)),
    optional("alert_log", Shape::Table(ALERT_LOG)),
];

/// Of a rule, apart from `kind` and its parameters.
pub(super) const RULE: &[Field] =
    &[field("id", Shape::Id), optional("version", VERSION), optional("enabled", Shape::Flag)];

const VERSION: Shape = Shape::Whole(0, i32::MAX as i64);
const DAYS: Shape = Shape::Whole(1, 365);
const UP_TO_A_YEAR: Shape = Shape::Whole(0, 365);
const SCORE: Shape = Shape::Whole(1, 5);
const UNDER: Shape = Shape::Number(0.1, 4.0);
const TWO_AIDES: Field = optional("confirm_by_two_aides", Shape::Flag);

pub(super) const BASELINE: &[Field] = &[
    field("lag_days", Shape::Whole(0, MAX_LAG_DAYS as i64)),
    field("prior_mean", Shape::Number(1.0, 5.0)),
    field("prior_sd", Shape::Number(0.0, 2.0)),
    field("prior_weight", Shape::Number(0.1, 100.0)),
    field("cap_days", Shape::Whole(1, 1_000)),
    field("min_rated_days", Shape::Whole(0, 60)),
    field("sd_floor", Shape::Number(0.05, 2.0)),
];

pub(super) const ALERT_LOG: &[Field] = &[
    field("merge_window_days", UP_TO_A_YEAR),
    field("quiet_days", UP_TO_A_YEAR),
    field("reopen_days", UP_TO_A_YEAR),
    field("repeat_days", UP_TO_A_YEAR),
    field("episode_days", UP_TO_A_YEAR),
    field("due_minutes", Shape::Table(DUE_MINUTES)),
];

const DUE: Shape = Shape::Whole(1, 60 * 24 * 30);

const DUE_MINUTES: &[Field] = &[field("critical", DUE), field("high", DUE), field("moderate", DUE)];

const THRESHOLD: &[Field] = &[
    field("lowest", SCORE),
    field("pair_at_most", SCORE),
    field("pair_under_usual", Shape::Number(0.0, 4.0)),
    TWO_AIDES,
];

const DROP: &[Field] = &[
    field("axes", Shape::Axes),
    field("under_usual", UNDER),
    field("within_days", DAYS),
    field("again_after_days", DAYS),
    TWO_AIDES,
];

const EWMA: &[Field] = &[
    field("axes", Shape::Axes),
    field("lambda", Shape::Number(0.01, 1.0)),
    field("limit", Shape::Number(0.5, 10.0)),
    field("restart_after_days", DAYS),
    field("again_after_days", DAYS),
    TWO_AIDES,
];

const CUSUM: &[Field] = &[
    field("axes", Shape::Axes),
    field("slack", Shape::Number(0.0, 3.0)),
    field("limit", Shape::Number(0.5, 20.0)),
    field("restart_after_days", DAYS),
    field("again_after_days", DAYS),
    TWO_AIDES,
];

const WEEK: Shape = Shape::Whole(2, WEEKS as i64 - 1);
const RATINGS: Shape = Shape::Whole(1, 1_000);

const DRIFT: &[Field] = &[
    field("axes", Shape::Axes),
    field("recent_weeks", WEEK),
    field("recent_ratings", RATINGS),
    field("before_from_week", WEEK),
    field("before_to_week", WEEK),
    field("before_ratings", RATINGS),
    field("under_before", UNDER),
    field("high_under_before", UNDER),
    field("again_after_days", DAYS),
    TWO_AIDES,
];

const LUKEWARM: &[Field] = &[
    field("axes", Shape::Axes),
    field("level", SCORE),
    field("count", Shape::Whole(1, RECENT_DAYS as i64)),
    field("of", Shape::Whole(1, RECENT_DAYS as i64)),
    field("usual_at_least", Shape::Number(1.0, 5.0)),
    field("within_days", DAYS),
    field("again_after_days", DAYS),
    TWO_AIDES,
];

const SILENCE: &[Field] = &[
    field("grace_hours", Shape::Whole(0, 168)),
    field("not_done", Shape::Whole(0, 100)),
    field("not_rated", Shape::Whole(0, 100)),
    field("stopped_days", DAYS),
    field("stopped_gaps", Shape::Number(0.0, 10.0)),
    field("none_planned_days", DAYS),
    field("hours_weeks", Shape::Whole(1, 12)),
    field("hours_share", Shape::Number(0.0, 1.0)),
    field("hours_planned", Shape::Number(0.0, 1_000.0)),
    field("again_after_days", DAYS),
];

const SIGN: &[Field] =
    &[field("strong_again_days", DAYS), field("weak_again_days", DAYS), field("weak_under_usual", UNDER)];

/// The parameters of a kind. A test walks through all kinds.
pub(super) fn of_kind(kind: &str) -> Option<&'static [Field]> {
    Some(match kind {
        "threshold" => THRESHOLD,
        "drop" => DROP,
        "ewma" => EWMA,
        "cusum" => CUSUM,
        "drift" => DRIFT,
        "lukewarm" => LUKEWARM,
        "silence" => SILENCE,
        "sign" => SIGN,
        _ => return None,
    })
}
