//! # Wilson's score interval of a share
//!
//! **Answers:** how well is a share, such as accuracy or recall, known from a count of test rows?
//!
//! **Formula:** (2k + z² ± z · √(4k(n − k)/n + z²)) / (2(n + z²)) for k hits in n rows; exactly 0 without a hit and 1 without a miss.
//!
//! **Source:** Wilson, *Journal of the American Statistical Association* 22, 1927; recommended over p ± z √(p q / n), which collapses at 0 and 1
//! where intrusion detectors live (Brown, Cai, DasGupta, *Statistical Science* 16, 2001). Equals SciPy's `binomtest(k, n).proportion_ci(method="wilson")`.
//!
//! **Assumes:** rows independent of each other.
//!
//! **Not for:** flows of one attack, which fall together: the true uncertainty is larger (bootstrap by group); how a figure varies over seeds.

use super::{Interval, normal_quantile};

/// The interval of the share `hits / rows` at `confidence` in (0, 1), inside `[0, 1]`; `None` without a row.
pub fn wilson_interval(hits: u64, rows: u64, confidence: f64) -> Option<Interval> {
    debug_assert!(hits <= rows, "{hits} hits in {rows} rows");
    if rows == 0 {
        return None;
    }
    let z = normal_quantile(confidence);
    let (hit, miss, n) = (hits as f64, (rows - hits) as f64, rows as f64);
    let scale = 2.0 * (n + z * z);
    let centre = (2.0 * hit + z * z) / scale;
    let half = z * (4.0 * hit * miss / n + z * z).sqrt() / scale;
    let low = if hits == 0 { 0.0 } else { centre - half };
    let high = if hits == rows { 1.0 } else { centre + half };
    Some(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_exact_and_never_certain() {
        let Interval { low, high } = wilson_interval(0, 20, 0.95).unwrap();
        assert!(low == 0.0 && (high - 0.1611).abs() < 1e-4, "{high}");
        let Interval { low, high } = wilson_interval(20, 20, 0.95).unwrap();
        assert!(high == 1.0 && (low - 0.8389).abs() < 1e-4, "{low}");
        assert_eq!(wilson_interval(0, 0, 0.95), None);
    }
}
