//! Wilson's score interval: how well a share is known from a count.
//!
//! Wilson, *Journal of the American Statistical Association* 22, 1927; recommended over p ± z √(p q / n), which collapses at 0 and 1 where
//! intrusion detectors live (Brown, Cai, DasGupta, *Statistical Science* 16, 2001). SciPy: `binomtest(k, n).proportion_ci(method="wilson")`.

use super::normal_quantile;

/// The interval of the share `hits / rows` at `confidence` in (0, 1), inside `[0, 1]`; `None` without a row.
///
/// It treats rows as independent, which flows of one attack are not: the true uncertainty is larger.
pub fn wilson_interval(hits: u64, rows: u64, confidence: f64) -> Option<[f64; 2]> {
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
    Some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_exact_and_never_certain() {
        let [low, high] = wilson_interval(0, 20, 0.95).unwrap();
        assert!(low == 0.0 && (high - 0.1611).abs() < 1e-4, "{high}");
        let [low, high] = wilson_interval(20, 20, 0.95).unwrap();
        assert!(high == 1.0 && (low - 0.8389).abs() < 1e-4, "{low}");
        assert_eq!(wilson_interval(0, 0, 0.95), None);
    }
}
