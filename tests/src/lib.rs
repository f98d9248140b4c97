//! What the tests stand on: the real server on a random port, with a database of its own, a clock that tests move and a client a
//! role. Every test runs on both databases; see [`on_both!`].

mod app;
pub mod authenticator;
pub mod bulk;
pub mod certificate;
mod client;
pub mod faults;
pub mod fronts;
mod lots;
mod postgres;
pub mod recount;
pub mod rows;
pub mod smtp;
mod sse;
pub mod unruly;
mod world;

pub use app::{Database, Stopped, TestApp};
pub use client::{Answer, Client};
pub use faults::loris::Loris;
pub use faults::nodes::{Vigie, command, output};
pub use lots::Lots;
pub use postgres::{Cluster, Lease, Stop, fresh_database};
pub use sse::{Event, Events};
pub use world::{Actor, World};

/// Writes a test that runs on SQLite and on PostgreSQL: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs what its neighbours import")]
            use super::*;

            $(#[$meta])*
            async fn run($app: $crate::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::TestApp::start($crate::Database::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::TestApp::start($crate::Database::Postgres).await).await;
            }
        }
    )+};
}
