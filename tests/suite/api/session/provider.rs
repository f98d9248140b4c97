//! An identity provider on loopback that signs for real, and lies on request.
//!
//! It is the provider of one client. Who sits before the browser is set by the test ([`OidcProvider::says`]); [`Lie`] is what is wrong with
//! the next tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;
use vigie_server::clock::Clock;

/// The client and its secret; both have what must be escaped.
pub const CLIENT: (&str, &str) = ("vigie essai", "s3cret/+:&");

/// What is wrong with what the provider gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    Nothing,
    WrongNonce,
    NoNonce,
    Expired,
    FromTheFuture,
    AlgNone,
    /// Signed with HMAC, the client's secret as the key.
    SharedSecret,
    /// Signed with HMAC, the public key as the key.
    PublicKeyAsSecret,
    WrongKey,
    WrongAudience,
    ManyAudiences,
    OtherParty,
    WrongIssuer,
    /// The access token is another one than the ID token speaks of.
    OtherAccessToken,
    NoIdToken,
    Error500,
    /// Pages of HTML where JSON should be.
    Html,
    /// The discovery document names an inner machine for the tokens.
    InnerEndpoint,
    /// The discovery document is another issuer's.
    OtherIssuerPublished,
}

/// A key pair: one for each kind of signature.
struct Key {
    name: String,
    algorithm: Algorithm,
    sign: EncodingKey,
    public: Value,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// What was asked for when a code was given out.
#[derive(Debug)]
struct Asked {
    nonce: Option<String>,
    challenge: String,
    redirect: String,
    who: Value,
}

#[derive(Debug)]
struct Inner {
    issuer: String,
    clock: Mutex<Clock>,
    lie: Mutex<Lie>,
    who: Mutex<Value>,
    /// What only the userinfo endpoint tells.
    more: Mutex<Value>,
    key: Mutex<Key>,
    codes: Mutex<HashMap<String, Asked>>,
    tokens: Mutex<Vec<(String, Value)>>,
    calls: Mutex<Vec<String>>,
}

/// The running provider; it ends when it is dropped.
#[derive(Debug)]
pub struct OidcProvider {
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

impl Drop for OidcProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl OidcProvider {
    /// Starts one that lives by the machine's clock until it is given another.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let inner = Arc::new(Inner {
            issuer: format!("http://{address}/realms/essai"),
            clock: Mutex::new(Clock::system()),
            lie: Mutex::new(Lie::Nothing),
            who: Mutex::new(json!({ "sub": "nobody" })),
            more: Mutex::new(json!({})),
            key: Mutex::new(elliptic("first")),
            codes: Mutex::default(),
            tokens: Mutex::default(),
            calls: Mutex::default(),
        });
        let router = Router::new()
            .route("/realms/essai/.well-known/openid-configuration", get(discovery))
            .route("/realms/essai/keys", get(keys))
            .route("/realms/essai/token", post(token))
            .route("/realms/essai/userinfo", get(userinfo))
            .with_state(inner.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("served") });
        Self { inner, task }
    }

    pub fn issuer(&self) -> &str {
        &self.inner.issuer
    }

    /// The settings of a server that trusts it.
    pub fn settings(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("VIGIE_OIDC_ISSUER", self.issuer()),
            ("VIGIE_OIDC_CLIENT_ID", CLIENT.0),
            ("VIGIE_OIDC_CLIENT_SECRET", CLIENT.1),
            ("VIGIE_OIDC_NAME", "Annuaire de l’essai"),
        ]
    }

    /// Lives by this clock from now on.
    pub fn follows(&self, clock: &Clock) {
        *self.inner.clock.lock().expect("held") = clock.clone();
    }

    /// Who sits before the browser: the claims of the next tokens.
    pub fn says(&self, who: Value) {
        *self.inner.who.lock().expect("held") = who;
    }

    /// What the userinfo endpoint says beyond that.
    pub fn says_on_being_asked(&self, more: Value) {
        *self.inner.more.lock().expect("held") = more;
    }

    pub fn lies(&self, lie: Lie) {
        *self.inner.lie.lock().expect("held") = lie;
    }

    /// Signs with a new RSA key from now on; the one before is published no more.
    pub fn changes_its_key(&self) {
        *self.inner.key.lock().expect("held") = rsa("second");
    }

    /// The paths that were asked for, in order.
    pub fn calls(&self) -> Vec<String> {
        self.inner.calls.lock().expect("held").clone()
    }

    /// Signs in at the address a browser was sent to; the address it is sent back to.
    pub fn sign_in(&self, place: &str) -> Url {
        let place = Url::parse(place).expect("an address");
        assert!(place.as_str().starts_with(&format!("{}/auth?", self.inner.issuer)), "{place}");
        let asked: HashMap<String, String> = place.query_pairs().into_owned().collect();
        let said = |name: &str| asked.get(name).unwrap_or_else(|| panic!("no {name} in {place}")).clone();
        assert_eq!((said("response_type").as_str(), said("client_id").as_str()), ("code", CLIENT.0));
        assert_eq!(said("code_challenge_method"), "S256");
        assert!(said("scope").split(' ').any(|scope| scope == "openid"), "{place}");
        let code = format!("code-{}", self.inner.codes.lock().expect("held").len());
        let redirect = said("redirect_uri");
        let kept = Asked {
            nonce: asked.get("nonce").cloned(),
            challenge: said("code_challenge"),
            redirect: redirect.clone(),
            who: self.inner.who.lock().expect("held").clone(),
        };
        self.inner.codes.lock().expect("held").insert(code.clone(), kept);
        let mut back = Url::parse(&redirect).expect("an address");
        back.query_pairs_mut().append_pair("state", &said("state")).append_pair("code", &code);
        back
    }
}

