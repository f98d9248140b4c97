//! The back-test: what a rule set would have done to a history.
//!
//! The engine and the decisions of the alert log are the server's own (`vigie_shared`); here time is made to pass for them.
//!
//! * [`history`]: what is known of one person. [`walk`]: lives through it.
//! * [`run`]: everybody, on several threads. [`summary`], [`quality`]: the figures; [`period`]: the days looked at.
//! * [`files`]: histories as JSON Lines. [`command`]: `vigie rules backtest`; [`text`]: its report for people.
//!
//! The rule lab of the web page (`crate::rulebook::lab`) runs the same over the federation's own store.

pub mod command;
pub mod files;
pub mod history;
pub mod period;
pub mod quality;
pub mod run;
pub mod summary;
pub mod text;
pub mod walk;
