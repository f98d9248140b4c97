//! `GET /api/alerts/stream`: what changes in one's queue, as it changes (Server-Sent Events).
//!
//! The truth is the numbered events table; a stream is a cursor into it, so a reconnect on any node goes on where the last one
//! stopped. One task a process looks where every federation's events stand, once a second and whenever this process has committed
//! something; the streams only wait for it. What a thousand readers are shown of one change is read once: each asks the database for
//! itself only whether the alert is in its sight ([`read_once`](super::read_once)).

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::Stream;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;
use uuid::Uuid;
use vigie_shared::lang::Lang;

use super::read_once::{ReadOnce, Shown, Stretch};
use super::view::{Writing, items};
use crate::app::{App, Ctx};
use crate::auth::token;
use crate::http::extract::Desk;
use crate::http::{As, Caller, Params, Problem, Reader};
use crate::store::alerts::AlertRow;
use crate::store::events::Changed;
use crate::store::{Scope, StoreResult, Tx, alerts, events, scope, sessions};

/// How often the events of other nodes are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often it is asked whether the session of a stream still lives: whoever has left reads no longer than this.
const RECHECK: TimeDelta = TimeDelta::seconds(30);
/// A stream ends before the access token that opened it: the next one shows that the session still lives.
const LONGEST: TimeDelta = token::LIFETIME;
/// Changes sent in one go.
const BATCH: i64 = 200;
/// Messages a slow reader may be behind before the sender waits for it.
const BUFFER: usize = 16;
/// Streams that read at one time. The others wait for their turn here and not for a connection to the database, which requests need too.
const READERS: usize = 4;

/// Where every federation's events stand, for the streams of this process.
#[derive(Debug)]
pub struct Hub {
    stands: watch::Sender<Arc<BTreeMap<Uuid, i64>>>,
    bell: Notify,
    readers: Semaphore,
    changes: ReadOnce<Stretch, Arc<[Changed]>>,
    items: ReadOnce<Shown, Arc<str>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            stands: watch::Sender::new(Arc::default()),
            bell: Notify::new(),
            readers: Semaphore::new(READERS),
            changes: ReadOnce::default(),
            items: ReadOnce::default(),
        }
    }
}

impl Hub {
    /// To be called after a commit that changed alerts.
    pub fn ring(&self) {
        self.bell.notify_one();
    }
}

