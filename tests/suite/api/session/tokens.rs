//! Access tokens that are not ours, or not any more: every one gets the same 401.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vigie_server::auth::sha256_hex;
use vigie_tests::{Client, TestApp, on_both};

/// The key of these servers, set from outside so that a test can sign as an attacker who got hold of it would.
const KEY: &str = "une clé de test longue comme il faut, et plus encore";

/// HMAC-SHA-256 (RFC 2104), so that these tokens are made by other code than the server's.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let hash = |parts: &[&[u8]]| -> Vec<u8> {
        let hex = sha256_hex(&parts.concat());
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    };
    let mut block = [0_u8; 64];
    let key = if key.len() > 64 { hash(&[key]) } else { key.to_vec() };
    block[..key.len()].copy_from_slice(&key);
    let pad = |byte: u8| block.map(|b| b ^ byte);
    hash(&[&pad(0x5c), &hash(&[&pad(0x36), text])])
}

fn sign(header: &Value, claims: &Value, key: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(hmac(key.as_bytes(), text.as_bytes()));
    format!("{text}.{signature}")
}

/// A good token taken apart.
fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).expect("base64url"));
    let mut read = || serde_json::from_slice(&parts.next().expect("three parts")).expect("JSON");
    (read(), read())
}

fn with(value: &Value, name: &str, new: Value) -> Value {
    let mut changed = value.clone();
    changed[name] = new;
    changed
}

fn without(value: &Value, name: &str) -> Value {
    let mut changed = value.clone();
    changed.as_object_mut().unwrap().remove(name);
    changed
}

/// Tokens that must open nothing, each with what is wrong with it.
fn bad_tokens(app: &TestApp, good: &str) -> Vec<(&'static str, String)> {
    let (header, claims) = parts(good);
    let now = app.now().timestamp();
    let (head, rest) = good.split_once('.').expect("a dot");
    let (body, signature) = rest.split_once('.').expect("two dots");
    let none = |alg: &str| {
        let header = URL_SAFE_NO_PAD.encode(with(&header, "alg", json!(alg)).to_string());
        format!("{header}.{body}.")
    };
    vec![
        ("no algorithm", none("none")),
        ("no algorithm, in capitals", none("NONE")),
        ("no signature", format!("{head}.{body}.")),
        ("two parts", format!("{head}.{body}")),
        ("another algorithm's name", sign(&with(&header, "alg", json!("HS512")), &claims, KEY)),
        ("a public-key algorithm", sign(&with(&header, "alg", json!("RS256")), &claims, KEY)),
        ("another key", sign(&header, &claims, "une autre clé")),
        ("another key's name", sign(&with(&header, "kid", json!("0000000000000000")), &claims, KEY)),
        ("a path for a key's name", sign(&with(&header, "kid", json!("../../dev/null")), &claims, KEY)),
        ("another type", sign(&with(&header, "typ", json!("JWT")), &claims, KEY)),
        ("no type", sign(&without(&header, "typ"), &claims, KEY)),
        ("another audience", sign(&header, &with(&claims, "aud", json!("elsewhere")), KEY)),
        ("no audience", sign(&header, &without(&claims, "aud"), KEY)),
        ("another issuer", sign(&header, &with(&claims, "iss", json!("evil")), KEY)),
        ("no expiry", sign(&header, &without(&claims, "exp"), KEY)),
        ("expired", sign(&header, &with(&claims, "exp", json!(now - 31)), KEY)),
        ("not yet good", sign(&header, &with(&claims, "nbf", json!(now + 3_600)), KEY)),
        ("an unknown role", sign(&header, &with(&claims, "role", json!("root")), KEY)),
        ("an unknown session", sign(&header, &with(&claims, "session", json!(app.world.person.id)), KEY)),
        (
            "an unknown refresh token beside it",
            sign(&header, &with(&claims, "beside", json!(app.world.person.id)), KEY),
        ),
        ("another federation", sign(&header, &with(&claims, "federation", json!(app.elsewhere.federation)), KEY)),
        ("changed claims under the old signature", {
            let body = URL_SAFE_NO_PAD.encode(with(&claims, "role", json!("administrator")).to_string());
            format!("{head}.{body}.{signature}")
        }),
        ("a challenge", {
            let header = with(&header, "typ", json!("challenge+jwt"));
            sign(
                &header,
                &with(&with(&claims, "aud", json!("vigie-second-factor")), "jti", json!(app.world.person.id)),
                KEY,
            )
        }),
        (
            "a challenge in an access token's dress",
            sign(&header, &with(&claims, "aud", json!("vigie-second-factor")), KEY),
        ),
        ("a known browser", {
            let header = with(&header, "typ", json!("device+jwt"));
            sign(&header, &with(&claims, "aud", json!("vigie-device")), KEY)
        }),
        ("an expiry at the end of time that is past", sign(&header, &with(&claims, "exp", json!(i64::MIN)), KEY)),
        ("an expiry that is no number", sign(&header, &with(&claims, "exp", json!("2099")), KEY)),
        ("two audiences", sign(&header, &with(&claims, "aud", json!(["vigie-api", "elsewhere"])), KEY)),
        ("no subject", sign(&header, &without(&claims, "sub"), KEY)),
        ("somebody else for a subject", sign(&header, &with(&claims, "sub", json!("administrator")), KEY)),
        ("huge", format!("{head}.{}.{signature}", "A".repeat(6_000))),
        ("not base64", "!!!.???.***".to_owned()),
        ("garbage", "x".to_owned()),
        ("nothing", String::new()),
    ]
}

