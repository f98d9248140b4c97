//! Every route on one page.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use bytes::Bytes;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_shared::wire::ProblemCode;

use super::document::{Document, finish};
use super::{conditional, cross_site, headers, problem, turns};
use crate::app::Ctx;
use crate::store::scope;
use crate::{
    access_log, accounts, alerts, auth, calendars, capture, caseload, catalogue, cover, follow_ups, impact, imports,
    me, metrics, notifications, outbox, partners, persons, places, push, pwa, quarantine, records, rulebook, scheduler,
    sector_now, sectors, settings, visits, watch, webhook,
};

/// Bytes in the body of any request but a batch of ratings: a note and its frame.
const MOST_BYTES: usize = 32 * 1024;

/// The routes that reach the database before it is known who calls, and so whose rows they may see: every federation's. All others have the
/// scope of their caller (`store/scope.rs`).
fn doors() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        // Signing in
        .routes(routes!(auth::sign_in::sign_in, auth::endpoints::sign_out))
        .routes(routes!(auth::endpoints::refresh))
        .routes(routes!(auth::endpoints::check_enrolment))
        .routes(routes!(auth::endpoints::enrol))
        .routes(routes!(auth::code::enrol))
        .routes(routes!(auth::manifest::manifest))
        .routes(routes!(auth::sign_in::second_factor))
        .routes(routes!(auth::oidc::endpoints::ways))
        .routes(routes!(auth::oidc::endpoints::start))
        .routes(routes!(auth::oidc::endpoints::callback))
        .routes(routes!(auth::oidc::endpoints::open))
        // Known by a receipt, by the last token of a session that ended, by the secret in an address
        .routes(routes!(push::endpoints::receipts::take))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .merge(hand_ins())
        .route("/calendrier/{file}", get(follow_ups::endpoints::feed::serve))
        // The operator's
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics::scrape))
        .layer(middleware::from_fn(everywhere))
}

async fn everywhere(request: Request, next: Next) -> Response {
    scope::everywhere(next.run(request)).await
}

/// Everybody else has no scope until the caller is known.
async fn unknown(request: Request, next: Next) -> Response {
    scope::unknown(next.run(request)).await
}

