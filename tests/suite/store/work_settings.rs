//! `work_settings`: one document a federation, changed only by who saw it.

use serde_json::json;
use vigie_server::store::work_settings;
use vigie_tests::on_both;

use super::begin;

on_both! {
    async fn settings_are_saved_only_over_the_version_that_was_seen(app: TestApp) {
        let (federation, by, now) = (app.world.federation, app.world.administrator.id, app.now());
        let mut tx = begin(&app).await;
        let none = work_settings::find(&mut tx, federation).await.expect("read").expect("the federation");
        assert_eq!((none.time_zone.as_str(), none.version, none.body), ("Europe/Paris", None, None));
        for (version, body, expected) in
            [(1, json!({ "n": 0 }), false), (0, json!({ "n": 1 }), true), (0, json!({ "n": 2 }), false), (1, json!({ "n": 3 }), true)]
        {
            let saved = work_settings::save(&mut tx, federation, version, &body, by, now).await.expect("a try");
            assert_eq!(saved, expected, "{version} {body}");
        }
        let row = work_settings::find(&mut tx, federation).await.expect("read").expect("the federation");
        assert_eq!((row.version, row.body), (Some(2), Some(json!({ "n": 3 }))));
    }
}
