//! What people at desks and on the road read: a page costs what it shows, whatever is stored beside it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use vigie_server::store::follow_ups::{self, DayBounds};
use vigie_server::store::persons::{self, Viewer};
use vigie_server::store::queue::{self, Filter, PageKey, Scope};
use vigie_server::store::timeline::{self, Past};
use vigie_server::store::visits::{self, Span};
use vigie_server::store::{StoreResult, Tx, impact, ratings};
use vigie_tests::bulk::{self, Alike};
use vigie_tests::{Actor, TestApp, on_both, rows};

use super::price::{FEW, MANY, priced, same};

const PAGE: i64 = 50;

fn eyes<'a>(app: &TestApp, actor: &'a Actor) -> Viewer<'a> {
    Viewer { federation: app.world.federation, user: actor.id, role: actor.role, now: app.now() }
}

/// The number of alerts on the page after a place.
async fn page(tx: &mut Tx, viewer: Viewer<'_>, filter: &Filter, after: Option<PageKey>) -> StoreResult<usize> {
    Ok(queue::page(tx, viewer, filter, after, PAGE).await?.len())
}

/// Alerts that wait since an hour before now and so many minutes.
fn waiting(app: &TestApp, severity: i32, minutes: i64) -> Alike {
    let at = app.now() - TimeDelta::hours(1) - TimeDelta::minutes(minutes);
    Alike { state: "new", severity, at, until: at }
}

fn span(from: DateTime<Utc>, to: DateTime<Utc>) -> Span {
    Span { from, to }
}

fn bounds(day: NaiveDate) -> DayBounds {
    let begins = day.and_hms_opt(0, 0, 0).expect("a time").and_utc();
    DayBounds { day: day.to_string(), begins, ends: begins + TimeDelta::days(1) }
}

