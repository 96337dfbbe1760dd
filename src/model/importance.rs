//! How much each column matters to a fitted model.

use super::{FitContext, ModelError, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::random::Stream;
use crate::text::thousands;

/// How often a column is shuffled, scikit-learn's `n_repeats`.
const REPEATS: usize = 5;

/// Most validation rows that are shuffled; of more, a seeded sample.
const MOST_ROWS: usize = 5_000;

/// Columns named in a note.
const COLUMNS_NAMED: usize = 5;

/// One column's.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The column's name.
    pub column: String,
    /// Its share of what all splits gained: of the Gini impurity's decrease, or of the loss's. Sums to 1 over the columns unless nothing
    /// was split. It favours columns of many values.
    pub split: f64,
    /// What it is worth on validation rows, where the model was asked.
    pub permutation: Option<Permutation>,
}

/// How far the accuracy on validation falls when one column is shuffled (Breiman 2001, section 10), over five shuffles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// Mean fall of the accuracy; below 0 where the model does better without the column's order.
    pub mean: f64,
    /// Standard deviation of the fall, with n in the denominator as scikit-learn has it.
    pub sd: f64,
}

/// Importances from the gains of the splits by column.
pub(super) fn from_gains(gains: &[f64], context: &FitContext<'_>) -> Vec<Importance> {
    let total: f64 = gains.iter().sum();
    let share = |gain: f64| if total > 0.0 { gain / total } else { 0.0 };
    let of_column = |(column, &gain): (usize, &f64)| Importance {
        column: context.column_name(column),
        split: share(gain),
        permutation: None,
    };
    gains.iter().enumerate().map(of_column).collect()
}

/// The columns that gained most, in words; nothing where nothing was split.
pub(super) fn note(importances: &[Importance], of: &str) -> Option<String> {
    let mut order: Vec<&Importance> = importances.iter().filter(|importance| importance.split > 0.0).collect();
    order.sort_by(|a, b| b.split.total_cmp(&a.split));
    let named: Vec<String> = order
        .iter()
        .take(COLUMNS_NAMED)
        .map(|importance| format!("{} {:.3}", importance.column, importance.split))
        .collect();
    (!named.is_empty()).then(|| format!("most important columns by {of}: {}", named.join(", ")))
}

/// Adds what each column is worth on `validation`, asking `score`; returns a note on how it was done.
///
/// A column that no split asks is not shuffled: it is worth nothing.
///
/// # Errors
/// [`ModelError::Cancelled`], or those of `score`.
pub(super) fn permute(
    importances: &mut [Importance],
    validation: &Samples,
    context: &FitContext<'_>,
    score: impl Fn(&Matrix) -> Result<Matrix, ModelError>,
) -> Result<String, ModelError> {
    if validation.is_empty() {
        return Ok("no validation rows: permutation importance is left out".to_owned());
    }
    let mut stream = Stream::new(context.seed, &["permutation importance"]);
    let sample = sample(validation, &mut stream);
    let accuracy = |x: &Matrix| score(x).map(|scores| accuracy(&scores, &sample.y, context.binary));
    let unshuffled = accuracy(&sample.x)?;
    let mut x = sample.x.clone();
    for (column, importance) in importances.iter_mut().enumerate() {
        if importance.split <= 0.0 {
            importance.permutation = Some(Permutation { mean: 0.0, sd: 0.0 });
            continue;
        }
        let mut falls = [0.0; REPEATS];
        for fall in &mut falls {
            context.check_cancelled()?;
            for (row, other) in stream.permutation(x.rows()).into_iter().enumerate() {
                x.row_mut(row)[column] = sample.x.get(other, column);
            }
            *fall = unshuffled - accuracy(&x)?;
        }
        for row in 0..x.rows() {
            x.row_mut(row)[column] = sample.x.get(row, column);
        }
        importance.permutation = Some(mean_and_sd(&falls));
    }
    Ok(format!(
        "permutation importance: fall of the accuracy, {unshuffled:.4}, on {} validation rows, mean of {REPEATS} shuffles",
        thousands(sample.len())
    ))
}

/// At most [`MOST_ROWS`] rows, in their order.
fn sample(validation: &Samples, stream: &mut Stream) -> Samples {
    if validation.len() <= MOST_ROWS {
        return validation.clone();
    }
    let mut rows = stream.permutation(validation.len());
    rows.truncate(MOST_ROWS);
    rows.sort_unstable();
    Samples {
        x: validation.x.select_rows(&rows),
        y: rows.iter().map(|&row| validation.y[row]).collect(),
        row_id: rows.iter().map(|&row| validation.row_id[row]).collect(),
    }
}

/// Share of rows predicted right, by the rule of [`Classifier::scores`](super::Classifier::scores).
fn accuracy(scores: &Matrix, y: &[u32], binary: bool) -> f64 {
    let says = |row: &[f32]| if binary { usize::from(row[1] >= 0.5) } else { scores::first_largest(row) };
    let right = scores.iter_rows().zip(y).filter(|(row, class)| says(row) == **class as usize).count();
    right as f64 / y.len() as f64
}

fn mean_and_sd(values: &[f64]) -> Permutation {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    Permutation { mean, sd: variance.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_is_that_of_the_shuffles() {
        assert_eq!(mean_and_sd(&[1.0, 3.0, 1.0, 3.0]), Permutation { mean: 2.0, sd: 1.0 });
    }

    #[test]
    fn a_sample_keeps_rows_and_labels_together() {
        let rows = MOST_ROWS + 700;
        let x = Matrix::from_vec(rows, 1, (0..rows).map(|row| row as f32).collect());
        let all = Samples { x, y: (0..rows as u32).collect(), row_id: (0..rows as u64).collect() };
        let few = sample(&all, &mut Stream::new(0, &["test"]));
        assert_eq!(few.len(), MOST_ROWS);
        assert!(few.y.is_sorted() && few.x.iter_rows().zip(&few.y).all(|(row, &y)| row[0] == y as f32));
    }
}
