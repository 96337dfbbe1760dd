//! # Mean
//!
//! **Answers:** what does a model reach on average over its seeds?
//!
//! **Formula:** Σx / n, in two passes: the second adds the mean of what the first one missed, so that the mean of equal values is that value.
//!
//! **Source:** Chan, Golub, LeVeque, *Algorithms for computing the sample variance*, The American Statistician 37, 1983. NumPy's `mean`.
//!
//! **Assumes:** finite values.
//!
//! **Not for:** saying how sure it is (see the t interval), or what the next run gives (see the prediction interval).

/// Mean of finite `values`; `None` without one.
pub fn mean(values: &[f64]) -> Option<f64> {
    debug_assert!(values.iter().all(|v| v.is_finite()), "values must be finite: {values:?}");
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let rough = values.iter().sum::<f64>() / n;
    Some(rough + values.iter().map(|v| v - rough).sum::<f64>() / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_their_own_mean() {
        for value in [0.1, 0.97, 1.0 / 3.0, 1e-300] {
            for n in 1..40 {
                assert_eq!(mean(&vec![value; n]), Some(value), "{n} times {value}");
            }
        }
    }

    #[test]
    fn of_nothing_there_is_none() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0, 2.0, 6.0]), Some(3.0));
    }
}
