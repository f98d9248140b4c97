//! `user_factors`, `recovery_codes`, `ceremonies`, `own_sessions`.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::ceremonies::Ceremony;
use vigie_server::store::sessions::NewToken;
use vigie_server::store::user_factors::Factor;
use vigie_server::store::{ceremonies, own_sessions, purge, recovery_codes, sessions, user_factors};
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn a_factor_works_once_confirmed_and_each_step_once(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.coordinator.id, app.now());
        let owner = (federation, user);
        let factor = Factor {
            id: ids::fresh(),
            kind: "totp".to_owned(),
            label: "une application".to_owned(),
            secret: "ABC".to_owned(),
            created_at: now,
            confirmed_at: None,
            last_used_at: None,
            last_step: None,
        };
        let mut tx = begin(&app).await;
        user_factors::insert(&mut tx, owner, &factor).await.expect("stored");
        assert_eq!(user_factors::of_user(&mut tx, federation, user).await.expect("a look"), std::slice::from_ref(&factor));
        assert_eq!(user_factors::standing(&mut tx, federation, user).await.expect("a look"), (true, false));
        user_factors::lock_owner(&mut tx, federation, user).await.expect("locked");
        assert!(!user_factors::use_step(&mut tx, federation, factor.id, 5, now).await.expect("a try"));
        assert!(user_factors::confirm(&mut tx, federation, factor.id, 5, now).await.expect("a try"));
        assert!(!user_factors::confirm(&mut tx, federation, factor.id, 6, now).await.expect("a try"));
        assert_eq!(user_factors::standing(&mut tx, federation, user).await.expect("a look"), (true, true));
        for (step, good) in [(5, false), (4, false), (6, true), (6, false), (7, true)] {
            assert_eq!(user_factors::use_step(&mut tx, federation, factor.id, step, now).await.expect("a try"), good);
        }
        user_factors::use_passkey(&mut tx, federation, factor.id, "{}", now).await.expect("no passkey: nothing");
        assert_eq!(user_factors::of_user(&mut tx, federation, user).await.expect("a look")[0].secret, "ABC");
        let key = Factor { id: ids::fresh(), kind: "passkey".to_owned(), secret: "{}".to_owned(), ..factor.clone() };
        user_factors::insert(&mut tx, owner, &key).await.expect("stored");
        user_factors::use_passkey(&mut tx, federation, key.id, "{\"n\":1}", now).await.expect("used");
        let read = user_factors::of_user(&mut tx, federation, user).await.expect("a look");
        assert_eq!((read[1].secret.as_str(), read[1].last_used_at), ("{\"n\":1}", Some(now)));
        assert_eq!(user_factors::remove_unconfirmed(&mut tx, federation, user).await.expect("gone"), 1);
        assert!(!user_factors::remove(&mut tx, federation, app.world.aide.id, factor.id).await.expect("a try"));
        assert!(user_factors::remove(&mut tx, federation, user, factor.id).await.expect("a try"));
        user_factors::insert(&mut tx, owner, &factor).await.expect("stored");
        assert_eq!(user_factors::remove_all(&mut tx, federation, user).await.expect("gone"), 1);
    }

    async fn a_recovery_code_is_spent_once(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.coordinator.id, app.now());
        let mut tx = begin(&app).await;
        let hashes = ["a".to_owned(), "b".to_owned()];
        recovery_codes::replace(&mut tx, (federation, user), &hashes, now).await.expect("stored");
        assert!(recovery_codes::spend(&mut tx, federation, user, "a", now).await.expect("a try"));
        assert!(!recovery_codes::spend(&mut tx, federation, user, "a", now).await.expect("a try"));
        assert!(!recovery_codes::spend(&mut tx, federation, app.world.aide.id, "b", now).await.expect("a try"));
        assert_eq!(recovery_codes::left(&mut tx, federation, user).await.expect("a look"), 1);
        recovery_codes::replace(&mut tx, (federation, user), &[], now).await.expect("stored");
        assert_eq!(recovery_codes::left(&mut tx, federation, user).await.expect("a look"), 0);
    }

    async fn a_ceremony_is_ended_once_and_its_failures_are_counted_by_device(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.coordinator.id, app.now());
        let owner = (federation, user);
        let new = |device: &str| Ceremony {
            federation_id: federation,
            id: ids::fresh(),
            user_id: user,
            purpose: "sign_in".to_owned(),
            state: Some("s".to_owned()),
            device: device.to_owned(),
            expires_at: now + TimeDelta::minutes(5),
            done_at: None,
        };
        let (one, two) = (new(""), new("d"));
        let mut tx = begin(&app).await;
        ceremonies::begin(&mut tx, &one, now).await.expect("stored");
        ceremonies::begin(&mut tx, &two, now + TimeDelta::seconds(1)).await.expect("stored");
        assert_eq!(ceremonies::latest(&mut tx, federation, user, "sign_in", now).await.expect("a look"), Some(two.id));
        assert_eq!(ceremonies::latest(&mut tx, federation, user, "passkey", now).await.expect("a look"), None);
        let open = ceremonies::open(&mut tx, owner, one.id, "sign_in", now).await.expect("a look");
        assert_eq!(open.as_ref(), Some(&one));
        assert_eq!(ceremonies::open(&mut tx, owner, one.id, "passkey", now).await.expect("a look"), None);
        assert_eq!(ceremonies::open(&mut tx, owner, one.id, "sign_in", one.expires_at).await.expect("a look"), None);
        for _ in 0..2 {
            ceremonies::failed(&mut tx, federation, one.id).await.expect("counted");
        }
        let since = now - TimeDelta::minutes(15);
        assert_eq!(ceremonies::failures(&mut tx, owner, "", since).await.expect("a look"), (2, Some(now)));
        assert_eq!(ceremonies::failures(&mut tx, owner, "d", since).await.expect("a look"), (0, None));
        assert_eq!(ceremonies::failures(&mut tx, owner, "", now).await.expect("a look"), (0, None));
        ceremonies::end(&mut tx, federation, one.id, now).await.expect("ended");
        assert_eq!(ceremonies::open(&mut tx, owner, one.id, "sign_in", now).await.expect("a look"), None);
        ceremonies::end_all(&mut tx, federation, user, now).await.expect("ended");
        assert_eq!(ceremonies::latest(&mut tx, federation, user, "sign_in", now).await.expect("a look"), None);
        assert_eq!(purge::ceremonies(&mut tx, federation, one.expires_at).await.expect("gone"), 0);
        assert_eq!(purge::ceremonies(&mut tx, federation, now + TimeDelta::hours(1)).await.expect("gone"), 2);
    }

    async fn of_a_users_sessions_those_that_live_are_listed_and_ended(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.aide.id, app.now());
        let owner = (federation, user);
        let mut tx = begin(&app).await;
        let all = [ids::fresh(), ids::fresh(), ids::fresh()];
        for (n, session) in all.into_iter().enumerate() {
            let at = now + TimeDelta::seconds(i64::try_from(n).expect("small"));
            sessions::insert(&mut tx, federation, session, user, at).await.expect("stored");
            let hash = format!("h{n}");
            let expires_at = now + TimeDelta::days(1);
            let token = NewToken { federation, id: ids::fresh(), session, hash: &hash, expires_at };
            sessions::insert_token(&mut tx, &token, at).await.expect("stored");
        }
        own_sessions::set_label(&mut tx, federation, all[0], Some("Firefox, Windows")).await.expect("kept");
        let open = own_sessions::of_user(&mut tx, federation, user, now).await.expect("a look");
        assert_eq!(open.iter().map(|session| session.id).collect::<Vec<_>>(), [all[2], all[1], all[0]]);
        assert_eq!(open[2].label.as_deref(), Some("Firefox, Windows"));
        let later = now + TimeDelta::days(1);
        assert!(own_sessions::of_user(&mut tx, federation, user, later).await.expect("a look").is_empty(), "run out");
        let stranger = (federation, app.world.second_aide.id);
        assert!(!own_sessions::end(&mut tx, stranger, all[0], "why", now).await.expect("a try"));
        assert!(own_sessions::end(&mut tx, owner, all[0], "why", now).await.expect("a try"));
        assert!(!own_sessions::end(&mut tx, owner, all[0], "why", now).await.expect("a try"));
        let ended = own_sessions::end_others(&mut tx, owner, Some(all[2]), "why", now).await.expect("ended");
        assert_eq!(ended, [all[1]]);
        assert_eq!(own_sessions::end_others(&mut tx, owner, None, "why", now).await.expect("ended"), [all[2]]);
    }
}
