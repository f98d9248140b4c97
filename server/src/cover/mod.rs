//! Cover: somebody is away, somebody else stands in, and no sector is left without anybody.
//!
//! A cover is a row with a beginning and an end; sight (`store::persons::visible!`) and duty (`store::users::on_duty`) look at the rows and
//! the moment, so nothing has to be switched on or off.
//!
//! * [`view`]: a cover as it goes over the wire. [`duty`]: who is there, day by day. [`notify`]: whoever stands in is told.
//! * [`endpoints`]: a file each. To add one: a file there, a route.

pub mod duty;
pub mod endpoints;
pub mod notify;
pub mod view;
