//! What a round knows before it sends and has found out after.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_shared::lang::Lang;
use vigie_shared::mail_address::MailAddress;

use super::also;
use crate::app::App;
use crate::store::deliveries::{self, Delivery};
use crate::store::outbox::{self, Leased, Settlement};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{StoreResult, preferences, users, webhooks};

/// Everything one round found out about a message.
#[derive(Debug)]
pub struct Round {
    pub settlement: Settlement,
    /// Outcomes of this round alone, browser by browser.
    pub tried: Vec<Delivery>,
    /// Whether it was an attempt: a message that only waits for a service that is left alone has not been tried.
    pub counts: bool,
    /// Whether the message came as far as its channel.
    pub asked: bool,
    /// Channels that must tell the same from now on.
    pub also: Vec<Channel>,
}

impl Round {
    pub fn without_sending(settlement: Settlement) -> Self {
        Self { settlement, tried: Vec::new(), counts: true, asked: false, also: Vec::new() }
    }

    /// Nothing more will happen to the message.
    pub fn ended(state: DeliveryState, why: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self::without_sending(Settlement { state, next_attempt_at: now, last_error: Some(why.into()) })
    }
}

/// What sending needs to know of the receiver.
#[derive(Debug)]
pub struct Receiver {
    pub lang: Lang,
    pub disabled: bool,
    pub browsers: Vec<Subscription>,
    /// Where mail goes.
    pub email: Option<MailAddress>,
    /// Whether mail can go there, and is wanted.
    pub takes_mail: bool,
    /// Whether pushes are wanted; if not, mail is told everything.
    pub takes_push: bool,
    /// Whether mail has told what a push was to tell.
    pub told_by_mail: bool,
    /// Whether the federation's webhook hears of this message.
    pub webhook_hears: bool,
    /// What became of the message at each browser so far.
    pub before: BTreeMap<Uuid, Delivery>,
}

impl Receiver {
    /// Whom a message is for, as it is now: who subscribes after the fact is still told.
    pub async fn of(app: &App, message: &Leased) -> StoreResult<Self> {
        let mut tx = app.store.read().await?;
        let user = users::find(&mut tx, message.federation_id, message.user_id).await?;
        let mut browsers = subscriptions::of_user(&mut tx, message.federation_id, message.user_id).await?;
        let wishes = preferences::find(&mut tx, message.federation_id, message.user_id).await?;
        // Who switched pushes off has no browser to push to, unless to see whether they work.
        let takes_push = wishes.as_ref().is_none_or(|wishes| wishes.push);
        if !takes_push && message.kind != MessageKind::Test.as_str() {
            browsers.clear();
        }
        let email = users::email_of(&mut tx, message.federation_id, message.user_id).await?;
        // Only the first time: then the event is written down.
        let hook = match message.first_try_at {
            None => webhooks::find(&mut tx, message.federation_id).await?,
            Some(_) => None,
        };
        let kind = message.kind.parse().ok();
        let letter = match message.handed_on_at {
            Some(_) => {
                outbox::standing(&mut tx, message.federation_id, &also::key(&message.key, Channel::Mail)).await?
            }
            None => None,
        };
        let before = deliveries::of_message(&mut tx, message.federation_id, message.id).await?;
        Ok(Self {
            lang: user.as_ref().and_then(|user| user.locale.parse().ok()).unwrap_or_default(),
            disabled: user.is_none_or(|user| user.disabled_at.is_some()),
            browsers,
            takes_mail: app.mail.is_some() && email.is_some() && wishes.is_none_or(|wishes| wishes.mail),
            takes_push,
            told_by_mail: letter.is_some_and(|letter| letter.state == DeliveryState::Delivered.as_str()),
            email,
            webhook_hears: hook.is_some_and(|hook| kind.is_some_and(|kind| hook.hears(kind))),
            before: before.into_iter().map(|delivery| (delivery.subscription_id, delivery)).collect(),
        })
    }
}
