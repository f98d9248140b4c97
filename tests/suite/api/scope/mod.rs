//! Who may do what to whom: a walk over every operation of the OpenAPI document, by everybody, to things near and far.
//!
//! [`table`] says what is expected. A new route is added there; until it is, `every_operation_has_its_line_in_the_table` fails.

mod hostile;
mod looks;
mod places;
mod refusing;
mod table;
mod walk;