on_both! {
    async fn a_page_of_the_queue_costs_its_page(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        bulk::alerts(store, world, 60, waiting(&app, 2, 0)).await;
        let viewer = eyes(&app, &world.coordinator);
        let last_of_grave = PageKey { severity: 3, at: app.now(), id: uuid::Uuid::max() };
        let anything = Filter::default();
        let mut prices = Vec::new();
        for (round, more) in (1..).zip([FEW, MANY]) {
            // Behind it in the same sector, and graver ones in another.
            bulk::alerts(store, world, more, waiting(&app, 1, round)).await;
            bulk::alerts_in(store, world, world.south, more, waiting(&app, 3, round)).await;
            bulk::analyse(store).await;
            prices.push(priced(&app, 50, async |tx| page(tx, viewer, &anything, None).await).await);
        }
        same("first page", prices[0], prices[1]);
        prices.clear();
        for (round, more) in (3..).zip([FEW, MANY]) {
            // In front of it.
            bulk::alerts(store, world, more, waiting(&app, 3, round)).await;
            bulk::analyse(store).await;
            prices.push(priced(&app, 50, async |tx| page(tx, viewer, &anything, Some(last_of_grave)).await).await);
        }
        same("a later page", prices[0], prices[1]);
    }

    async fn ones_own_alerts_and_closed_ones_cost_what_is_shown(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        bulk::alerts(store, world, 20, Alike { state: "taken", ..waiting(&app, 1, 0) }).await;
        bulk::alerts(store, world, 60, waiting(&app, 1, 1)).await;
        rows::change(store, &format!("UPDATE alerts SET state = 'closed', closed_at = {} WHERE state = 'new'",
            bulk::moment(app.now()))).await;
        let viewer = eyes(&app, &world.coordinator);
        let mine = Filter { scope: Scope::Mine, ..Filter::default() };
        let closed = Filter { state: Some("closed".to_owned()), ..Filter::default() };
        let mut prices = Vec::new();
        for (round, more) in (2..).zip([FEW, MANY]) {
            let old = waiting(&app, 3, round);
            bulk::alerts(store, world, more, old).await;
            rows::change(store, "UPDATE alerts SET state = 'closed', closed_at = opened_at WHERE state = 'new'").await;
            bulk::alerts(store, world, more, waiting(&app, 3, round + 10)).await;
            bulk::analyse(store).await;
            let own = priced(&app, 20, async |tx| page(tx, viewer, &mine, None).await).await;
            let over = priced(&app, 50, async |tx| page(tx, viewer, &closed, None).await).await;
            prices.push((own, over));
        }
        same("mine", prices[0].0, prices[1].0);
        same("closed", prices[0].1, prices[1].1);
    }

    async fn counting_the_queue_costs_ones_own_sectors(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        bulk::alerts(store, world, 60, waiting(&app, 2, 0)).await;
        let viewer = eyes(&app, &world.coordinator);
        let mut prices = Vec::new();
        for (round, more) in (1..).zip([FEW, MANY]) {
            bulk::alerts_in(store, world, world.south, more, waiting(&app, 3, round)).await;
            bulk::analyse(store).await;
            let counted = priced(&app, 60, async |tx| {
                Ok(usize::try_from(queue::counts(tx, viewer, app.now()).await?.total).expect("a count"))
            });
            prices.push(counted.await);
        }
        same("counts", prices[0], prices[1]);
    }

    async fn a_day_of_the_planner_costs_its_day(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        bulk::promises(store, world, 30, day("2026-03-03")).await;
        let viewer = eyes(&app, &world.coordinator);
        let (before, after) = (bounds(day("2026-03-02")), bounds(day("2026-03-04")));
        let everybodys = follow_ups::Filter {
            state: "open",
            after_day: Some(before.day.clone()),
            before_day: Some(after.day.clone()),
            after: Some(before.ends),
            before: Some(after.begins),
            ..follow_ups::Filter::default()
        };
        let own = follow_ups::Filter { owner: Some(world.coordinator.id), ..everybodys.clone() };
        let mut prices = Vec::new();
        for more in [FEW, MANY] {
            // Long late, and far in the future.
            bulk::promises(store, world, more, day("2026-02-02")).await;
            bulk::promises(store, world, more, day("2026-06-01")).await;
            bulk::analyse(store).await;
            let all = priced(&app, 30, async |tx| Ok(follow_ups::page(tx, viewer, &everybodys, None, PAGE).await?.len())).await;
            let mine = priced(&app, 30, async |tx| Ok(follow_ups::page(tx, viewer, &own, None, PAGE).await?.len())).await;
            prices.push((all, mine));
        }
        same("everybody's day", prices[0].0, prices[1].0);
        same("one's own day", prices[0].1, prices[1].1);
    }

    async fn counting_promises_costs_what_is_counted(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        bulk::promises(store, world, 30, day("2026-03-03")).await;
        let viewer = eyes(&app, &world.coordinator);
        let everybodys = follow_ups::Filter { state: "open", ..follow_ups::Filter::default() };
        let own = follow_ups::Filter { owner: Some(world.coordinator.id), ..everybodys.clone() };
        let week_end = bounds(day("2026-03-09"));
        let mut prices = Vec::new();
        for more in [FEW, MANY] {
            bulk::promises(store, world, more, day("2026-06-01")).await;
            bulk::analyse(store).await;
            let mut of = Vec::new();
            for filter in [&everybodys, &own] {
                of.push(priced(&app, 30, async |tx| {
                    let counts = follow_ups::counts(tx, viewer, filter, "2026-03-02", &week_end).await?;
                    Ok(usize::try_from(counts.week).expect("a count"))
                }).await);
            }
            prices.push((of[0], of[1]));
        }
        same("everybody's", prices[0].0, prices[1].0);
        same("one's own", prices[0].1, prices[1].1);
    }

    async fn a_file_costs_what_it_shows_and_not_what_was_ever_noted(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        let person = world.person.id;
        bulk::ratings_of(store, world, person, 160, 60, app.now()).await;
        let long_ago = app.now() - TimeDelta::days(100);
        let past = Past { federation: world.federation, person, role: "coordinator", until: app.now(), limit: PAGE };
        let mut prices = Vec::new();
        for (round, more) in (0..).zip([FEW, MANY]) {
            bulk::ratings_of(store, world, person, more, 60, long_ago - TimeDelta::days(400 * round)).await;
            bulk::ratings_of(store, world, world.second_person.id, more, 10, app.now()).await;
            bulk::analyse(store).await;
            let from = app.now() - TimeDelta::weeks(8);
            let weeks = priced(&app, 160, async |tx| {
                Ok(ratings::history(tx, world.federation, person, from).await?.len())
            });
            let timeline = priced(&app, 50, async |tx| Ok(timeline::ratings_of(tx, past).await?.len()));
            let curve = priced(&app, 160, async |tx| {
                Ok(ratings::low_points(tx, world.federation, &[person], from).await?.len())
            });
            prices.push([weeks.await, timeline.await, curve.await]);
        }
        for (place, what) in ["eight weeks", "timeline", "curve"].into_iter().enumerate() {
            same(what, prices[0][place], prices[1][place]);
        }
    }

    async fn a_day_of_visits_costs_its_day(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        let today = span(app.now() - TimeDelta::days(1), app.now() + TimeDelta::days(1));
        bulk::visits(store, world, (world.aide.id, world.person.id), 12, 30, app.now()).await;
        let mut prices = Vec::new();
        for (round, more) in (0..).zip([FEW, MANY]) {
            let long_ago = app.now() - TimeDelta::days(10 + 200 * round);
            bulk::visits(store, world, (world.aide.id, world.person.id), more, 60, long_ago).await;
            bulk::visits(store, world, (world.south_aide.id, world.south_person.id), more, 1, app.now()).await;
            bulk::analyse(store).await;
            let own = priced(&app, 12, async |tx| {
                Ok(visits::of_aide(tx, world.federation, world.aide.id, today, 2_000).await?.len())
            });
            let sectors = priced(&app, 12, async |tx| {
                Ok(visits::of_sectors(tx, world.federation, world.referent.id, today, 2_000).await?.len())
            });
            prices.push((own.await, sectors.await));
        }
        same("an aide's day", prices[0].0, prices[1].0);
        same("a sector's day", prices[0].1, prices[1].1);
    }

    async fn a_month_of_figures_costs_its_month(app: TestApp) {
        let (store, world) = (app.store(), &app.world);
        let month = span("2026-02-01T00:00:00Z".parse().expect("a time"), "2026-03-01T00:00:00Z".parse().expect("a time"));
        let at = month.from + TimeDelta::days(3);
        bulk::alerts(store, world, 30, Alike { state: "new", severity: 1, at, until: at }).await;
        bulk::promises(store, world, 30, at.date_naive()).await;
        let mut prices = Vec::new();
        for (round, more) in (0..).zip([FEW, MANY]) {
            let other = waiting(&app, 2, round);
            bulk::alerts(store, world, more, other).await;
            bulk::promises(store, world, more, "2026-06-01".parse().expect("a day")).await;
            bulk::analyse(store).await;
            let opened = priced(&app, 30, async |tx| Ok(impact::opened(tx, world.federation, month).await?.len()));
            let due = priced(&app, 30, async |tx| {
                let days = ("2026-02-01", "2026-03-01");
                Ok(impact::due(tx, world.federation, days, "2026-03-02").await?.len())
            });
            prices.push((opened.await, due.await));
        }
        same("opened", prices[0].0, prices[1].0);
        same("due", prices[0].1, prices[1].1);
    }

    async fn the_sectors_somebody_reaches_are_their_own_and_those_they_stand_in_for(app: TestApp) {
        let world = &app.world;
        let mut tx = app.store().begin().await.expect("a transaction");
        for (actor, sectors) in [(&world.coordinator, vec![world.north]), (&world.south_referent, vec![world.south])] {
            assert_eq!(persons::reach(&mut tx, eyes(&app, actor)).await.expect("sectors"), sectors);
        }
    }
}
