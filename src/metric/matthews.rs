//! Matthews correlation coefficient, for any number of classes.
//!
//! With s rows, c of them correct, t_k rows and p_k predictions of class k:
//! MCC = (c s − Σ t_k p_k) / √((s² − Σ p_k²)(s² − Σ t_k²)).
//! Matthews, *Biochimica et Biophysica Acta* 405, 1975; more than two classes: Gorodkin, *Computational Biology and Chemistry* 28, 2004.
//! scikit-learn: `matthews_corrcoef`.

use super::Confusion;

/// In `[-1, 1]`; 0 for a guess, and, as in scikit-learn, 0 where all rows or all predictions are of one class.
pub fn matthews_corrcoef(confusion: &Confusion) -> f64 {
    let sum = |term: &dyn Fn(usize) -> i128| (0..confusion.classes()).map(term).sum::<i128>();
    let truth = |class| i128::from(confusion.support(class));
    let predicted = |class| i128::from(confusion.predicted(class));
    let rows = i128::from(confusion.rows());

    // Integers: the three differences cancel almost completely for a good detector on rare attacks.
    let covariance = i128::from(confusion.correct()) * rows - sum(&|c| truth(c) * predicted(c));
    let of_predictions = rows * rows - sum(&|c| predicted(c) * predicted(c));
    let of_truth = rows * rows - sum(&|c| truth(c) * truth(c));
    if of_predictions == 0 || of_truth == 0 {
        return 0.0;
    }
    let correlation = covariance as f64 / (of_predictions as f64 * of_truth as f64).sqrt();
    correlation.clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::confusion::tests::confusion;

    #[test]
    fn ends_and_middle() {
        assert_eq!(matthews_corrcoef(&confusion([[4, 0], [0, 2]])), 1.0);
        assert_eq!(matthews_corrcoef(&confusion([[0, 4], [2, 0]])), -1.0);
        assert_eq!(matthews_corrcoef(&confusion([[2, 2], [2, 2]])), 0.0);
    }

    #[test]
    fn one_class_only_is_zero() {
        assert_eq!(matthews_corrcoef(&confusion([[4, 0], [2, 0]])), 0.0);
        assert_eq!(matthews_corrcoef(&confusion([[4, 2], [0, 0]])), 0.0);
    }

    #[test]
    fn large_counts_do_not_overflow() {
        let many = 3_000_000_000;
        assert_eq!(matthews_corrcoef(&confusion([[many, 0], [0, many]])), 1.0);
    }
}
