//! # DeLong's variance and test of areas under ROC curves
//!
//! **Answers:** how well is an AUC known from these test rows, and do the AUCs of two models on the same rows differ?
//!
//! **Formula:** a positive's placement is the share of negatives below it, equal ones counted half; a negative's, the share of positives
//! above it. AUC = mean placement; variance = S₁ / m + S₀ / n with the sample variances of the m positives' and n negatives' placements;
//! covariance of two models likewise. Interval: AUC ± z · √variance, cut to \[0, 1\]; on the
//! logit scale: ln(AUC / (1 − AUC)) ± z · √variance / (AUC (1 − AUC)), turned back. Test: z = difference / √(variance of the difference), two-sided.
//!
//! **Source:** DeLong, DeLong, Clarke-Pearson, Biometrics 44, 1988; computed from midranks: Sun, Xu, *Fast implementation of DeLong's
//! algorithm*, IEEE Signal Processing Letters 21, 2014. The definition is pROC's `var`, `ci.auc` and `roc.test` with `method = "delong"`. Logit: Pepe, *The
//! statistical evaluation of medical tests for classification and prediction*, 2003, section 5.2.
//!
//! **Assumes:** rows independent of each other; enough of both classes for a sum to be normal.
//!
//! **Not for:** a perfect AUC, whose variance comes out as 0: no interval is given; flows of one attack (bootstrap by group); models of
//! which one is the other with more inputs, where the test errs on the side of no difference.
//!
//! **Coverage:** 2,000 repeats at 95 %. Of an AUC of 0.80: 93.5 % for 50 + 50 rows, on the logit scale 95.9 %; of 0.948: 84.2 % for 20 + 20 and 94.2 %
//! for 200 + 200, by logit 95.2 and 94.0 %; of 0.990: 81.7 % for 50 + 50 and 92.9 % for 500 + 500, by logit 93.2 % for 100 + 100 and 94.8 % for
//! 500 + 500. So close to 1 the logit interval is the one to take. The difference of two models: 95.8 % for 50 + 50 and 95.5 % for 200 + 200.

use super::placements::Placements;
use super::{Interval, Undefined, normal_above, normal_quantile};

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
    fn of(placements: &Placements) -> Self {
        let (positives, negatives) = placements.rows();
        Self { value: placements.area(), variance: placements.variance(), positives, negatives }
    }

    /// The interval of the area at `confidence` in (0, 1), within `[0, 1]`: pROC's, which is too narrow for areas close to 1.
    ///
    /// # Errors
    /// A variance of 0, as of a perfect ranking.
    pub fn interval(&self, confidence: f64) -> Result<Interval, Undefined> {
        Ok(Interval::around(self.value, normal_quantile(confidence) * self.error()?).within(0.0, 1.0))
    }

    /// The interval computed on the logit scale: never beyond 1, and the one to take for areas close to 1.
    ///
    /// # Errors
    /// A variance of 0, as of a perfect ranking.
    pub fn logit_interval(&self, confidence: f64) -> Result<Interval, Undefined> {
        let miss = 1.0 - self.value;
        let half = normal_quantile(confidence) * self.error()? / (self.value * miss);
        // An odds of value / miss times e^±half, as an area.
        let area = |shift: f64| self.value / (self.value + miss * libm::exp(-shift));
        Ok(Interval { low: area(-half), high: area(half) })
    }

    fn error(&self) -> Result<f64, Undefined> {
        if self.variance > 0.0 { Ok(self.variance.sqrt()) } else { Err(Undefined::NoVariation) }
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
    Ok(Auc::of(&Placements::new(positive, scores)?))
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
    let (first, second) = (Auc::of(&a), Auc::of(&b));
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
