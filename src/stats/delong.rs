//! # DeLong's variance and test of areas under ROC curves
//!
//! **Answers:** how well is an AUC known from these test rows, and do the AUCs of two models on the same rows differ?
//!
//! **Formula:** a positive's placement is the share of negatives below it, equal ones counted half; a negative's, the share of positives
//! above it. AUC = mean placement; variance = S₁ / m + S₀ / n with the sample variances of the m positives' and n negatives' placements;
//! covariance of two models likewise. Interval: AUC ± z · √variance, cut to \[0, 1\]. Test: z = difference / √(variance of the difference), two-sided.
//!
//! **Source:** DeLong, DeLong, Clarke-Pearson, Biometrics 44, 1988; computed from midranks: Sun, Xu, *Fast implementation of DeLong's
//! algorithm*, IEEE Signal Processing Letters 21, 2014. The definition is pROC's `var`, `ci.auc` and `roc.test` with `method = "delong"`.
//!
//! **Assumes:** rows independent of each other; enough of both classes for a sum to be normal.
//!
//! **Not for:** a perfect AUC, whose variance comes out as 0: no interval is given; flows of one attack (bootstrap by group); models of
//! which one is the other with more inputs, where the test errs on the side of no difference.

use super::midrank::midranks;
use super::undefined::{finite, same_length};
use super::{Interval, Undefined, mean, normal_above, normal_quantile};

/// An area under a ROC curve and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc {
    /// The area.
    pub value: f64,
    /// Its variance over samples of rows.
    pub variance: f64,
    /// Positive rows.
    pub positives: usize,
    /// Negative rows.
    pub negatives: usize,
}

impl Auc {
    /// The interval of the area at `confidence` in (0, 1), within `[0, 1]`.
    ///
    /// # Errors
    /// A variance of 0, as of a perfect ranking.
    pub fn interval(&self, confidence: f64) -> Result<Interval, Undefined> {
        if self.variance == 0.0 {
            return Err(Undefined::NoVariation);
        }
        Ok(Interval::around(self.value, normal_quantile(confidence) * self.variance.sqrt()).within(0.0, 1.0))
    }
}

/// Two models' areas on the same rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AucComparison {
    /// The first model's area.
    pub first: Auc,
    /// The second model's area.
    pub second: Auc,
    /// Covariance of the two areas.
    pub covariance: f64,
    /// first − second.
    pub difference: f64,
    /// Standard error of the difference.
    pub error: f64,
    /// difference / error.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
}

impl AucComparison {
    /// The interval of the difference at `confidence` in (0, 1), within `[-1, 1]`.
    pub fn interval(&self, confidence: f64) -> Interval {
        Interval::around(self.difference, normal_quantile(confidence) * self.error).within(-1.0, 1.0)
    }
}

/// The area under the ROC curve of `scores`; `positive` says which rows are of the class that should score high.
///
/// # Errors
/// Lists of different lengths, a score that is not finite, or fewer than two rows of a class.
pub fn delong_auc<S: Copy + Into<f64>>(positive: &[bool], scores: &[S]) -> Result<Auc, Undefined> {
    Ok(Placements::new(positive, scores)?.auc())
}

/// Compares the areas of two models on the same rows.
///
/// # Errors
/// As [`delong_auc`], or a difference whose variance is 0: models that rank alike, or perfectly.
pub fn delong_test<S: Copy + Into<f64>>(
    positive: &[bool],
    first: &[S],
    second: &[S],
) -> Result<AucComparison, Undefined> {
    let [a, b] = [Placements::new(positive, first)?, Placements::new(positive, second)?];
    let (first, second) = (a.auc(), b.auc());
    // The variance of the differences, not the difference of variances, is 0 and no rounding where models rank alike.
    let error = a.minus(&b).variance().sqrt();
    if error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let difference = first.value - second.value;
    let z = difference / error;
    let covariance = a.covariance(&b);
    Ok(AucComparison { first, second, covariance, difference, error, z, p: 2.0 * normal_above(z.abs()) })
}

/// How each row stands among those of the other class.
struct Placements {
    positives: Vec<f64>,
    negatives: Vec<f64>,
}

impl Placements {
    fn new<S: Copy + Into<f64>>(positive: &[bool], scores: &[S]) -> Result<Self, Undefined> {
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

    fn auc(&self) -> Auc {
        let value = centre(&self.positives);
        Auc { value, variance: self.variance(), positives: self.positives.len(), negatives: self.negatives.len() }
    }

    fn variance(&self) -> f64 {
        self.covariance(self)
    }

    fn covariance(&self, other: &Self) -> f64 {
        let of_mean = |a: &[f64], b: &[f64]| covariance(a, b) / a.len() as f64;
        of_mean(&self.positives, &other.positives) + of_mean(&self.negatives, &other.negatives)
    }

    fn minus(&self, other: &Self) -> Self {
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

    const POSITIVE: [bool; 6] = [true, true, true, false, false, false];

    #[test]
    fn placements_by_hand() {
        let auc = delong_auc(&POSITIVE, &[3.0, 2.0, 1.0, 2.0, 0.0, 0.0]).unwrap();
        // Positives stand above 3, 2.5 and 2 of 3 negatives; negatives below 1.5, 3 and 3 of 3 positives.
        assert!((auc.value - 7.5 / 9.0).abs() < 1e-15);
        assert!((auc.variance - (1.0 / 36.0 + 1.0 / 12.0) / 3.0).abs() < 1e-15);
        assert!(auc.interval(0.95).unwrap().high == 1.0);
    }

    #[test]
    fn a_perfect_ranking_has_no_interval_and_equal_ones_no_test() {
        let perfect = delong_auc(&POSITIVE, &[5.0_f32, 6.0, 7.0, 1.0, 2.0, 3.0]).unwrap();
        assert_eq!((perfect.value, perfect.interval(0.95)), (1.0, Err(Undefined::NoVariation)));
        let scores = [3.0, 2.0, 1.0, 2.0, 0.0, 0.0];
        let doubled = scores.map(|s| 2.0 * s);
        assert_eq!(delong_test(&POSITIVE, &scores, &doubled), Err(Undefined::NoVariation));
    }

    #[test]
    fn both_classes_are_needed() {
        let few = delong_auc(&[true, false, false], &[1.0, 0.0, 0.5]).unwrap_err();
        assert_eq!(few, Undefined::TooFew { of: "positive rows", needed: 2, got: 1 });
        assert!(delong_auc(&[true], &[1.0, 2.0]).is_err());
    }
}
