//! What is expected of each operation: who is admitted, what it is about, and a body that gets as far as the look at its object.

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_tests::World;

use super::places::Place;

/// Whose route it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Needs no token.
    Open,
    /// Needs one of these roles.
    Roles(&'static [&'static str]),
}

/// What `{id}` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// No id in the path: the answer itself must keep to the caller's scope.
    Nothing,
    Alert,
    Person,
    FollowUp,
    Watch,
    /// What is kept about a person, which administrators keep too.
    Record,
    /// A person, named in the body.
    PersonInBody,
    Case,
    /// An account, kept by administrators too.
    Account,
    /// Something that is not there, such as an absence nobody declared: 404 for everybody.
    Absence,
}

impl Thing {
    /// Its id in a place; none for what is in no place.
    pub fn id(self, place: &Place) -> Option<Uuid> {
        match self {
            Self::Alert => Some(place.alert),
            Self::Person | Self::Record | Self::PersonInBody => Some(place.person),
            Self::FollowUp => Some(place.follow_up),
            Self::Watch => Some(place.watch),
            Self::Case => Some(place.case),
            Self::Account => Some(place.account),
            Self::Nothing | Self::Absence => None,
        }
    }
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub who: Who,
    pub thing: Thing,
    /// The body for a place; null for none.
    pub body: fn(&Place) -> Value,
}

const ALL: Who = Who::Roles(&["aide", "coordinator", "sector_referent", "administrator"]);
const DESK: Who = Who::Roles(&["coordinator", "sector_referent"]);
const OFFICE: Who = Who::Roles(&["coordinator", "sector_referent", "administrator"]);
const AIDE: Who = Who::Roles(&["aide"]);
const FIELD: Who = Who::Roles(&["aide", "sector_referent"]);
const OVERVIEW: Who = Who::Roles(&["sector_referent", "administrator"]);
const LOOKUP: Who = Who::Roles(&["aide", "coordinator", "sector_referent"]);
const DECIDER: Who = Who::Roles(&["sector_referent", "administrator"]);
const KEEPER: Who = Who::Roles(&["sector_referent", "administrator"]);
const ADMIN: Who = Who::Roles(&["administrator"]);

fn none(_: &Place) -> Value {
    Value::Null
}

/// A version nobody has: the alert is reached, and nothing changes.
fn stale(_: &Place) -> Value {
    json!({ "version": -1 })
}

/// A cover for a person by somebody who is not there: the person's place must not show.
fn impossible_cover(place: &Place) -> Value {
    json!({
        "kind": "replace", "absent_id": ids::fresh(), "cover_id": ids::fresh(), "person_id": place.person,
        "from": "2026-03-02T09:00:00Z", "to": "2026-03-05T08:00:00Z",
    })
}

/// Settings at a version nobody has.
fn notifications(_: &Place) -> Value {
    json!({ "version": 0, "push": true, "mail": true, "quiet_from": null, "quiet_to": null, "days": null,
        "duty_from": null, "duty_to": null, "kinds": {} })
}

fn settings(_: &Place) -> Value {
    let minutes = json!({ "critical": 60, "high": 60, "moderate": 60 });
    let idle = json!({ "critical": 60, "other": 60 });
    let office = vigie_shared::calendar::WorkingTime::default();
    with(
        json!({ "working_time": office, "act_minutes": minutes, "claim_idle_minutes": idle, "escalation_minutes": minutes }),
    )
}

fn with(mut body: Value) -> Value {
    body["version"] = json!(-1);
    body
}

const fn route(method: &'static str, path: &'static str, who: Who, thing: Thing, body: fn(&Place) -> Value) -> Route {
    Route { method, path, who, thing, body }
}

