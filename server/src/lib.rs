//! Vigie's server: input and output around the domain of `vigie-shared`.
//!
//! The house is the way of a rating: [`capture`] stores it, [`assess`] runs the rules in the same transaction, [`alerts`] are
//! worked by people, the [`outbox`] carries what they must hear through [`push`], [`mail`] and [`webhook`]; the [`scheduler`]
//! stands beside them and sees
//! what only time makes true. [`store`] holds the only SQL, [`http`] every route on one page.

pub mod access_log;
pub mod accounts;
pub mod alerts;
pub mod app;
pub mod assess;
pub mod auth;
pub mod backtest;
pub mod calendars;
pub mod capture;
pub mod caseload;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod config;
pub mod cover;
pub mod demo;
pub mod follow_ups;
pub mod handover;
pub mod http;
pub mod ids;
pub mod impact;
pub mod imports;
pub mod mail;
pub mod me;
pub mod metrics;
mod mutant;
pub mod notifications;
pub mod outbox;
pub mod partners;
pub mod persons;
pub mod places;
pub mod push;
pub mod pwa;
pub mod quarantine;
pub mod records;
pub mod rulebook;
pub mod scheduler;
pub mod sector_now;
pub mod sectors;
pub mod services;
pub mod settings;
pub mod simulate;
pub mod store;
pub mod visits;
pub mod watch;
pub mod webhook;
