//! # Percentile
//!
//! **Answers:** below which value does a given share of values lie, such as 99 % of latencies?
//!
//! **Formula:** the value at position (n − 1) · percent / 100 of the sorted values, linearly interpolated.
//!
//! **Source:** Hyndman, Fan, *Sample quantiles in statistical packages*, The American Statistician 50, 1996, definition 7, which is NumPy's
//! default. The interpolation starts from the nearer neighbour, as NumPy's does, and gives the same bits.
//!
//! **Assumes:** sorted finite values.
//!
//! **Not for:** percentiles beyond 100 / n from the ends, which are made from one or two values.

/// The value below which `percent` (0 to 100) of the ascending, finite `sorted` values lie; `None` without one.
pub fn percentile(sorted: &[f64], percent: f64) -> Option<f64> {
    debug_assert!((0.0..=100.0).contains(&percent), "{percent} is no percentage");
    debug_assert!(sorted.is_sorted(), "values must be sorted and not NaN");
    let last = sorted.len().checked_sub(1)?;
    let position = percent / 100.0 * last as f64;
    let below = (position as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let share = position - below as f64;
    Some(if share < 0.5 { low + (high - low) * share } else { high - (high - low) * (1.0 - share) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_the_extremes_and_the_middle_is_the_median() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let at = |percent| percentile(&values, percent).unwrap();
        assert_eq!([at(0.0), at(50.0), at(100.0)], [1.0, 3.0, 8.0]);
    }

    #[test]
    fn one_value_is_every_percentile() {
        assert_eq!(percentile(&[7.0], 99.0), Some(7.0));
        assert_eq!(percentile(&[], 50.0), None);
    }
}
