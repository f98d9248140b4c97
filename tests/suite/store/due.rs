//! What jobs look for every few minutes: its cost follows what is due.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use vigie_server::store::follow_ups::DayBounds;
use vigie_server::store::persons::Viewer;
use vigie_server::store::{follow_ups, jobs, watches};
use vigie_tests::bulk::{self, Alike};
use vigie_tests::{on_both, rows};

use super::price::{FEW, MANY, priced, same};

const DUE: usize = 40;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn bounds(one: NaiveDate) -> DayBounds {
    let begins = one.and_hms_opt(0, 0, 0).expect("a time").and_utc();
    DayBounds { day: one.to_string(), begins, ends: begins + TimeDelta::days(1) }
}

on_both! {
    async fn a_look_for_promises_costs_what_is_due(app: TestApp) {
        let (federation, today) = (app.world.federation, day("2026-03-03"));
        bulk::promises(app.store(), &app.world, DUE, today).await;
        bulk::promises(app.store(), &app.world, DUE, day("2026-03-02")).await;
        let mut prices = Vec::new();
        for more in [FEW, MANY] {
            // Far in the future, and long ago with everybody told.
            bulk::promises(app.store(), &app.world, more, day("2026-06-01")).await;
            bulk::promises_told(app.store(), &app.world, more, day("2026-02-02"), 2).await;
            bulk::analyse(app.store()).await;
            let due = priced(&app, DUE, async |tx| {
                let due = follow_ups::due_then(tx, federation, &bounds(today)).await?;
                Ok(due.iter().map(|due| usize::try_from(due.count).expect("a count")).sum())
            });
            let late = priced(&app, DUE, async |tx| {
                Ok(follow_ups::tell_late(tx, federation, 1, &bounds(day("2026-03-02")), 1_000).await?.len())
            });
            prices.push((due.await, late.await));
        }
        same("due", prices[0].0, prices[1].0);
        same("late", prices[0].1, prices[1].1);
    }

    async fn counting_what_somebody_owes_costs_what_they_owe(app: TestApp) {
        let (federation, today) = (app.world.federation, day("2026-03-03"));
        bulk::promises(app.store(), &app.world, DUE, today).await;
        let viewer = Viewer { federation, user: app.world.coordinator.id, role: "coordinator", now: app.now() };
        let mut prices = Vec::new();
        for more in [FEW, MANY] {
            // One’s own in the future, and somebody else’s today.
            bulk::promises(app.store(), &app.world, more, day("2026-06-01")).await;
            bulk::promises(app.store(), &app.world, more, day("2026-03-02")).await;
            let other = rows::literal(app.store(), app.world.second_coordinator.id);
            let given = format!("UPDATE follow_ups SET owner_id = {other} WHERE due_on = '2026-03-02'");
            rows::change(app.store(), &given).await;
            bulk::analyse(app.store()).await;
            let owed = priced(&app, DUE, async |tx| {
                Ok(usize::try_from(follow_ups::owed(tx, viewer, &bounds(today)).await?).expect("a count"))
            });
            prices.push(owed.await);
        }
        same("owed", prices[0], prices[1]);
    }

    async fn a_look_for_watches_costs_those_that_wait_for_nothing(app: TestApp) {
        let federation = app.world.federation;
        bulk::watches(app.store(), &app.world, DUE, false).await;
        let mut prices = Vec::new();
        for more in [FEW, MANY] {
            bulk::watches(app.store(), &app.world, more, true).await;
            bulk::analyse(app.store()).await;
            let look = priced(&app, DUE, async |tx| Ok(watches::without_next(tx, federation, 1_000).await?.len()));
            prices.push(look.await);
        }
        same("watches", prices[0], prices[1]);
    }

    async fn a_look_for_alerts_costs_what_is_due(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let long_ago = now - TimeDelta::days(2);
        let alike = |state, severity, at, until| Alike { state, severity, at, until };
        for (state, severity) in [("new", 3), ("new", 2), ("new", 1), ("taken", 2), ("snoozed", 1)] {
            bulk::alerts(app.store(), &app.world, DUE, alike(state, severity, long_ago, now - TimeDelta::hours(1))).await;
        }
        let since: DateTime<Utc> = now - TimeDelta::hours(5);
        let mut prices = Vec::new();
        for (round, more) in [FEW, MANY].into_iter().enumerate() {
            // Just opened, just touched, at rest until tomorrow.
            let fresh = now - TimeDelta::minutes(10 + i64::try_from(round).expect("small"));
            for (state, severity) in [("new", 3), ("new", 2), ("new", 1), ("taken", 2), ("snoozed", 1)] {
                bulk::alerts(app.store(), &app.world, more, alike(state, severity, fresh, now + TimeDelta::days(1))).await;
            }
            bulk::analyse(app.store()).await;
            let waiting = priced(&app, 3 * DUE, async |tx| {
                Ok(jobs::waiting_alerts(tx, federation, [since; 3], now, 1_000).await?.len())
            });
            let idle = priced(&app, DUE, async |tx| {
                Ok(jobs::idle_claims(tx, federation, since, since, now, 1_000).await?.len())
            });
            let rested = priced(&app, DUE, async |tx| Ok(jobs::rests_over(tx, federation, now, 1_000).await?.len()));
            prices.push([waiting.await, idle.await, rested.await]);
        }
        for (place, what) in ["waiting", "idle", "rested"].into_iter().enumerate() {
            same(what, prices[0][place], prices[1][place]);
        }
    }
}
