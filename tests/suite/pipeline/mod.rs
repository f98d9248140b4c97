//! Stories across stages.

mod order;
