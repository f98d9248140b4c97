//! `/api/partners`: the directory, who gets how much, and the file it comes from.

mod command;
mod directory;
mod import;
mod shares;
