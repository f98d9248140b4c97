//! Breaking things: the short forms of `vigie_tests::faults`, and what only concerns one process. The real program in a process of its
//! own is killed in the middle of its work; then it is asked what its database says.

mod backup;
mod checker;
mod clock;
mod delivery;
mod hygiene;
mod intake;
mod listeners;
mod month;
mod mutants;
mod nodes;
mod outage;
mod overload;
mod power;
mod reconnection;
mod sealed;
mod slow_loris;
mod stop;
