//! What is on disk: the only thing that `run` and `report` share.

mod records;

pub use records::*;
