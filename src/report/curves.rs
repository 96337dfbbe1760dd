//! ROC and precision-recall curves of a unit, and their mean over seeds.
//!
//! Curves of several seeds have points at different places; they are averaged vertically at fixed abscissae (Fawcett 2006,
//! "An introduction to ROC analysis", doi 10.1016/j.patrec.2005.10.010, section 8.1). With more than two classes a unit's
//! curve is the mean of the one-vs-rest curves, classes weighted alike.

use rayon::prelude::*;

use crate::metric::precision_recall_curve::{PrecisionRecallPoint, precision_recall_curve};
use crate::metric::roc::{RocPoint, roc_curve};
use crate::metric::{Ranking, thin};
use crate::run::store::Predictions;

use super::aggregate::MeanSd;

/// Intervals between the abscissae of an averaged curve.
const INTERVALS: usize = 240;

/// Which curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CurveKind {
    /// Recall over false positive rate.
    Roc,
    /// Precision over recall.
    PrecisionRecall,
}

/// A curve at fixed abscissae, with a band of one standard deviation where there are several seeds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MeanCurve {
    /// (x, mean y)
    pub(crate) points: Vec<(f64, f64)>,
    /// (x, low, high); empty for one seed.
    pub(crate) band: Vec<(f64, f64, f64)>,
}

/// The mean over units; `None` where no unit has a defined curve.
pub(crate) fn mean_curve(kind: CurveKind, units: &[&Predictions]) -> Option<MeanCurve> {
    let xs = abscissae(kind);
    let curves: Vec<Vec<f64>> = units.par_iter().filter_map(|unit| unit_curve(kind, unit, &xs)).collect();
    if curves.is_empty() {
        return None;
    }
    let mut mean = MeanCurve { points: Vec::new(), band: Vec::new() };
    if kind == CurveKind::Roc {
        mean.points.push((0.0, 0.0));
    }
    for (i, &x) in xs.iter().enumerate() {
        let Some(spread) = MeanSd::of(curves.iter().map(|curve| curve[i])) else { continue };
        mean.points.push((x, spread.mean));
        mean.band.extend(spread.band(0.0, 1.0).map(|(low, high)| (x, low, high)));
    }
    mean.points = without_straight_pieces(&mean.points);
    Some(mean)
}

/// The same line with fewer points.
fn without_straight_pieces(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let pairs: Vec<[f64; 2]> = points.iter().map(|&(x, y)| [x, y]).collect();
    thin(&pairs, pairs.len()).into_iter().map(|[x, y]| (x, y)).collect()
}

/// Denser towards 0 for ROC, where detectors differ; even for precision-recall.
fn abscissae(kind: CurveKind) -> Vec<f64> {
    let even = (0..=INTERVALS).map(|i| i as f64 / INTERVALS as f64);
    match kind {
        CurveKind::Roc => even.map(|x| x * x).collect(),
        CurveKind::PrecisionRecall => even.collect(),
    }
}

/// The mean over the classes of one unit, at the abscissae.
fn unit_curve(kind: CurveKind, unit: &Predictions, xs: &[f64]) -> Option<Vec<f64>> {
    // A binary task stores one column, the positive class's.
    let first_class = usize::from(unit.is_binary());
    let curves: Vec<Vec<f64>> = unit
        .scores
        .par_iter()
        .enumerate()
        .filter_map(|(column, scores)| {
            let class = (column + first_class) as u32;
            let curve = ClassCurve::new(kind, &unit.y_true, class, scores)?;
            Some(xs.iter().map(|&x| curve.at(x)).collect())
        })
        .collect();
    (!curves.is_empty())
        .then(|| (0..xs.len()).map(|i| curves.iter().map(|c| c[i]).sum::<f64>() / curves.len() as f64).collect())
}

/// One class's curve, to be read at any abscissa.
enum ClassCurve {
    /// From (0, 0) to (1, 1).
    Roc(Vec<RocPoint>),
    /// From recall 1 down; without the point where nothing is called positive.
    PrecisionRecall(Vec<PrecisionRecallPoint>),
}

impl ClassCurve {
    /// `None` where the class is absent or alone, or a score is not a number.
    fn new(kind: CurveKind, y_true: &[u32], class: u32, scores: &[f32]) -> Option<Self> {
        let ranking = Ranking::new(y_true, class, scores.iter().copied()).ok()?;
        Some(match kind {
            CurveKind::Roc => Self::Roc(roc_curve(&ranking, true)?),
            CurveKind::PrecisionRecall => {
                let mut points = precision_recall_curve(&ranking, true).filter(|_| ranking.negatives() > 0)?;
                points.pop();
                Self::PrecisionRecall(points)
            }
        })
    }

