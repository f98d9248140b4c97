//! Whose browsers are kept, and how many.

use chrono::TimeDelta;
use vigie_server::push::subscribe::{self, MAX_PER_USER, Offer, SubscribeError};

use super::service::Behaviour::Status;
use super::world::{AUTH, P256DH, World, everywhere};

async fn put(world: &World, user: uuid::Uuid, offer: Offer<'_>) -> Result<(), SubscribeError> {
    let mut tx = world.store().begin().await.expect("a transaction");
    let put = subscribe::put(&mut tx, world.federation, user, offer, world.app.push.origins(), world.now()).await;
    if put.is_ok() {
        tx.commit().await.expect("committed");
    }
    put
}

#[tokio::test]
async fn the_same_browser_again_only_refreshes_its_keys() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        let first = world.browsers(world.aide).await;
        let fresh = Offer { endpoint: &endpoint, p256dh: P256DH, auth: "AAAAAAAAAAAAAAAAAAAAAA" };
        put(&world, world.aide, fresh).await.expect("refreshed");
        let second = world.browsers(world.aide).await;
        assert_eq!((second.len(), second[0].id), (1, first[0].id));
        assert_ne!(second[0].auth, first[0].auth);
    })
    .await;
}

#[tokio::test]
async fn a_browser_stays_whose_it_was() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        let stolen = put(&world, world.referent, Offer { endpoint: &endpoint, p256dh: P256DH, auth: AUTH }).await;
        assert!(matches!(stolen, Err(SubscribeError::SubscriptionTaken)), "{stolen:?}");
        let mut tx = world.store().begin().await.expect("a transaction");
        let origins = world.app.push.origins();
        subscribe::delete(&mut tx, world.federation, world.referent, &endpoint, origins).await.expect("asked");
        tx.commit().await.expect("committed");
        assert_eq!((world.browsers(world.aide).await.len(), world.browsers(world.referent).await.len()), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn beyond_ten_browsers_the_one_offered_longest_ago_goes() {
    everywhere(async |world: World| {
        let names: Vec<String> = (0..=MAX_PER_USER).map(|n| format!("phone-{n}")).collect();
        for name in &names[..10] {
            world.subscribe(world.aide, &world.service.endpoint(name, Status(201))).await;
            world.later(TimeDelta::seconds(1));
        }
        // The first is offered again, so the second is now the oldest.
        world.subscribe(world.aide, &world.service.endpoint(&names[0], Status(201))).await;
        world.later(TimeDelta::seconds(1));
        world.subscribe(world.aide, &world.service.endpoint(&names[10], Status(201))).await;
        world.subscribe(world.referent, &world.service.endpoint("other", Status(201))).await;
        let kept: Vec<String> = world.browsers(world.aide).await.into_iter().map(|browser| browser.endpoint).collect();
        assert_eq!(kept.len(), 10);
        assert!(kept.iter().any(|endpoint| endpoint.ends_with("/phone-0")));
        assert!(!kept.iter().any(|endpoint| endpoint.ends_with("/phone-1")));
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_is_deleted_is_no_longer_pushed_to() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        let mut tx = world.store().begin().await.expect("a transaction");
        let origins = world.app.push.origins();
        subscribe::delete(&mut tx, world.federation, world.aide, &endpoint, origins).await.expect("deleted");
        tx.commit().await.expect("committed");
        world.test_message("m", world.aide).await;
        world.drain().await;
        assert_eq!((world.standing("m").await.state.as_str(), world.service.count("phone")), ("retry", 0));
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_inside_the_network_is_refused() {
    everywhere(async |world: World| {
        for endpoint in
            ["http://127.0.0.1:9/push/a", "https://169.254.169.254/latest", "https://intranet.example/hook", "nonsense"]
        {
            let refused = put(&world, world.aide, Offer { endpoint, p256dh: P256DH, auth: AUTH }).await;
            assert!(matches!(refused, Err(SubscribeError::Endpoint(_))), "{endpoint}: {refused:?}");
        }
        let endpoint = world.service.endpoint("phone", Status(201));
        for (p256dh, auth) in [("", AUTH), (P256DH, ""), (AUTH, AUTH), (P256DH, P256DH)] {
            let refused = put(&world, world.aide, Offer { endpoint: &endpoint, p256dh, auth }).await;
            assert!(matches!(refused, Err(SubscribeError::Keys(_))), "{refused:?}");
        }
        assert!(world.browsers(world.aide).await.is_empty());
    })
    .await;
}
