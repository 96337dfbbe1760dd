//! Log loss (cross-entropy): the mean of −ln of the probability given to the true class, in nats.
//!
//! Good, *Rational decisions*, Journal of the Royal Statistical Society B 14, 1952. scikit-learn: `log_loss` of the scores as float64.
//! As there, probabilities are clipped to `[ε, 1 − ε]` with float64's ε = 2.2e-16, so the loss of a row is at most 36.04, and rows
//! that do not add up to 1 are taken as they are.

use super::{MetricError, Scores};

/// Mean loss, ≥ 0; `None` for a task of one class.
///
/// # Errors
/// Labels that do not fit the scores.
pub fn log_loss(y_true: &[u32], scores: &Scores<'_>) -> Result<Option<f64>, MetricError> {
    scores.check_labels(y_true)?;
    if scores.classes() < 2 {
        return Ok(None);
    }
    let loss = |(row, &class): (usize, &u32)| {
        let probability = scores.probability(row, class as usize);
        -libm::log(probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    };
    let sum: f64 = y_true.iter().enumerate().map(loss).sum();
    Ok(Some(sum / y_true.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Matrix;

    fn binary(y_true: &[u32], positive: &[f32]) -> f64 {
        let m = Matrix::from_vec(positive.len(), 1, positive.to_vec());
        log_loss(y_true, &Scores::new(&m, 2, true).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn a_coin_costs_ln_2() {
        assert_eq!(binary(&[0, 1], &[0.5, 0.5]), std::f64::consts::LN_2);
    }

    #[test]
    fn certainty_is_clipped() {
        assert_eq!(binary(&[1], &[0.0]), -libm::log(f64::EPSILON));
        assert!(binary(&[1], &[1.0]) > 0.0);
    }

    #[test]
    fn a_task_of_one_class_has_no_loss() {
        let m = Matrix::from_vec(2, 1, vec![1.0, 1.0]);
        assert_eq!(log_loss(&[0, 0], &Scores::new(&m, 1, false).unwrap()), Ok(None));
    }
}