    /// ROC: straight lines between the points, the upper end of upright pieces. Precision-recall: the precision of the strictest
    /// threshold that finds as much, so that the area is the average precision.
    fn at(&self, x: f64) -> f64 {
        match self {
            Self::Roc(points) => {
                let after = points.partition_point(|point| point.false_positive_rate <= x);
                let [x0, y0] = points[after - 1].xy();
                points.get(after).map_or(y0, |next| {
                    let [x1, y1] = next.xy();
                    y0 + (y1 - y0) * (x - x0) / (x1 - x0)
                })
            }
            Self::PrecisionRecall(points) => {
                let found = points.partition_point(|point| point.recall >= x.max(f64::MIN_POSITIVE));
                points[found.max(1) - 1].precision
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(y_true: &[u32], scores: &[f32]) -> Predictions {
        Predictions {
            row_id: (0..y_true.len() as u64).collect(),
            y_true: y_true.to_vec(),
            scores: vec![scores.to_vec()],
            classes: vec!["normal".into(), "attack".into()],
        }
    }

    fn area(curve: &MeanCurve) -> f64 {
        curve.points.windows(2).map(|w| (w[1].0 - w[0].0) * (w[0].1 + w[1].1) / 2.0).sum()
    }

    #[test]
    fn a_perfect_ranking_fills_the_square() {
        let unit = binary(&[0, 0, 1, 1], &[0.1, 0.2, 0.8, 0.9]);
        let roc = mean_curve(CurveKind::Roc, &[&unit]).unwrap();
        assert_eq!((roc.points[0], roc.points[1]), ((0.0, 0.0), (0.0, 1.0)));
        assert_eq!(area(&roc), 1.0);
        let pr = mean_curve(CurveKind::PrecisionRecall, &[&unit]).unwrap();
        assert!(pr.points.iter().all(|&(_, precision)| precision == 1.0));
        assert!(roc.band.is_empty());
    }

    #[test]
    fn ties_lie_on_the_diagonal() {
        let unit = binary(&[0, 1, 0, 1], &[0.5; 4]);
        let roc = mean_curve(CurveKind::Roc, &[&unit]).unwrap();
        assert!(roc.points.iter().all(|&(x, y)| (x - y).abs() < 1e-12));
        let pr = mean_curve(CurveKind::PrecisionRecall, &[&unit]).unwrap();
        assert!(pr.points.iter().all(|&(_, precision)| precision == 0.5));
    }

    /// The example of scikit-learn's `roc_auc_score`: 3 of 4 pairs are in order.
    #[test]
    fn the_area_counts_ordered_pairs() {
        let roc = mean_curve(CurveKind::Roc, &[&binary(&[0, 0, 1, 1], &[0.1, 0.4, 0.35, 0.8])]).unwrap();
        assert!((area(&roc) - 0.75).abs() < 0.01, "{}", area(&roc));
    }

    #[test]
    fn seeds_give_a_band_and_one_class_gives_no_curve() {
        let good = binary(&[0, 1], &[0.1, 0.9]);
        let bad = binary(&[0, 1], &[0.9, 0.1]);
        let curve = mean_curve(CurveKind::Roc, &[&good, &bad]).unwrap();
        let (x, low, high) = curve.band[0];
        assert!(x == 0.0 && low == 0.0 && high == 1.0, "{low} {high}");
        assert_eq!(mean_curve(CurveKind::Roc, &[&binary(&[1, 1], &[0.1, 0.9])]), None);
        assert_eq!(mean_curve(CurveKind::Roc, &[&binary(&[0, 1], &[f32::NAN, 0.9])]), None);
    }

    #[test]
    fn classes_count_alike() {
        let unit = Predictions {
            row_id: vec![0, 1, 2],
            y_true: vec![0, 1, 2],
            scores: vec![vec![0.9, 0.1, 0.1], vec![0.1, 0.8, 0.1], vec![0.5, 0.5, 0.5]],
            classes: vec!["a".into(), "b".into(), "c".into()],
        };
        let roc = mean_curve(CurveKind::Roc, &[&unit]).unwrap();
        assert!((area(&roc) - (1.0 + 1.0 + 0.5) / 3.0).abs() < 1e-9);
    }
}
