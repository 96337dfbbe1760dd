//! # Newcombe's interval of a difference of two shares
//!
//! **Answers:** by how much do two shares differ, such as the recalls of one model on two test sets (independent) or of two models on the
//! same rows (paired)?
//!
//! **Formula:** with Wilson's intervals \[l, u\] of the shares p and q, from p − q − √((p − l_p)² − 2φ(p − l_p)(u_q − q) + (u_q − q)²)
//! to p − q + √((u_p − p)² − 2φ(u_p − p)(q − l_q) + (q − l_q)²). Independent: φ = 0. Paired: φ is the correlation of the table,
//! (ad − bc) / √((a + b)(c + d)(a + c)(b + d)) with a rows right in both and d in neither; of a positive ad − bc, half the rows are taken
//! off, down to 0; φ = 0 where a margin is 0.
//!
//! **Source:** Newcombe, *Interval estimation for the difference between independent proportions* (method 10) and *Improved confidence
//! intervals for the difference between binomial proportions based on paired data* (method 10), Statistics in Medicine 17, 1998. The
//! independent one equals statsmodels' `confint_proportions_2indep(method="newcomb")`.
//!
//! **Assumes:** rows independent of each other; independent: no row in both sets.
//!
//! **Not for:** flows of one attack, which fall together (bootstrap by group); two models on the same rows as if they were independent.

use super::{Interval, Undefined, wilson_interval};

/// The interval of `hits / rows` of the first less that of the second, which share no row, at `confidence` in (0, 1). Each is (hits, rows).
///
/// # Errors
/// No row on one side.
pub fn newcombe_independent(first: (u64, u64), second: (u64, u64), confidence: f64) -> Result<Interval, Undefined> {
    Ok(difference(&Share::new(first, confidence)?, &Share::new(second, confidence)?, 0.0))
}

/// Two models on the same rows: how many each has right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairedCounts {
    /// Rows that both have right.
    pub both: u64,
    /// Rows that only the first has right.
    pub first_only: u64,
    /// Rows that only the second has right.
    pub second_only: u64,
    /// Rows that neither has right.
    pub neither: u64,
}

impl PairedCounts {
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.both + self.first_only + self.second_only + self.neither
    }

    /// The correlation of method 10.
    fn correlation(&self) -> f64 {
        let [a, b, c, d] = [self.both, self.first_only, self.second_only, self.neither].map(|count| count as f64);
        let margins = (a + b) * (c + d) * (a + c) * (b + d);
        if margins == 0.0 {
            return 0.0;
        }
        let product = a * d - b * c;
        let corrected = if product > 0.0 { (product - (a + b + c + d) / 2.0).max(0.0) } else { product };
        corrected / margins.sqrt()
    }
}

/// The interval of the first model's share less the second's, at `confidence` in (0, 1).
///
/// # Errors
/// No row.
pub fn newcombe_paired(counts: PairedCounts, confidence: f64) -> Result<Interval, Undefined> {
    let rows = counts.rows();
    let first = Share::new((counts.both + counts.first_only, rows), confidence)?;
    let second = Share::new((counts.both + counts.second_only, rows), confidence)?;
    Ok(difference(&first, &second, counts.correlation()))
}

struct Share {
    value: f64,
    interval: Interval,
}

impl Share {
    fn new((hits, rows): (u64, u64), confidence: f64) -> Result<Self, Undefined> {
        let none = Undefined::TooFew { of: "rows on each side", needed: 1, got: 0 };
        let interval = wilson_interval(hits, rows, confidence).ok_or(none)?;
        Ok(Self { value: hits as f64 / rows as f64, interval })
    }

    fn below(&self) -> f64 {
        self.value - self.interval.low
    }

    fn above(&self) -> f64 {
        self.interval.high - self.value
    }
}

fn difference(p: &Share, q: &Share, correlation: f64) -> Interval {
    // At perfect correlation and equal sides rounding could leave less than nothing under the root.
    let root = |a: f64, b: f64| (a * a - 2.0 * correlation * a * b + b * b).max(0.0).sqrt();
    let centre = p.value - q.value;
    let (low, high) = (centre - root(p.below(), q.above()), centre + root(p.above(), q.below()));
    Interval { low, high }.within(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_examples() {
        // Independent: 56/70 against 48/80 is 0.0524 to 0.3339.
        let got = newcombe_independent((56, 70), (48, 80), 0.95).unwrap();
        assert!((got.low - 0.0524).abs() < 5e-5 && (got.high - 0.3339).abs() < 5e-5, "{got:?}");
    }

    #[test]
    fn agreement_narrows_the_paired_interval() {
        let agreeing = PairedCounts { both: 900, first_only: 10, second_only: 5, neither: 85 };
        let paired = newcombe_paired(agreeing, 0.95).unwrap();
        let independent = newcombe_independent((910, 1000), (905, 1000), 0.95).unwrap();
        assert!(paired.width() < 0.5 * independent.width());
    }

    #[test]
    fn nothing_to_compare() {
        assert!(newcombe_independent((0, 0), (1, 2), 0.95).is_err());
        let none = PairedCounts { both: 0, first_only: 0, second_only: 0, neither: 0 };
        assert!(newcombe_paired(none, 0.95).is_err());
    }
}
