//! # McNemar's test
//!
//! **Answers:** do two models err on different numbers of the same test rows?
//!
//! **Formula:** of the b + c rows on which exactly one model is right, b have the first right. Under equality b is binomial with
//! probability 1/2: exact p = min(1, 2 · P(X ≤ min(b, c))); mid-p = 2 · P(X ≤ min(b, c)) − P(X = min(b, c)). Without such a row both are 1.
//!
//! **Source:** McNemar, Psychometrika 12, 1947; mid-p: Fagerland, Lydersen, Laake, *The McNemar test for binary matched-pairs data: mid-p and
//! asymptotic are better than exact conditional*, BMC Medical Research Methodology 13, 2013. The exact p equals statsmodels' `mcnemar(exact=True)`.
//!
//! **Assumes:** rows independent of each other; the two models as they were trained once.
//!
//! **Not for:** flows of one attack, which fall together: the p-value is then far too small (bootstrap by group); more than one seed, as it
//! knows nothing of how models vary with training.

use super::undefined::same_length;
use super::{Undefined, binomial_at_most, binomial_probability};

/// Two models on the same rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct McNemar {
    /// Rows that only the first model has right.
    pub b: u64,
    /// Rows that only the second model has right.
    pub c: u64,
    /// Exact two-sided p-value; it errs on the side of no difference.
    pub exact: f64,
    /// Mid-p value, closer to the error rate it names.
    pub mid_p: f64,
}

impl McNemar {
    /// From the numbers of rows that only the first and only the second model has right.
    pub fn from_counts(b: u64, c: u64) -> Self {
        let (fewer, discordant) = (b.min(c), b + c);
        let tail = 2.0 * binomial_at_most(fewer, discordant, 0.5);
        let at = binomial_probability(fewer, discordant, 0.5);
        // With b = c the two tails share their middle.
        let mid_p = if b == c { 1.0 } else { (tail - at).clamp(0.0, 1.0) };
        Self { b, c, exact: tail.min(1.0), mid_p }
    }
}

/// Compares what two models got right, row by row.
///
/// # Errors
/// Lists of different lengths, or without a row.
pub fn mcnemar(first_right: &[bool], second_right: &[bool]) -> Result<McNemar, Undefined> {
    same_length(first_right.len(), second_right.len())?;
    if first_right.is_empty() {
        return Err(Undefined::TooFew { of: "rows", needed: 1, got: 0 });
    }
    let only = |first: bool| {
        let rows = first_right.iter().zip(second_right);
        rows.filter(|&(&a, &b)| a == first && b != first).count() as u64
    };
    Ok(McNemar::from_counts(only(true), only(false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_only_one_has_right() {
        let test = mcnemar(&[true, true, true, false, false], &[true, false, false, true, false]).unwrap();
        assert_eq!((test.b, test.c), (2, 1));
        assert!((test.exact - 1.0).abs() < 1e-14);
        // P(X ≤ 1) = 4/8 and P(X = 1) = 3/8.
        assert!((test.mid_p - 0.625).abs() < 1e-15);
    }

    #[test]
    fn no_discordant_pair_shows_no_difference() {
        let test = McNemar::from_counts(0, 0);
        assert_eq!((test.exact, test.mid_p), (1.0, 1.0));
        assert!(mcnemar(&[], &[]).is_err());
    }
}
