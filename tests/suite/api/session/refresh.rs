//! `POST /api/session/refresh`: a refresh token is good once, a lost reply signs nobody out, a stolen one ends the session.

use chrono::TimeDelta;
use vigie_tests::{Client, on_both};

/// What a thief has who copied the cookie.
fn copy(client: &Client) -> Client {
    let mut thief = client.clone();
    thief.token = None;
    thief
}

on_both! {
    async fn each_exchange_hands_out_a_fresh_pair(app: TestApp) {
        let mut client = app.client(&app.world.aide).await;
        let (first_token, first_cookie) = (client.token.clone(), client.cookie.clone());
        app.advance(TimeDelta::minutes(9));
        let session = client.refresh().await.ok();
        assert_eq!(session["user"]["id"], app.world.aide.id.to_string());
        assert_ne!(client.token, first_token);
        assert_ne!(client.cookie, first_cookie);
        app.advance(TimeDelta::minutes(9));
        client.get("/api/me").await.ok();
    }

    async fn a_lost_reply_signs_nobody_out(app: TestApp) {
        let mut client = app.client(&app.world.aide).await;
        for _ in 0..5 {
            let mut lost = copy(&client);
            lost.refresh().await.ok();
            client.refresh().await.ok();
            client.get("/api/me").await.ok();
            // What was in the lost reply has become worthless, and using it tells that somebody found it.
            assert_eq!(lost.get("/api/me").await.problem(401), "unauthenticated");
        }
    }

    async fn a_token_used_after_its_successor_was_ends_the_session_for_both(app: TestApp) {
        let mut client = app.client(&app.world.aide).await;
        let mut thief = copy(&client);
        client.refresh().await.ok();
        client.get("/api/me").await.ok();
        assert_eq!(thief.refresh().await.problem(401), "session_ended");
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(client.refresh().await.problem(401), "session_ended");
    }

    async fn a_thief_who_is_first_is_thrown_out_when_the_owner_comes(app: TestApp) {
        let mut client = app.client(&app.world.aide).await;
        let mut thief = copy(&client);
        thief.refresh().await.ok();
        thief.get("/api/me").await.ok();
        assert_eq!(client.refresh().await.problem(401), "session_ended");
        assert_eq!(thief.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(thief.refresh().await.problem(401), "session_ended");
    }

    async fn a_lost_successor_that_turns_up_later_ends_the_session(app: TestApp) {
        let mut client = app.client(&app.world.aide).await;
        let mut lost = copy(&client);
        lost.refresh().await.ok();
        client.refresh().await.ok();
        assert_eq!(lost.refresh().await.problem(401), "session_ended");
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
    }

    async fn without_use_a_session_ends_after_its_time(app: TestApp) {
        let mut phone = app.client(&app.world.aide).await;
        let mut desk = app.client(&app.world.coordinator).await;
        app.advance(TimeDelta::hours(14));
        assert_eq!(desk.refresh().await.problem(401), "session_ended");
        app.advance(TimeDelta::days(80));
        phone.refresh().await.ok();
        app.advance(TimeDelta::days(90));
        assert_eq!(phone.refresh().await.problem(401), "session_ended");
    }

    async fn a_made_up_or_missing_cookie_opens_nothing(app: TestApp) {
        let mut client = app.anonymous();
        assert_eq!(client.refresh().await.problem(401), "session_ended");
        for cookie in ["vigie_refresh=", "vigie_refresh=abc", "other=1; vigie_refresh=%00", "vigie_refresh"] {
            client.cookie = Some(cookie.to_owned());
            assert_eq!(client.refresh().await.problem(401), "session_ended", "{cookie}");
        }
    }

    async fn of_many_exchanges_at_once_at_most_one_pair_stays_good(app: TestApp) {
        let client = app.client(&app.world.aide).await;
        let mut racers = Vec::new();
        for _ in 0..6 {
            let mut racer = copy(&client);
            racers.push(tokio::spawn(async move {
                racer.refresh().await;
                racer
            }));
        }
        let mut arrived = Vec::new();
        for racer in racers {
            arrived.push(racer.await.expect("a racer"));
        }
        let mut alive = 0;
        for racer in arrived {
            if racer.token.is_some() && racer.get("/api/me").await.status == 200 {
                alive += 1;
            }
        }
        assert!(alive <= 1, "{alive} pairs are alive");
    }

    async fn a_session_that_another_node_ended_is_ended_here_within_half_a_minute(app: TestApp) {
        let client = app.client(&app.world.aide).await;
        let node = app.second_node().await;
        let there = app.at_node(&node, &client);
        client.get("/api/me").await.ok();
        there.get("/api/me").await.ok();
        assert_eq!(there.delete("/api/session", None).await.status, 204);
        app.advance(TimeDelta::seconds(30));
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
        node.stop().await;
    }
}