on_both! {
    async fn a_token_that_is_not_ours_opens_nothing(plain: TestApp) {
        let app = TestApp::start_with(plain.database, &[("VIGIE_TOKEN_KEY", KEY)]).await;
        let mut client = app.client(&app.world.aide).await;
        let good = client.token.clone().expect("a token");
        let mut answers = Vec::new();
        for (what, token) in bad_tokens(&app, &good) {
            client.token = Some(token);
            let answer = client.get("/api/me").await;
            assert_eq!(answer.problem(401), "unauthenticated", "{what}");
            answers.push(answer.text);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "nothing is said about what was wrong");
        // What was made here for the table is good when nothing is wrong with it.
        let (header, claims) = parts(&good);
        client.token = Some(sign(&header, &claims, KEY));
        client.get("/api/me").await.ok();
    }

    async fn what_is_no_challenge_ends_no_sign_in(plain: TestApp) {
        let app = TestApp::start_with(plain.database, &[("VIGIE_TOKEN_KEY", KEY)]).await;
        let client = app.client(&app.world.coordinator).await;
        let good = client.token.clone().expect("a token");
        let mut tokens = bad_tokens(&app, &good);
        // The table's challenge has the right form, and names a sign-in that is not there.
        tokens.push(("an access token", good));
        for (what, token) in tokens {
            let body = json!({ "challenge": token, "code": "123456" });
            let answer = app.anonymous().post("/api/session/second-factor", &body).await;
            assert_eq!(answer.problem(401), "challenge_ended", "{what}");
        }
    }

    async fn a_token_goes_into_the_authorization_header_and_nowhere_else(app: TestApp) {
        let client = app.client(&app.world.aide).await;
        let token = client.token.clone().expect("a token");
        let bare = app.anonymous();
        for header in [format!("bearer {token}"), format!("Basic {token}"), token.clone(), format!("Bearer  {token}")] {
            let request = bare.request(Method::GET, "/api/me").header("authorization", &header);
            assert_eq!(Client::answer(request).await.problem(401), "unauthenticated", "{header}");
        }
        let in_query = bare.get(&format!("/api/me?access_token={token}")).await;
        assert_eq!(in_query.problem(401), "unauthenticated");
        let mut in_cookie = bare.clone();
        in_cookie.cookie = Some(format!("access_token={token}; vigie_refresh={token}"));
        assert_eq!(in_cookie.get("/api/me").await.problem(401), "unauthenticated");
    }

    async fn a_token_is_good_for_ten_minutes(app: TestApp) {
        let client = app.client(&app.world.aide).await;
        app.advance(TimeDelta::minutes(10) + TimeDelta::seconds(29));
        client.get("/api/me").await.ok();
        app.advance(TimeDelta::seconds(1));
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
    }
}
