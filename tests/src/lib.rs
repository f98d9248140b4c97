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
pub use postgres::{Cluster, Lease, Stop, as_superuser, binaries, empty_database, fresh_database, superuser_of};
pub use sse::{Event, Events};
/// What a test itself does with the store, it does as the operator: for every federation.
pub use vigie_server::store::scope::everywhere;
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
                $crate::everywhere($crate::on($crate::Database::Sqlite, run)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::everywhere($crate::on($crate::Database::Postgres, run)).await;
            }
        }
    )+};
}

/// Runs a test on a fresh server. What it holds lies on the heap: unoptimised, its parts would fill a test thread's stack.
pub async fn on<F: Future<Output = ()>>(database: Database, test: fn(TestApp) -> F) {
    let app = Box::pin(TestApp::start(database)).await;
    Box::pin(test(app)).await;
}