fn api() -> OpenApiRouter<Ctx> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(me::me))
        // One's own sign-in
        .routes(routes!(auth::own_sessions::list))
        .routes(routes!(auth::own_sessions::end))
        .routes(routes!(auth::own_sessions::end_others))
        .routes(routes!(auth::change_password::change))
        .routes(routes!(auth::factors::endpoints::list::list))
        .routes(routes!(auth::factors::endpoints::totp::begin))
        .routes(routes!(auth::factors::endpoints::totp::finish))
        .routes(routes!(auth::factors::endpoints::passkey::begin))
        .routes(routes!(auth::factors::endpoints::passkey::finish))
        .routes(routes!(auth::factors::endpoints::remove::remove))
        .routes(routes!(auth::factors::endpoints::recovery::renew))
        .routes(routes!(auth::own_sessions::list_of, auth::own_sessions::end_all_of))
        .routes(routes!(auth::own_sessions::end_of))
        .routes(routes!(auth::factors::endpoints::reset::reset))
        .routes(routes!(auth::oidc::endpoints::unlink))
        // The field
        .routes(routes!(visits::list))
        .routes(routes!(alerts::signals::list))
        .routes(routes!(alerts::reply::reply))
        // The queue
        .routes(routes!(alerts::list::list))
        .routes(routes!(alerts::counts::counts))
        .routes(routes!(alerts::bulk::bulk))
        .routes(routes!(alerts::saved_views::list, alerts::saved_views::add))
        .routes(routes!(alerts::saved_views::change, alerts::saved_views::remove))
        .routes(routes!(alerts::presence::beat))
        .routes(routes!(sector_now::sector_now))
        .routes(routes!(impact::endpoint::read))
        .routes(routes!(impact::endpoint::file))
        .routes(routes!(alerts::stream::stream))
        .routes(routes!(alerts::detail::open))
        .routes(routes!(alerts::verbs::claim::claim))
        .routes(routes!(alerts::verbs::release::release))
        .routes(routes!(alerts::verbs::assign::assign))
        .routes(routes!(alerts::verbs::snooze::snooze))
        .routes(routes!(alerts::verbs::wake::wake))
        .routes(routes!(alerts::verbs::note::note))
        .routes(routes!(alerts::verbs::dac::dac))
        .routes(routes!(alerts::need::open))
        .routes(routes!(catalogue::endpoints::read, catalogue::endpoints::write))
        .routes(routes!(alerts::verbs::retract::retract))
        .routes(routes!(alerts::verbs::action::action))
        .routes(routes!(alerts::verbs::resolve::resolve))
        .routes(routes!(alerts::verbs::reopen::reopen))
        .routes(routes!(alerts::team::list))
        // Follow-ups
        .routes(routes!(follow_ups::endpoints::create::on_alert))
        .routes(routes!(follow_ups::endpoints::create::on_person))
        .routes(routes!(follow_ups::endpoints::list::list))
        .routes(routes!(follow_ups::endpoints::done::done))
        .routes(routes!(follow_ups::endpoints::postpone::postpone))
        .routes(routes!(follow_ups::endpoints::cancel::cancel))
        .routes(routes!(follow_ups::endpoints::reopen::reopen))
        .routes(routes!(follow_ups::endpoints::assign::assign))
        .routes(routes!(watch::endpoints::create::create))
        .routes(routes!(watch::endpoints::list::list))
        .routes(routes!(watch::endpoints::step::step))
        .routes(routes!(watch::endpoints::end::end))
        .routes(routes!(watch::endpoints::reopen::reopen))
        .routes(routes!(watch::endpoints::assign::assign))
        .routes(routes!(caseload::endpoints::enter::enter))
        .routes(routes!(caseload::endpoints::list::list))
        .routes(routes!(caseload::endpoints::decide::decide))
        .routes(routes!(caseload::endpoints::end::end))
        .routes(routes!(caseload::endpoints::reopen::reopen))
        .routes(routes!(
            follow_ups::endpoints::feed::read,
            follow_ups::endpoints::feed::renew,
            follow_ups::endpoints::feed::remove
        ))
        // Persons
        .routes(routes!(persons::search::search))
        .routes(routes!(persons::file::open, persons::details::put))
        .routes(routes!(persons::timeline::timeline))
        .routes(routes!(persons::contacts::add))
        .routes(routes!(persons::contacts::change, persons::contacts::remove))
        .routes(routes!(persons::coordinators::put))
        .routes(routes!(access_log::endpoint::list))
        .routes(routes!(persons::consent::put))
        .routes(routes!(persons::absence::declare))
        .routes(routes!(persons::absence::take_back))
        // The card at a person's home
        .routes(routes!(places::endpoints::open::open))
        .routes(routes!(places::endpoints::card::make, places::endpoints::card::end))
        // What is kept about a person, and for how long
        .routes(routes!(records::endpoints::register::list))
        .routes(routes!(records::endpoints::export::export))
        .routes(routes!(records::endpoints::export::looks))
        .routes(routes!(records::endpoints::archive::archive))
        .routes(routes!(records::endpoints::archive::restore))
        .routes(routes!(records::endpoints::erase::erase))
        // Push
        .routes(routes!(push::endpoints::subscription::key))
        .routes(routes!(push::endpoints::subscription::subscribe, push::endpoints::subscription::unsubscribe))
        .routes(routes!(push::endpoints::devices::list))
        .routes(routes!(push::endpoints::devices::remove))
        .routes(routes!(push::endpoints::test::send))
        // Accounts
        .routes(routes!(accounts::endpoints::list::list, accounts::endpoints::write::add))
        .routes(routes!(accounts::endpoints::list::open, accounts::endpoints::write::change))
        .routes(routes!(accounts::endpoints::invite::invite))
        .routes(routes!(accounts::endpoints::history::history))
        .routes(routes!(accounts::endpoints::lost_phone::lost_phone))
        .routes(routes!(accounts::endpoints::leave::disable))
        .routes(routes!(accounts::endpoints::leave::enable))
        .routes(routes!(sectors::endpoints::list::list, sectors::endpoints::write::add))
        .routes(routes!(sectors::endpoints::write::change))
        .routes(routes!(sectors::endpoints::archive::archive))
        .routes(routes!(sectors::endpoints::archive::restore))
        .routes(routes!(sectors::endpoints::move_persons::move_persons))
        .routes(routes!(quarantine::endpoints::list::list))
        .routes(routes!(quarantine::endpoints::decide::accept))
        .routes(routes!(quarantine::endpoints::decide::discard))
        // Administration
        .routes(routes!(rulebook::endpoints::read::read, rulebook::endpoints::publish::publish))
        .routes(routes!(rulebook::endpoints::publish::take_back))
        .routes(routes!(rulebook::endpoints::check::check))
        .routes(routes!(rulebook::endpoints::rollback::rollback))
        .routes(routes!(rulebook::endpoints::overrides::list, rulebook::endpoints::overrides::add))
        .routes(routes!(rulebook::endpoints::overrides::remove))
        .routes(routes!(rulebook::endpoints::backtest::start))
        .routes(routes!(rulebook::endpoints::backtest::read, rulebook::endpoints::backtest::cancel))
        .routes(routes!(rulebook::endpoints::shadow::start, rulebook::endpoints::shadow::stop))
        .routes(routes!(outbox::endpoints::list::list))
        .routes(routes!(outbox::endpoints::services::list))
        .routes(routes!(outbox::endpoints::figures::read))
        .routes(routes!(outbox::endpoints::settle::retry))
        .routes(routes!(outbox::endpoints::settle::let_go))
        .routes(routes!(scheduler::endpoints::list::list))
        .routes(routes!(scheduler::endpoints::change::change))
        .routes(routes!(scheduler::endpoints::run::run))
        .routes(routes!(scheduler::endpoints::preview::preview))
        // Partners
        .routes(routes!(partners::endpoints::list::list, partners::endpoints::write::add))
        .routes(routes!(partners::endpoints::write::change, partners::endpoints::archive::archive))
        .routes(routes!(partners::endpoints::archive::restore))
        .routes(routes!(partners::endpoints::shares::shares))
        // Imports
        .routes(routes!(imports::endpoints::history::list))
        .routes(routes!(imports::endpoints::template::template))
        .routes(routes!(imports::endpoints::undo::undo))
        .routes(routes!(calendars::endpoints::list::list, calendars::endpoints::change::add))
        .routes(routes!(calendars::endpoints::change::change, calendars::endpoints::change::remove))
        .routes(routes!(calendars::endpoints::run::run))
        // Cover
        .routes(routes!(cover::endpoints::list::list, cover::endpoints::declare::declare))
        .routes(routes!(cover::endpoints::preview::preview))
        .routes(routes!(cover::endpoints::take_over::take_over))
        .routes(routes!(cover::endpoints::gaps::gaps))
        .routes(routes!(cover::endpoints::end::end))
        .routes(routes!(cover::endpoints::handover::handover))
        .routes(routes!(cover::endpoints::history::history))
        // Settings
        .routes(routes!(settings::endpoint::read, settings::endpoint::change))
        .routes(routes!(notifications::endpoint::read, notifications::endpoint::change))
        .routes(routes!(webhook::endpoints::setting::read, webhook::endpoints::setting::change))
        .routes(routes!(webhook::endpoints::secret::renew))
        .routes(routes!(webhook::endpoints::test::send))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .merge(ratings())
        .merge(files())
        .merge(plans())
        .merge(absences())
        .layer(middleware::from_fn(unknown))
        .merge(doors())
}

