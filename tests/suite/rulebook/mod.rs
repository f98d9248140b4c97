//! Rules as data: the back-test on the command line, the rule lab, publishing, overrides.

mod arrivals;
mod as_of;
mod files;
mod lab;
mod made_up;
mod overrides;
mod program;
mod publish;
mod shadow;
mod silence;
mod truth;
