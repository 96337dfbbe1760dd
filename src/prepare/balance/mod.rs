//! Class imbalance, treated on the training samples only.

mod class_weights;
mod oversample;
mod smote;
mod undersample;

use super::Samples;
use super::note::count;
use crate::random::Stream;
use crate::spec::Balance;

/// Applies `rule` to the training samples; the second part is the loss weight of each class.
///
/// New rows are appended behind the ones that were there. Classes without a training row are left out of every rule.
pub(super) fn balance(
    rule: Balance,
    train: Samples,
    classes: &[String],
    stream: Stream,
    notes: &mut Vec<String>,
) -> (Samples, Vec<f32>) {
    let equal = vec![1.0; classes.len()];
    let members = Members::of(&train.y, classes.len());
    let before = train.len();
    let balanced = match rule {
        Balance::None => return (train, equal),
        Balance::ClassWeights => {
            let weights = class_weights::class_weights(&members);
            notes.push(format!("Class weights: {}.", class_weights::sentence(classes, &weights)));
            return (train, weights);
        }
        Balance::Undersample => undersample::undersample(&train, members, stream),
        Balance::Oversample => oversample::oversample(&train, &members, stream),
        Balance::Smote => smote::smote(&train, &members, classes, stream, notes),
    };
    let name = match rule {
        Balance::Undersample => "Undersampling",
        Balance::Oversample => "Oversampling",
        _ => "SMOTE",
    };
    notes.push(format!("{name}: {} training samples became {}.", count(before), count(balanced.len())));
    (balanced, equal)
}

/// Rows by class, ascending.
struct Members(Vec<Vec<usize>>);

impl Members {
    fn of(y: &[u32], classes: usize) -> Self {
        let mut members = vec![Vec::new(); classes];
        for (row, &class) in y.iter().enumerate() {
            members[class as usize].push(row);
        }
        Self(members)
    }

    /// Rows of the largest class.
    fn largest(&self) -> usize {
        self.0.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Rows of the smallest class that has any.
    fn smallest(&self) -> usize {
        self.0.iter().map(Vec::len).filter(|&rows| rows > 0).min().unwrap_or(0)
    }

    /// Classes that have rows, with them.
    fn present(&self) -> impl Iterator<Item = (usize, &[usize])> {
        self.0.iter().enumerate().filter(|(_, rows)| !rows.is_empty()).map(|(class, rows)| (class, rows.as_slice()))
    }
}

/// The samples named by `index`, in that order.
fn select(samples: &Samples, index: &[usize]) -> Samples {
    Samples {
        x: samples.x.select_rows(index),
        y: index.iter().map(|&row| samples.y[row]).collect(),
        row_id: index.iter().map(|&row| samples.row_id[row]).collect(),
    }
}

#[cfg(test)]
mod fixture {
    use super::*;
    use crate::matrix::Matrix;

    /// Samples of these classes; row `i` is (`i`, `−i`) and has the id `100 + i`.
    pub(super) fn samples(y: &[u32]) -> Samples {
        let values = (0..y.len()).flat_map(|i| [i as f32, -(i as f32)]).collect();
        Samples { x: Matrix::from_vec(y.len(), 2, values), y: y.to_vec(), row_id: (100..).take(y.len()).collect() }
    }

    pub(super) fn counts(y: &[u32], classes: usize) -> Vec<usize> {
        Members::of(y, classes).0.iter().map(Vec::len).collect()
    }
}
