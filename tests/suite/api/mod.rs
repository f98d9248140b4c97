//! The API, as its users see it. The files mirror the URLs; `scope` walks over all of them.

mod access_log;
mod administration;
mod alerts;
mod caseload;
mod catalogue;
mod consent;
mod covers;
mod dead_letters;
mod enrolment;
mod follow_ups;
mod headers;
mod impact;
mod jobs;
mod me;
mod needs;
mod operations;
mod partners;
mod person_file;
mod persons;
mod ratings;
mod scope;
mod sector_now;
mod session;
mod settings;
mod visits;
mod watches;
