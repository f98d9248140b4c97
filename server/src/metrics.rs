//! Figures for the operator, in Prometheus text format.
//!
//! Counters are counted where things happen; gauges that are a look into the database are read when somebody asks.

use std::sync::OnceLock;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::app::Ctx;
use crate::store::alerts;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Installs the recorder; several servers in one process (tests) share it.
pub fn install() {
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

/// `GET /metrics`.
pub async fn scrape(State(app): State<Ctx>) -> Response {
    if let Err(error) = observe(&app).await {
        tracing::warn!(%error, "some gauges could not be read");
    }
    let text = RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

async fn observe(app: &Ctx) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let oldest = alerts::oldest_untaken_critical(&mut tx).await?;
    let age = oldest.map_or(0, |opened_at| (now - opened_at).num_seconds().max(0));
    #[expect(clippy::cast_precision_loss, reason = "seconds fit")]
    metrics::gauge!("vigie_oldest_untaken_critical_seconds").set(age as f64);
    crate::outbox::observe(&mut tx, now).await?;
    crate::scheduler::tick::observe(&mut tx, now).await?;
    Ok(())
}