/// Every operation.
pub const ROUTES: &[Route] = &[
    route("post", "/api/session", Who::Open, Thing::Nothing, |_| json!({ "login": "x", "secret": "x" })),
    route("post", "/api/session/refresh", Who::Open, Thing::Nothing, none),
    route("delete", "/api/session", ALL, Thing::Nothing, none),
    route("post", "/api/enrolment/check", Who::Open, Thing::Nothing, |_| json!({ "token": "x" })),
    route("post", "/api/enrolment", Who::Open, Thing::Nothing, |_| json!({ "token": "x" })),
    route("post", "/api/enrolment/code", Who::Open, Thing::Nothing, |_| json!({ "login": "x", "code": "x" })),
    route("get", "/api/enrolment/manifest", Who::Open, Thing::Nothing, none),
    route("get", "/api/accounts", KEEPER, Thing::Nothing, none),
    route("post", "/api/accounts", KEEPER, Thing::Nothing, |_| json!({ "role": "aide", "name": "", "sector_ids": [] })),
    route("get", "/api/accounts/{id}", KEEPER, Thing::Account, none),
    route("put", "/api/accounts/{id}", KEEPER, Thing::Account, |_| with(json!({ "name": "", "sector_ids": [] }))),
    route("post", "/api/accounts/{id}/invite", KEEPER, Thing::Account, none),
    route("get", "/api/accounts/{id}/history", KEEPER, Thing::Account, none),
    route("post", "/api/accounts/{id}/lost-phone", KEEPER, Thing::Account, stale),
    route("post", "/api/accounts/{id}/disable", KEEPER, Thing::Account, stale),
    route("post", "/api/accounts/{id}/enable", KEEPER, Thing::Account, stale),
    route("post", "/api/ratings/quarantine", Who::Open, Thing::Nothing, |_| json!({ "ratings": [] })),
    route("get", "/api/quarantine", KEEPER, Thing::Nothing, none),
    // The id is nobody's entry, and no sector's: 404 for everybody.
    route("post", "/api/quarantine/{id}/accept", KEEPER, Thing::Absence, none),
    route("post", "/api/quarantine/{id}/discard", KEEPER, Thing::Absence, |_| json!({ "reason": "x" })),
    route("get", "/api/sectors", ADMIN, Thing::Nothing, none),
    route("post", "/api/sectors", ADMIN, Thing::Nothing, |_| json!({ "name": "" })),
    route("put", "/api/sectors/{id}", ADMIN, Thing::Absence, |_| with(json!({ "name": "x" }))),
    route("post", "/api/sectors/{id}/archive", ADMIN, Thing::Absence, stale),
    route("post", "/api/sectors/{id}/restore", ADMIN, Thing::Absence, stale),
    route("post", "/api/sectors/{id}/move-persons", ADMIN, Thing::Absence, |_| json!({ "to": ids::fresh() })),
    route(
        "post",
        "/api/session/second-factor",
        Who::Open,
        Thing::Nothing,
        |_| json!({ "challenge": "x", "code": "0" }),
    ),
    route("get", "/api/session/ways", Who::Open, Thing::Nothing, none),
    route("get", "/api/oidc/start", Who::Open, Thing::Nothing, none),
    route("get", "/api/oidc/callback", Who::Open, Thing::Nothing, none),
    route("post", "/api/oidc/session", Who::Open, Thing::Nothing, none),
    route("post", "/api/accounts/{id}/identity/unlink", ADMIN, Thing::Absence, none),
    route("get", "/api/sessions", ALL, Thing::Nothing, none),
    route("delete", "/api/sessions/{id}", ALL, Thing::Absence, none),
    route("post", "/api/sessions/end-others", ALL, Thing::Nothing, none),
    route("put", "/api/password", ALL, Thing::Nothing, |_| json!({ "current": "x", "new": "x" })),
    route("get", "/api/second-factor", ALL, Thing::Nothing, none),
    route("post", "/api/second-factor/totp", ALL, Thing::Nothing, none),
    route("post", "/api/second-factor/totp/{id}/confirm", ALL, Thing::Absence, |_| json!({ "code": "000000" })),
    route("post", "/api/second-factor/passkey", ALL, Thing::Nothing, none),
    route(
        "post",
        "/api/second-factor/passkey/confirm",
        ALL,
        Thing::Absence,
        |_| json!({ "label": "x", "credential": {} }),
    ),
    route("delete", "/api/second-factor/{id}", ALL, Thing::Absence, |_| json!({ "secret": World::SECRET })),
    route("post", "/api/second-factor/recovery", ALL, Thing::Absence, |_| json!({ "secret": World::SECRET })),
    route("get", "/api/accounts/{id}/sessions", ADMIN, Thing::Absence, none),
    route("delete", "/api/accounts/{id}/sessions", ADMIN, Thing::Absence, none),
    route("delete", "/api/accounts/{id}/sessions/{session_id}", ADMIN, Thing::Absence, none),
    route("post", "/api/accounts/{id}/second-factor/reset", ADMIN, Thing::Absence, none),
    route("get", "/api/me", ALL, Thing::Nothing, none),
    route("get", "/api/visits", FIELD, Thing::Nothing, none),
    route("get", "/api/signals", FIELD, Thing::Nothing, none),
    // Nobody has taken the alert: it is reached, and nothing changes.
    route("post", "/api/signals/{id}/reply", AIDE, Thing::Alert, |_| json!({ "text": "x" })),
    route("post", "/api/ratings", AIDE, Thing::Nothing, |_| json!({ "ratings": [] })),
    route("get", "/api/alerts", DESK, Thing::Nothing, none),
    route("get", "/api/alerts/counts", DESK, Thing::Nothing, none),
    // The answer repeats the ids it was sent; what it says of hidden ones is tested in `api/alerts/bulk.rs`.
    route(
        "post",
        "/api/alerts/bulk",
        DESK,
        Thing::Nothing,
        |_| json!({ "verb": "claim", "items": [{ "id": ids::fresh(), "version": -1 }] }),
    ),
    route("get", "/api/views", DESK, Thing::Nothing, none),
    route("post", "/api/views", DESK, Thing::Nothing, |_| json!({ "name": "x", "query": "" })),
    // The id is nobody's view: 404 for everybody.
    route("put", "/api/views/{id}", DESK, Thing::Absence, |_| json!({ "name": "x", "query": "" })),
    route("delete", "/api/views/{id}", DESK, Thing::Absence, none),
    route("post", "/api/presence", DESK, Thing::Nothing, |place| json!({ "alert_id": place.alert })),
    route("get", "/api/alerts/stream", DESK, Thing::Nothing, none),
    route("get", "/api/alerts/{id}", DESK, Thing::Alert, none),
    route("post", "/api/alerts/{id}/claim", DESK, Thing::Alert, stale),
    route("post", "/api/alerts/{id}/release", DESK, Thing::Alert, stale),
    route("post", "/api/alerts/{id}/assign", DESK, Thing::Alert, |_| with(json!({ "owner_id": ids::fresh() }))),
    route("post", "/api/alerts/{id}/snooze", DESK, Thing::Alert, |_| with(json!({ "until": "2026-03-05T08:00:00Z" }))),
    route("post", "/api/alerts/{id}/wake", DESK, Thing::Alert, stale),
    route("post", "/api/alerts/{id}/note", DESK, Thing::Alert, |_| with(json!({ "text": "x" }))),
    route("post", "/api/alerts/{id}/retract", DESK, Thing::Alert, |_| with(json!({ "seq": 1 }))),
    route("post", "/api/alerts/{id}/action", DESK, Thing::Alert, |_| {
        with(json!({ "kind": "other", "contact": "none", "agreement": "not_asked" }))
    }),
    route("post", "/api/alerts/{id}/resolve", DESK, Thing::Alert, |_| with(json!({ "outcome": "acted" }))),
    route("post", "/api/alerts/{id}/reopen", DESK, Thing::Alert, stale),
    route("post", "/api/alerts/{id}/dac", DESK, Thing::Alert, |_| with(json!({ "step": "hand_over" }))),
    route(
        "post",
        "/api/needs",
        DESK,
        Thing::PersonInBody,
        |place| json!({ "person_id": place.person, "sentence": "x", "severity": "moderate" }),
    ),
    route("put", "/api/persons/{id}", DESK, Thing::Person, |_| json!({ "phone": null, "address": null })),
    route("get", "/api/persons/{id}/timeline", DESK, Thing::Person, none),
    route("post", "/api/persons/{id}/contacts", DESK, Thing::Person, |_| json!({ "name": "x", "relation": "x" })),
    route(
        "put",
        "/api/persons/{id}/contacts/{contact_id}",
        DESK,
        Thing::Absence,
        |_| json!({ "name": "x", "relation": "x" }),
    ),
    route("delete", "/api/persons/{id}/contacts/{contact_id}", DESK, Thing::Absence, none),
    route("put", "/api/persons/{id}/coordinators", DESK, Thing::Person, |_| json!({ "items": [] })),
    route("get", "/api/access-log", ADMIN, Thing::Nothing, none),
    route("get", "/api/partners", OFFICE, Thing::Nothing, none),
    route("post", "/api/partners", OFFICE, Thing::Nothing, |_| json!({ "kind": "nurse", "name": "" })),
    // The id is nobody's partner: 404 for everybody.
    route("put", "/api/partners/{id}", OFFICE, Thing::Absence, |_| with(json!({ "kind": "nurse", "name": "x" }))),
    route("delete", "/api/partners/{id}", OFFICE, Thing::Absence, none),
    route("post", "/api/partners/{id}/restore", OFFICE, Thing::Absence, none),
    route("get", "/api/partners/shares", OFFICE, Thing::Nothing, none),
    route("post", "/api/partners/import", ADMIN, Thing::Nothing, |_| json!({ "csv": "", "dry_run": true })),
    route("get", "/api/imports", ADMIN, Thing::Nothing, none),
    // There is no kind of that name, and the id is no import's: 404 for everybody.
    route("post", "/api/imports/{kind}", ADMIN, Thing::Absence, |_| json!({ "csv": "", "dry_run": true })),
    route("get", "/api/imports/{kind}/template", ADMIN, Thing::Absence, none),
    route("post", "/api/imports/{id}/undo", ADMIN, Thing::Absence, none),
    route("get", "/api/calendars", ADMIN, Thing::Nothing, none),
    route("post", "/api/calendars", ADMIN, Thing::Nothing, |_| json!({ "name": "x", "url": "x", "enabled": false })),
    // The id is no calendar's: 404 for everybody.
    route("put", "/api/calendars/{id}", ADMIN, Thing::Absence, |_| with(json!({ "name": "x", "enabled": false }))),
    route("delete", "/api/calendars/{id}", ADMIN, Thing::Absence, none),
    route("post", "/api/calendars/{id}/run", ADMIN, Thing::Absence, |_| json!({ "dry_run": true })),
    route("get", "/api/catalogue", OFFICE, Thing::Nothing, none),
    route("put", "/api/catalogue", ADMIN, Thing::Nothing, |_| json!({ "actions": [], "partner_kinds": [] })),
    route("get", "/api/impact", OVERVIEW, Thing::Nothing, none),
    route("get", "/api/impact.csv", OVERVIEW, Thing::Nothing, none),
    route("get", "/api/sector-now", DESK, Thing::Nothing, none),
    route("post", "/api/alerts/{id}/follow-ups", DESK, Thing::Alert, |_| json!({ "due_on": "2020-01-01" })),
    route("post", "/api/persons/{id}/follow-ups", DESK, Thing::Person, |_| json!({ "due_on": "2020-01-01" })),
    route("get", "/api/follow-ups", DESK, Thing::Nothing, none),
    route("post", "/api/follow-ups/{id}/done", DESK, Thing::FollowUp, |_| with(json!({ "result": "same" }))),
    route("post", "/api/follow-ups/{id}/postpone", DESK, Thing::FollowUp, |_| with(json!({ "preset": "monday" }))),
    route("post", "/api/follow-ups/{id}/cancel", DESK, Thing::FollowUp, stale),
    route("post", "/api/follow-ups/{id}/reopen", DESK, Thing::FollowUp, stale),
    route("post", "/api/follow-ups/{id}/assign", DESK, Thing::FollowUp, |_| with(json!({ "owner_id": ids::fresh() }))),
    route("post", "/api/persons/{id}/watch", DESK, Thing::Person, |_| json!({ "cadence": "weekly", "why": "" })),
    route("get", "/api/watches", DESK, Thing::Nothing, none),
    route("post", "/api/watches/{id}/step", DESK, Thing::Watch, |_| with(json!({ "cadence": "weekly", "why": "x" }))),
    route("post", "/api/watches/{id}/end", DESK, Thing::Watch, |_| with(json!({ "reason": "x" }))),
    route("post", "/api/watches/{id}/reopen", DESK, Thing::Watch, stale),
    route("post", "/api/watches/{id}/assign", DESK, Thing::Watch, |_| with(json!({ "owner_id": ids::fresh() }))),
    route("post", "/api/persons/{id}/caseload", DESK, Thing::Person, |_| json!({ "why": "" })),
    route("get", "/api/caseload", OFFICE, Thing::Nothing, none),
    // Administrators decide on numbers in the whole federation; the id is nobody's entry.
    route("post", "/api/caseload/{id}/decide", DECIDER, Thing::Absence, |_| {
        with(json!({ "accept": true, "why": "x" }))
    }),
    route("post", "/api/caseload/{id}/end", DESK, Thing::Case, |_| with(json!({ "reason": "x" }))),
    route("post", "/api/caseload/{id}/reopen", DESK, Thing::Case, stale),
    route("get", "/api/calendar-feed", DESK, Thing::Nothing, none),
    route("post", "/api/calendar-feed", DESK, Thing::Nothing, none),
    route("delete", "/api/calendar-feed", DESK, Thing::Nothing, none),
    route("get", "/api/team", DESK, Thing::Nothing, none),
    route("get", "/api/persons", LOOKUP, Thing::Nothing, none),
    route("get", "/api/persons/{id}", DESK, Thing::Person, none),
    route("get", "/api/register", OVERVIEW, Thing::Nothing, none),
    route("get", "/api/persons/{id}/export", OVERVIEW, Thing::Record, none),
    route("get", "/api/persons/{id}/access-log", OVERVIEW, Thing::Record, none),
    route("post", "/api/persons/{id}/archive", OVERVIEW, Thing::Record, |_| with(json!({ "reason": "x" }))),
    route("post", "/api/persons/{id}/restore", OVERVIEW, Thing::Record, stale),
    route("post", "/api/persons/{id}/erase", ADMIN, Thing::Record, |_| with(json!({ "reason": "x", "confirm": "x" }))),
    // The word that holds already: it moves nothing.
    route(
        "put",
        "/api/persons/{id}/consent",
        DESK,
        Thing::Person,
        |place| json!({ "coordination": place.consent, "given_by": "elle-même" }),
    ),
    route(
        "post",
        "/api/persons/{id}/absences",
        DESK,
        Thing::Person,
        |_| json!({ "from_day": "2026-03-02", "to_day": "2026-03-03", "kind": "other" }),
    ),
    route("delete", "/api/persons/{id}/absences/{absence_id}", DESK, Thing::Absence, none),
    // A code nobody made: what it says of the codes of others is tested in `api/places/open.rs`.
    route("post", "/api/places/open", ALL, Thing::Nothing, |_| json!({ "code": "x" })),
    route("post", "/api/persons/{id}/place-code", OFFICE, Thing::Record, none),
    route("delete", "/api/persons/{id}/place-code", OFFICE, Thing::Record, none),
    route("get", "/api/push/key", ALL, Thing::Nothing, none),
    route(
        "put",
        "/api/push/subscription",
        ALL,
        Thing::Nothing,
        |_| json!({ "endpoint": "http://127.0.0.1/x", "keys": { "p256dh": "x", "auth": "x" } }),
    ),
    route("delete", "/api/push/subscription", ALL, Thing::Nothing, |_| json!({ "endpoint": "https://push.example/x" })),
    route("get", "/api/push/devices", ALL, Thing::Nothing, none),
    // The id is nobody's browser: 404 for everybody.
    route("delete", "/api/push/devices/{id}", ALL, Thing::Absence, none),
    route("post", "/api/push/test", ALL, Thing::Nothing, none),
    route("post", "/api/push/receipts", Who::Open, Thing::Nothing, |_| json!({ "receipt": "x" })),
    route("get", "/api/rules", ADMIN, Thing::Nothing, none),
    route("put", "/api/rules", ADMIN, Thing::Nothing, |_| json!({ "rules": {}, "reason": "x", "base_version": -1 })),
    // No version waits for its day: 404 for everybody.
    route("delete", "/api/rules/waiting", ADMIN, Thing::Absence, none),
    route("post", "/api/rules/check", ADMIN, Thing::Nothing, |_| json!({ "rules": {} })),
    route("post", "/api/rules/rollback", ADMIN, Thing::Nothing, |_| json!({ "reason": "" })),
    route("get", "/api/rules/overrides", ADMIN, Thing::Nothing, none),
    route("post", "/api/rules/overrides", ADMIN, Thing::Nothing, |_| json!({ "overrides": {}, "reason": "" })),
    // The id is nobody's override, and no back-test's: 404 for everybody.
    route("delete", "/api/rules/overrides/{id}", ADMIN, Thing::Absence, none),
    route("post", "/api/rules/backtest", ADMIN, Thing::Nothing, |_| json!({ "rules": { "rules": [] }, "days": 30 })),
    route("get", "/api/rules/backtest/{id}", ADMIN, Thing::Absence, none),
    route("delete", "/api/rules/backtest/{id}", ADMIN, Thing::Absence, none),
    route("post", "/api/rules/shadow", ADMIN, Thing::Nothing, |_| json!({ "rules": { "rules": [] }, "days": 1 })),
    route("delete", "/api/rules/shadow", ADMIN, Thing::Nothing, none),
    route("get", "/api/outbox", ADMIN, Thing::Nothing, none),
    route("get", "/api/outbox/services", ADMIN, Thing::Nothing, none),
    route("get", "/api/outbox/figures", ADMIN, Thing::Nothing, none),
    // The id is no message's: 404 for everybody.
    route("post", "/api/outbox/{id}/retry", ADMIN, Thing::Absence, none),
    route("post", "/api/outbox/{id}/drop", ADMIN, Thing::Absence, none),
    route("get", "/api/jobs", ADMIN, Thing::Nothing, none),
    // There is no job of that name: 404 for everybody.
    route("put", "/api/jobs/{name}", ADMIN, Thing::Absence, |_| json!({ "enabled": true, "cron": "0 0 7 * * *" })),
    route("post", "/api/jobs/{name}/run", ADMIN, Thing::Absence, |_| json!({ "id": ids::fresh() })),
    route("post", "/api/jobs/{name}/preview", ADMIN, Thing::Absence, |_| json!({ "cron": "0 0 7 * * *" })),
    route("get", "/api/covers", OFFICE, Thing::Nothing, none),
    route("post", "/api/covers", OFFICE, Thing::Nothing, impossible_cover),
    route("post", "/api/covers/preview", OFFICE, Thing::Nothing, impossible_cover),
    route(
        "post",
        "/api/covers/take-over",
        DESK,
        Thing::Nothing,
        |_| json!({ "absent_id": ids::fresh(), "to": "2026-03-05T08:00:00Z" }),
    ),
    route("get", "/api/covers/gaps", OFFICE, Thing::Nothing, none),
    route(
        "post",
        "/api/covers/import",
        OFFICE,
        Thing::Nothing,
        |_| json!({ "format": "csv", "text": "du;au", "dry_run": true }),
    ),
    // The ids are nobody's cover: 404 for everybody.
    route("post", "/api/covers/{id}/end", OFFICE, Thing::Absence, stale),
    route("get", "/api/covers/{id}/handover", DESK, Thing::Absence, none),
    route("get", "/api/covers/{id}/history", OFFICE, Thing::Absence, none),
    route("get", "/api/notifications", ALL, Thing::Nothing, none),
    route("put", "/api/notifications", ALL, Thing::Nothing, notifications),
    route("get", "/api/settings", OFFICE, Thing::Nothing, none),
    route("put", "/api/settings", ADMIN, Thing::Nothing, settings),
    route("get", "/api/webhook", ADMIN, Thing::Nothing, none),
    route("put", "/api/webhook", ADMIN, Thing::Nothing, |_| {
        with(json!({ "url": null, "enabled": false, "kinds": [] }))
    }),
    route("post", "/api/webhook/secret", ADMIN, Thing::Nothing, none),
    route("post", "/api/webhook/test", ADMIN, Thing::Nothing, none),
];
