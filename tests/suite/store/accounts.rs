//! `accounts`, `account_events`, `sectors`, and what they ask of `enrolments`, `sessions`, `subscriptions`, `users`.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::account_events::{self, NewAccountEvent};
use vigie_server::store::accounts::{self, AccountFilter, AccountWords};
use vigie_server::store::enrolments::{self, NewEnrolment};
use vigie_server::store::subscriptions::{self, Subscription};
use vigie_server::store::{sectors, sessions, users};
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
            federation_id: federation, id: ids::fresh(), user_id: user, endpoint: "https://push.example/a".to_owned(),
            p256dh: "k".to_owned(), auth: "a".to_owned(), vapid_key: None,
        };
        subscriptions::put(&mut tx, &browser, None, now).await.expect("kept");
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
        assert!(sectors::find(&mut tx, app.elsewhere.federation, world.south).await.expect("a look").is_none());
        let used = sectors::in_use(&mut tx, federation).await.expect("a list");
        assert_eq!(used.iter().map(|sector| sector.name.as_str()).collect::<Vec<_>>(), ["Zénith"]);
    }
}
