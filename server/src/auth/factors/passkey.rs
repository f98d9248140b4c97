//! Passkeys (WebAuthn): a key the device keeps and shows only after a fingerprint, a face or its own code. It is bound to the host of
//! `VIGIE_PUBLIC_URL`, so a look-alike page gets nothing. What an answer is checked against waits in the database ([`ceremonies`]).
//!
//! [`ceremonies`]: crate::store::ceremonies

use anyhow::Context as _;
use serde_json::Value;
use url::Url;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
    WebauthnBuilder,
};

use crate::store::user_factors::Factor;
use crate::store::users::User;

/// What makes and checks passkeys; nothing where browsers know no host to bind them to.
#[derive(Debug)]
pub struct Passkeys(Option<Webauthn>);

impl Passkeys {
    /// For the address browsers use. Passkeys need a name: an address made of numbers has none.
    pub fn new(public_url: &Url) -> Self {
        let built = public_url
            .domain()
            .map(|host| WebauthnBuilder::new(host, public_url).and_then(|builder| builder.rp_name("Vigie").build()));
        Self(built.and_then(|built| {
            built.inspect_err(|error| tracing::error!(%error, "passkeys cannot be used at this address")).ok()
        }))
    }

    /// What the browser makes a passkey from, and what its answer is checked against; none where there are no passkeys.
    pub fn begin(&self, user: &User, there: &[Factor]) -> anyhow::Result<Option<(Value, String)>> {
        let Some(webauthn) = &self.0 else { return Ok(None) };
        let there = keys(there).into_iter().map(|(_, key)| key.cred_id().clone()).collect();
        let (options, state) = webauthn.start_passkey_registration(user.id, &user.login, &user.name, Some(there))?;
        Ok(Some((serde_json::to_value(options.public_key)?, serde_json::to_string(&state)?)))
    }

    /// The passkey of an answer, as it is kept; none if the answer is not right.
    pub fn finish(&self, state: &str, answer: Value) -> anyhow::Result<Option<String>> {
        let Some(webauthn) = &self.0 else { return Ok(None) };
        let state: PasskeyRegistration = serde_json::from_str(state).context("the state cannot be read")?;
        let Ok(answer) = serde_json::from_value::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
        match webauthn.finish_passkey_registration(&answer, &state) {
            Ok(passkey) => Ok(Some(serde_json::to_string(&passkey)?)),
            Err(error) => {
                tracing::info!(%error, "a new passkey was refused");
                Ok(None)
            }
        }
    }

    /// What the browser is asked when somebody signs in, and what its answer is checked against; none without a passkey.
    pub fn ask(&self, factors: &[Factor]) -> anyhow::Result<Option<(Value, String)>> {
        let keys: Vec<Passkey> = keys(factors).into_iter().map(|(_, key)| key).collect();
        let Some(webauthn) = self.0.as_ref().filter(|_| !keys.is_empty()) else { return Ok(None) };
        let (options, state) = webauthn.start_passkey_authentication(&keys)?;
        Ok(Some((serde_json::to_value(options.public_key)?, serde_json::to_string(&state)?)))
    }

    /// Which of the passkeys answered, with what is kept of it now; none if the answer is not right.
    pub fn check(
        &self,
        factors: &[Factor],
        state: &str,
        answer: Value,
    ) -> anyhow::Result<Option<(uuid::Uuid, String)>> {
        let Some(webauthn) = &self.0 else { return Ok(None) };
        let state: PasskeyAuthentication = serde_json::from_str(state).context("the state cannot be read")?;
        let Ok(answer) = serde_json::from_value::<PublicKeyCredential>(answer) else { return Ok(None) };
        let Ok(shown) = webauthn.finish_passkey_authentication(&answer, &state) else { return Ok(None) };
        for (id, mut key) in keys(factors) {
            // The counter: a copy of the key that falls behind is found out.
            if key.update_credential(&shown).is_some() {
                return Ok(Some((id, serde_json::to_string(&key)?)));
            }
        }
        Ok(None)
    }
}

fn keys(factors: &[Factor]) -> Vec<(uuid::Uuid, Passkey)> {
    let read = |factor: &Factor| Some((factor.id, serde_json::from_str(&factor.secret).ok()?));
    factors.iter().filter(|factor| factor.kind == "passkey").filter_map(read).collect()
}
