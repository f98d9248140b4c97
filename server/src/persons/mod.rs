//! The persons helped at home: looking one up, opening the file, recording consent. A verb a file.

pub mod absence;
pub mod around;
pub mod consent;
pub mod file;
pub mod history;
pub mod search;
