//! `held`, `preferences`: the statements. What is made of them is told in `delivery::decide`.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::store::follow_ups::DayBounds;
use vigie_server::store::held::{self, End};
use vigie_server::store::outbox::{self, Leased, NewMessage, Settled};
use vigie_server::store::persons::Viewer;
use vigie_server::store::preferences::{self, PreferenceRow};
use vigie_server::store::{Tx, alerts, covers, follow_ups, users, visits};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_tests::{TestApp, on_both};

use super::begin;

async fn leased(app: &TestApp, tx: &mut Tx, key: &str, kind: MessageKind) -> Leased {
    let (federation, user, now) = (app.world.federation, app.world.referent.id, app.now());
    let body = json!({ "key": key });
    let message = NewMessage { federation, key, user, kind, body: &body, expires_at: now + TimeDelta::days(1) };
    assert!(outbox::enqueue(tx, &message, now).await.expect("written"));
    outbox::lease(tx, Channel::Push, 1, now, TimeDelta::seconds(60)).await.expect("leased").remove(0)
}

on_both! {
    async fn a_held_message_is_leased_by_nobody_until_it_is_released(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.referent.id, app.now());
        let later = now + TimeDelta::hours(1);
        let mut tx = begin(&app).await;
        let message = leased(&app, &mut tx, "a", MessageKind::CaseMoved).await;
        assert_eq!(held::hold(&mut tx, &message, later, true, now).await.expect("held"), Settled::Done);
        assert_eq!(held::hold(&mut tx, &message, later, true, now).await.expect("a try"), Settled::Stale);
        assert!(held::receivers(&mut tx, now, 9).await.expect("a list").is_empty(), "its hour has not come");
        assert!(outbox::lease(&mut tx, Channel::Push, 9, later, TimeDelta::seconds(60)).await.expect("a try").is_empty());
        assert_eq!(held::receivers(&mut tx, later, 9).await.expect("a list"), [(federation, user)]);
        let due = held::due(&mut tx, federation, user, later).await.expect("a list");
        assert_eq!((due.len(), due[0].key.as_str(), due[0].attempts, due[0].next_attempt_at), (1, "a", 0, later));
        held::release(&mut tx, &due[0], Some(later + TimeDelta::hours(1))).await.expect("put off");
        assert!(held::due(&mut tx, federation, user, later).await.expect("a list").is_empty());
        held::release(&mut tx, &due[0], None).await.expect("released");
        let later = later + TimeDelta::hours(1);
        assert!(held::receivers(&mut tx, later, 9).await.expect("a list").is_empty());
        assert_eq!(outbox::lease(&mut tx, Channel::Push, 9, later, TimeDelta::seconds(60)).await.expect("leased").len(), 1);
    }

    async fn what_nobody_looked_at_is_held_for_its_moment(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.referent.id, app.now());
        let later = now + TimeDelta::hours(1);
        let mut tx = begin(&app).await;
        for (key, kind) in [("a", MessageKind::CaseMoved), ("b", MessageKind::Digest)] {
            let message = leased(&app, &mut tx, key, kind).await;
            outbox::hand_back(&mut tx, &message).await.expect("put back");
        }
        assert!(held::overdue(&mut tx, federation, user, now).await.expect("a list").0.is_empty(), "due just now");
        let (overdue, elsewhere) = held::overdue(&mut tx, federation, user, later).await.expect("a list");
        assert_eq!((overdue.len(), overdue[0].key.as_str(), elsewhere), (1, "a", false), "a digest is no news");
        held::hold_back(&mut tx, &overdue[0], now, later).await.expect("held");
        assert!(held::overdue(&mut tx, federation, user, later).await.expect("a list").0.is_empty());
        let due = held::due(&mut tx, federation, user, later).await.expect("a list");
        assert_eq!((due.len(), due[0].next_attempt_at), (1, now));
    }

    async fn messages_end_merged_and_a_digest_knows_which(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.referent.id, app.now());
        let mut tx = begin(&app).await;
        let one = leased(&app, &mut tx, "a", MessageKind::CaseMoved).await;
        let two = leased(&app, &mut tx, "b", MessageKind::Caseload).await;
        held::hold(&mut tx, &two, now, true, now).await.expect("held");
        let digest = leased(&app, &mut tx, "d", MessageKind::Digest).await;
        assert_eq!(held::open_digest(&mut tx, federation, user, now).await.expect("a look"), None, "in somebody's hands");
        assert_eq!(held::digest_since(&mut tx, federation, user, now).await.expect("a look"), Some(digest.id));
        held::hold(&mut tx, &digest, now, false, now).await.expect("put back");
        assert_eq!(held::open_digest(&mut tx, federation, user, now).await.expect("a look"), Some(digest.id));
        assert_eq!(held::digest_since(&mut tx, federation, user, now + TimeDelta::seconds(1)).await.expect("a look"), None);
        let end = End { state: DeliveryState::Merged, why: "why", into: Some(digest.id), by_rule: false };
        for message in [&one, &two] {
            assert_eq!(held::end(&mut tx, message, end, now).await.expect("ended"), Settled::Done);
            assert_eq!(held::end(&mut tx, message, end, now).await.expect("a try"), Settled::Stale);
        }
        let merged = held::merged(&mut tx, federation, digest.id).await.expect("a list");
        let kinds: Vec<(&str, &serde_json::Value)> = merged.iter().map(|(kind, body)| (kind.as_str(), &body["key"])).collect();
        assert_eq!(kinds, [("case_moved", &json!("a")), ("caseload", &json!("b"))]);
        let standing = outbox::standing(&mut tx, federation, "b").await.expect("a look").expect("there");
        assert_eq!((standing.state.as_str(), standing.settled_at), ("merged", Some(now)));
    }

    async fn what_was_sent_counts_once_for_its_day(app: TestApp) {
        let (federation, user) = (app.world.federation, app.world.referent.id);
        let mut tx = begin(&app).await;
        let message = leased(&app, &mut tx, "a", MessageKind::CaseMoved).await;
        let other = leased(&app, &mut tx, "b", MessageKind::CaseMoved).await;
        for _ in 0..2 {
            held::counted(&mut tx, &message, "2026-03-02").await.expect("counted");
        }
        let mut count = async |day: &str, but| held::count(&mut tx, federation, user, day, but).await.expect("a number");
        assert_eq!(count("2026-03-02", other.id).await, 1);
        assert_eq!(count("2026-03-02", message.id).await, 0, "itself left out");
        assert_eq!(count("2026-03-03", other.id).await, 0);
        held::set_body(&mut tx, &other, &json!({ "n": 1 })).await.expect("set");
        held::hold(&mut tx, &other, app.now(), false, app.now()).await.expect("put back");
        let again = outbox::lease(&mut tx, Channel::Push, 1, app.now(), TimeDelta::seconds(60)).await.expect("leased");
        assert_eq!(again[0].body, json!({ "n": 1 }));
    }

    async fn wishes_are_saved_only_over_the_version_that_was_seen(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.aide.id, app.now());
        let mut tx = begin(&app).await;
        assert_eq!(preferences::find(&mut tx, federation, user).await.expect("a look"), None);
        for (version, push, expected) in [(1, true, false), (0, false, true), (0, true, false), (1, true, true)] {
            let row = PreferenceRow { version, push, mail: !push, body: json!({ "n": version }) };
            assert_eq!(preferences::save(&mut tx, federation, user, &row, now).await.expect("a try"), expected);
        }
        let row = preferences::find(&mut tx, federation, user).await.expect("a look");
        assert_eq!(row, Some(PreferenceRow { version: 2, push: true, mail: false, body: json!({ "n": 1 }) }));
    }

    async fn looks_at_what_waits_and_who_is_there(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let mut rating = app.world.rating(&app.world.person, now, [None, None, None]);
        rating["signs"] = json!(["fall"]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, now, "done").await;
        let dana = app.client(&app.world.coordinator).await;
        let promise = json!({ "due_on": "2026-03-03" });
        dana.post(&format!("/api/persons/{}/follow-ups", app.world.person.id), &promise).await;
        let away = json!({ "kind": "remove", "absent_id": app.world.second_coordinator.id, "from": now,
            "to": now + TimeDelta::days(1), "sector_id": app.world.north });
        let answer = app.client(&app.world.administrator).await.post("/api/covers", &away).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let mut tx = begin(&app).await;
        let viewer = |user, role| Viewer { federation, user, role, now };
        let coordinator = viewer(app.world.coordinator.id, "coordinator");
        let waiting = alerts::waiting_for(&mut tx, coordinator).await.expect("a list");
        assert_eq!(waiting.len(), 1);
        let south = viewer(app.world.south_coordinator.id, "coordinator");
        assert!(alerts::waiting_for(&mut tx, south).await.expect("a list").is_empty());
        let glance = alerts::glance(&mut tx, federation, waiting[0]).await.expect("a look").expect("there");
        assert_eq!((glance.person_id, glance.state.as_str(), glance.owner_id), (app.world.person.id, "new", None));
        assert!(!visits::is_rated(&mut tx, federation, visit.id).await.expect("a look"));
        let bounds = |day: &str| {
            let begins = format!("{day}T00:00:00Z").parse().expect("a time");
            DayBounds { day: day.to_owned(), begins, ends: begins + TimeDelta::days(1) }
        };
        for (day, owed) in [("2026-03-02", 0), ("2026-03-03", 1)] {
            assert_eq!(follow_ups::owed(&mut tx, coordinator, &bounds(day)).await.expect("a number"), owed, "{day}");
        }
        let referent = viewer(app.world.referent.id, "sector_referent");
        assert_eq!(follow_ups::owed(&mut tx, referent, &bounds("2026-03-03")).await.expect("a number"), 0, "somebody holds it");
        let away = covers::absences_of(&mut tx, federation, app.world.second_coordinator.id, now).await.expect("a list");
        assert_eq!((away.len(), away[0].sector_id, away[0].starts_at), (1, Some(app.world.north), now));
        let both = [app.world.aide.id, app.world.referent.id];
        let mut free = users::lock_free(&mut tx, federation, &both).await.expect("locked");
        free.sort_unstable();
        let mut expected = both.to_vec();
        expected.sort_unstable();
        assert_eq!(free, expected);
    }
}
