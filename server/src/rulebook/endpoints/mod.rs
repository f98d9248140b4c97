//! What an administrator does with rules: a verb a file.
//!
//! To add one: its file here, its route in `http/router.rs`, its line in `tests/suite/api/scope/table.rs`.

pub mod backtest;
pub mod check;
pub mod overrides;
pub mod publish;
pub mod read;
pub mod rollback;
pub mod shadow;
pub mod view;
