//! Intervals and tests, one file each.
//!
//! Inputs are finite numbers; sums run in the given order, so the same values give the same bits.

mod mean;
mod normal;
mod percentile;
mod root;
mod spread;
mod standard_deviation;
mod student_t;
mod wilson;

pub use mean::mean;
pub use normal::normal_quantile;
pub use percentile::percentile;
pub use spread::{Spread, spread};
pub use standard_deviation::standard_deviation;
pub use student_t::{student_t_interval, student_t_quantile};
pub use wilson::wilson_interval;
