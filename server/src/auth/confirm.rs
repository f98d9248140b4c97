//! Before a change of how somebody signs in, the password is asked again: an open page alone is not enough.

use chrono::{DateTime, TimeDelta, Utc};
use vigie_shared::wire::ProblemCode;

use super::endpoints::internal;
use super::password;
use crate::app::App;
use crate::http::{Caller, Problem};
use crate::store::users::{self, User};
use crate::store::{identities, own_sessions};

/// Wrong answers of one account within the limiter's window.
const MOST: usize = 8;
/// Who signed in less than this ago has just shown the password.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// The caller, who has shown the password again. A wrong one is told at `pointer`: 401 would read as an expired token.
pub async fn with_password(app: &App, caller: Caller, secret: &str, pointer: &str) -> Result<User, Problem> {
    let now = app.clock.now();
    let account = format!("confirm:{}", caller.user);
    let limit = [(account.as_str(), MOST)];
    if let Some(seconds) = app.limiter.wait(&limit, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    let mut tx = app.store.read().await?;
    let user = users::find(&mut tx, caller.federation, caller.user).await?.ok_or_else(Problem::not_found)?;
    drop(tx);
    if user.password_hash.is_none() {
        return Err(Problem::new(ProblemCode::NoPassword));
    }
    let secret = if secret.len() <= password::LONGEST { secret.to_owned() } else { String::new() };
    if !password::verify(secret, user.password_hash.clone()).await.map_err(internal)? {
        app.limiter.failed(&limit, now);
        return Err(Problem::field(pointer, "wrong_password"));
    }
    app.limiter.succeeded(&account);
    Ok(user)
}

/// The same for setting something up: who has just signed in need not show it again.
pub async fn freshly(app: &App, caller: Caller, secret: Option<&str>) -> Result<User, Problem> {
    if let Some(secret) = secret {
        return with_password(app, caller, secret, "/secret").await;
    }
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let user = users::find(&mut tx, caller.federation, caller.user).await?.ok_or_else(Problem::not_found)?;
    // Who has no password may have come by the word of a provider, which is as good.
    let arrived = identities::arrived(&mut tx, caller.federation, caller.session).await?;
    if user.password_hash.is_none() && arrived.is_none() {
        return Err(Problem::new(ProblemCode::NoPassword));
    }
    let open = own_sessions::of_user(&mut tx, caller.federation, caller.user, now).await?;
    let mine = open.into_iter().find(|session| session.id == caller.session);
    if mine.is_some_and(|session| is_fresh(session.created_at, now)) {
        return Ok(user);
    }
    Err(Problem::field("/secret", "missing"))
}

fn is_fresh(opened: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now >= opened && now - opened < FRESH
}
