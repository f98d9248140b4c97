//! What the server found while ratings came in is what a back-test finds afterwards.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::backtest::walk::walk;
use vigie_server::rulebook::lab::read;
use vigie_server::scheduler::tick;
use vigie_server::store::findings;
use vigie_shared::rules::Finding;
use vigie_tests::{TestApp, on_both};

use super::made_up::Dice;

/// A finding as both know it: by key, whether it was lifted, and everything it says.
type Findings = BTreeMap<String, (bool, Value)>;

/// Hands in a history as phones would: mostly at once, some days late, some corrected, with the mornings' jobs in between.
async fn live_through(app: &TestApp, seed: u64) -> DateTime<Utc> {
    let start = app.now();
    let end = start + TimeDelta::days(70);
    let mut dice = Dice::new(seed);
    let person = &app.world.person;
    // When it is received, what is sent.
    let mut sent: Vec<(DateTime<Utc>, Value)> = Vec::new();
    for day in 0..68 {
        let at = start + TimeDelta::days(day) + TimeDelta::minutes(i64::try_from(dice.below(120)).expect("small"));
        // A gap of ten days, with planned visits that nobody does. The others are done from the start: the planning does not
        // say since when, so a back-test takes them as they ended up.
        let missed = (30..40).contains(&day);
        let status = if missed { "planned" } else { "done" };
        let planned = app.world.visit(app.app(), person, &app.world.aide, at, status).await;
        if missed {
            continue;
        }
        let low = day > 50;
        let mut score = || Some(u8::try_from(if low { 1 + dice.below(3) } else { 3 + dice.below(3) }).expect("small"));
        let mut rating = app.world.rating(person, at, [score(), score(), score()]);
        rating["visit_id"] = json!(planned.id);
        if dice.below(12) == 0 {
            rating["signs"] = json!(["fall"]);
        }
        let late = if dice.below(5) == 0 { dice.below(100) } else { 0 };
        let received = at + TimeDelta::hours(i64::try_from(late).expect("small")) + TimeDelta::minutes(3);
        if dice.below(12) == 0 {
            let mut right = rating.clone();
            right["id"] = json!(vigie_server::ids::fresh());
            right["replaces"] = rating["id"].clone();
            right["scores"]["health"] = json!(5);
            sent.push((received + TimeDelta::hours(30), right));
        }
        sent.push((received, rating));
    }
    sent.sort_by_key(|(received, _)| *received);
    tick::complete_rows(app.app()).await.expect("rows");
    for (received, rating) in sent.into_iter().filter(|(received, _)| *received < end) {
        live_until(app, received).await;
        let aide = app.client(&app.world.aide).await;
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
    }
    live_until(app, end).await;
    end
}

/// Lets time pass, an hour at a time, so that the morning's question comes in its morning.
async fn live_until(app: &TestApp, until: DateTime<Utc>) {
    while app.now() < until {
        app.clock.set((app.now() + TimeDelta::hours(1)).min(until));
        assert_eq!(tick(app.app()).await.expect("a tick").failed, 0);
    }
}

async fn of_server(app: &TestApp, person: Uuid) -> Findings {
    let mut tx = app.store().read().await.expect("a transaction");
    let rows = findings::since(&mut tx, app.world.federation, person, DateTime::UNIX_EPOCH).await.expect("findings");
    rows.into_iter().map(|row| (row.key, (row.lifted_at.is_some(), row.body))).collect()
}

async fn of_back_test(app: &TestApp, person: Uuid, until: DateTime<Utc>) -> Findings {
    let mut tx = app.store().read().await.expect("a transaction");
    let rules = app.app().rules.in_force(&mut tx, app.world.federation, until).await.expect("rules");
    let absences = read::all_absences(&mut tx, app.world.federation, rules.zone).await.expect("absences");
    let from = DateTime::UNIX_EPOCH;
    let pasts = read::pasts(&mut tx, app.world.federation, &[person], from, &absences).await.expect("the past");
    let walked = walk(&rules.engine, &pasts[0].history, until);
    let body = |finding: &Finding| serde_json::to_value(finding).expect("JSON");
    walked.found.iter().map(|found| (found.finding.key.clone(), (found.lifted, body(&found.finding)))).collect()
}

on_both! {
    async fn live_findings_equal_back_test_findings(app: TestApp) {
        let person = app.world.person.id;
        let end = live_through(&app, if app.database == vigie_tests::Database::Sqlite { 1 } else { 2 }).await;
        let (live, replayed) = (of_server(&app, person).await, of_back_test(&app, person, end).await);
        assert!(live.len() > 10, "{:?}", live.keys());
        assert!(live.values().any(|(lifted, _)| *lifted), "late data took something back");
        let keys = |findings: &Findings| findings.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&live), keys(&replayed));
        assert_eq!(live, replayed);
        assert!(live.keys().any(|key| key.starts_with("silence/")), "{:?}", live.keys());
    }
}
