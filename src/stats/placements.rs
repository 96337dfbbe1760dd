//! Placements: the share of the other class on whose right side a row stands.

use super::midrank::midranks;
use super::undefined::{finite, same_length};
use super::{Undefined, mean};

/// How each row stands among those of the other class.
pub(super) struct Placements {
    positives: Vec<f64>,
    negatives: Vec<f64>,
}

impl Placements {
    /// The placements of `scores`; as [`delong_auc`](super::delong_auc).
    pub(super) fn new<S: Copy + Into<f64>>(positive: &[bool], scores: &[S]) -> Result<Self, Undefined> {
        same_length(positive.len(), scores.len())?;
        let all: Vec<f64> = scores.iter().map(|&score| score.into()).collect();
        finite(&all)?;
        let of = |class: bool| -> Vec<f64> {
            let rows = all.iter().zip(positive);
            rows.filter(|&(_, &p)| p == class).map(|(&score, _)| score).collect()
        };
        let (above, below) = (of(true), of(false));
        for (of, rows) in [("positive rows", &above), ("negative rows", &below)] {
            if rows.len() < 2 {
                return Err(Undefined::TooFew { of, needed: 2, got: rows.len() });
            }
        }
        let ranks = midranks(&all);
        let ranks_of =
            |class: bool| ranks.iter().zip(positive).filter(move |&(_, &p)| p == class).map(|(&rank, _)| rank);
        // The rank among all less the rank among one's own class is the number of the other class below.
        let (m, n) = (above.len() as f64, below.len() as f64);
        let positives = ranks_of(true).zip(midranks(&above)).map(|(all, own)| (all - own) / n).collect();
        let negatives = ranks_of(false).zip(midranks(&below)).map(|(all, own)| (m - (all - own)) / m).collect();
        Ok(Self { positives, negatives })
    }

    /// Rows of the two classes.
    pub(super) fn rows(&self) -> (usize, usize) {
        (self.positives.len(), self.negatives.len())
    }

    /// The area under the ROC curve.
    pub(super) fn area(&self) -> f64 {
        centre(&self.positives)
    }

    /// Of the area.
    pub(super) fn variance(&self) -> f64 {
        self.covariance(self)
    }

    /// Of the areas of two models on the same rows.
    pub(super) fn covariance(&self, other: &Self) -> f64 {
        let of_mean = |a: &[f64], b: &[f64]| covariance(a, b) / a.len() as f64;
        of_mean(&self.positives, &other.positives) + of_mean(&self.negatives, &other.negatives)
    }

    /// Row by row.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let minus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
        Self {
            positives: minus(&self.positives, &other.positives),
            negatives: minus(&self.negatives, &other.negatives),
        }
    }
}

/// Sample covariance (n − 1) of at least two pairs.
fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (a_mean, b_mean) = (centre(a), centre(b));
    let sum: f64 = a.iter().zip(b).map(|(a, b)| (a - a_mean) * (b - b_mean)).sum();
    sum / (a.len() - 1) as f64
}

fn centre(placements: &[f64]) -> f64 {
    mean(placements).expect("each class has two rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_count_half() {
        let positive = [true, true, true, false, false, false];
        let got = Placements::new(&positive, &[3.0, 2.0, 1.0, 2.0, 0.0, 0.0]).unwrap();
        assert_eq!(got.positives, [1.0, 2.5 / 3.0, 2.0 / 3.0]);
        assert_eq!(got.negatives, [0.5, 1.0, 1.0]);
    }
}
