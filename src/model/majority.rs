//! The most frequent class of train, whatever the row: the floor below every accuracy.

use super::{Classifier, FitContext, FitReport, ModelError, NamedTensor, guard, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;

/// Predicts the most frequent class of train; the scores are the classes' shares of train, the same for every row.
///
/// Equally frequent classes: the first one. Class weights do not change it.
#[derive(Debug, Clone, Default)]
pub struct MajorityModel {
    fitted: Option<Fitted>,
}

#[derive(Debug, Clone)]
struct Fitted {
    width: usize,
    shares: Vec<f64>,
}

impl Classifier for MajorityModel {
    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit(train, validation, context)?;
        let counts = guard::class_counts(&train.y, context.classes);
        let shares: Vec<f64> = counts.iter().map(|&count| count as f64 / train.len() as f64).collect();
        let class = scores::first_largest(&shares);
        let name = context.class_names.get(class).map_or_else(|| format!("class {class}"), Clone::clone);
        let note = format!("always {name}, {:.4} of the training rows", shares[class]);
        self.fitted = Some(Fitted { width: train.x.cols(), shares });
        Ok(FitReport { notes: vec![note], ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        let mut out = Matrix::zeros(x.rows(), fitted.shares.len());
        for i in 0..x.rows() {
            scores::write_shares(out.row_mut(i), &fitted.shares);
        }
        Ok(out)
    }

    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |fitted| fitted.shares.len() as u64)
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        self.fitted
            .iter()
            .map(|fitted| NamedTensor::from_f64("class_shares", vec![fitted.shares.len()], &fitted.shares))
            .collect()
    }
}
