//! Receiver operating characteristic: recall against false alarm rate over all thresholds, and the area under it.
//!
//! The area is the chance that a random positive row scores above a random negative one, ties counted half (Hanley and McNeil, *Radiology* 143,
//! 1982; Fawcett, *Pattern Recognition Letters* 27, 2006). scikit-learn: `roc_curve`, `roc_auc_score`.

use super::Ranking;

/// One point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RocPoint {
    /// FP / negatives.
    pub false_positive_rate: f64,
    /// TP / positives.
    pub true_positive_rate: f64,
    /// Rows with this score or a larger one are called positive; infinite for the first point, where none is.
    pub threshold: f64,
}

impl RocPoint {
    /// The point as drawn.
    pub fn xy(&self) -> [f64; 2] {
        [self.false_positive_rate, self.true_positive_rate]
    }
}

/// The curve from (0, 0) to (1, 1); `None` where the class is absent or alone.
///
/// `drop_intermediate` leaves out points on a straight line between their neighbours (scikit-learn's default): the drawing and the area stay the same.
pub fn roc_curve(ranking: &Ranking, drop_intermediate: bool) -> Option<Vec<RocPoint>> {
    if ranking.positives() == 0 || ranking.negatives() == 0 {
        return None;
    }
    let (positives, negatives) = (ranking.positives() as f64, ranking.negatives() as f64);
    let cuts = ranking.cuts();
    let kept = (0..cuts.len()).filter(|&i| !drop_intermediate || is_corner(ranking, i)).map(|i| RocPoint {
        false_positive_rate: cuts[i].false_positives as f64 / negatives,
        true_positive_rate: cuts[i].true_positives as f64 / positives,
        threshold: cuts[i].threshold,
    });
    let origin = RocPoint { false_positive_rate: 0.0, true_positive_rate: 0.0, threshold: f64::INFINITY };
    Some(std::iter::once(origin).chain(kept).collect())
}

/// Whether the steps into and out of cut `i` differ. scikit-learn's rule: steps of one direction but another length are kept, too.
fn is_corner(ranking: &Ranking, i: usize) -> bool {
    let cuts = ranking.cuts();
    if i == 0 || i + 1 == cuts.len() {
        return true;
    }
    let step = |a: usize, b: usize| {
        (cuts[b].true_positives - cuts[a].true_positives, cuts[b].false_positives - cuts[a].false_positives)
    };
    step(i - 1, i) != step(i, i + 1)
}

/// The area under the curve, in `[0, 1]`; `None` where the class is absent or alone.
///
/// From the counts in integers (twice Mann and Whitney's U), with one division at the end.
pub fn roc_auc(ranking: &Ranking) -> Option<f64> {
    let pairs = u128::from(ranking.positives()) * u128::from(ranking.negatives());
    if pairs == 0 {
        return None;
    }
    let (mut twice_above, mut before_true, mut before_false) = (0, 0, 0);
    for cut in ranking.cuts() {
        let trapezoid = u128::from(cut.false_positives - before_false) * u128::from(before_true + cut.true_positives);
        twice_above += trapezoid;
        (before_true, before_false) = (cut.true_positives, cut.false_positives);
    }
    Some(twice_above as f64 / (2 * pairs) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::ranking::tests::ranking;

    #[test]
    fn a_small_curve_by_hand() {
        let r = ranking(&[0, 0, 1, 1], &[0.1, 0.4, 0.35, 0.8]);
        let points: Vec<[f64; 2]> = roc_curve(&r, true).unwrap().iter().map(RocPoint::xy).collect();
        assert_eq!(points, [[0.0, 0.0], [0.0, 0.5], [0.5, 0.5], [0.5, 1.0], [1.0, 1.0]]);
        assert_eq!(roc_curve(&r, true).unwrap()[0].threshold, f64::INFINITY);
        assert_eq!(roc_auc(&r), Some(0.75));
    }

    #[test]
    fn ties_count_half() {
        assert_eq!(roc_auc(&ranking(&[0, 1, 1, 0], &[0.5; 4])), Some(0.5));
    }

    #[test]
    fn one_class_only_has_no_curve() {
        for y in [[0, 0], [1, 1]] {
            assert_eq!(roc_auc(&ranking(&y, &[0.25, 0.75])), None);
            assert_eq!(roc_curve(&ranking(&y, &[0.25, 0.75]), true), None);
        }
    }

    #[test]
    fn points_inside_a_straight_line_are_dropped() {
        let r = ranking(&[1, 1, 1, 0, 0, 0], &[0.9, 0.8, 0.7, 0.3, 0.2, 0.1]);
        assert_eq!(roc_curve(&r, false).unwrap().len(), 7);
        assert_eq!(roc_curve(&r, true).unwrap().len(), 4);
    }
}
