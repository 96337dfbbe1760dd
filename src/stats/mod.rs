//! Intervals and tests, one file each; `docs/statistics.md` is made from their module docs.
//!
//! Inputs are finite numbers; sums run in the given order, so the same values give the same bits. What has no value says so: `None` where
//! the only reason is too few values, [`Undefined`] with the reason otherwise, never NaN.

mod bayesian_t;
mod bca;
mod bootstrap;
mod corrected_t;
mod delong;
mod distribution;
mod friedman;
mod holm;
mod interval;
mod mcnemar;
mod mean;
mod midrank;
mod multinomial;
mod newcombe;
mod percentile;
mod power;
mod prediction;
mod spread;
mod standard_deviation;
mod student_t;
mod undefined;
mod wilcoxon;
mod wilson;

pub use bayesian_t::{RopeProbabilities, bayesian_correlated_t};
pub use bca::{BootstrapInterval, bca_interval};
pub use bootstrap::Bootstrap;
pub use corrected_t::{CorrectedT, corrected_resampled_t};
pub use delong::{Auc, AucComparison, delong_auc, delong_test};
pub use distribution::{
    binomial_at_least, binomial_at_most, binomial_probability, chi_squared_above, fisher_f_above, noncentral_t_above,
    noncentral_t_below, normal_above, normal_below, normal_point, normal_quantile, normal_range_above,
    normal_range_quantile, student_t_above, student_t_outside, student_t_quantile,
};
pub use friedman::{Friedman, friedman};
pub use holm::holm;
pub use interval::Interval;
pub use mcnemar::{McNemar, mcnemar};
pub use mean::mean;
pub use newcombe::{PairedCounts, newcombe_independent, newcombe_paired};
pub use percentile::percentile;
pub use power::{paired_t_power, seeds_to_decide};
pub use prediction::prediction_interval;
pub use spread::{Spread, spread};
pub use standard_deviation::standard_deviation;
pub use student_t::student_t_interval;
pub use undefined::Undefined;
pub use wilcoxon::{Wilcoxon, wilcoxon};
pub use wilson::wilson_interval;
