//! The provider: what it publishes about itself, where people are sent, and what an authorization code is worth.
//!
//! What it publishes is read when somebody first wants to sign in, and again each hour; a server starts without it. A key we have not seen
//! makes us read it again, a minute apart at most, so a provider may change keys at any time.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenClaims, IdTokenFields, IssuerUrl,
    Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use url::Url;
use vigie_shared::mail_address::MailAddress;

use super::flow::Flow;
use super::settings::Settings;
use super::web::Web;
use crate::clock::Clock;
use crate::config::Config;

/// How long what a provider publishes is believed.
const FRESH: TimeDelta = TimeDelta::hours(1);
/// How long it is better than nothing, when the provider does not answer.
const STALE: TimeDelta = TimeDelta::days(1);
/// An unknown key makes us ask again, but not more often.
const AGAIN: TimeDelta = TimeDelta::minutes(1);
/// After a failure nobody waits for the next one.
const REST: TimeDelta = TimeDelta::seconds(5);
/// Clocks differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// OpenID Connect Core, section 2: a subject has at most 255 characters of ASCII.
const LONGEST_SUBJECT: usize = 255;
/// Signatures with a key that the provider alone has. Never `none`, and no shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Whatever a provider says of somebody beyond the standard.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct More {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for More {}

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Answer = StandardTokenResponse<Fields, CoreTokenType>;
type Claims = IdTokenClaims<More, CoreGenderClaim>;
/// The crate's client, with what a discovery document sets.
type OidcClient = Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why somebody does not come in.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The provider is away, or is not one.
    #[error("the identity provider cannot be asked: {0}")]
    Unavailable(String),
    /// What it said, or what was brought back, does not hold.
    #[error("the identity provider's answer is not good: {0}")]
    Invalid(String),
}

/// Somebody, as the provider vouches for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    /// An address the provider says it has verified.
    pub email: Option<MailAddress>,
    /// What the claim named by the operator holds.
    pub login: Option<String>,
    /// A second factor was shown there.
    pub strong: bool,
}

/// What the provider published, and when it was read.
#[derive(Debug, Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    at: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct Memory {
    known: Option<Known>,
    failed_at: Option<DateTime<Utc>>,
}

/// The provider people sign in through.
#[derive(Debug)]
pub struct Provider {
    pub settings: Settings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    web: Web,
    clock: Clock,
    memory: Mutex<Memory>,
}

impl Provider {
    /// None: nobody signs in that way.
    pub fn open(config: &Config, public_url: &Url, clock: &Clock) -> anyhow::Result<Option<Self>> {
        let Some(settings) = Settings::read(config)? else { return Ok(None) };
        let mut redirect = public_url.clone();
        redirect.set_path("/api/oidc/callback");
        Ok(Some(Self {
            issuer: IssuerUrl::new(settings.issuer.clone())?,
            redirect: RedirectUrl::from_url(redirect),
            web: Web::new(&settings.origin)?,
            settings,
            clock: clock.clone(),
            memory: Mutex::default(),
        }))
    }

