//! Platt's sigmoid, P = 1 / (1 + exp(a·d + b)).
//!
//! Platt 1999, "Probabilistic outputs for support vector machines", fitted to his smoothed targets by the Newton method of Lin, Lin & Weng
//! 2007, doi 10.1007/s10994-007-5018-6. The same minimum as scikit-learn's `_SigmoidCalibration`.

/// Newton steps at most; some ten are usual.
const MAX_STEPS: usize = 100;

/// Added to the Hessian's diagonal, so that it can be inverted where all decision values are equal.
const RIDGE: f64 = 1e-12;

/// Stops where the gradient is below this times the number of rows.
const ENOUGH: f64 = 1e-12;

/// Steps below this are not tried.
const SMALLEST_STEP: f64 = 1e-10;

/// A fitted sigmoid.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct Platt {
    /// a; negative where large decision values speak for the class.
    pub(super) slope: f64,
    /// b
    pub(super) offset: f64,
}

impl Platt {
    /// Fits decision values and whether the row is of the class.
    pub(super) fn fit(rows: &[(f64, bool)]) -> Self {
        // Values near 1, whatever the machine's scale: a common factor of the values only divides the slope.
        let largest = rows.iter().fold(0.0_f64, |largest, (decision, _)| largest.max(decision.abs()));
        let scale = if largest > 0.0 { largest } else { 1.0 };
        let positive = rows.iter().filter(|(_, positive)| *positive).count() as f64;
        let other = rows.len() as f64 - positive;
        let targets = [1.0 / (other + 2.0), (positive + 1.0) / (positive + 2.0)];
        let rows: Vec<(f64, f64)> =
            rows.iter().map(|&(decision, positive)| (decision / scale, targets[usize::from(positive)])).collect();
        let (mut slope, mut offset) = (0.0, libm::log((other + 1.0) / (positive + 1.0)));
        let mut value = loss(&rows, slope, offset);
        for _ in 0..MAX_STEPS {
            let Slope { gradient: [by_slope, by_offset], hessian: [aa, ab, bb] } = derivatives(&rows, slope, offset);
            if by_slope.abs().max(by_offset.abs()) <= ENOUGH * rows.len() as f64 {
                break;
            }
            let determinant = aa * bb - ab * ab;
            let along =
                [(ab * by_offset - bb * by_slope) / determinant, (ab * by_slope - aa * by_offset) / determinant];
            let decrease = by_slope * along[0] + by_offset * along[1];
            let halved = std::iter::successors(Some(1.0), |step| Some(step / 2.0));
            let better = halved.take_while(|&step| step >= SMALLEST_STEP).find_map(|step| {
                let (a, b) = (slope + step * along[0], offset + step * along[1]);
                let new = loss(&rows, a, b);
                (new < value + 1e-4 * step * decrease).then_some((a, b, new))
            });
            let Some(better) = better else { break };
            (slope, offset, value) = better;
        }
        Self { slope: slope / scale, offset }
    }

    pub(super) fn probability(&self, decision: f64) -> f64 {
        sigmoid(self.slope * decision + self.offset)
    }
}

/// 1 / (1 + eᶻ), without overflow.
fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 { libm::exp(-z) / (1.0 + libm::exp(-z)) } else { 1.0 / (1.0 + libm::exp(z)) }
}

/// Cross entropy of the targets.
fn loss(rows: &[(f64, f64)], slope: f64, offset: f64) -> f64 {
    let of = |&(decision, target): &(f64, f64)| {
        let z = slope * decision + offset;
        if z >= 0.0 { target * z + libm::log1p(libm::exp(-z)) } else { (target - 1.0) * z + libm::log1p(libm::exp(z)) }
    };
    rows.iter().map(of).sum()
}

struct Slope {
    gradient: [f64; 2],
    /// by slope twice, by both, by offset twice
    hessian: [f64; 3],
}

fn derivatives(rows: &[(f64, f64)], slope: f64, offset: f64) -> Slope {
    let mut sums = Slope { gradient: [0.0; 2], hessian: [RIDGE, 0.0, RIDGE] };
    for &(decision, target) in rows {
        let p = sigmoid(slope * decision + offset);
        let (error, curvature) = (target - p, p * (1.0 - p));
        sums.gradient[0] += decision * error;
        sums.gradient[1] += error;
        sums.hessian[0] += decision * decision * curvature;
        sums.hessian[1] += decision * curvature;
        sums.hessian[2] += curvature;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_give_the_smoothed_share() {
        let platt = Platt::fit(&[(0.7, true), (0.7, false), (0.7, false), (0.7, false)]);
        let expected = (1.0 * (2.0 / 3.0) + 3.0 * (1.0 / 5.0)) / 4.0;
        assert!((platt.probability(0.7) - expected).abs() < 1e-6, "{}", platt.probability(0.7));
    }

    #[test]
    fn parted_classes_stay_finite_and_rise() {
        for scale in [1e-6, 1.0, 1e6] {
            let rows: Vec<(f64, bool)> = (-50..50).map(|i| (scale * (f64::from(i) + 0.5), i >= 0)).collect();
            let platt = Platt::fit(&rows);
            let ends = [-50.0, 0.0, 50.0].map(|d| platt.probability(scale * d));
            assert!(ends[0] < 0.03 && (ends[1] - 0.5).abs() < 1e-6 && ends[2] > 0.97, "{scale}: {ends:?}");
        }
    }

    #[test]
    fn one_class_or_far_values_are_no_error() {
        assert!(Platt::fit(&[(0.0, true), (3.0, true)]).probability(1e300) > 0.5);
        let platt = Platt { slope: -1.0, offset: 0.0 };
        assert_eq!((platt.probability(1e300), platt.probability(-1e300)), (1.0, 0.0));
    }
}