fn elliptic(name: &str) -> Key {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("a curve");
    let key = EcKey::generate(&group).expect("a key");
    let (mut x, mut y) = (BigNum::new().expect("a number"), BigNum::new().expect("a number"));
    let mut context = BigNumContext::new().expect("a context");
    key.public_key().affine_coordinates(&group, &mut x, &mut y, &mut context).expect("a point");
    let number = |n: &BigNum| URL_SAFE_NO_PAD.encode(n.to_vec_padded(32).expect("32 octets"));
    let public = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": number(&x), "y": number(&y) });
    let pem = PKey::from_ec_key(key).and_then(|key| key.private_key_to_pem_pkcs8()).expect("PEM");
    let sign = EncodingKey::from_ec_pem(&pem).expect("a key");
    Key { name: name.to_owned(), algorithm: Algorithm::ES256, sign, public }
}

fn rsa(name: &str) -> Key {
    let key = Rsa::generate(2_048).expect("a key");
    let number = |n: &openssl::bn::BigNumRef| URL_SAFE_NO_PAD.encode(n.to_vec());
    let public =
        json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": name, "n": number(key.n()), "e": number(key.e()) });
    let pem = key.private_key_to_pem().expect("PEM");
    let sign = EncodingKey::from_rsa_pem(&pem).expect("a key");
    Key { name: name.to_owned(), algorithm: Algorithm::RS256, sign, public }
}

type Here = State<Arc<Inner>>;

impl Inner {
    fn lie(&self) -> Lie {
        *self.lie.lock().expect("held")
    }

    /// Notes a call; what a provider that is not well answers.
    fn called(&self, what: &str) -> Option<Response> {
        self.calls.lock().expect("held").push(what.to_owned());
        match self.lie() {
            Lie::Error500 => Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
            Lie::Html => Some(([(header::CONTENT_TYPE, "text/html")], "<h1>Maintenance</h1>").into_response()),
            _ => None,
        }
    }
}

async fn discovery(State(inner): Here) -> Response {
    if let Some(ill) = inner.called("discovery") {
        return ill;
    }
    let issuer = &inner.issuer;
    let published = if inner.lie() == Lie::OtherIssuerPublished { "https://id.example.org" } else { issuer.as_str() };
    let token = if inner.lie() == Lie::InnerEndpoint {
        "http://127.0.0.1:1/token".to_owned()
    } else {
        format!("{issuer}/token")
    };
    Json(json!({
        "issuer": published,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": token,
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "none", "HS256"],
    }))
    .into_response()
}

async fn keys(State(inner): Here) -> Response {
    if let Some(ill) = inner.called("keys") {
        return ill;
    }
    let public = inner.key.lock().expect("held").public.clone();
    Json(json!({ "keys": [public] })).into_response()
}

