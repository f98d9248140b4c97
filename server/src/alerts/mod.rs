//! The third stage: the queue. A verb a file.
//!
//! [`log`] lays the findings of the rules into alerts, inside capture's transaction. [`list`] and [`detail`] show them, [`verbs`]
//! are what people do to one, [`stream`] tells open screens. [`change`] is the one way an alert changes: checked against its
//! version, written with its event. To add a verb: a file in `verbs/`, a timeline kind in `vigie-shared`, a route.

pub mod awake;
pub mod bulk;
pub mod case;
pub mod case_file;
pub mod change;
pub mod counts;
pub mod detail;
pub mod list;
pub mod log;
pub mod moved;
pub mod need;
pub mod notify;
pub mod presence;
pub mod read_once;
pub mod reply;
pub mod reroute;
pub mod saved_views;
pub mod signals;
pub mod stream;
pub mod targets;
pub mod team;
pub mod verbs;
pub mod view;
