//! Living the weeks: visits are planned, rated by their aides and acted upon by coordinators, through the real pipeline.

use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;

use super::around;
use super::cast::{Cast, gather};
use super::desk;
use super::promises;
use super::story::{self, ACTS, Act, Agreed, Chance, Deed};
use crate::alerts::need::{self, NewNeed};
use crate::alerts::verbs::{Versioned, action, claim, dac, note, release, resolve, snooze};
use crate::app::{App, Ctx};
use crate::capture::submit::submit;
use crate::http::{As, Body, Caller, Id, Problem, Reader};
use crate::ids;
use crate::scheduler;
use crate::store::visits::{self, Visit};
use crate::store::{alerts, partners};

const WEEKS: u64 = 8;
const ZONE: Tz = chrono_tz::Europe::Paris;
/// Hours at which visits begin.
const HOURS: [u32; 5] = [8, 9, 11, 14, 17];
/// How long a visit takes.
const LENGTH: TimeDelta = TimeDelta::minutes(45);
/// The first of the first sector's persons without a story.
const FIRST_QUIET: usize = 5;
/// The first aide finds this many visits of today still to rate.
const LEFT_FOR_VISITOR: usize = 3;

/// A visit of the day with who goes where.
struct Round {
    visit: Visit,
    person: usize,
    aide: Uuid,
}

/// Lives the weeks up to `now` on a clock that can be moved.
pub async fn eight_weeks(app: &Ctx, now: DateTime<Utc>) -> anyhow::Result<()> {
    let today = now.with_timezone(&ZONE).date_naive();
    let first = today.checked_sub_days(Days::new(7 * WEEKS)).unwrap_or(today);
    app.clock.set(at(first, 6).min(now));
    let cast = gather(app).await?;
    around::settle(app, &cast).await?;
    scheduler::tick::complete_rows(app).await?;
    desk::set_hours(app, &cast).await?;
    let mut chance = Chance::new(2026);
    for days_ago in (-1..=i64::try_from(7 * WEEKS).unwrap_or(0)).rev() {
        let day = today - TimeDelta::days(days_ago);
        let rounds = plan(app, &cast, (day, days_ago), now, &mut chance).await?;
        if days_ago >= 0 {
            // The morning's jobs come before the first visit.
            app.clock.set((at(day, 7) + TimeDelta::minutes(5)).min(now).max(app.clock.now()));
            scheduler::tick(app).await?;
            rate(app, &cast, &rounds, days_ago, now, &mut chance).await?;
            work(app, &cast, day, days_ago, now).await?;
            if days_ago == desk::COVERED_SINCE {
                desk::plan_covers(app, &cast, today).await?;
            }
        }
    }
    app.clock.set(now);
    Ok(())
}

pub(super) fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let local = ZONE.from_local_datetime(&day.and_time(time)).earliest();
    local.map_or_else(|| day.and_time(time).and_utc(), |local| local.with_timezone(&Utc))
}

/// Who visits whom on a day: everybody about every other day, and whoever has something to tell.
async fn plan(
    app: &App,
    cast: &Cast,
    (day, days_ago): (NaiveDate, i64),
    now: DateTime<Utc>,
    chance: &mut Chance,
) -> anyhow::Result<Vec<Round>> {
    let mut rounds = Vec::new();
    let mut tx = app.store.begin().await?;
    for (number, person) in cast.persons.iter().enumerate() {
        let ordinary = (days_ago + i64::try_from(number).unwrap_or(0)) % 2 == 0 && !chance.one_in(8);
        if !ordinary && !story::needs_visit(number, days_ago) {
            continue;
        }
        let aides = &cast.aides[Cast::sector_of(number)];
        // The stories of the first sector are told by the first aide, whose phone a visitor of the demo holds.
        let aide = if number < 5 { aides[0] } else { aides[(number + usize::from(chance.one_in(6))) % aides.len()] };
        let nth = i64::try_from(number).unwrap_or(0);
        let usual = at(day, HOURS[number % HOURS.len()]) + TimeDelta::minutes(15 * (nth % 4));
        // What is told of today has happened by now, also for who looks at the demo in the morning.
        let told_by = now - LENGTH - TimeDelta::minutes(20 + nth);
        let starts_at = if story::needs_visit(number, days_ago) { usual.min(told_by) } else { usual };
        let mut visit = visit(cast, person.id, aide, starts_at, now);
        if story::is_missed(number, days_ago) {
            visit.status = "planned".to_owned();
        }
        visits::insert(&mut tx, &visit, None).await?;
        rounds.push(Round { visit, person: number, aide });
    }
    if days_ago == 0 {
        let under_way =
            (FIRST_QUIET..cast.persons.len()).find(|number| rounds.iter().all(|round| round.person != *number));
        if let Some(person) = under_way {
            // The first screen of whoever tries the aide's phone: a visit that is going on.
            let visit = visit(cast, cast.persons[person].id, cast.aides[0][0], now - TimeDelta::minutes(20), now);
            visits::insert(&mut tx, &visit, None).await?;
        }
    }
    tx.commit().await?;
    Ok(rounds)
}