fn refused(code: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": code }))).into_response()
}

async fn token(State(inner): Here, headers: HeaderMap, Form(form): Form<HashMap<String, String>>) -> Response {
    if let Some(ill) = inner.called("token") {
        return ill;
    }
    let escaped = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", escaped(CLIENT.0), escaped(CLIENT.1))));
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value.as_bytes() != basic.as_bytes()) {
        return refused("invalid_client");
    }
    let said = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    // Taken out: a code is good once.
    let Some(asked) = inner.codes.lock().expect("held").get_mut(said("code")).map(take) else {
        return refused("invalid_grant");
    };
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(said("code_verifier").as_bytes()));
    if asked.challenge != proof || asked.redirect != said("redirect_uri") || said("grant_type") != "authorization_code"
    {
        return refused("invalid_grant");
    }
    let access = format!("access-{}", inner.tokens.lock().expect("held").len());
    let mut answer = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 300 });
    if inner.lie() != Lie::NoIdToken {
        answer["id_token"] = json!(id_token(&inner, &asked, &access));
    }
    inner.tokens.lock().expect("held").push((access, asked.who["sub"].clone()));
    Json(answer).into_response()
}

/// What was asked, once: the row stays and fits no verifier any more.
fn take(asked: &mut Asked) -> Asked {
    let spent = Asked { nonce: None, challenge: String::new(), redirect: String::new(), who: Value::Null };
    std::mem::replace(asked, spent)
}

fn id_token(inner: &Inner, asked: &Asked, access: &str) -> String {
    let (lie, now) = (inner.lie(), inner.clock.lock().expect("held").now().timestamp());
    let hash = |text: &str| URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..16]);
    let mut claims = asked.who.clone();
    claims["iss"] = json!(if lie == Lie::WrongIssuer { "https://id.example.org" } else { inner.issuer.as_str() });
    claims["aud"] = match lie {
        Lie::WrongAudience => json!("another client"),
        Lie::ManyAudiences => json!([CLIENT.0, "another client"]),
        _ => json!(CLIENT.0),
    };
    if lie == Lie::OtherParty {
        claims["azp"] = json!("another client");
    }
    claims["iat"] = json!(if lie == Lie::FromTheFuture { now + 120 } else { now });
    claims["exp"] = json!(if lie == Lie::Expired { now - 1 } else { now + 300 });
    claims["at_hash"] = json!(hash(if lie == Lie::OtherAccessToken { "another" } else { access }));
    match lie {
        Lie::NoNonce => {}
        Lie::WrongNonce => claims["nonce"] = json!("another"),
        _ => claims["nonce"] = json!(asked.nonce),
    }
    let key = inner.key.lock().expect("held");
    let mut header = Header::new(key.algorithm);
    header.kid = Some(key.name.clone());
    match lie {
        Lie::AlgNone => {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.", part(&json!({ "alg": "none", "typ": "JWT" })), part(&claims))
        }
        Lie::SharedSecret | Lie::PublicKeyAsSecret => {
            header.alg = Algorithm::HS256;
            let public = key.public.to_string();
            let secret = if lie == Lie::SharedSecret { CLIENT.1 } else { &public };
            encode(&header, &claims, &EncodingKey::from_secret(secret.as_bytes())).expect("signed")
        }
        Lie::WrongKey => encode(&header_of(&key, Algorithm::ES256), &claims, &elliptic("other").sign).expect("signed"),
        _ => encode(&header, &claims, &key.sign).expect("signed"),
    }
}

fn header_of(key: &Key, algorithm: Algorithm) -> Header {
    let mut header = Header::new(algorithm);
    header.kid = Some(key.name.clone());
    header
}

async fn userinfo(State(inner): Here, headers: HeaderMap) -> Response {
    if let Some(ill) = inner.called("userinfo") {
        return ill;
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tokens = inner.tokens.lock().expect("held");
    let Some((_, subject)) = tokens.iter().find(|(token, _)| given == format!("Bearer {token}")) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let mut said = inner.more.lock().expect("held").clone();
    if said["sub"].is_null() {
        said["sub"] = subject.clone();
    }
    Json(said).into_response()
}
