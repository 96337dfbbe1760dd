//! `kind: logistic_regression`.

use crate::spec::LogisticRegression;
use crate::spec::yaml::{At, Keys};

pub(super) const KEYS: &[&str] = &["kind", "c"];

pub(super) fn read(keys: &Keys<'_>) -> Option<LogisticRegression> {
    let c = keys.or("c", LogisticRegression::default().c, penalty);
    Some(LogisticRegression { c: c? })
}

/// Beyond it a machine is as good as without a penalty, and sums over rows leave the range of numbers.
const LARGEST_PENALTY: f64 = 1e12;

/// The penalty C of a linear or kernel machine.
pub(super) fn penalty(at: &At<'_>) -> Option<f64> {
    at.number("above 0 and at most 1e12", |value| value > 0.0 && value <= LARGEST_PENALTY)
}