    /// Where a browser goes to sign in.
    pub async fn authorize(&self, flow: &Flow) -> Result<Url, Failure> {
        let client = self.client(&self.known(None).await?.metadata)?;
        let (state, nonce) = (CsrfToken::new(flow.state.clone()), Nonce::new(flow.nonce.clone()));
        let verifier = PkceCodeVerifier::new(flow.verifier.clone());
        let request = client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce);
        let request = request.add_scope(Scope::new("email".to_owned())).add_scope(Scope::new("profile".to_owned()));
        let request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        Ok(request.url().0)
    }

    /// Whether the provider can be asked; for the doctor.
    pub async fn look(&self) -> Result<(), Failure> {
        self.client(&self.known(None).await?.metadata).map(|_| ())
    }

    /// Exchanges a code for somebody. A code is good once: the provider sees to that.
    pub async fn identify(&self, code: &str, flow: &Flow) -> Result<Identity, Failure> {
        let known = self.known(None).await?;
        let client = self.client(&known.metadata)?;
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(odd)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()));
        let answer: Answer = request.request_async(&self.web).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => Failure::Invalid(format!("{}", said.error())),
            RequestTokenError::Request(why) => Failure::Unavailable(why.to_string()),
            // Neither tokens nor an error of the standard: a provider that is not well.
            _ => Failure::Unavailable("it answered with neither tokens nor an error".to_owned()),
        })?;
        let nonce = Nonce::new(flow.nonce.clone());
        let claims = match self.check(&client, &answer, &nonce) {
            // Perhaps the provider has changed its keys since we looked.
            Err(Failure::Invalid(_)) if self.clock.now() - known.at >= AGAIN => {
                let fresh = self.known(Some(known.at)).await?;
                self.check(&self.client(&fresh.metadata)?, &answer, &nonce)?
            }
            checked => checked?,
        };
        self.identity(&client, &answer, &claims).await
    }

    /// The ID token's claims, if everything about it holds.
    fn check(&self, client: &OidcClient, answer: &Answer, nonce: &Nonce) -> Result<Claims, Failure> {
        let token = answer.id_token().ok_or_else(|| Failure::Invalid("there is no ID token".to_owned()))?;
        let (now, latest) = (self.clock.clone(), self.clock.now() + LEEWAY);
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now.now())
            .set_issue_time_verifier_fn(
                move |at| if at > latest { Err("it was issued later".to_owned()) } else { Ok(()) },
            );
        let claims = token.claims(&verifier, nonce).map_err(odd)?;
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.settings.client_id) {
            return Err(Failure::Invalid("it was made for another client".to_owned()));
        }
        if let Some(expected) = claims.access_token_hash() {
            let key = token.signing_key(&verifier).map_err(odd)?;
            let algorithm = token.signing_alg().map_err(odd)?;
            let found = AccessTokenHash::from_token(answer.access_token(), algorithm, key).map_err(odd)?;
            if found != *expected {
                return Err(Failure::Invalid("the access token is not the one it was made with".to_owned()));
            }
        }
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT || !subject.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(Failure::Invalid("its subject is none".to_owned()));
        }
        Ok(claims.clone())
    }

    /// What the claims say, and where they say too little, what the provider says on being asked.
    async fn identity(&self, client: &OidcClient, answer: &Answer, claims: &Claims) -> Result<Identity, Failure> {
        let mut said = vec![serde_json::to_value(claims).map_err(odd)?];
        let complete = |said: &[Value]| {
            let login = self.settings.login_claim.as_deref();
            email_in(said).is_some() && login.is_none_or(|claim| text_in(said, claim).is_some())
        };
        if !complete(&said) {
            let subject = Some(claims.subject().clone());
            if let Ok(request) = client.user_info(answer.access_token().clone(), subject) {
                let more: Result<UserInfoClaims<More, CoreGenderClaim>, _> = request.request_async(&self.web).await;
                // Without it the account may still be known by its subject.
                said.extend(more.ok().and_then(|more| serde_json::to_value(more).ok()));
            }
        }
        Ok(Identity {
            issuer: self.settings.issuer.clone(),
            subject: claims.subject().as_str().to_owned(),
            email: email_in(&said),
            login: self.settings.login_claim.as_deref().and_then(|claim| text_in(&said, claim)),
            strong: self.is_strong(claims),
        })
    }

    fn is_strong(&self, claims: &Claims) -> bool {
        let counts = |value: &str| self.settings.strong.iter().any(|strong| strong == value);
        let class = claims.auth_context_ref().is_some_and(|class| counts(class.as_str()));
        class || claims.auth_method_refs().is_some_and(|methods| methods.iter().any(|method| counts(method.as_str())))
    }

    /// What the provider publishes; read anew when it is old, or no newer than `after`.
    async fn known(&self, after: Option<DateTime<Utc>>) -> Result<Known, Failure> {
        let now = self.clock.now();
        let mut memory = self.memory.lock().await;
        let newer = |known: &&Known| after.is_none_or(|after| known.at > after);
        if let Some(known) = memory.known.as_ref().filter(|known| now - known.at < FRESH).filter(newer) {
            return Ok(known.clone());
        }
        let stale = memory.known.clone().filter(|known| now - known.at < STALE);
        let rests = memory.failed_at.is_some_and(|at| now >= at && now - at < REST);
        if rests {
            return stale.ok_or_else(|| Failure::Unavailable("it did not answer a moment ago".to_owned()));
        }
        match CoreProviderMetadata::discover_async(self.issuer.clone(), &self.web).await {
            Ok(metadata) => {
                let known = Known { metadata: Arc::new(metadata), at: now };
                *memory = Memory { known: Some(known.clone()), failed_at: None };
                Ok(known)
            }
            Err(error) => {
                memory.failed_at = Some(now);
                let why = causes(&error);
                tracing::warn!(%why, "the identity provider's own description cannot be read");
                stale.ok_or(Failure::Unavailable(why))
            }
        }
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Result<OidcClient, Failure> {
        // A browser is sent there: over https, or to the machine the operator vouches for.
        let door = metadata.authorization_endpoint().url();
        if door.scheme() != "https" && door.origin().ascii_serialization() != self.settings.origin {
            return Err(Failure::Unavailable("its sign-in page is not https".to_owned()));
        }
        let secret = self.settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()));
        let name = ClientId::new(self.settings.client_id.clone());
        let client = OidcClient::from_provider_metadata(metadata.clone(), name, secret);
        let client = client.set_redirect_uri(self.redirect.clone());
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        // Basic is what the standard has where nothing is said.
        let in_body = !takes(CoreClientAuthMethod::ClientSecretBasic) && takes(CoreClientAuthMethod::ClientSecretPost);
        Ok(if in_body { client.set_auth_type(AuthType::RequestBody) } else { client })
    }
}

fn odd(error: impl std::error::Error) -> Failure {
    Failure::Invalid(causes(&error))
}

/// An error with its causes, on one line. None of them repeats a token.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn text_in(said: &[Value], claim: &str) -> Option<String> {
    said.iter().find_map(|claims| claims.get(claim)?.as_str()).map(str::to_owned)
}

/// The address of the first who says that it is verified.
fn email_in(said: &[Value]) -> Option<MailAddress> {
    let verified = |claims: &&Value| claims.get("email_verified").and_then(Value::as_bool) == Some(true);
    said.iter().find(verified)?.get("email")?.as_str()?.parse().ok()
}
