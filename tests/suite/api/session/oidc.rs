//! `/api/oidc`: signing in through an identity provider that signs for real. `oidc_lies` has the ones it does not do well.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vigie_tests::authenticator::totp;
use vigie_tests::{Actor, Answer, Client, Database, TestApp, on_both, rows};

use super::provider::OidcProvider;
use super::second_factor::set_up;

/// A browser: a client with a jar.
pub struct Browser {
    pub client: Client,
    jar: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        Self { client: app.anonymous(), jar: BTreeMap::new() }
    }

    pub async fn send(&mut self, method: Method, path: &str) -> Answer {
        let jar: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.client.cookie = (!jar.is_empty()).then(|| jar.join("; "));
        let answer = self.client.send(method, path, None).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("ASCII").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            if value.is_empty() {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// What it keeps now.
    pub fn kept(&self) -> BTreeMap<String, String> {
        self.jar.clone()
    }

    pub fn puts_back(&mut self, jar: BTreeMap<String, String>) {
        self.jar = jar;
    }

    /// Follows the way to the provider and back up to our own callback, which is not asked yet.
    pub async fn at_the_provider(&mut self, provider: &OidcProvider) -> String {
        let away = self.send(Method::GET, "/api/oidc/start?to=/alertes").await;
        let back = provider.sign_in(place(&away));
        format!("{}?{}", back.path(), back.query().expect("a query"))
    }

    /// The whole way; where the browser ends.
    pub async fn arrive(&mut self, provider: &OidcProvider) -> String {
        let back = self.at_the_provider(provider).await;
        place(&self.send(Method::GET, &back).await).to_owned()
    }

    /// Opens the session of who has arrived.
    pub async fn enter(&mut self) -> Answer {
        let answer = self.send(Method::POST, "/api/oidc/session").await;
        self.client.token = answer.body["access_token"].as_str().map(str::to_owned);
        answer
    }
}

/// Where an answer sends the browser.
#[track_caller]
pub fn place(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.headers["location"].to_str().expect("ASCII")
}

pub const IN: &str = "/connexion?oidc=arrived&to=%2Falertes";

pub fn refused(why: &str) -> String {
    format!("/connexion?oidc={why}")
}

/// A server that trusts a provider, on the database of `plain`.
pub async fn site(plain: &TestApp, more: &[(&str, &str)]) -> (TestApp, OidcProvider) {
    let provider = OidcProvider::start().await;
    let settings: Vec<(&str, &str)> = provider.settings().into_iter().chain(more.iter().copied()).collect();
    let app = TestApp::start_with(plain.database, &settings).await;
    provider.follows(&app.clock);
    (app, provider)
}

/// Gives an account an address.
pub async fn has_email(app: &TestApp, actor: &Actor, email: &str) {
    let id = rows::literal(app.store(), actor.id);
    assert_eq!(rows::change(app.store(), &format!("UPDATE users SET email = '{email}' WHERE id = {id}")).await, 1);
}

pub fn dana() -> Value {
    json!({ "sub": "u-1", "email": "Dana@example.org", "email_verified": true, "name": "Dana" })
}

pub async fn links(app: &TestApp) -> i64 {
    rows::count(app.store(), "SELECT COUNT(*) FROM identities").await
}

on_both! {
    async fn without_a_provider_there_is_the_password_alone(app: TestApp) {
        let client = app.anonymous();
        assert_eq!(client.get("/api/session/ways").await.ok(), json!({ "password": true, "oidc": null }));
        for path in ["/api/oidc/start", "/api/oidc/callback?code=a&state=b"] {
            assert_eq!(client.get(path).await.problem(404), "not_found");
        }
        assert_eq!(client.post("/api/oidc/session", &json!({})).await.problem(401), "challenge_ended");
    }

    async fn who_is_known_there_gets_in_and_is_known_by_the_subject_from_then_on(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        let actor = &app.world.coordinator;
        has_email(&app, actor, "dana@Example.org").await;
        provider.says(dana());
        let mut browser = Browser::new(&app);
        let ways = browser.client.get("/api/session/ways").await.ok();
        assert_eq!(ways["oidc"]["name"], "Annuaire de l’essai");
        assert_eq!(browser.arrive(&provider).await, IN);
        let session = browser.enter().await.ok();
        assert_eq!(session["user"]["id"], actor.id.to_string());
        browser.client.get("/api/alerts").await.ok();
        assert_eq!(browser.send(Method::POST, "/api/session/refresh").await.status, 200);
        let admin = app.client(&app.world.administrator).await;
        let history = admin.get(&format!("/api/accounts/{}/history", actor.id)).await.ok();
        assert_eq!(history["items"][0]["what"], "identity_linked");
        let letters = rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'security'").await;
        assert_eq!(letters, 1, "its owner is told by mail");
        // An address may change, and may become somebody else's.
        provider.says(json!({ "sub": "u-1", "email": "nobody@example.org", "email_verified": true }));
        let mut again = Browser::new(&app);
        assert_eq!(again.arrive(&provider).await, IN);
        assert_eq!(again.enter().await.ok()["user"]["id"], actor.id.to_string());
        assert_eq!(links(&app).await, 1);
        let account = admin.get(&format!("/api/accounts/{}", actor.id)).await.ok();
        assert_eq!(account["identity_linked_at"], "2026-03-02T08:00:00Z");
    }

    async fn an_arrival_is_good_once_and_for_two_minutes(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(dana());
        let mut browser = Browser::new(&app);
        assert_eq!(browser.arrive(&provider).await, IN);
        browser.enter().await.ok();
        assert_eq!(browser.enter().await.problem(401), "challenge_ended");
        let mut late = Browser::new(&app);
        assert_eq!(late.arrive(&provider).await, IN);
        app.advance(TimeDelta::minutes(2));
        assert_eq!(late.enter().await.problem(401), "challenge_ended");
    }

    async fn any_node_takes_back_whom_another_sent_away(app: TestApp) {
        if app.database == Database::Sqlite {
            return;
        }
        // The proxy's address is theirs to the browser and to the provider.
        let (app, provider) = site(&app, &[("VIGIE_PUBLIC_URL", "http://127.0.0.1:1")]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(dana());
        let (second, third) = (app.second_node().await, app.second_node().await);
        let mut browser = Browser::new(&app);
        let back = browser.at_the_provider(&provider).await;
        browser.client = app.at_node(&second, &browser.client);
        let arrived = browser.send(Method::GET, &back).await;
        assert_eq!(place(&arrived), IN);
        browser.client = app.at_node(&third, &browser.client);
        browser.enter().await.ok();
        second.stop().await;
        third.stop().await;
    }

    async fn the_login_counts_where_the_operator_named_its_claim(app: TestApp) {
        let (app, provider) = site(&app, &[("VIGIE_OIDC_LOGIN_CLAIM", "uid")]).await;
        let actor = &app.world.referent;
        provider.says(json!({ "sub": "u-2", "uid": actor.login.to_uppercase() }));
        let mut browser = Browser::new(&app);
        assert_eq!(browser.arrive(&provider).await, IN);
        assert_eq!(browser.enter().await.ok()["user"]["id"], actor.id.to_string());
        // Elsewhere the claim means nothing.
        let (other, provider) = site(&app, &[]).await;
        provider.says(json!({ "sub": "u-2", "uid": other.world.referent.login, "preferred_username": other.world.referent.login }));
        assert_eq!(Browser::new(&other).arrive(&provider).await, refused("unknown"));
    }

    async fn what_the_token_leaves_out_is_asked_for(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(json!({ "sub": "u-3" }));
        provider.says_on_being_asked(json!({ "sub": "somebody else", "email": "dana@example.org", "email_verified": true }));
        assert_eq!(Browser::new(&app).arrive(&provider).await, refused("unknown"), "it is about somebody else");
        provider.says_on_being_asked(json!({ "email": "dana@example.org", "email_verified": "true" }));
        assert_eq!(Browser::new(&app).arrive(&provider).await, IN);
        assert!(provider.calls().iter().any(|call| call == "userinfo"));
    }

    async fn a_provider_may_change_its_keys(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        has_email(&app, &app.world.coordinator, "dana@example.org").await;
        provider.says(dana());
        assert_eq!(Browser::new(&app).arrive(&provider).await, IN);
        provider.changes_its_key();
        app.advance(TimeDelta::minutes(1));
        assert_eq!(Browser::new(&app).arrive(&provider).await, IN, "ES256 before, RS256 now");
        let looks = provider.calls().iter().filter(|call| *call == "discovery").count();
        assert_eq!(looks, 2, "not at each sign-in");
    }

    async fn a_second_factor_is_asked_for_here_unless_the_operator_trusts_the_one_there(app: TestApp) {
        let (app, provider) = site(&app, &[("VIGIE_OIDC_SECOND_FACTOR", "mfa, https://refeds.org/profile/mfa")]).await;
        let actor = &app.world.coordinator;
        has_email(&app, actor, "dana@example.org").await;
        set_up(&app, &app.sign_in(actor).await).await;
        let mut plain = dana();
        plain["amr"] = json!(["pwd"]);
        provider.says(plain);
        let mut browser = Browser::new(&app);
        assert_eq!(browser.arrive(&provider).await, IN);
        let asked = browser.enter().await;
        assert_eq!(asked.problem(401), "second_factor_required");
        assert!(asked.body["challenge"].is_string() && asked.body["kinds"][0] == "totp", "{}", asked.text);
        for strong in [json!({ "amr": ["pwd", "mfa"] }), json!({ "acr": "https://refeds.org/profile/mfa" })] {
            let mut who = dana();
            who.as_object_mut().expect("claims").extend(strong.as_object().expect("claims").clone());
            provider.says(who);
            let mut browser = Browser::new(&app);
            assert_eq!(browser.arrive(&provider).await, IN);
            browser.enter().await.ok();
        }
    }

    async fn who_came_by_the_provider_and_a_code_needs_no_password_for_another_factor(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        let actor = &app.world.coordinator;
        has_email(&app, actor, "dana@example.org").await;
        let (secret, _) = set_up(&app, &app.sign_in(actor).await).await;
        let id = rows::literal(app.store(), actor.id);
        rows::change(app.store(), &format!("UPDATE users SET password_hash = NULL WHERE id = {id}")).await;
        provider.says(dana());
        let mut browser = Browser::new(&app);
        assert_eq!(browser.arrive(&provider).await, IN);
        let asked = browser.enter().await;
        let body = json!({ "challenge": asked.body["challenge"], "code": totp(&secret, app.now()) });
        let let_in = browser.client.post("/api/session/second-factor", &body).await;
        browser.client.keep(&let_in);
        let_in.ok();
        assert_eq!(browser.client.post("/api/second-factor/totp", &json!({})).await.status, 201);
    }

    async fn a_federation_that_requires_one_is_obeyed(app: TestApp) {
        let (app, provider) = site(&app, &[("VIGIE_OIDC_SECOND_FACTOR", "mfa")]).await;
        let admin = app.sign_in(&app.world.administrator).await;
        set_up(&app, &admin).await;
        let mut settings = admin.get("/api/settings").await.ok();
        settings["security"]["second_factor"] = json!("required");
        admin.put("/api/settings", &settings).await.ok();
        let actor = &app.world.coordinator;
        has_email(&app, actor, "dana@example.org").await;
        // Who has no password has come by the provider's word all the same.
        let id = rows::literal(app.store(), actor.id);
        rows::change(app.store(), &format!("UPDATE users SET password_hash = NULL WHERE id = {id}")).await;
        provider.says(dana());
        let mut weak = Browser::new(&app);
        assert_eq!(weak.arrive(&provider).await, IN);
        assert_eq!(weak.enter().await.ok()["user"]["second_factor_due"], true);
        assert_eq!(weak.client.get("/api/alerts").await.problem(403), "second_factor_needed");
        let mut who = dana();
        who["amr"] = json!(["mfa"]);
        provider.says(who);
        let mut strong = Browser::new(&app);
        assert_eq!(strong.arrive(&provider).await, IN);
        assert_eq!(strong.enter().await.ok()["user"]["second_factor_due"], false);
        strong.client.get("/api/alerts").await.ok();
        set_up(&app, &weak.client).await;
        weak.client.get("/api/alerts").await.ok();
    }

    async fn an_administrator_takes_an_identity_off(app: TestApp) {
        let (app, provider) = site(&app, &[]).await;
        let actor = &app.world.coordinator;
        has_email(&app, actor, "dana@example.org").await;
        provider.says(dana());
        let mut browser = Browser::new(&app);
        assert_eq!(browser.arrive(&provider).await, IN);
        browser.enter().await.ok();
        let path = format!("/api/accounts/{}/identity/unlink", actor.id);
        for stranger in [&app.world.referent, &app.elsewhere.administrator] {
            assert_eq!(app.client(stranger).await.post(&path, &json!({})).await.problem(404), "not_found");
        }
        let admin = app.client(&app.world.administrator).await;
        assert_eq!(admin.post(&path, &json!({})).await.status, 204);
        assert_eq!(admin.post(&path, &json!({})).await.status, 204, "twice is once");
        assert_eq!((links(&app).await, browser.client.get("/api/me").await.problem(401)), (0, "unauthenticated"));
        provider.says(json!({ "sub": "u-9", "email": "dana@example.org", "email_verified": true }));
        assert_eq!(Browser::new(&app).arrive(&provider).await, IN, "another identity may take its place");
    }
}
