//! The only SQL. One file a noun; every function takes the open transaction, so that a business step is one transaction.
//!
//! To add a noun: a migration of the same name in both `migrations/` folders, a file here, and its lines in the conformance
//! suite (`tests/suite/store/`), which runs every function on both databases.

mod db;
mod error;

pub mod absences;
pub mod access_log;
pub mod account_events;
pub mod accounts;
pub mod actions;
pub mod alerts;
pub mod calendar_feeds;
pub mod case_events;
pub mod caseload;
pub mod ceremonies;
pub mod contacts;
pub mod copy;
pub mod covers;
pub mod dac;
pub mod dead_letters;
pub mod deliveries;
pub mod enrolments;
pub mod events;
pub mod federations;
pub mod figures;
pub mod findings;
pub mod follow_ups;
pub mod held;
pub mod impact;
pub mod imported_absences;
pub mod imported_aides;
pub mod imported_persons;
pub mod imported_visits;
pub mod imports;
pub mod job_runs;
pub mod jobs;
pub mod keys;
pub mod leavers;
pub mod log_seals;
pub mod outbox;
pub mod own_sessions;
pub mod partners;
pub mod past;
pub mod person_data;
pub mod persons;
pub mod planning;
pub mod preferences;
pub mod presence;
pub mod purge;
pub mod quarantine;
pub mod quiet;
pub mod ratings;
pub mod rebases;
pub mod recovery_codes;
pub mod register;
pub mod retention;
pub mod rule_overrides;
pub mod rule_sets;
pub mod rule_shadows;
pub mod rule_trials;
pub mod saved_views;
pub mod schema;
pub mod sectors;
pub mod sessions;
pub mod states;
pub mod subscriptions;
pub mod timeline;
pub mod user_factors;
pub mod users;
pub mod visits;
pub mod watches;
pub mod webhooks;
pub mod work_settings;

pub use db::{Store, Tx};
pub use error::{StoreError, StoreResult};
