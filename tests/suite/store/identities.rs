//! `identities`.

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::store::identities::{Arrival, Owner};
use vigie_server::store::{identities, purge, users};
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn an_identity_opens_one_account_and_an_account_has_one(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let dana = Owner { federation_id: federation, user_id: app.world.coordinator.id };
        let other = Owner { federation_id: app.elsewhere.federation, user_id: app.elsewhere.coordinator.id };
        let mut tx = begin(&app).await;
        assert_eq!(identities::owner_of(&mut tx, "https://id", "u-1").await.expect("a look"), None);
        assert!(identities::link(&mut tx, dana, "https://id", "u-1", now).await.expect("linked"));
        assert!(!identities::link(&mut tx, dana, "https://id", "u-2", now).await.expect("a try"), "it has one");
        assert!(!identities::link(&mut tx, other, "https://id", "u-1", now).await.expect("a try"), "it is taken");
        assert_eq!(identities::owner_of(&mut tx, "https://id", "u-1").await.expect("a look"), Some(dana));
        assert_eq!(identities::owner_of(&mut tx, "https://other", "u-1").await.expect("a look"), None);
        identities::used(&mut tx, dana, "https://id", now + TimeDelta::hours(1)).await.expect("noted");
        assert_eq!(identities::unlink(&mut tx, app.elsewhere.federation, dana.user_id).await.expect("a try"), 0);
        assert_eq!(identities::unlink(&mut tx, federation, dana.user_id).await.expect("gone"), 1);
    }

    async fn an_address_is_found_in_any_letters_open_accounts_first(app: TestApp) {
        let mut tx = begin(&app).await;
        for world in [&app.world, &app.elsewhere] {
            users::set_contact(&mut tx, world.federation, world.aide.id, Some("Alix@example.org"), None).await.expect("set");
        }
        let address = "aliX@example.org".parse().expect("an address");
        let found = identities::with_email(&mut tx, &address).await.expect("a look");
        assert_eq!((found.len(), found[0].disabled_at), (2, None));
        let nobody = "nobody@example.org".parse().expect("an address");
        assert_eq!(identities::with_email(&mut tx, &nobody).await.expect("a look"), Vec::new());
    }

    async fn an_arrival_is_spent_once_and_in_time(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let arrival = Arrival { federation_id: federation, user_id: app.world.coordinator.id, strong: true };
        let mut tx = begin(&app).await;
        let until = now + TimeDelta::minutes(2);
        identities::arrive(&mut tx, (ids::fresh(), arrival), "hash", now, until).await.expect("kept");
        assert_eq!(identities::spend(&mut tx, "other", now).await.expect("a try"), None);
        assert_eq!(identities::spend(&mut tx, "hash", until).await.expect("a try"), None, "too late");
        assert_eq!(identities::spend(&mut tx, "hash", now).await.expect("spent"), Some(arrival));
        assert_eq!(identities::spend(&mut tx, "hash", now).await.expect("a try"), None);
        assert_eq!(purge::arrivals(&mut tx, federation, until).await.expect("none yet"), 0);
        assert_eq!(purge::arrivals(&mut tx, federation, until + TimeDelta::seconds(1)).await.expect("gone"), 1);
    }

    async fn a_session_keeps_how_it_was_opened(app: TestApp) {
        app.client(&app.world.coordinator).await;
        let mut tx = begin(&app).await;
        let federation = app.world.federation;
        let open = vigie_server::store::own_sessions::of_user(&mut tx, federation, app.world.coordinator.id, app.now()).await;
        let session = open.expect("a look")[0].id;
        assert_eq!(identities::arrived(&mut tx, federation, session).await.expect("a look"), None);
        identities::set_arrived(&mut tx, federation, session, "provider").await.expect("noted");
        assert_eq!(identities::arrived(&mut tx, federation, session).await.expect("a look").as_deref(), Some("provider"));
        assert_eq!(identities::arrived(&mut tx, app.elsewhere.federation, session).await.expect("a look"), None);
    }
}
