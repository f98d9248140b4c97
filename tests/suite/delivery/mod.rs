//! From a fact to a push service and back: the outbox, the transport and the scheduler, on both databases, against a push
//! service that answers in every way real ones do.
//!
//! To add a way in which a push service misbehaves: a variant of [`service::Behaviour`], a line in [`service::PushService::ways`] and one in [`answers`].

mod answers;
mod cover;
mod decide;
mod devices;
mod doctor;
mod door;
mod jobs;
mod keeping;
mod lanes;
mod mail;
mod payload;
mod promises;
mod receipts;
mod rotation;
mod scene;
mod scheduler;
mod services;
mod subscriptions;
mod webhook;
mod worker;

use vigie_tests::unruly as service;
