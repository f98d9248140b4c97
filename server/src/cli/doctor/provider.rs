//! The identity provider: can people be sent there?

use url::Url;

use super::Check;
use crate::auth::oidc::Provider;
use crate::clock::Clock;
use crate::config::Config;

/// None: nobody signs in that way, which is nothing to mend.
pub async fn look(config: &Config) -> Option<Check> {
    let here = Url::parse(&format!("http://{}/", config.listen)).ok();
    let public_url = config.public_url.clone().or(here)?;
    let provider = match Provider::open(config, &public_url, &Clock::system()) {
        Ok(provider) => provider?,
        Err(error) => {
            let mend = "set VIGIE_OIDC_ISSUER and VIGIE_OIDC_CLIENT_ID as the provider gives them".to_owned();
            return Some(Check::Bad { what: format!("{error:#}"), mend });
        }
    };
    let (name, issuer) = (&provider.settings.name, &provider.settings.issuer);
    Some(match provider.look().await {
        Ok(()) => Check::Good(format!("people may sign in through {name} ({issuer})")),
        Err(error) => Check::Bad {
            what: format!("{issuer}: {error}"),
            mend: "check VIGIE_OIDC_ISSUER: /.well-known/openid-configuration below it must answer and name the same issuer"
                .to_owned(),
        },
    })
}
