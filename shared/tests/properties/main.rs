//! What the rules engine and the alert log promise, each promise as a property over thousands of
//! made-up histories. `history.rs` makes them; a failing one is shrunk to the shortest that fails.

mod alert_log;
mod calendar;
mod cover;
mod history;
mod late;
mod missing;
mod monotone;
mod rebase;
mod replay;
mod rule_text;
mod server;
mod silence;
mod state;
mod usual;
