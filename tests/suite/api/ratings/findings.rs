//! What an aide taps is heard.

use serde_json::json;
use vigie_tests::on_both;

on_both! {
    async fn a_very_low_score_opens_an_explained_alert(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(3), None]);
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        let alert = app.sign_in(&app.world.coordinator).await.only_alert().await;
        assert_eq!(alert["severity"], "critical");
        assert_eq!(alert["person"]["name"], "Mme Pommier");
        let sentence = alert["sentence"].as_str().expect("a sentence");
        assert!(sentence.contains("1 sur 5") && sentence.contains("Alix Essai"), "{sentence}");
    }

    async fn the_same_rating_twice_is_a_duplicate_and_another_content_a_conflict(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        let rating = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
        let mut changed = rating.clone();
        changed["note"] = json!("autre chose");
        let batch = [rating.clone(), rating.clone(), changed];
        assert_eq!(aide.rate(&batch).await, ["stored", "duplicate", "refused"]);
        assert_eq!(aide.rate(&[rating]).await, ["duplicate"]);
    }
}
