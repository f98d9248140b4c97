//! T4: guessing passwords is slow and tells nothing, and it locks nobody else out.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use vigie_tests::{Answer, Client, Database, TestApp, World, on_both};

/// A try from an address, as a proxy the operator trusts reports it; with the browser's cookies, if it has any.
async fn attempt(app: &TestApp, from: &str, login: &str, secret: &str, cookie: Option<&str>) -> Answer {
    let body = json!({ "login": login, "secret": secret });
    let mut request = app.anonymous().request(Method::POST, "/api/session").header("x-forwarded-for", from).json(&body);
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    Client::answer(request).await
}

/// The cookie by which a browser is known.
fn device(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
    let device = cookies.into_iter().find(|cookie| cookie.starts_with("vigie_device=")).expect("a device cookie");
    assert!(device.contains("HttpOnly; SameSite=Strict"), "{device}");
    device.split(';').next().expect("a pair").to_owned()
}

async fn behind_a_proxy(app: &TestApp) -> TestApp {
    TestApp::start_with(app.database, &[("VIGIE_TRUSTED_PROXIES", "127.0.0.1")]).await
}

on_both! {
    async fn ten_thousand_tries_are_slowed_down_and_tell_nothing(plain: TestApp) {
        let app = behind_a_proxy(&plain).await;
        let logins = [app.world.coordinator.login.as_str(), "personne-de-connu"];
        let mut seen = [Vec::new(), Vec::new()];
        // Counting is the server's own: the other database has to hold for two windows of a quarter of an hour, not for ten.
        let (rounds, windows) = if app.database == Database::Sqlite { (5_000, 10) } else { (1_000, 2) };
        // Two addresses a login, so that both are under the same limits.
        for round in 0..rounds {
            for (which, login) in logins.iter().enumerate() {
                let from = format!("203.0.{which}.{}", round % 2);
                let answer = attempt(&app, &from, login, &format!("essai numéro {round}"), None).await;
                seen[which].push((answer.status.as_u16(), answer.text.len(), answer.headers.len()));
            }
            // Two and a half hours in all, or half an hour.
            app.advance(TimeDelta::milliseconds(1_800));
        }
        let [known, unknown] = seen;
        assert_eq!(known, unknown, "neither status nor length tells that a login exists");
        let tried = known.iter().filter(|(status, ..)| *status == 401).count();
        assert!(known.iter().all(|(status, ..)| [401, 429].contains(status)));
        // Eight tries a window for each of two pairs.
        assert!((10 * windows..=2 * 8 * (windows + 1)).contains(&tried), "{tried} of {rounds} secrets were looked at");
    }

    async fn guessing_from_elsewhere_does_not_lock_the_owner_out(plain: TestApp) {
        let app = behind_a_proxy(&plain).await;
        let dana = &app.world.coordinator;
        let known = device(&attempt(&app, "192.0.2.1", &dana.login, World::SECRET, None).await);
        // From one address: the office still gets in.
        for _ in 0..20 {
            attempt(&app, "203.0.113.9", &dana.login, "faux", None).await;
        }
        assert_eq!(attempt(&app, "203.0.113.9", &dana.login, World::SECRET, None).await.problem(429), "too_many_attempts");
        assert_eq!(attempt(&app, "192.0.2.1", &dana.login, World::SECRET, None).await.status, 200);
        // From many: a browser that is not known has to wait, the known one does not.
        for n in 0..60 {
            attempt(&app, &format!("198.51.100.{n}"), &dana.login, "faux", None).await;
        }
        assert_eq!(attempt(&app, "192.0.2.1", &dana.login, World::SECRET, None).await.problem(429), "too_many_attempts");
        let in_spite = attempt(&app, "192.0.2.1", &dana.login, World::SECRET, Some(&known)).await;
        assert_eq!(device(&in_spite).len(), known.len(), "and it stays known");
        assert_eq!(in_spite.status, 200);
        // Others of the office were never touched.
        assert_eq!(attempt(&app, "192.0.2.1", &app.world.referent.login, World::SECRET, None).await.status, 200);
        // A known browser guesses no faster than another, and is known for its own login only.
        for _ in 0..8 {
            assert_eq!(attempt(&app, "192.0.2.1", &dana.login, "faux", Some(&known)).await.status, 401);
        }
        assert_eq!(attempt(&app, "192.0.2.1", &dana.login, World::SECRET, Some(&known)).await.status, 429);
        for _ in 0..8 {
            attempt(&app, "192.0.2.7", &app.world.referent.login, "faux", Some(&known)).await;
        }
        let other = attempt(&app, "192.0.2.7", &app.world.referent.login, World::SECRET, Some(&known)).await;
        assert_eq!(other.problem(429), "too_many_attempts", "a cookie of Dana's counts for nothing at Gil's login");
    }

    async fn an_office_behind_one_address_is_not_locked_out_by_one_of_it(plain: TestApp) {
        let app = behind_a_proxy(&plain).await;
        for _ in 0..30 {
            attempt(&app, "192.0.2.1", &app.world.coordinator.login, "faux", None).await;
        }
        for actor in [&app.world.referent, &app.world.administrator, &app.world.second_coordinator] {
            assert_eq!(attempt(&app, "192.0.2.1", &actor.login, World::SECRET, None).await.status, 200);
        }
    }
}