/// Whole files have a limit of their own.
fn files() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(partners::endpoints::import::import))
        .layer(DefaultBodyLimit::max(partners::endpoints::import::MOST_BYTES))
}

/// So is the planning of a federation.
fn plans() -> OpenApiRouter<Ctx> {
    let limit = DefaultBodyLimit::max(imports::endpoints::import::MOST_BYTES);
    OpenApiRouter::new().routes(routes!(imports::endpoints::import::import)).layer(limit)
}

/// A calendar is larger than a form, too.
fn absences() -> OpenApiRouter<Ctx> {
    let limit = DefaultBodyLimit::max(cover::endpoints::import::MOST_BYTES);
    OpenApiRouter::new().routes(routes!(cover::endpoints::import::import)).layer(limit)
}

/// Batches of ratings have a limit of their own.
fn ratings() -> OpenApiRouter<Ctx> {
    OpenApiRouter::new()
        .routes(routes!(capture::endpoint::post))
        .layer(DefaultBodyLimit::max(capture::endpoint::MOST_BYTES))
}

/// So have those of a phone whose session has ended.
fn hand_ins() -> OpenApiRouter<Ctx> {
    let limit = DefaultBodyLimit::max(capture::endpoint::MOST_BYTES);
    OpenApiRouter::new().routes(routes!(quarantine::endpoints::hand_in::post)).layer(limit)
}

/// The OpenAPI document, made from the handlers.
pub fn openapi() -> utoipa::openapi::OpenApi {
    finish(api().into_openapi())
}

/// The whole door.
pub fn router(app: Ctx) -> Router {
    let (api, document) = api().split_for_parts();
    // Written once: it is large, and anybody may ask for it.
    let document = Bytes::from(serde_json::to_vec(&finish(document)).unwrap_or_default());
    let document = ([(header::CONTENT_TYPE, "application/json")], document);
    let request_id = HeaderName::from_static("x-request-id");
    // A stream must not wait in a compressor's buffer.
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream"));
    Router::new()
        .merge(api)
        .route("/api/openapi.json", get(move || std::future::ready(document.clone())))
        .route("/healthz", get(healthz))
        .method_not_allowed_fallback(async || problem::Problem::new(ProblemCode::MethodNotAllowed))
        .fallback(pwa::serve)
        .layer(middleware::from_fn_with_state(app.clone(), turns::wait))
        .layer(middleware::from_fn(cross_site::refuse))
        .layer(middleware::from_fn(problem::localise))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(conditional::answer))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(middleware::from_fn(headers::secure))
        .layer(TraceLayer::new_for_http().make_span_with(super::trace::Span).on_response(super::trace::Finished))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .with_state(app)
}

/// Live: the process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// A database that needs longer is as good as none: whoever spreads requests should look elsewhere.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// Ready: the database answers and its schema is ours.
async fn readyz(State(app): State<Ctx>) -> Response {
    let Ok(looked) = tokio::time::timeout(READY_WITHIN, crate::store::schema::pending(&app.store)).await else {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
    };
    match looked {
        Ok(0) => "ready\n".into_response(),
        Ok(pending) => (StatusCode::SERVICE_UNAVAILABLE, format!("{pending} migrations are pending\n")).into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be reached\n").into_response()
        }
    }
}

/// A handler that panicked: its neighbours go on, and the client learns nothing of it.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    let document = problem::Problem::new(ProblemCode::Internal).document(vigie_shared::lang::Lang::default());
    let mut answer = (StatusCode::INTERNAL_SERVER_ERROR, Json(document)).into_response();
    let kind = axum::http::HeaderValue::from_static("application/problem+json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}
