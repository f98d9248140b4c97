//! Stories across stages: a rating becomes a finding, the finding an alert, the alert a message.
//!
//! What is found depends on the set of ratings alone; which alert carries it and who was told when depend on arrival and on
//! people, within the promises tested here.

mod closing;
mod durability;
mod forgotten;
mod fortnight;
mod group;
mod joining;
mod late;
mod new_usual;
mod oracle;
mod order;
mod permutations;
mod repetition;
mod silence;
