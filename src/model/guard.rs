//! What every model checks before it trains or scores.

use super::{FitContext, ModelError};
use crate::matrix::Matrix;
use crate::prepare::Samples;

/// Checks both sides of a fit.
///
/// # Errors
/// [`ModelError::Cancelled`], [`ModelError::NoRows`], [`ModelError::NonFinite`], [`ModelError::Width`] where validation differs from
/// train, and [`ModelError::Unsupported`] where a label is no class.
pub(super) fn check_fit(train: &Samples, validation: &Samples, context: &FitContext<'_>) -> Result<(), ModelError> {
    context.check_cancelled()?;
    if train.is_empty() {
        return Err(ModelError::NoRows);
    }
    check_side(train, context.classes, "train")?;
    if validation.is_empty() {
        return Ok(());
    }
    check_width(&validation.x, train.x.cols())?;
    check_side(validation, context.classes, "validation")
}

fn check_side(samples: &Samples, classes: usize, side: &'static str) -> Result<(), ModelError> {
    if samples.x.rows() != samples.len() {
        let (rows, labels) = (samples.x.rows(), samples.len());
        return Err(ModelError::Unsupported(format!("the {side} side has {rows} rows but {labels} labels")));
    }
    if let Some(class) = samples.y.iter().find(|&&class| class as usize >= classes) {
        return Err(ModelError::Unsupported(format!(
            "a {side} row has class index {class}, but there are only {classes} classes"
        )));
    }
    if samples.x.is_finite() { Ok(()) } else { Err(ModelError::NonFinite { side }) }
}

fn check_width(x: &Matrix, expected: usize) -> Result<(), ModelError> {
    if x.cols() == expected { Ok(()) } else { Err(ModelError::Width { expected, got: x.cols() }) }
}

/// Checks rows to be scored by a model trained on `width` columns.
///
/// # Errors
/// [`ModelError::Width`], [`ModelError::NonFinite`].
pub(super) fn check_rows(x: &Matrix, width: usize) -> Result<(), ModelError> {
    check_width(x, width)?;
    if x.is_finite() { Ok(()) } else { Err(ModelError::NonFinite { side: "test" }) }
}

/// Checks that there is a column to learn from.
///
/// # Errors
/// [`ModelError::Unsupported`].
pub(super) fn check_columns(x: &Matrix) -> Result<(), ModelError> {
    if x.cols() > 0 {
        return Ok(());
    }
    Err(ModelError::Unsupported(
        "the rows have no column left to learn from; see drop and clean in the protocol".into(),
    ))
}

/// The loss weight of each class, as `f64`.
///
/// # Errors
/// [`ModelError::Unsupported`] unless there is one weight a class, and that of each class in train is positive and finite.
pub(super) fn class_weights(context: &FitContext<'_>, counts: &[usize]) -> Result<Vec<f64>, ModelError> {
    let weights = context.class_weights;
    if weights.len() != counts.len() {
        let (got, classes) = (weights.len(), counts.len());
        return Err(ModelError::Unsupported(format!("{got} class weights for {classes} classes")));
    }
    for (class, (&weight, &count)) in weights.iter().zip(counts).enumerate() {
        if count > 0 && !(weight > 0.0 && weight.is_finite()) {
            return Err(ModelError::Unsupported(format!(
                "class {class} has rows in train, but the weight {weight}; weights must be positive and finite"
            )));
        }
    }
    Ok(weights.iter().map(|&weight| f64::from(weight)).collect())
}

/// Rows of each class.
pub(super) fn class_counts(y: &[u32], classes: usize) -> Vec<usize> {
    let mut counts = vec![0; classes];
    for &class in y {
        counts[class as usize] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_know_absent_classes() {
        assert_eq!(class_counts(&[2, 0, 2], 4), [1, 0, 2, 0]);
    }
}
