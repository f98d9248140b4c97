//! The one integration-test binary. `api` mirrors the URLs, `pipeline` tells stories across stages, `store` runs every statement
//! on both databases, `faults` breaks things, `fuzz` throws bytes at the doors, `threats` reads what is promised.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must say where")]

mod api;
mod architecture;
mod calendars;
mod delivery;
mod faults;
mod fuzz;
mod pipeline;
mod rulebook;
mod store;
mod threats;
