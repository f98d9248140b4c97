//! The persons helped at home: looking one up, opening the file, recording consent. A verb a file.

pub mod absence;
pub mod around;
pub mod consent;
pub mod contacts;
pub mod coordinators;
pub mod details;
pub mod file;
pub mod history;
mod line;
pub mod lines;
pub mod search;
pub mod timeline;
