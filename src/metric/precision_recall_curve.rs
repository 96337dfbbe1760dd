//! Precision against recall over all thresholds, and average precision, the area under its steps.
//!
//! Average precision = Σ (R_n − R_{n−1}) P_n over falling thresholds, without interpolation, which would be too optimistic (Davis and Goadrich,
//! *The relationship between precision-recall and ROC curves*, ICML 2006). scikit-learn: `precision_recall_curve`, `average_precision_score`.

use super::Ranking;

/// One point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrecisionRecallPoint {
    /// TP / positives.
    pub recall: f64,
    /// TP / (TP + FP); 1 for the last point.
    pub precision: f64,
    /// Rows with this score or a larger one are called positive; infinite for the last point, where none is.
    pub threshold: f64,
}

impl PrecisionRecallPoint {
    /// The point as drawn.
    pub fn xy(&self) -> [f64; 2] {
        [self.recall, self.precision]
    }
}

/// The curve from recall 1, where every row is called positive, to (0, 1); `None` where the class is absent.
///
/// `drop_intermediate` keeps the first and the last point of each recall only (not scikit-learn's default).
pub fn precision_recall_curve(ranking: &Ranking, drop_intermediate: bool) -> Option<Vec<PrecisionRecallPoint>> {
    if ranking.positives() == 0 {
        return None;
    }
    let cuts = ranking.cuts();
    let kept = (0..cuts.len()).rev().filter(|&i| !drop_intermediate || changes_recall(ranking, i)).map(|i| {
        let called = cuts[i].true_positives + cuts[i].false_positives;
        PrecisionRecallPoint {
            recall: cuts[i].true_positives as f64 / ranking.positives() as f64,
            precision: cuts[i].true_positives as f64 / called as f64,
            threshold: cuts[i].threshold,
        }
    });
    let end = PrecisionRecallPoint { recall: 0.0, precision: 1.0, threshold: f64::INFINITY };
    Some(kept.chain(std::iter::once(end)).collect())
}

/// Whether cut `i` begins or ends a run of one recall; the outermost cuts always count.
fn changes_recall(ranking: &Ranking, i: usize) -> bool {
    let cuts = ranking.cuts();
    i == 0
        || i + 1 == cuts.len()
        || cuts[i - 1].true_positives != cuts[i].true_positives
        || cuts[i].true_positives != cuts[i + 1].true_positives
}

/// Average precision, in `[0, 1]`; the share of positives for a constant score. `None` where the class is absent.
pub fn average_precision(ranking: &Ranking) -> Option<f64> {
    if ranking.positives() == 0 {
        return None;
    }
    let (mut sum, mut before) = (0.0, 0);
    for cut in ranking.cuts() {
        let precision = cut.true_positives as f64 / (cut.true_positives + cut.false_positives) as f64;
        sum += (cut.true_positives - before) as f64 * precision;
        before = cut.true_positives;
    }
    Some(sum / ranking.positives() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::ranking::tests::ranking;

    #[test]
    fn a_small_curve_by_hand() {
        let r = ranking(&[0, 0, 1, 1], &[0.1, 0.4, 0.35, 0.8]);
        let curve = precision_recall_curve(&r, false).unwrap();
        let points: Vec<[f64; 2]> = curve.iter().map(PrecisionRecallPoint::xy).collect();
        assert_eq!(points, [[1.0, 0.5], [1.0, 2.0 / 3.0], [0.5, 0.5], [0.5, 1.0], [0.0, 1.0]]);
        assert_eq!(average_precision(&r), Some(0.5 + 1.0 / 3.0));
    }

    #[test]
    fn a_constant_score_gives_the_prevalence() {
        assert_eq!(average_precision(&ranking(&[0, 1, 0, 0], &[0.5; 4])), Some(0.25));
    }

    #[test]
    fn an_absent_class_has_no_curve_and_one_that_is_alone_a_perfect_one() {
        assert_eq!(average_precision(&ranking(&[0, 0], &[0.1, 0.2])), None);
        assert_eq!(precision_recall_curve(&ranking(&[0, 0], &[0.1, 0.2]), false), None);
        assert_eq!(average_precision(&ranking(&[1, 1], &[0.1, 0.2])), Some(1.0));
    }

    #[test]
    fn the_inside_of_a_vertical_run_is_dropped() {
        let r = ranking(&[1, 0, 0, 0, 1], &[0.9, 0.8, 0.7, 0.6, 0.5]);
        let recalls = |drop| precision_recall_curve(&r, drop).unwrap().iter().map(|p| p.recall).collect::<Vec<_>>();
        assert_eq!(recalls(false), [1.0, 0.5, 0.5, 0.5, 0.5, 0.0]);
        assert_eq!(recalls(true), [1.0, 0.5, 0.5, 0.0]);
    }
}
