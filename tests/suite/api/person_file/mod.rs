//! `/api/persons/{id}/…`: what surrounds a person, what happened to them, and who looked.

mod around;
mod looks;
mod timeline;
