//! Whose browsers are kept, and how many.

use chrono::TimeDelta;
use vigie_server::push::subscribe::{self, MAX_PER_USER, Offer, SubscribeError};

use super::scene::{AUTH, P256DH, Scene};
use super::service::Behaviour::Status;
use vigie_tests::on_both;

async fn put(scene: &Scene, user: uuid::Uuid, offer: Offer<'_>) -> Result<(), SubscribeError> {
    let mut tx = scene.store().begin().await.expect("a transaction");
    let put = subscribe::put(&mut tx, scene.federation, user, offer, &scene.app.push, scene.now()).await;
    if put.is_ok() {
        tx.commit().await.expect("committed");
    }
    put
}

on_both! {
    async fn the_same_browser_again_only_refreshes_its_keys(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        let first = scene.browsers(scene.aide).await;
        let fresh = Offer { endpoint: &endpoint, p256dh: P256DH, auth: "AAAAAAAAAAAAAAAAAAAAAA", key: None, session: None };
        put(&scene, scene.aide, fresh).await.expect("refreshed");
        let second = scene.browsers(scene.aide).await;
        assert_eq!((second.len(), second[0].id), (1, first[0].id));
        assert_ne!(second[0].auth, first[0].auth);
    }

    async fn a_browser_stays_whose_it_was(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        let stolen = put(&scene, scene.referent, Offer { endpoint: &endpoint, p256dh: P256DH, auth: AUTH, key: None, session: None }).await;
        assert!(matches!(stolen, Err(SubscribeError::SubscriptionTaken)), "{stolen:?}");
        let mut tx = scene.store().begin().await.expect("a transaction");
        let origins = scene.app.push.origins();
        subscribe::delete(&mut tx, scene.federation, scene.referent, &endpoint, origins).await.expect("asked");
        tx.commit().await.expect("committed");
        assert_eq!((scene.browsers(scene.aide).await.len(), scene.browsers(scene.referent).await.len()), (1, 0));
    }

    async fn beyond_ten_browsers_the_one_offered_longest_ago_goes(app: TestApp) {
        let scene = Scene::on(app).await;
        let names: Vec<String> = (0..=MAX_PER_USER).map(|n| format!("phone-{n}")).collect();
        for name in &names[..10] {
            scene.subscribe(scene.aide, &scene.service.endpoint(name, Status(201))).await;
            scene.later(TimeDelta::seconds(1));
        }
        // The first is offered again, so the second is now the oldest.
        scene.subscribe(scene.aide, &scene.service.endpoint(&names[0], Status(201))).await;
        scene.later(TimeDelta::seconds(1));
        scene.subscribe(scene.aide, &scene.service.endpoint(&names[10], Status(201))).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("other", Status(201))).await;
        let kept: Vec<String> = scene.browsers(scene.aide).await.into_iter().map(|browser| browser.endpoint).collect();
        assert_eq!(kept.len(), 10);
        assert!(kept.iter().any(|endpoint| endpoint.ends_with("/phone-0")));
        assert!(!kept.iter().any(|endpoint| endpoint.ends_with("/phone-1")));
    }

    async fn a_browser_that_is_deleted_is_no_longer_pushed_to(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        let mut tx = scene.store().begin().await.expect("a transaction");
        let origins = scene.app.push.origins();
        subscribe::delete(&mut tx, scene.federation, scene.aide, &endpoint, origins).await.expect("deleted");
        tx.commit().await.expect("committed");
        scene.test_message("m", scene.aide).await;
        scene.drain().await;
        assert_eq!((scene.standing("m").await.state.as_str(), scene.service.count("phone")), ("retry", 0));
    }

    async fn an_endpoint_inside_the_network_is_refused(app: TestApp) {
        let scene = Scene::on(app).await;
        for endpoint in
            ["http://127.0.0.1:9/push/a", "https://169.254.169.254/latest", "https://intranet.example/hook", "nonsense"]
        {
            let refused = put(&scene, scene.aide, Offer { endpoint, p256dh: P256DH, auth: AUTH, key: None, session: None }).await;
            assert!(matches!(refused, Err(SubscribeError::Endpoint(_))), "{endpoint}: {refused:?}");
        }
        let endpoint = scene.service.endpoint("phone", Status(201));
        for (p256dh, auth) in [("", AUTH), (P256DH, ""), (AUTH, AUTH), (P256DH, P256DH)] {
            let refused = put(&scene, scene.aide, Offer { endpoint: &endpoint, p256dh, auth, key: None, session: None }).await;
            assert!(matches!(refused, Err(SubscribeError::Keys(_))), "{refused:?}");
        }
        assert!(scene.browsers(scene.aide).await.is_empty());
    }
}