/// Looks where the events stand, until the server stops.
pub async fn watch(app: Ctx) {
    while !app.stop.is_cancelled() {
        match look(&app).await {
            Ok(stands) => {
                app.hub.stands.send_if_modified(|known| {
                    let changed = **known != stands;
                    if changed {
                        *known = Arc::new(stands);
                    }
                    changed
                });
            }
            Err(error) => tracing::warn!(%error, "the live stream cannot look for events"),
        }
        tokio::select! {
            () = app.stop.cancelled() => {}
            () = app.hub.bell.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn look(app: &App) -> StoreResult<BTreeMap<Uuid, i64>> {
    let mut tx = app.store.read().await?;
    Ok(events::counters(&mut tx).await?.into_iter().collect())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Resume {
    /// The same as the `Last-Event-ID` header, for clients that cannot set one.
    pub last_event_id: Option<i64>,
}

/// The live queue.
///
/// Events: `hello` `{last_event_id}`, `alert` (an `AlertItem`, new or changed), `removed` `{id}` (it left one's scope).
#[utoipa::path(get, path = "/api/alerts/stream", tag = "alerts", params(Resume),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub async fn stream(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Reader(lang): Reader,
    Params(resume): Params<Resume>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let mut tx = app.store.read().await?;
    let last = events::last_seq(&mut tx, caller.federation).await?;
    drop(tx);
    // A cursor from before a restored backup lies in the future: start from what there is.
    let cursor = header.or(resume.last_event_id).filter(|cursor| (0..=last).contains(cursor)).unwrap_or(last);
    let (sender, receiver) = mpsc::channel(BUFFER);
    let feed = feed(app, caller, lang, cursor, sender);
    tokio::spawn(scope::within(Scope::Federation(caller.federation), feed));
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

type Sender = mpsc::Sender<Result<Event, Infallible>>;

/// The reader went away, or the database did: either way the stream ends and the client comes back.
struct Ended;

async fn feed(app: Ctx, caller: Caller, lang: Lang, mut cursor: i64, sender: Sender) {
    let (until, mut checked) = (app.clock.now() + LONGEST, app.clock.now());
    let mut stands = app.hub.stands.subscribe();
    let hello = json!({ "last_event_id": cursor.to_string() });
    if send(&sender, "hello", cursor, &hello).await.is_err() {
        return;
    }
    while app.clock.now() < until {
        if app.clock.now() - checked >= RECHECK {
            if !lives(&app, caller).await {
                return;
            }
            checked = app.clock.now();
        }
        let stand = stands.borrow_and_update().get(&caller.federation).copied();
        if let Some(stand) = stand.filter(|stand| *stand > cursor) {
            match send_changes(&app, caller, lang, (cursor, stand), &sender).await {
                Ok(next) => cursor = next,
                Err(Ended) => return,
            }
            continue;
        }
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = sender.closed() => return,
            changed = stands.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(KEEP_ALIVE) => {}
        }
    }
}

async fn lives(app: &App, caller: Caller) -> bool {
    let looked = async {
        let mut tx = app.store.read().await?;
        sessions::lives(&mut tx, caller.federation, caller.session).await
    };
    // Without the database nothing would be sent either.
    looked.await.unwrap_or(false)
}

/// Sends what changed after the cursor, and says how far that reaches.
async fn send_changes(
    app: &App,
    caller: Caller,
    lang: Lang,
    (cursor, stand): (i64, i64),
    sender: &Sender,
) -> Result<i64, Ended> {
    let turn = app.hub.readers.acquire().await.map_err(|_| Ended)?;
    let messages = changes(app, caller, lang, (cursor, stand)).await.map_err(|error| {
        tracing::warn!(%error, "a live stream ends: the database cannot be read");
        Ended
    })?;
    drop(turn);
    let mut reached = cursor;
    for message in messages {
        reached = reached.max(message.seq);
        if let Some((name, data)) = message.shown {
            let event = Event::default().event(name).id(message.seq.to_string()).data(data);
            sender.send(Ok(event)).await.map_err(|_| Ended)?;
        }
    }
    Ok(reached)
}

struct Message {
    seq: i64,
    /// A name and JSON; none for what lies outside the reader's scope: passed over in silence.
    shown: Option<(&'static str, Arc<str>)>,
}

async fn changes(app: &App, caller: Caller, lang: Lang, (cursor, stand): (i64, i64)) -> StoreResult<Vec<Message>> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let key = Stretch { federation: caller.federation, cursor, stand };
    let changed = match app.hub.changes.get(&key) {
        Some(changed) => changed,
        None => {
            let changed: Arc<[Changed]> =
                events::changed_since(&mut tx, caller.federation, cursor, BATCH).await?.into();
            app.hub.changes.keep(key, changed.clone());
            changed
        }
    };
    let mut messages = Vec::with_capacity(changed.len());
    for changed in changed.iter() {
        let row = alerts::in_scope(&mut tx, caller.viewer(now), changed.alert_id).await?;
        let shown = match row {
            Some(row) => shown(app, &mut tx, (caller, lang, now), row, changed.seq).await?.map(|item| ("alert", item)),
            // Only who had it before learns that it has moved.
            None if changed.rerouted
                && alerts::is_in_sectors(&mut tx, caller.viewer(now), changed.alert_id).await? =>
            {
                Some(("removed", json!({ "id": changed.alert_id }).to_string().into()))
            }
            None => None,
        };
        messages.push(Message { seq: changed.seq, shown });
    }
    Ok(messages)
}

/// An alert in the reader's sight, as another of the same role may have just read it.
async fn shown(
    app: &App,
    tx: &mut Tx,
    (caller, lang, now): (Caller, Lang, DateTime<Utc>),
    row: AlertRow,
    seq: i64,
) -> StoreResult<Option<Arc<str>>> {
    let Caller { federation, role, .. } = caller;
    let key = Shown { federation, alert: row.id, seq, updated_at: row.updated_at, role, lang };
    if let Some(item) = app.hub.items.get(&key) {
        return Ok(Some(item));
    }
    let rules = app.rules.in_force(tx, federation, now).await?;
    let item = items(tx, federation, vec![row], Writing { lang, zone: rules.zone, now, role }).await?.pop();
    let item: Option<Arc<str>> = item.and_then(|item| serde_json::to_string(&item).ok()).map(Into::into);
    if let Some(item) = &item {
        app.hub.items.keep(key, item.clone());
    }
    Ok(item)
}

async fn send(sender: &Sender, name: &str, seq: i64, data: &serde_json::Value) -> Result<(), Ended> {
    let event = Event::default().event(name).id(seq.to_string()).json_data(data).map_err(|_| Ended)?;
    sender.send(Ok(event)).await.map_err(|_| Ended)
}
