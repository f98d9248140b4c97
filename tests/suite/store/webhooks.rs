//! `webhooks`: one a federation, changed only by who saw it; its secrets follow each other.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use vigie_server::store::webhooks::{self, Setting};
use vigie_shared::delivery::MessageKind;
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn a_webhook_is_saved_only_over_the_version_that_was_seen(app: TestApp) {
        let (federation, by, now) = (app.world.federation, app.world.administrator.id, app.now());
        let kinds = BTreeSet::from([MessageKind::AlertRaised, MessageKind::Digest]);
        let at = |version| Setting { version, url: Some(format!("https://é.example/{version}")), enabled: true, kinds: kinds.clone() };
        let mut tx = begin(&app).await;
        assert_eq!(webhooks::find(&mut tx, federation).await.expect("a look"), None);
        for (version, expected) in [(1, false), (0, true), (0, false), (1, true)] {
            assert_eq!(webhooks::save(&mut tx, federation, &at(version), by, now).await.expect("a try"), expected, "{version}");
        }
        let row = webhooks::find(&mut tx, federation).await.expect("a look").expect("there");
        assert_eq!((row.version, row.url.as_deref(), &row.kinds), (2, Some("https://é.example/1"), &kinds));
        assert!(!row.hears(MessageKind::Digest), "nothing to sign with");
        for (minutes, secret) in [(0, "whsec_a"), (5, "whsec_b")] {
            webhooks::set_secret(&mut tx, federation, secret, by, now + TimeDelta::minutes(minutes)).await.expect("set");
        }
        let row = webhooks::find(&mut tx, federation).await.expect("a look").expect("there");
        assert_eq!((row.secret.as_deref(), row.secret_before.as_deref(), row.version), (Some("whsec_b"), Some("whsec_a"), 2));
        assert_eq!(row.secret_made_at, Some(now + TimeDelta::minutes(5)));
        assert!(row.hears(MessageKind::Digest) && !row.hears(MessageKind::Feedback));
        let name = "Fédération d’essai".to_owned();
        assert_eq!(webhooks::enabled(&mut tx).await.expect("a list"), [(name, row.url.clone(), true)]);
        assert_eq!(webhooks::find(&mut tx, app.elsewhere.federation).await.expect("a look"), None);
    }

    async fn a_secret_may_come_before_the_address(app: TestApp) {
        let (federation, by, now) = (app.world.federation, app.world.administrator.id, app.now());
        let mut tx = begin(&app).await;
        webhooks::set_secret(&mut tx, federation, "whsec_a", by, now).await.expect("set");
        let row = webhooks::find(&mut tx, federation).await.expect("a look").expect("there");
        assert_eq!((row.version, row.enabled, row.url, row.secret_before), (0, false, None, None));
        let first = Setting { version: 0, url: None, enabled: false, kinds: BTreeSet::new() };
        assert!(webhooks::save(&mut tx, federation, &first, by, now).await.expect("a try"));
    }
}
