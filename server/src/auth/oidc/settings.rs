//! `VIGIE_OIDC_*`, checked at start: a slip is told there, and not to whom wants to sign in.

use url::Url;

use crate::config::{Config, Secret};
use crate::mail::relay::is_here;

/// What people read on the button when the operator gave the provider no name.
const NAME: &str = "OpenID Connect";

/// What the operator configured.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As the provider writes it: compared letter by letter.
    pub issuer: String,
    /// Scheme, host and port of the issuer: the machine the operator vouches for.
    pub origin: String,
    pub client_id: String,
    /// None: a public client, which PKCE alone protects.
    pub client_secret: Option<Secret>,
    pub name: String,
    /// The claim that holds the login of an account here; none: logins are not looked at.
    pub login_claim: Option<String>,
    /// Values of `amr` or `acr` that stand for a second factor shown to the provider; none: it is asked for here.
    pub strong: Vec<String>,
}

/// Why signing in through a provider cannot work with this configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcProblem {
    #[error("oidc_issuer is `{0}`; write its https address, as the provider's own discovery document has it")]
    Issuer(String),
    #[error("oidc_issuer is set and oidc_client_id is not; write the name Vigie has at the provider")]
    NoClient,
    #[error("oidc_{0} is set and oidc_issuer is not; write both or neither")]
    NoIssuer(&'static str),
}

impl Settings {
    /// None: nobody signs in that way.
    pub fn read(config: &Config) -> Result<Option<Self>, OidcProblem> {
        let Some(issuer) = config.oidc_issuer.clone() else {
            return match (&config.oidc_client_id, &config.oidc_client_secret) {
                (None, None) => Ok(None),
                (Some(_), _) => Err(OidcProblem::NoIssuer("client_id")),
                (None, Some(_)) => Err(OidcProblem::NoIssuer("client_secret")),
            };
        };
        let origin = origin_of(&issuer).ok_or_else(|| OidcProblem::Issuer(issuer.clone()))?;
        Ok(Some(Self {
            issuer,
            origin,
            client_id: config.oidc_client_id.clone().ok_or(OidcProblem::NoClient)?,
            client_secret: config.oidc_client_secret.clone(),
            name: config.oidc_name.clone().unwrap_or_else(|| NAME.to_owned()),
            login_claim: config.oidc_login_claim.clone(),
            strong: config.oidc_second_factor.clone(),
        }))
    }
}

/// Over http only on this machine: who could change what the provider says could sign in as anybody.
fn origin_of(issuer: &str) -> Option<String> {
    let url = Url::parse(issuer).ok()?;
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let safe = url.scheme() == "https" || (url.scheme() == "http" && url.host_str().is_some_and(is_here));
    (bare && safe && url.has_host()).then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Option<Settings>, OidcProblem> {
        let settings: BTreeMap<String, String> =
            settings.iter().map(|(k, v)| (format!("VIGIE_OIDC_{k}"), (*v).to_owned())).collect();
        Settings::read(&Config::from_parts("none", "", &settings).expect("settings"))
    }

    #[test]
    fn nothing_set_means_no_provider_and_half_of_it_is_told() {
        assert!(read(&[]).is_ok_and(|found| found.is_none()));
        assert_eq!(read(&[("CLIENT_ID", "vigie")]).expect_err("half"), OidcProblem::NoIssuer("client_id"));
        assert_eq!(read(&[("ISSUER", "https://id.example.org/a")]).expect_err("half"), OidcProblem::NoClient);
    }

    #[test]
    fn a_provider_is_https_unless_it_is_this_machine() {
        for (issuer, good) in [
            ("https://id.example.org/realms/aide", true),
            ("https://id.example.org:8443/", true),
            ("http://127.0.0.1:8081", true),
            ("http://id.example.org", false),
            ("https://id.example.org/?x=1", false),
            ("https://id.example.org/#x", false),
            ("https://u@id.example.org/", false),
            ("id.example.org", false),
        ] {
            assert_eq!(read(&[("ISSUER", issuer), ("CLIENT_ID", "vigie")]).is_ok(), good, "{issuer}");
        }
    }

    #[test]
    fn the_secret_does_not_show() {
        let all = [("ISSUER", "https://id.example.org"), ("CLIENT_ID", "vigie"), ("CLIENT_SECRET", "hunter2")];
        let found = read(&all).expect("valid").expect("set");
        assert_eq!((found.name.as_str(), found.strong.len()), (NAME, 0));
        assert!(!format!("{found:?}").contains("hunter2"));
    }
}
