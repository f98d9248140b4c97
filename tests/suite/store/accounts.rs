//! `accounts`, `account_events`, `sectors`, `quarantine`, `leavers`, and what they ask of `enrolments`, `sessions`, `subscriptions`, `users`.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::account_events::{self, NewAccountEvent};
use vigie_server::store::accounts::{self, AccountFilter, AccountWords};
use vigie_server::store::enrolments::{self, NewEnrolment};
use vigie_server::store::persons::Viewer;
use vigie_server::store::quarantine::{self, Decision, NewEntry};
use vigie_server::store::subscriptions::{self, Subscription};
use vigie_server::store::{leavers, sectors, sessions, users};
use vigie_tests::on_both;

use super::{begin, sorted};

on_both! {
    async fn accounts_are_listed_by_name_narrowed_and_in_pages(app: TestApp) {
        let (world, federation, now) = (&app.world, app.world.federation, app.now());
        let mut tx = begin(&app).await;
        let all = accounts::page(&mut tx, federation, &AccountFilter::default(), now, 99).await.expect("a page");
        let names: Vec<&str> = all.iter().map(|row| row.name.as_str()).collect();
        let by_name = ["Alix Essai", "Bo Essai", "Cléo Essai", "Dana Essai", "Éloi Essai", "Flo Essai", "Gil Essai", "Hanna Essai", "Ida Essai"];
        assert_eq!(names, by_name);
        let after = Some((all[2].search_name.clone(), all[2].id));
        let rest = accounts::page(&mut tx, federation, &AccountFilter { after, ..Default::default() }, now, 2).await.expect("a page");
        assert_eq!(rest.iter().map(|row| row.id).collect::<Vec<_>>(), [all[3].id, all[4].id]);
        let narrowed = AccountFilter {
            role: Some("aide".to_owned()), sector: Some(world.north), query: "ÂLIX".to_owned(), state: Some("active".to_owned()),
            keeper: Some(world.referent.id), after: None,
        };
        let found = accounts::page(&mut tx, federation, &narrowed, now, 9).await.expect("a page");
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [world.aide.id]);
        assert_eq!(found[0].sectors, [world.north]);
        let keeper = Some(world.referent.id);
        assert!(accounts::find(&mut tx, federation, world.south_aide.id, keeper, now).await.expect("a look").is_none());
        assert!(accounts::find(&mut tx, federation, world.coordinator.id, keeper, now).await.expect("a look").is_none());
        assert!(accounts::find(&mut tx, federation, world.aide.id, keeper, now).await.expect("a look").is_some());
        assert!(accounts::find(&mut tx, app.elsewhere.federation, world.aide.id, None, now).await.expect("a look").is_none());
    }

    async fn an_account_is_written_at_the_version_it_was_read(app: TestApp) {
        let (federation, id, now) = (app.world.federation, app.world.aide.id, app.now());
        let words = AccountWords { login: "autre", name: "Zoé", locale: "en", email: Some("a@b.example"), phone: Some("0612345678") };
        let mut tx = begin(&app).await;
        assert!(accounts::update(&mut tx, federation, (id, 1), &words).await.expect("written"));
        assert!(!accounts::update(&mut tx, federation, (id, 1), &words).await.expect("refused"));
        assert!(accounts::touch(&mut tx, federation, id, 2).await.expect("counted"));
        assert!(!accounts::touch(&mut tx, federation, id, 2).await.expect("refused"));
        assert!(accounts::set_disabled(&mut tx, federation, (id, 3), Some(now)).await.expect("closed"));
        assert!(!accounts::set_disabled(&mut tx, federation, (id, 3), None).await.expect("refused"));
        let read = accounts::find(&mut tx, federation, id, None, now).await.expect("a look").expect("there");
        assert_eq!((read.version, read.search_name.as_str(), read.disabled_at), (4, "zoe", Some(now)));
        assert_eq!((read.email.as_deref(), read.phone.as_deref(), read.locale.as_str()), (Some("a@b.example"), Some("0612345678"), "en"));
        accounts::set_sectors(&mut tx, federation, id, &[app.world.south, app.world.north]).await.expect("set");
        users::set_contact(&mut tx, federation, id, None, None).await.expect("set");
        let read = accounts::find(&mut tx, federation, id, None, now).await.expect("a look").expect("there");
        assert_eq!((sorted(read.sectors), read.email, read.phone), (sorted(vec![app.world.north, app.world.south]), None, None));
        let logins = accounts::logins_like(&mut tx, "autr").await.expect("a list");
        assert_eq!(logins, ["autre"]);
        assert!(accounts::logins_like(&mut tx, "%").await.expect("a list").is_empty());
        assert_eq!(accounts::lock_administrators(&mut tx, federation).await.expect("locked"), [app.world.administrator.id]);
    }

    async fn what_was_done_to_an_account_is_kept_in_order(app: TestApp) {
        let (federation, account, now) = (app.world.federation, app.world.aide.id, app.now());
        let mut tx = begin(&app).await;
        for (minute, actor) in [(0, Some(app.world.administrator.id)), (1, None)] {
            let event = NewAccountEvent { id: ids::fresh(), account, actor, what: "x", detail: Some("é") };
            account_events::append(&mut tx, federation, &event, now + TimeDelta::minutes(minute)).await.expect("noted");
        }
        let events = account_events::of_account(&mut tx, federation, account, 9).await.expect("a list");
        assert_eq!(events.iter().map(|event| event.actor_id).collect::<Vec<_>>(), [None, Some(app.world.administrator.id)]);
        assert_eq!(events[1].actor_name.as_deref(), Some("Ida Essai"));
        assert_eq!(account_events::of_account(&mut tx, federation, account, 1).await.expect("a list").len(), 1);
        assert!(account_events::of_account(&mut tx, app.elsewhere.federation, account, 9).await.expect("a list").is_empty());
    }

    async fn a_code_has_so_many_tries_and_goes_with_its_link(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.aide.id, app.now());
        let id = ids::fresh();
        let expires_at = now + TimeDelta::hours(24);
        let new = NewEnrolment { federation, id, user, hash: "h", code_hash: Some("c"), expires_at };
        let mut tx = begin(&app).await;
        enrolments::insert(&mut tx, &new, now).await.expect("stored");
        let read = enrolments::with_code(&mut tx, federation, user, now).await.expect("a look").expect("there");
        assert_eq!((read.id, read.code_hash.as_deref(), read.code_tries), (id, Some("c"), 0));
        assert!(enrolments::with_code(&mut tx, federation, user, expires_at).await.expect("a look").is_none(), "too late");
        assert!(enrolments::take_try(&mut tx, federation, id, 1).await.expect("taken"));
        assert!(!enrolments::take_try(&mut tx, federation, id, 1).await.expect("none left"));
        enrolments::give_try_back(&mut tx, federation, id).await.expect("given");
        enrolments::give_try_back(&mut tx, federation, id).await.expect("nothing to give");
        assert!(enrolments::take_try(&mut tx, federation, id, 1).await.expect("taken"));
        enrolments::withdraw(&mut tx, federation, app.world.referent.id).await.expect("somebody else's");
        assert!(enrolments::by_hash(&mut tx, "h").await.expect("a look").is_some());
        enrolments::withdraw(&mut tx, federation, user).await.expect("taken back");
        assert!(enrolments::by_hash(&mut tx, "h").await.expect("a look").is_none());
    }

    async fn sessions_of_a_user_end_together(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.aide.id, app.now());
        let [one, two, three]: [Uuid; 3] = std::array::from_fn(|_| ids::fresh());
        let mut tx = begin(&app).await;
        for id in [one, two] {
            sessions::insert(&mut tx, federation, id, user, now).await.expect("stored");
        }
        sessions::insert(&mut tx, federation, three, app.world.referent.id, now).await.expect("stored");
        assert_eq!(sessions::revoke_all(&mut tx, federation, (user, Some(one)), "x", now).await.expect("ended"), [two]);
        assert!(sessions::lives(&mut tx, federation, one).await.expect("a look"));
        assert!(!sessions::lives(&mut tx, federation, two).await.expect("a look"));
        assert_eq!(sessions::revoke_all(&mut tx, federation, (user, None), "x", now).await.expect("ended"), [one]);
        assert!(sessions::lives(&mut tx, federation, three).await.expect("a look"));
        let later = now + TimeDelta::minutes(5);
        sessions::seen(&mut tx, federation, three, now, later).await.expect("too soon");
        sessions::seen(&mut tx, federation, three, later, later).await.expect("noted");
        let read = accounts::find(&mut tx, federation, app.world.referent.id, None, now).await.expect("a look").expect("there");
        assert_eq!((read.sessions, read.last_seen_at), (0, Some(later)), "a session without a token is none");
        let browser = Subscription {
            federation_id: federation, id: ids::fresh(), user_id: user, session_id: Some(one), endpoint: "https://push.example/a".to_owned(),
            p256dh: "k".to_owned(), auth: "a".to_owned(), vapid_key: None,
        };
        subscriptions::put(&mut tx, &browser, None, now).await.expect("kept");
        assert_eq!(subscriptions::remove_signed_out(&mut tx, federation, three).await.expect("removed"), 0);
        assert_eq!(subscriptions::remove_signed_out(&mut tx, federation, user).await.expect("removed"), 1, "its session has ended");
        subscriptions::put(&mut tx, &Subscription { session_id: Some(three), ..browser }, None, now).await.expect("kept");
        assert_eq!(subscriptions::remove_signed_out(&mut tx, federation, user).await.expect("removed"), 0);
        assert_eq!(subscriptions::remove_all(&mut tx, federation, three).await.expect("removed"), 0);
        assert_eq!(subscriptions::remove_all(&mut tx, federation, user).await.expect("removed"), 1);
    }

    async fn sectors_count_who_is_in_them(app: TestApp) {
        let (world, federation, now) = (&app.world, app.world.federation, app.now());
        let mut tx = begin(&app).await;
        let all = sectors::list(&mut tx, federation).await.expect("a list");
        let north = &all[0];
        assert_eq!((north.id, north.persons, north.aides, north.coordinators, north.referents), (world.north, 3, 2, 2, 1));
        assert!(sectors::rename(&mut tx, federation, (world.north, 1), "Zénith").await.expect("named"));
        assert!(!sectors::rename(&mut tx, federation, (world.north, 1), "x").await.expect("refused"));
        assert!(sectors::set_archived(&mut tx, federation, (world.south, 1), Some(now)).await.expect("archived"));
        assert!(!sectors::set_archived(&mut tx, federation, (world.south, 1), None).await.expect("refused"));
        let south = sectors::find(&mut tx, federation, world.south).await.expect("a look").expect("there");
        assert_eq!((south.version, south.archived_at), (2, Some(now)));
        let moved = sectors::move_persons(&mut tx, federation, world.south, world.north).await.expect("moved");
        assert_eq!(moved, [world.south_person.id]);
        assert!(sectors::move_persons(&mut tx, app.elsewhere.federation, world.north, world.south).await.expect("none").is_empty());
        assert!(sectors::find(&mut tx, app.elsewhere.federation, world.south).await.expect("a look").is_none());
        let used = sectors::in_use(&mut tx, federation).await.expect("a list");
        assert_eq!(used.iter().map(|sector| sector.name.as_str()).collect::<Vec<_>>(), ["Zénith"]);
    }

    async fn an_entry_waits_until_it_is_decided_or_its_week_is_over(app: TestApp) {
        let (world, federation, now) = (&app.world, app.world.federation, app.now());
        let (id, body, until) = (ids::fresh(), json!({ "é": 1 }), now + TimeDelta::days(7));
        let new = NewEntry {
            id, aide: world.aide.id, person: world.person.id, visited_at: now, body: &body, content_hash: "h", until,
        };
        let viewer = |user, role, now| Viewer { federation, user, role, now };
        let referent = viewer(world.referent.id, "sector_referent", now);
        let mut tx = begin(&app).await;
        assert!(quarantine::insert(&mut tx, federation, &new, now).await.expect("kept"));
        assert!(!quarantine::insert(&mut tx, federation, &new, now).await.expect("there already"));
        assert_eq!(quarantine::hash_of(&mut tx, federation, id).await.expect("a look").as_deref(), Some("h"));
        assert_eq!(quarantine::hash_of(&mut tx, app.elsewhere.federation, id).await.expect("a look"), None);
        assert_eq!(quarantine::count_of(&mut tx, federation, world.aide.id).await.expect("a count"), 1);
        let read = quarantine::list(&mut tx, referent, 9).await.expect("a list");
        assert_eq!((read.len(), &read[0].body, read[0].person_name.as_str(), read[0].until), (1, &body, "Mme Pommier", until));
        let administrator = viewer(world.administrator.id, "administrator", now);
        assert_eq!(quarantine::list(&mut tx, administrator, 9).await.expect("a list"), read);
        let south = viewer(world.south_referent.id, "sector_referent", now);
        assert!(quarantine::in_scope(&mut tx, south, id).await.expect("a look").is_none());
        assert!(quarantine::in_scope(&mut tx, viewer(world.referent.id, "sector_referent", until), id).await.expect("a look").is_none());
        let decided = Decision { id, by: world.referent.id, decision: "discarded", reason: Some("é") };
        assert!(quarantine::decide(&mut tx, federation, &decided, now).await.expect("decided"));
        assert!(!quarantine::decide(&mut tx, federation, &decided, now).await.expect("once"));
        assert!(quarantine::in_scope(&mut tx, referent, id).await.expect("a look").is_none());
        assert_eq!(quarantine::purge(&mut tx, federation, now).await.expect("nothing"), 0);
        assert_eq!(quarantine::purge(&mut tx, federation, until).await.expect("gone"), 1);
    }

    async fn what_a_leaver_holds_is_found(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let client = app.client(&app.world.coordinator).await;
        let rating = app.world.rating(&app.world.person, now, [Some(1), Some(1), Some(1)]);
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        let alert = client.only_alert().await;
        client.act(&alert, "claim", json!({})).await.ok();
        let path = format!("/api/persons/{}", app.world.person.id);
        client.post(&format!("{path}/watch"), &json!({ "cadence": "weekly", "why": "x" })).await;
        client.post(&format!("{path}/caseload"), &json!({ "why": "x" })).await;
        let away = json!({ "kind": "remove", "absent_id": app.world.coordinator.id, "from": now, "to": now + TimeDelta::days(2) });
        let away = client.post("/api/covers", &away).await;
        assert_eq!(away.status, 201, "{}", away.text);
        let user = app.world.coordinator.id;
        let mut tx = begin(&app).await;
        let alerts = leavers::alerts_of(&mut tx, federation, user).await.expect("a list");
        assert_eq!(alerts.iter().map(Uuid::to_string).collect::<Vec<_>>(), [alert["id"].as_str().expect("an id")]);
        let watches = leavers::free_watches(&mut tx, federation, user).await.expect("freed");
        let promises = leavers::free_follow_ups(&mut tx, federation, user).await.expect("freed");
        assert_eq!((watches.len(), promises.len()), (1, 1));
        assert_eq!((watches[0].person_id, promises[0].person_id), (app.world.person.id, app.world.person.id));
        assert!(leavers::free_follow_ups(&mut tx, federation, user).await.expect("none left").is_empty());
        assert_eq!(leavers::end_covers(&mut tx, federation, user, now).await.expect("ended").len(), 1);
        let cases = leavers::end_caseload(&mut tx, federation, user, "x", now).await.expect("ended");
        assert_eq!(cases.iter().map(|case| case.person_id).collect::<Vec<_>>(), [app.world.person.id]);
        assert!(leavers::end_caseload(&mut tx, federation, user, "x", now).await.expect("none left").is_empty());
        assert!(leavers::end_covers(&mut tx, federation, user, now).await.expect("none left").is_empty());
        assert!(leavers::alerts_of(&mut tx, app.elsewhere.federation, user).await.expect("a list").is_empty());
    }
}
