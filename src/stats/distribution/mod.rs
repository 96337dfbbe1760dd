//! Distribution functions, to about 1e-12 of their value. Tails are computed as such, never as 1 − the rest, so that small p-values keep their digits.

mod beta;
mod binomial;
mod chi_squared;
mod fisher_f;
mod noncentral_t;
mod normal;
mod quadrature;
mod root;
mod saddle_point;
mod student_t;
mod studentised_range;

pub use binomial::{binomial_at_least, binomial_at_most, binomial_probability};
pub use chi_squared::chi_squared_above;
pub use fisher_f::fisher_f_above;
pub use noncentral_t::{noncentral_t_above, noncentral_t_below};
pub use normal::{normal_above, normal_below, normal_point, normal_quantile};
pub use student_t::{student_t_above, student_t_outside, student_t_quantile};
pub use studentised_range::{normal_range_above, normal_range_quantile};
