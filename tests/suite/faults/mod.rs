//! Breaking things: the real program in a process of its own, killed in the middle of its work, and what its database says after.

mod checker;
mod nodes;
mod phone;
mod restart;
mod site;
mod stop;
