//! The sectors of a federation, as its administrator keeps them. A sector is archived, never deleted: what happened there names it.

pub mod endpoints;
pub mod view;
