//! Breaking things on purpose: real processes on a real database, clients that keep their rules, a push service that remembers, and a
//! checker that compares what was promised with what is there.
//!
//! The faults are numbered as in the list the product is measured by; each has a file with one function that takes a [`Plan`] and
//! returns a [`Report`]. `make faults` runs them at length on the release build, the suite runs the same functions for a few rounds.
//! A seed decides every random choice of the rig (not how the machine schedules its processes), and every report names it.
//!
//! To add a fault: a file with `pub async fn run(plan: &Plan) -> Vec<Report>`, a line in [`FAULTS`], and its short form in
//! `tests/suite/faults/`. A report must be able to be bad: show it once with the product broken on purpose.

pub mod checker;
pub mod clock;
pub mod envelope;
mod f10_clock;
mod f13_slow_clients;
mod f14_overload;
mod f15_reconnection;
mod f1_intake;
mod f25_mutants;
mod f2_power;
mod f3_delivery;
mod f4_pause;
mod f5_nodes;
mod f6_services;
mod f7_host_down;
mod f8_disk;
mod f9_database;
pub mod history;
mod listeners;
pub mod loris;
mod month;
pub mod nodes;
pub mod outbox;
pub mod phone;
pub mod plan;
pub mod report;
pub mod service;
pub mod site;
pub mod storm;
mod whole;

use std::future::Future;
use std::pin::Pin;

pub use plan::Plan;
pub use report::Report;
pub use site::Site;

type Running = Pin<Box<dyn Future<Output = Vec<Report>>>>;

/// One entry of the list.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub name: &'static str,
    /// What is done to the product, in a line.
    pub what: &'static str,
    pub run: fn(Plan) -> Running,
}

/// Everything `make faults` can do.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "F1",
        what: "kill -9 in the middle of intake",
        run: |plan| Box::pin(async move { f1_intake::run(&plan).await }),
    },
    Fault {
        name: "F2",
        what: "the power goes in the middle of intake: what was not synced is gone",
        run: |plan| Box::pin(async move { f2_power::run(&plan).await }),
    },
    Fault {
        name: "F3",
        what: "kill -9 before the claim, after it, after the sending and after the settling of a message",
        run: |plan| Box::pin(async move { f3_delivery::run(&plan).await }),
    },
    Fault {
        name: "F4",
        what: "a worker that holds a lease is stopped for longer than the lease, and goes on",
        run: |plan| Box::pin(async move { f4_pause::run(&plan).await }),
    },
    Fault {
        name: "F5",
        what: "two nodes behind a proxy and a pooler, killed in turn and restarted one by one while the schema grows",
        run: |plan| Box::pin(async move { f5_nodes::run(&plan).await }),
    },
    Fault {
        name: "F6",
        what: "push services that refuse, hang, trickle, flood and lead astray",
        run: |plan| Box::pin(async move { f6_services::run(&plan).await }),
    },
    Fault {
        name: "F7",
        what: "many reminders due in one minute, and one push service down",
        run: |plan| Box::pin(async move { f7_host_down::run(&plan).await }),
    },
    Fault {
        name: "F8",
        what: "the embedded database's disk is full for a while",
        run: |plan| Box::pin(async move { f8_disk::run(&plan).await }),
    },
    Fault {
        name: "F9",
        what: "PostgreSQL restarts, crashes, drops its connections, stands still",
        run: |plan| Box::pin(async move { f9_database::run(&plan).await }),
    },
    Fault {
        name: "F10",
        what: "clocks that jump, stand still and are changed at night",
        run: |plan| Box::pin(async move { f10_clock::run(&plan).await }),
    },
    Fault {
        name: "F13",
        what: "clients that hold connections and give nothing for them",
        run: |plan| Box::pin(async move { f13_slow_clients::run(&plan).await }),
    },
    Fault {
        name: "F14",
        what: "three times as many ratings as can be stored",
        run: |plan| Box::pin(async move { f14_overload::run(&plan).await }),
    },
    Fault {
        name: "F15",
        what: "20,000 phones come back with ten ratings each",
        run: |plan| Box::pin(async move { f15_reconnection::run(&plan).await }),
    },
    Fault {
        name: "listeners",
        what: "2,000 live streams on one node, and alerts that concern half of them",
        run: |plan| Box::pin(async move { listeners::run(&plan).await }),
    },
    Fault {
        name: "F25",
        what: "mistakes made on purpose: the tests must notice",
        run: |plan| Box::pin(async move { f25_mutants::run(&plan).await }),
    },
    Fault {
        name: "month",
        what: "two nodes live a month of alerts and visits under a jumping clock, and are killed",
        run: |plan| Box::pin(async move { month::run(&plan).await }),
    },
];

/// The fault of a name.
pub fn fault(name: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.name.eq_ignore_ascii_case(name))
}
