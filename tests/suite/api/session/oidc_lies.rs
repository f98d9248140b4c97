//! What does not get in through an identity provider: forged tokens, answers nobody asked for, people without an account.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use vigie_tests::{TestApp, on_both, rows};

use super::oidc::{Browser, IN, dana, has_email, links, place, refused, site};
use super::provider::Lie;

/// Tokens that do not hold, and what the sign-in page is told.
const LIES: &[(Lie, &str)] = &[
    (Lie::WrongNonce, "again"),
    (Lie::NoNonce, "again"),
    (Lie::Expired, "again"),
    (Lie::FromTheFuture, "again"),
    (Lie::AlgNone, "again"),
    (Lie::SharedSecret, "again"),
    (Lie::PublicKeyAsSecret, "again"),
    (Lie::WrongKey, "again"),
    (Lie::WrongAudience, "again"),
    (Lie::ManyAudiences, "again"),
    (Lie::OtherParty, "again"),
    (Lie::WrongIssuer, "again"),
    (Lie::OtherAccessToken, "again"),
    (Lie::NoIdToken, "again"),
    (Lie::Error500, "unavailable"),
    (Lie::Html, "unavailable"),
];

on_both! {
    async fn a_token_that_does_not_hold_opens_nothing(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(dana());
        for (lie, said) in LIES {
            let mut browser = Browser::new(&app);
            let back = browser.at_the_provider(&provider).await;
            provider.lies(*lie);
            let answer = browser.send(Method::GET, &back).await;
            provider.lies(Lie::Nothing);
            assert_eq!(place(&answer), refused(said), "{lie:?}");
            assert_eq!(browser.enter().await.problem(401), "challenge_ended", "{lie:?}");
            assert_eq!(links(&app).await, 0, "{lie:?}");
            app.advance(TimeDelta::minutes(2));
        }
        assert_eq!(Browser::new(&app).arrive(&provider).await, IN, "and the truth gets in");
    }

    async fn only_who_has_begun_can_end_and_only_once(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(dana());
        // Another's answer: there is no cookie, or that of another sign-in.
        let mut victim = Browser::new(&app);
        let mut thief = Browser::new(&app);
        let forced = thief.at_the_provider(&provider).await;
        assert_eq!(place(&victim.send(Method::GET, &forced).await), refused("again"));
        let own = victim.at_the_provider(&provider).await;
        assert_eq!(place(&victim.send(Method::GET, &forced).await), refused("again"));
        assert_eq!(place(&victim.send(Method::GET, &own).await), refused("again"), "a wrong answer ends it");
        // The right one, with another issuer's name beside it.
        let own = victim.at_the_provider(&provider).await;
        let mixed = format!("{own}&iss=https%3A%2F%2Fid.example.org");
        assert_eq!(place(&victim.send(Method::GET, &mixed).await), refused("again"));
        // A code is good once, even in the browser that began.
        let away = victim.send(Method::GET, "/api/oidc/start").await;
        let kept = victim.kept();
        let back = provider.sign_in(place(&away));
        let back = format!("{}?{}", back.path(), back.query().expect("a query"));
        assert_eq!(place(&victim.send(Method::GET, &back).await), "/connexion?oidc=arrived&to=%2F");
        victim.puts_back(kept);
        assert_eq!(place(&victim.send(Method::GET, &back).await), refused("again"));
        // Ten minutes are enough.
        let late = victim.at_the_provider(&provider).await;
        app.advance(TimeDelta::seconds(631));
        assert_eq!(place(&victim.send(Method::GET, &late).await), refused("again"));
        // Who was not let in there.
        let back = victim.at_the_provider(&provider).await;
        let state = back.split("state=").nth(1).and_then(|rest| rest.split('&').next()).expect("a state");
        let denied = format!("/api/oidc/callback?state={state}&error=access_denied");
        assert_eq!(place(&victim.send(Method::GET, &denied).await), refused("denied"));
        for odd in ["/api/oidc/callback", "/api/oidc/callback?code=", "/api/oidc/callback?state=x&code=y"] {
            assert_eq!(place(&victim.send(Method::GET, odd).await), refused("again"), "{odd}");
        }
    }

    async fn nobody_gets_an_account_by_arriving(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        let before = rows::count(app.store(), "SELECT COUNT(*) FROM users").await;
        let arrive = async |who: serde_json::Value| {
            provider.says(who);
            Browser::new(&app).arrive(&provider).await
        };
        assert_eq!(arrive(dana()).await, refused("unknown"));
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        for unverified in [json!(false), json!(null)] {
            let mut who = dana();
            who["email_verified"] = unverified;
            assert_eq!(arrive(who).await, refused("unknown"), "anybody may write an address");
        }
        // Two federations, one address: which of them is meant?
        has_email(&app, &app.elsewhere.coordinator, "DANA@example.org").await;
        assert_eq!(arrive(dana()).await, refused("several"));
        let close = async |app: &TestApp, id| {
            let id = rows::literal(app.store(), id);
            rows::change(app.store(), &format!("UPDATE users SET disabled_at = created_at WHERE id = {id}")).await;
        };
        close(&app, app.elsewhere.coordinator.id).await;
        assert_eq!(arrive(dana()).await, IN, "one of them is closed");
        // The account is this identity's now, and no other's with the same address.
        assert_eq!(arrive(json!({ "sub": "u-2", "email": "dana@example.org", "email_verified": true })).await, refused("taken"));
        close(&app, app.world.coordinator.id).await;
        assert_eq!(arrive(dana()).await, refused("closed"));
        assert_eq!(arrive(json!({ "sub": "" })).await, refused("again"));
        assert_eq!(arrive(json!({ "sub": "u".repeat(256) })).await, refused("again"));
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM users").await, before);
        assert_eq!(links(&app).await, 1);
    }

    async fn who_is_closed_between_the_two_steps_stays_outside(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(dana());
        let mut browser = Browser::new(&app);
        assert_eq!(browser.arrive(&provider).await, IN);
        let id = rows::literal(app.store(), app.world.coordinator.id);
        rows::change(app.store(), &format!("UPDATE users SET disabled_at = created_at WHERE id = {id}")).await;
        assert_eq!(browser.enter().await.problem(401), "challenge_ended");
    }

    async fn a_provider_that_is_down_or_none_is_told_and_the_password_goes_on(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        for ill in [Lie::Error500, Lie::Html, Lie::OtherIssuerPublished] {
            provider.lies(ill);
            let away = Browser::new(&app).send(Method::GET, "/api/oidc/start").await;
            assert_eq!(place(&away), refused("unavailable"), "{ill:?}");
            app.advance(TimeDelta::seconds(5));
        }
        let asked = provider.calls().len();
        provider.lies(Lie::Error500);
        for _ in 0..5 {
            Browser::new(&app).send(Method::GET, "/api/oidc/start").await;
        }
        assert_eq!(provider.calls().len(), asked + 1, "it is left alone for a moment");
        app.sign_in(&app.world.coordinator).await.get("/api/me").await.ok();
        app.advance(TimeDelta::seconds(5));
        provider.lies(Lie::Nothing);
        assert!(place(&Browser::new(&app).send(Method::GET, "/api/oidc/start").await).starts_with(provider.issuer()));
        // What it published lasts through an outage; a machine it has no business with is never called.
        provider.lies(Lie::Error500);
        app.advance(TimeDelta::hours(2));
        assert!(place(&Browser::new(&app).send(Method::GET, "/api/oidc/start").await).starts_with(provider.issuer()));
        provider.lies(Lie::InnerEndpoint);
        app.advance(TimeDelta::hours(2));
        assert_eq!(Browser::new(&app).arrive(&provider).await, refused("unavailable"));
    }

    async fn guesses_from_one_address_come_to_an_end(app: TestApp) {
        let (app, _provider) = site(&app, &[]).await;
        let mut browser = Browser::new(&app);
        for _ in 0..100 {
            assert_eq!(place(&browser.send(Method::GET, "/api/oidc/callback?state=a&code=b").await), refused("again"));
        }
        assert_eq!(place(&browser.send(Method::GET, "/api/oidc/callback?state=a&code=b").await), refused("too_many"));
    }

    async fn what_the_browser_keeps_is_for_this_host_and_these_minutes(app: TestApp) {
        let (app, provider) = site(&app, &[("VIGIE_PUBLIC_URL", "https://vigie.example.org")]).await;
        let away = Browser::new(&app).send(Method::GET, "/api/oidc/start?to=//evil.example").await;
        let cookie = away.headers["set-cookie"].to_str().expect("ASCII");
        assert!(cookie.starts_with("__Host-vigie_oidc="), "{cookie}");
        for word in ["Path=/", "Max-Age=600", "HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(cookie.split("; ").any(|part| part == word), "{word} in {cookie}");
        }
        assert_eq!(away.headers["cache-control"], "no-store");
        let to = place(&away);
        assert!(to.contains("redirect_uri=https%3A%2F%2Fvigie.example.org%2Fapi%2Foidc%2Fcallback"), "{to}");
        let _ = provider;
    }
}
