//! How well a column ranks one class against the rest.

use super::sorted::Test;
use crate::audit::data::outcome::{CONFIDENCE, ends};
use crate::stats;

/// Area under the ROC curve, the larger of the two directions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auc {
    /// From 0.5 to 1.
    pub value: f64,
    /// 95 % interval, inside (0, 1); none of a perfect ranking, whose error cannot be told.
    pub interval: Option<[f64; 2]>,
    /// Test rows of the class.
    pub positives: u64,
    /// Test rows of the other classes.
    pub negatives: u64,
}

/// The area of each class; none where the class or the rest has no row.
pub(super) fn every_class(test: &Test, classes: usize) -> Vec<Option<Auc>> {
    let mut positives = vec![0_u64; classes];
    // Twice the sum of ranks, tied values sharing theirs, so that it is a whole number.
    let mut ranks = vec![0_u64; classes];
    let mut rows = 0_u64;
    for tie in test.ties() {
        let twice = 2 * rows + tie.len() as u64 + 1;
        for &(_, class) in tie {
            positives[class as usize] += 1;
            ranks[class as usize] += twice;
        }
        rows += tie.len() as u64;
    }
    let area = |(&positives, &ranks): (&u64, &u64)| {
        let negatives = rows - positives;
        (positives > 0 && negatives > 0).then(|| {
            let twice_u = ranks - positives * (positives + 1);
            of(twice_u as f64 / 2.0 / (positives as f64 * negatives as f64), positives, negatives)
        })
    };
    positives.iter().zip(&ranks).map(area).collect()
}

/// With the standard error of Hanley and McNeil, *Radiology* 143, 1982, on the logit scale.
fn of(area: f64, positives: u64, negatives: u64) -> Auc {
    let value = area.max(1.0 - area);
    let (p, n) = (positives as f64, negatives as f64);
    let (q1, q2) = (value / (2.0 - value), 2.0 * value * value / (1.0 + value));
    let variance = value * (1.0 - value) + (p - 1.0) * (q1 - value * value) + (n - 1.0) * (q2 - value * value);
    let known = stats::Auc {
        value,
        variance: variance / (p * n),
        positives: positives as usize,
        negatives: negatives as usize,
    };
    Auc { value, interval: known.logit_interval(CONFIDENCE).ok().map(ends), positives, negatives }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_in_order_are_counted_ties_by_half() {
        // Of six pairs the class 1 is above in four and tied in one.
        let test = Test::new(vec![1.0, 2.0, 3.0, 2.0, 5.0], &[0, 0, 0, 1, 1]);
        let areas = every_class(&test, 3);
        assert!((areas[1].unwrap().value - 4.5 / 6.0).abs() < 1e-12);
        assert_eq!(areas[0].unwrap().value, areas[1].unwrap().value);
        assert_eq!(areas[2], None);
    }

    #[test]
    fn the_interval_of_hanley_and_mcneil() {
        // Their example: an area of 0.893 with 51 and 58 rows has the standard error 0.032.
        let auc = of(0.893, 51, 58);
        let [low, high] = auc.interval.unwrap();
        let logit = |area: f64| libm::log(area / (1.0 - area));
        let half = (logit(high) - logit(low)) / 2.0;
        let error = half / stats::normal_quantile(CONFIDENCE) * 0.893 * (1.0 - 0.893);
        assert!((error - 0.032).abs() < 1e-3, "{auc:?}");
    }

    #[test]
    fn a_perfect_ranking_has_no_interval_and_no_other_one_holds_1() {
        assert_eq!(of(1.0, 10, 10).interval, None);
        let nearly = of(0.9995, 500, 500);
        let [low, high] = nearly.interval.unwrap();
        assert!(low < nearly.value && nearly.value < high && high < 1.0, "{nearly:?}");
    }
}