fn visit(cast: &Cast, person_id: Uuid, aide_id: Uuid, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Visit {
    let ends_at = starts_at + LENGTH;
    // The planning software knows what was done; whether it was rated is another matter.
    let status = if ends_at <= now { "done" } else { "planned" }.to_owned();
    Visit { federation_id: cast.federation, id: ids::fresh(), person_id, aide_id, starts_at, ends_at, status }
}

/// The aides rate what they have done by now; one visit in seven is not rated.
async fn rate(
    app: &Ctx,
    cast: &Cast,
    rounds: &[Round],
    days_ago: i64,
    now: DateTime<Utc>,
    chance: &mut Chance,
) -> anyhow::Result<()> {
    let mut left = if days_ago == 0 { LEFT_FOR_VISITOR } else { 0 };
    let mut in_order: Vec<&Round> = rounds.iter().collect();
    in_order.sort_by_key(|round| round.visit.ends_at);
    for round in in_order {
        let told = story::needs_visit(round.person, days_ago);
        let tapped = story::tapped(round.person, days_ago, chance);
        let missed = story::is_missed(round.person, days_ago);
        if !told && (missed || round.visit.ends_at > now || chance.one_in(7)) {
            continue;
        }
        if !told && left > 0 && round.aide == cast.aides[0][0] {
            left -= 1;
            continue;
        }
        let visited_at = round.visit.ends_at;
        app.clock.set(visited_at + TimeDelta::minutes(2));
        let [intervention, health, mood, form] = tapped.scores;
        let rating = json!({
            "id": ids::fresh(),
            "person_id": cast.persons[round.person].id,
            "aide_id": round.aide,
            "visit_id": round.visit.id,
            "visited_at": visited_at,
            "scores": { "intervention": intervention, "health": health, "mood": mood, "form": form },
            "signs": tapped.signs,
            "note": tapped.note,
        });
        submitted(app, caller(cast, round.aide, Role::Aide), rating).await?;
    }
    Ok(())
}

async fn submitted(app: &App, caller: Caller, rating: Value) -> anyhow::Result<()> {
    let verdicts = submit(app, caller, &[rating]).await.map_err(failed)?;
    for (_, verdict) in verdicts {
        anyhow::ensure!(
            matches!(verdict, crate::capture::submit::Verdict::Stored { .. }),
            "a demo rating was refused: {verdict:?}"
        );
    }
    Ok(())
}

pub(super) fn failed(problem: Problem) -> anyhow::Error {
    anyhow::anyhow!("the demo could not be made: {problem:?}")
}

pub(super) fn caller(cast: &Cast, user: Uuid, role: Role) -> Caller {
    Caller { federation: cast.federation, user, role, session: Uuid::nil() }
}

/// The coordinators do what the story says.
async fn work(app: &Ctx, cast: &Cast, day: NaiveDate, days_ago: i64, now: DateTime<Utc>) -> anyhow::Result<()> {
    let acts = ACTS.iter().filter(|act| act.days_ago == days_ago);
    for (number, act) in acts.enumerate() {
        let minutes = TimeDelta::minutes(10 * i64::try_from(number).unwrap_or(0));
        let evening = at(day, 18) + minutes;
        app.clock.set(evening.min(now - TimeDelta::minutes(12)).max(app.clock.now()));
        perform(app, cast, act, now).await?;
    }
    promises::of_day(app, cast, day, days_ago).await?;
    Ok(())
}

async fn perform(app: &Ctx, cast: &Cast, act: &Act, now: DateTime<Utc>) -> anyhow::Result<()> {
    let person = cast.persons[act.person].id;
    let mut tx = app.store.begin().await?;
    let alert = alerts::open_of(&mut tx, cast.federation, person).await?;
    drop(tx);
    let who = cast.coordinator_of(act.person);
    let by = As::new(caller(cast, who, Role::Coordinator));
    if let Deed::Need(sentence, severity, asked_by) = act.deed {
        let body =
            NewNeed { person_id: person, sentence: sentence.to_owned(), severity, asked_by: Some(asked_by), id: None };
        return need::open(State(app.clone()), by, Reader(Lang::Fr), Body(body)).await.map(|_| ()).map_err(failed);
    }
    let Some(alert) = alert else {
        anyhow::bail!("the demo's story of person {} has no alert to act upon", act.person);
    };
    let (state, id, lang, version) = (State(app.clone()), Id(alert.id), Reader(Lang::Fr), alert.version);
    let done = match act.deed {
        Deed::Claim => claim::claim(state, by, id, lang, Body(Versioned { version })).await,
        Deed::Note(text) => {
            note::note(state, by, id, lang, Body(note::NewNote { version, text: text.to_owned() })).await
        }
        Deed::Action(kind, contact, agreement, text) => {
            let deed = Agreed { kind, contact, agreement, by: "", partners: &[], text };
            action::action(state, by, id, lang, Body(noted(app, cast, version, &deed).await?)).await
        }
        Deed::Agreed(deed) => action::action(state, by, id, lang, Body(noted(app, cast, version, &deed).await?)).await,
        Deed::Dac(step, agreement, agreed_by, text) => {
            let agreed_by = Some(agreed_by.to_owned());
            let body =
                dac::NewDacStep { version, step, agreement: Some(agreement), agreed_by, text: Some(text.to_owned()) };
            dac::dac(state, by, id, lang, Body(body)).await
        }
        Deed::Release(text) => {
            let body = release::Release { version, note: Some(text.to_owned()) };
            release::release(state, by, id, lang, Body(body)).await
        }
        // Taken care of above: it begins an alert.
        Deed::Need(..) => return Ok(()),
        Deed::Snooze => {
            let body = snooze::Snooze { version, until: now + TimeDelta::days(2) };
            snooze::snooze(state, by, id, lang, Body(body)).await
        }
        Deed::Resolve(outcome, for_aide) => {
            let body = resolve::Resolve { version, outcome, for_aide: Some(for_aide.to_owned()) };
            resolve::resolve(state, by, id, lang, Body(body)).await
        }
    };
    done.map(|_| ()).map_err(failed)
}

/// An action as somebody notes it; its partners are named by their references, the chosen one first.
async fn noted(app: &App, cast: &Cast, version: i32, deed: &Agreed) -> anyhow::Result<action::NewAction> {
    let mut tx = app.store.read().await?;
    let known = partners::imported(&mut tx, cast.federation).await?;
    let find =
        |name: &&str| known.iter().find(|partner| partner.reference.as_deref() == Some(*name)).map(|found| found.id);
    let proposed: Vec<Uuid> = deed.partners.iter().filter_map(find).collect();
    Ok(action::NewAction {
        version,
        kind: deed.kind.as_str().to_owned(),
        contact: deed.contact,
        agreement: deed.agreement,
        agreed_by: (!deed.by.is_empty()).then(|| deed.by.to_owned()),
        agreed_on: None,
        partner_id: proposed.first().copied(),
        partners_proposed: Some(proposed),
        text: Some(deed.text.to_owned()),
    })
}
