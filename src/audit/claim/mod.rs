//! A published table against itself: which readings of it could be true at all.
//!
//! Printed figures are intervals of exact numbers ([`exact`]), a row of a confusion matrix is integers, and the class sizes of a
//! dataset are known ([`sizes`]). [`reading`] lists what a table could mean, [`solve`] says whether any confusion matrix fits, [`checks`] holds one
//! file per check. "Impossible" is a proof under the assumptions that stand beside it; what cannot be decided says so.

pub mod audit;
pub mod bounds;
pub mod checks;
pub mod finding;
pub mod paragraph;
pub mod reading;
pub mod score;
pub mod sizes;
pub mod solve;
pub mod survivors;
pub mod text;

pub use audit::{Audit, audit};
pub use finding::{Finding, Severity};

pub use crate::claim::exact;
