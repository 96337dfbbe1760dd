//! Brier score: the mean squared distance between the given probabilities and the truth.
//!
//! Brier, *Monthly Weather Review* 78, 1950. scikit-learn: `brier_score_loss` with `scale_by_half="auto"`: the sum over classes, halved
//! for two classes, so that a binary task gives the familiar mean of (p − y)² in `[0, 1]`; with more classes it lies in `[0, 2]`.

use super::{MetricError, Scores};

/// Mean squared distance, ≥ 0; `None` for a task of one class.
///
/// # Errors
/// Labels that do not fit the scores.
pub fn brier(y_true: &[u32], scores: &Scores<'_>) -> Result<Option<f64>, MetricError> {
    scores.check_labels(y_true)?;
    if scores.classes() < 2 {
        return Ok(None);
    }
    let distance = |(row, &truth): (usize, &u32)| {
        let squares = (0..scores.classes()).map(|class| {
            let target = if class == truth as usize { 1.0 } else { 0.0 };
            let off = target - scores.probability(row, class);
            off * off
        });
        squares.sum::<f64>()
    };
    let sum: f64 = y_true.iter().enumerate().map(distance).sum();
    let scale = if scores.classes() == 2 { 0.5 } else { 1.0 };
    Ok(Some(scale * sum / y_true.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::Matrix;

    fn of(y_true: &[u32], cols: usize, binary: bool, data: &[f32]) -> Option<f64> {
        let m = Matrix::from_vec(y_true.len(), cols, data.to_vec());
        brier(y_true, &Scores::new(&m, if binary { 2 } else { cols }, binary).unwrap()).unwrap()
    }

    #[test]
    fn two_classes_give_the_mean_square() {
        assert_eq!(of(&[1, 0], 1, true, &[0.75, 0.5]), Some((0.0625 + 0.25) / 2.0));
        assert_eq!(of(&[1, 0], 2, false, &[0.25, 0.75, 0.5, 0.5]), Some((0.0625 + 0.25) / 2.0));
    }

    #[test]
    fn more_classes_give_the_sum() {
        assert_eq!(of(&[2], 3, false, &[1.0, 0.0, 0.0]), Some(2.0));
    }

    #[test]
    fn a_task_of_one_class_has_none() {
        assert_eq!(of(&[0], 1, false, &[1.0]), None);
    }
}
