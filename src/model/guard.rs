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

/// [`check_fit`] for models that learn from columns: train must have one.
///
/// # Errors
/// Those of [`check_fit`], and [`ModelError::Unsupported`] where there is no column.
pub(super) fn check_fit_on_columns(
    train: &Samples,
    validation: &Samples,
    context: &FitContext<'_>,
) -> Result<(), ModelError> {
    check_fit(train, validation, context)?;
    if train.x.cols() > 0 {
        return Ok(());
    }
    Err(ModelError::Unsupported(
        "the rows have no column left to learn from; see drop and clean in the protocol".into(),
    ))
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

/// What train holds of each class.
pub(super) struct Classes {
    /// Rows of each class.
    pub(super) counts: Vec<usize>,
    /// Loss weight of each class.
    pub(super) weights: Vec<f64>,
    /// The classes that have rows, ascending.
    pub(super) present: Vec<usize>,
}

/// Counts the classes of train, whose labels are checked, and reads their weights.
///
/// # Errors
/// [`ModelError::Unsupported`] unless there is one weight a class, and that of each class in train is positive and finite.
pub(super) fn classes(train: &Samples, context: &FitContext<'_>) -> Result<Classes, ModelError> {
    let counts = class_counts(&train.y, context.classes);
    let weights = class_weights(context, &counts)?;
    let present = (0..counts.len()).filter(|&class| counts[class] > 0).collect();
    Ok(Classes { counts, weights, present })
}

fn class_weights(context: &FitContext<'_>, counts: &[usize]) -> Result<Vec<f64>, ModelError> {
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

/// What is said where early stopping was asked for and nothing can be watched; `steps` are all that were made, such as `10 epochs`.
pub(super) fn unwatched_note(steps: &str) -> String {
    format!("no early stopping: there is no validation row to watch; all {steps} were trained")
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
