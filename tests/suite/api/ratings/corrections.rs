//! `replaces`: a correction is a new rating that names the one it corrects, whichever of the two arrives first.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{TestApp, on_both};

use super::refusal;

/// A rating and its correction: the health tapped by mistake was 1, meant was 4.
fn slip(app: &TestApp) -> (Value, Value) {
    let wrong = app.world.rating(&app.world.person, app.now(), [Some(1), Some(4), Some(4)]);
    let mut right = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
    right["replaces"] = wrong["id"].clone();
    (wrong, right)
}

async fn statuses(app: &TestApp) -> Vec<(String, String)> {
    let referent = app.client(&app.world.referent).await;
    let file = referent.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let ratings = file["history"]["ratings"].as_array().expect("ratings").clone();
    ratings.iter().map(|rating| (text(&rating["id"]), text(&rating["status"]))).collect()
}

fn id(rating: &Value) -> String {
    rating["id"].as_str().expect("an id").to_owned()
}

on_both! {
    async fn a_correction_lifts_the_finding_and_closes_an_alert_nobody_saw(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let (wrong, right) = slip(&app);
        assert_eq!(aide.rate(std::slice::from_ref(&wrong)).await, ["stored"]);
        let alert = coordinator.only_alert().await;
        assert_eq!(aide.rate(std::slice::from_ref(&right)).await, ["stored"]);
        assert!(coordinator.queue().await.is_empty());
        let closed = coordinator.detail(&alert).await;
        assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!("nothing_needed")));
        assert_eq!(closed["findings"][0]["lifted"], true);
        let kinds: Vec<_> = closed["timeline"].as_array().unwrap().iter().map(|line| line["kind"].clone()).collect();
        assert_eq!(kinds, ["opened", "finding_lifted", "resolved"]);
        assert_eq!(closed["timeline"][2]["actor"], Value::Null, "it closed itself");
        let mut expected = [(id(&wrong), "replaced".to_owned()), (id(&right), "folded".to_owned())];
        expected.sort();
        let mut found = statuses(&app).await;
        found.sort();
        assert_eq!(found, expected);
    }

    async fn an_alert_somebody_saw_waits_for_them(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let (wrong, right) = slip(&app);
        aide.rate(&[wrong]).await;
        let alert = coordinator.detail(&coordinator.only_alert().await).await;
        assert_eq!(aide.rate(&[right]).await, ["stored"]);
        let still = coordinator.only_alert().await;
        assert_eq!((&still["id"], &still["state"], &still["severity"]), (&alert["id"], &json!("new"), &json!("critical")));
        assert_eq!(still["findings"][0]["lifted"], true);
    }

    async fn an_alert_somebody_took_waits_for_them(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let (wrong, right) = slip(&app);
        aide.rate(&[wrong]).await;
        coordinator.act(&coordinator.only_alert().await, "claim", json!({})).await.ok();
        assert_eq!(aide.rate(&[right]).await, ["stored"]);
        assert_eq!(coordinator.only_alert().await["state"], "taken");
    }

    async fn a_correction_that_overtakes_its_original_counts_all_the_same(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let (wrong, right) = slip(&app);
        assert_eq!(aide.rate(std::slice::from_ref(&right)).await, ["stored"]);
        assert_eq!(aide.rate(std::slice::from_ref(&wrong)).await, ["stored"]);
        assert!(coordinator.queue().await.is_empty());
        assert!(statuses(&app).await.contains(&(id(&wrong), "replaced".to_owned())));
        assert_eq!(aide.rate(&[right, wrong]).await, ["duplicate", "duplicate"]);
    }

    async fn both_in_one_batch_open_nothing_in_either_order(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let (wrong, right) = slip(&app);
        assert_eq!(aide.rate(&[wrong, right]).await, ["stored", "stored"]);
        let (wrong, right) = slip(&app);
        assert_eq!(aide.rate(&[right, wrong]).await, ["stored", "stored"]);
        assert!(coordinator.queue().await.is_empty());
    }

    async fn a_correction_may_make_it_worse_and_be_corrected_itself(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let mild = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
        let mut grave = app.world.rating(&app.world.person, app.now(), [Some(1), Some(4), Some(4)]);
        grave["replaces"] = mild["id"].clone();
        assert_eq!(aide.rate(&[mild]).await, ["stored"]);
        assert!(coordinator.queue().await.is_empty());
        assert_eq!(aide.rate(std::slice::from_ref(&grave)).await, ["stored"]);
        assert_eq!(coordinator.only_alert().await["severity"], "critical");
        let mut last = app.world.rating(&app.world.person, app.now(), [Some(3), Some(4), Some(4)]);
        last["replaces"] = grave["id"].clone();
        assert_eq!(aide.rate(std::slice::from_ref(&last)).await, ["stored"]);
        assert!(coordinator.queue().await.is_empty(), "the first one does not come back");
        let standing: Vec<_> = statuses(&app).await.into_iter().filter(|(_, status)| status == "folded").collect();
        assert_eq!(standing, [(id(&last), "folded".to_owned())]);
    }

    async fn a_correction_of_a_correction_that_comes_back_brings_the_finding_back(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let (wrong, right) = slip(&app);
        aide.rate(&[wrong, right.clone()]).await;
        let mut indeed = app.world.rating(&app.world.person, app.now(), [Some(1), Some(4), Some(4)]);
        indeed["replaces"] = right["id"].clone();
        assert_eq!(aide.rate(&[indeed]).await, ["stored"]);
        assert_eq!(coordinator.only_alert().await["severity"], "critical");
    }

    async fn a_correction_may_move_the_visit_in_time(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let wrong = app.world.rating(&app.world.person, app.now() - TimeDelta::days(10), [Some(1), Some(4), Some(4)]);
        aide.rate(std::slice::from_ref(&wrong)).await;
        let mut right = app.world.rating(&app.world.person, app.now() - TimeDelta::days(1), [Some(1), Some(4), Some(4)]);
        right["replaces"] = wrong["id"].clone();
        assert_eq!(aide.rate(std::slice::from_ref(&right)).await, ["stored"]);
        let alert = coordinator.only_alert().await;
        let standing: Vec<_> =
            alert["findings"].as_array().unwrap().iter().filter(|finding| finding["lifted"] == false).collect();
        assert_eq!(standing.len(), 1);
        assert_eq!(standing[0]["at"], right["visited_at"]);
    }

    async fn an_aide_corrects_her_own_ratings_of_the_same_person(app: TestApp) {
        let (aide, colleague) = (app.client(&app.world.aide).await, app.client(&app.world.second_aide).await);
        let coordinator = app.client(&app.world.coordinator).await;
        let (wrong, right) = slip(&app);
        aide.rate(std::slice::from_ref(&wrong)).await;
        assert_eq!(refusal(&colleague.verdicts(std::slice::from_ref(&right)).await[0]), "not_your_rating");
        let mut of_another = app.world.rating(&app.world.second_person, app.now(), [Some(4), None, None]);
        of_another["replaces"] = wrong["id"].clone();
        assert_eq!(refusal(&aide.verdicts(&[of_another]).await[0]), "unknown_replaced");
        assert_eq!(coordinator.only_alert().await["findings"][0]["lifted"], false);
    }

    async fn a_correction_that_came_first_takes_nothing_from_another_aide(app: TestApp) {
        let (aide, colleague) = (app.client(&app.world.aide).await, app.client(&app.world.second_aide).await);
        let (wrong, right) = slip(&app);
        // The colleague names an id that is not there yet and then turns out to be the aide's.
        assert_eq!(colleague.rate(&[right]).await, ["stored"]);
        assert_eq!(aide.rate(std::slice::from_ref(&wrong)).await, ["stored"]);
        assert_eq!(app.client(&app.world.coordinator).await.only_alert().await["severity"], "critical");
        assert!(statuses(&app).await.contains(&(id(&wrong), "folded".to_owned())));
    }

    async fn a_correction_that_came_first_takes_nothing_from_another_person(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let (wrong, _) = slip(&app);
        let mut stray = app.world.rating(&app.world.second_person, app.now(), [Some(4), None, None]);
        stray["replaces"] = wrong["id"].clone();
        assert_eq!(aide.rate(&[stray]).await, ["stored"]);
        assert_eq!(aide.rate(&[wrong]).await, ["stored"]);
        assert_eq!(app.client(&app.world.coordinator).await.only_alert().await["severity"], "critical");
    }

    async fn a_rating_cannot_correct_itself_away(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let (mut wrong, _) = slip(&app);
        wrong["replaces"] = wrong["id"].clone();
        assert_eq!(refusal(&aide.verdicts(&[wrong]).await[0]), "unknown_replaced");
    }

    async fn a_correction_of_what_was_never_sent_stands_for_itself(app: TestApp) {
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        rating["replaces"] = json!(ids::fresh());
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        assert_eq!(app.client(&app.world.coordinator).await.only_alert().await["severity"], "critical");
    }
}
