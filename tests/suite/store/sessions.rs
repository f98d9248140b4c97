//! `sessions`, `enrolments`, `keys`.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::enrolments::NewEnrolment;
use vigie_server::store::sessions::NewToken;
use vigie_server::store::{StoreError, enrolments, keys, sessions};
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn a_chain_of_tokens_reads_back_link_by_link(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.aide.id, app.now());
        let (session, first, second) = (ids::fresh(), ids::fresh(), ids::fresh());
        let new = |id, hash| NewToken { federation, id, session, hash, expires_at: now + TimeDelta::days(1) };
        let mut tx = begin(&app).await;
        sessions::insert(&mut tx, federation, session, user, now).await.expect("stored");
        sessions::insert_token(&mut tx, &new(first, "h1"), now).await.expect("stored");
        assert!(sessions::is_alive(&mut tx, federation, session, first).await.expect("a look"));
        assert!(!sessions::is_alive(&mut tx, federation, session, second).await.expect("a look"));
        sessions::insert_token(&mut tx, &new(second, "h2"), now).await.expect("stored");
        sessions::exchange(&mut tx, federation, first, second, now).await.expect("noted");
        let link = sessions::token_for_exchange(&mut tx, "h1").await.expect("a look").expect("there");
        assert_eq!((link.id, link.user_id, link.successor_id, link.used_at), (first, user, Some(second), Some(now)));
        assert!(sessions::token_for_exchange(&mut tx, "h3").await.expect("a look").is_none());
        let later = now + TimeDelta::minutes(1);
        sessions::access_used(&mut tx, federation, second, now).await.expect("noted");
        sessions::access_used(&mut tx, federation, second, later).await.expect("noted");
        let link = sessions::token(&mut tx, federation, second).await.expect("a look").expect("there");
        assert_eq!((link.access_used_at, link.revoked_at), (Some(now), None), "the first use counts");
        sessions::revoke_token(&mut tx, federation, second, later).await.expect("noted");
        assert!(!sessions::is_alive(&mut tx, federation, session, second).await.expect("a look"));
        assert!(sessions::is_alive(&mut tx, federation, session, first).await.expect("a look"));
        sessions::revoke(&mut tx, federation, session, "why", now).await.expect("noted");
        sessions::revoke(&mut tx, federation, session, "again", later).await.expect("noted");
        let link = sessions::token(&mut tx, federation, first).await.expect("a look").expect("there");
        assert_eq!(link.session_revoked_at, Some(now), "the first reason stays");
        assert!(!sessions::is_alive(&mut tx, federation, session, first).await.expect("a look"));
        let taken = sessions::insert_token(&mut tx, &new(ids::fresh(), "h1"), now).await;
        assert!(matches!(taken, Err(StoreError::Taken)), "{taken:?}");
    }

    async fn a_link_is_spent_once(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let id = ids::fresh();
        let new = NewEnrolment { federation, id, user: app.world.aide.id, hash: "h", code_hash: None, expires_at: now + TimeDelta::hours(24) };
        let mut tx = begin(&app).await;
        enrolments::insert(&mut tx, &new, now).await.expect("stored");
        let read = enrolments::by_hash(&mut tx, "h").await.expect("a look").expect("there");
        assert_eq!((read.id, read.used_at, read.expires_at), (id, None, now + TimeDelta::hours(24)));
        assert!(enrolments::spend(&mut tx, federation, id, now).await.expect("a try"));
        assert!(!enrolments::spend(&mut tx, federation, id, now).await.expect("a try"));
        assert!(!enrolments::spend(&mut tx, app.elsewhere.federation, id, now).await.expect("a try"));
        assert!(enrolments::by_hash(&mut tx, "other").await.expect("a look").is_none());
    }

    async fn whoever_keeps_a_key_first_decides_it(app: TestApp) {
        let mut tx = begin(&app).await;
        assert_eq!(keys::find(&mut tx, "essai").await.expect("a look"), None);
        assert_eq!(keys::keep_first(&mut tx, "essai", "one", app.now()).await.expect("kept"), "one");
        assert_eq!(keys::keep_first(&mut tx, "essai", "two", app.now()).await.expect("kept"), "one");
        assert_eq!(keys::find(&mut tx, "essai").await.expect("a look").as_deref(), Some("one"));
        drop(tx);
        let mut tx = begin(&app).await;
        assert_eq!(keys::find(&mut tx, "essai").await.expect("a look"), None, "nothing of it was committed");
        for value in ["three", "four"] {
            keys::put(&mut tx, "essai", value, app.now()).await.expect("put");
            assert_eq!(keys::find(&mut tx, "essai").await.expect("a look").as_deref(), Some(value));
        }
    }
}
