//! Arithmetic mean.

/// Mean of finite `values`; `None` without one.
///
/// In two passes: the second adds the mean of what the first one missed (Chan, Golub, LeVeque, *The American Statistician* 37, 1983), so that the
/// mean of equal values is that value and not its neighbour.
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
