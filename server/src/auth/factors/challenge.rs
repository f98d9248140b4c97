//! A sign-in between password and second factor. What waits is a row, so that any node can end it and wrong codes are counted together; what
//! the browser holds names the row, is good for five minutes and for nothing else.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use super::{recovery, totp};
use crate::app::App;
use crate::auth::jwt::{Keys, Purpose};
use crate::auth::sign_in::How;
use crate::http::Problem;
use crate::ids;
use crate::store::ceremonies::{self, Ceremony};
use crate::store::user_factors::{self, Factor};
use crate::store::users::User;
use crate::store::{StoreResult, Tx, recovery_codes};

/// Long enough to look for the phone.
const LIFETIME: TimeDelta = TimeDelta::minutes(5);
const CHALLENGE: Purpose = Purpose { kind: "challenge+jwt", audience: "vigie-second-factor", lifetime: LIFETIME };
/// The stretch of time in which wrong answers are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Wrong answers within it: whoever knows the password finds a code of six digits with a chance of one in seventy thousand.
const MOST: i64 = 5;
/// The purpose of its row.
const SIGN_IN: &str = "sign_in";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    federation: Uuid,
    jti: Uuid,
    /// Whether the first half was shown at the identity provider.
    #[serde(default)]
    provider: bool,
}

/// Which sign-in a browser answers.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    pub federation: Uuid,
    pub user: Uuid,
    pub id: Uuid,
    /// Where the first half was shown.
    pub how: How,
}

impl Named {
    pub fn owner(self) -> (Uuid, Uuid) {
        (self.federation, self.user)
    }
}

/// What stands beside the password.
#[derive(Debug)]
pub enum Proof {
    Code(String),
    Recovery(String),
    /// What the browser answered for a passkey.
    Passkey(serde_json::Value),
}

/// Asks for the second factor, if the account has one: the problem to answer the right password, or an arrival from the identity
/// provider, with.
pub async fn ask(
    app: &App,
    tx: &mut Tx,
    user: &User,
    (device, how): (Option<Uuid>, How),
) -> anyhow::Result<Option<Problem>> {
    let now = app.clock.now();
    let owner = (user.federation_id, user.id);
    let factors = confirmed(tx, owner).await?;
    if factors.is_empty() {
        return Ok(None);
    }
    let (passkey, state) = app.passkeys.ask(&factors)?.unzip();
    let ceremony = Ceremony {
        federation_id: user.federation_id,
        id: ids::fresh(),
        user_id: user.id,
        purpose: SIGN_IN.to_owned(),
        state,
        device: device.map_or_else(String::new, |device| device.to_string()),
        expires_at: now + LIFETIME,
        done_at: None,
    };
    ceremonies::begin(tx, &ceremony, now).await?;
    let mut kinds: Vec<&str> = Vec::new();
    if factors.iter().any(|factor| factor.kind == "totp") {
        kinds.push("totp");
    }
    if passkey.is_some() {
        kinds.push("passkey");
    }
    if recovery_codes::left(tx, owner.0, owner.1).await? > 0 {
        kinds.push("recovery");
    }
    let claims = Claims { federation: user.federation_id, jti: ceremony.id, provider: how != How::Here };
    let challenge = app.tokens.sign(CHALLENGE, user.id, claims, now)?;
    let problem = Problem::new(ProblemCode::SecondFactorRequired)
        .with_current("challenge", &challenge)
        .with_current("kinds", &kinds)
        .with_current("passkey", &passkey);
    Ok(Some(problem))
}

/// The sign-in a challenge names, if it is one of ours and in time.
pub fn read(keys: &Keys, challenge: &str, now: DateTime<Utc>) -> Option<Named> {
    let (user, claims): (Uuid, Claims) = keys.read(CHALLENGE, challenge, now)?;
    let how = if claims.provider { How::Provider } else { How::Here };
    Some(Named { federation: claims.federation, user, id: claims.jti, how })
}

/// Its row, if it can still be answered. Answers of one account come one after the other.
pub async fn open(tx: &mut Tx, named: Named, now: DateTime<Utc>) -> StoreResult<Option<Ceremony>> {
    user_factors::lock_owner(tx, named.federation, named.user).await?;
    ceremonies::open(tx, named.owner(), named.id, SIGN_IN, now).await
}

/// Seconds to wait, after too many wrong answers from this device, or from all unknown ones.
pub async fn wait(tx: &mut Tx, ceremony: &Ceremony, now: DateTime<Utc>) -> StoreResult<Option<u64>> {
    let owner = (ceremony.federation_id, ceremony.user_id);
    let (failures, first) = ceremonies::failures(tx, owner, &ceremony.device, now - WINDOW).await?;
    if failures < MOST {
        return Ok(None);
    }
    let left = first.map_or(WINDOW, |first| first + WINDOW - now);
    Ok(Some(u64::try_from(left.num_seconds()).unwrap_or(0).max(1)))
}

/// Whether the proof is right; a right one is used up.
pub async fn prove(
    app: &App,
    tx: &mut Tx,
    ceremony: &Ceremony,
    proof: Proof,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let owner = (ceremony.federation_id, ceremony.user_id);
    match proof {
        Proof::Code(code) => use_code(tx, owner, &code, now).await,
        Proof::Recovery(code) => recovery::spend(tx, owner, &code, now).await,
        Proof::Passkey(answer) => {
            let factors = confirmed(tx, owner).await?;
            let Some(state) = &ceremony.state else { return Ok(false) };
            let Some((id, kept)) = app.passkeys.check(&factors, state, answer)? else { return Ok(false) };
            user_factors::use_passkey(tx, owner.0, id, &kept, now).await?;
            Ok(true)
        }
    }
}

async fn use_code(tx: &mut Tx, owner: (Uuid, Uuid), code: &str, now: DateTime<Utc>) -> anyhow::Result<bool> {
    for factor in confirmed(tx, owner).await?.iter().filter(|factor| factor.kind == "totp") {
        let Some(step) = totp::step_of(&factor.secret, code, now) else { continue };
        if user_factors::use_step(tx, owner.0, factor.id, step, now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn confirmed(tx: &mut Tx, (federation, user): (Uuid, Uuid)) -> StoreResult<Vec<Factor>> {
    let mut factors = user_factors::of_user(tx, federation, user).await?;
    factors.retain(|factor| factor.confirmed_at.is_some());
    Ok(factors)
}
