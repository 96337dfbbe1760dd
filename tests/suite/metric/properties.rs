//! What must hold for any predictions.

use idsbench::matrix::Matrix;
use idsbench::metric::matthews::matthews_corrcoef;
use idsbench::metric::precision_recall_curve::{average_precision, precision_recall_curve};
use idsbench::metric::roc::{RocPoint, roc_auc, roc_curve};
use idsbench::metric::{Confusion, Evaluation, MetricError, Ranking, evaluate, thin};
use idsbench::random::Stream;
use proptest::prelude::*;

use super::{assert_close, names, scalar};

/// Rounding of a few sums.
const CLOSE: f64 = 1e-12;

/// True classes and scores of `classes` columns in eighths, so that ties abound; rows add up to 1.
fn predictions() -> impl Strategy<Value = (usize, Vec<u32>, Matrix)> {
    (2usize..7, 1usize..60).prop_flat_map(|(classes, rows)| {
        let y = prop::collection::vec(0..classes as u32, rows);
        let throws = prop::collection::vec(0..classes, rows * 8);
        (Just(classes), y, throws).prop_map(move |(classes, y, throws)| {
            let mut scores = Matrix::zeros(rows, classes);
            for (i, &class) in throws.iter().enumerate() {
                scores.row_mut(i / 8)[class] += 0.125;
            }
            (classes, y, scores)
        })
    })
}

/// True classes of a binary task and scores with ties.
fn ranked() -> impl Strategy<Value = (Vec<u32>, Vec<f32>)> {
    prop::collection::vec((0u32..2, 0u8..12), 1..80)
        .prop_map(|rows| rows.into_iter().map(|(y, s)| (y, f32::from(s) / 16.0)).unzip())
}

fn rank(y: &[u32], scores: impl Iterator<Item = f32>) -> Ranking {
    Ranking::new(y, 1, scores.collect::<Vec<_>>().into_iter()).expect("finite scores")
}

fn evaluation(y: &[u32], scores: &Matrix, classes: usize, binary: bool) -> Evaluation {
    evaluate(y, scores, &names(classes), binary).expect("sound predictions")
}

proptest! {
    #[test]
    fn counts_add_up_and_values_stay_in_bounds((classes, y, scores) in predictions()) {
        let e = evaluation(&y, &scores, classes, false);
        prop_assert_eq!(e.confusion.rows(), y.len() as u64);
        prop_assert_eq!(e.per_class.values().map(|c| c.support).sum::<u64>(), e.rows);
        let below = |name: &str| match name { "log_loss" => 36.05, "brier" => 2.0, _ => 1.0 };
        for (name, value) in e.scalars.iter().filter_map(|(name, value)| value.map(|v| (name, v))) {
            let least = if name == "matthews_corrcoef" { -1.0 } else { 0.0 };
            prop_assert!(value >= least && value <= below(name), "{} = {}", name, value);
        }
        for class in e.per_class.values() {
            prop_assert!(class.f1 <= class.precision.max(class.recall) + CLOSE);
            prop_assert!(class.f1 >= class.precision.min(class.recall) - CLOSE);
        }
    }

    #[test]
    fn weighted_recall_and_the_micro_average_are_accuracy((classes, y, scores) in predictions()) {
        let e = evaluation(&y, &scores, classes, false);
        let accuracy = scalar(&e, "accuracy");
        assert_close(scalar(&e, "recall_weighted"), accuracy, CLOSE, "weighted recall");
        let all: Vec<_> = (0..classes).map(|class| e.confusion.one_vs_rest(class)).collect();
        let hits: u64 = all.iter().map(|c| c.true_positives).sum();
        let called: u64 = all.iter().map(|c| c.true_positives + c.false_positives).sum();
        assert_close(hits as f64 / called as f64, accuracy, CLOSE, "micro precision");
    }

    #[test]
    fn specificity_and_false_alarm_rate_add_up_to_one((classes, y, scores) in predictions()) {
        let e = evaluation(&y, &scores, classes, false);
        match (e.scalars["specificity"], e.scalars["false_alarm_rate"]) {
            (Some(quiet), Some(alarms)) => assert_close(quiet + alarms, 1.0, CLOSE, "sum"),
            (quiet, alarms) => prop_assert_eq!(quiet, alarms),
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter((classes, y, scores) in predictions(), seed in 0u64..1000) {
        let order = Stream::new(seed, &["test"]).permutation(y.len());
        let shuffled: Vec<u32> = order.iter().map(|&i| y[i]).collect();
        let (a, b) = (
            evaluation(&y, &scores, classes, false),
            evaluation(&shuffled, &scores.select_rows(&order), classes, false),
        );
        prop_assert_eq!(&a.confusion, &b.confusion);
        for (name, value) in &a.scalars {
            match (value, b.scalars[name]) {
                (Some(x), Some(y)) => assert_close(*x, y, CLOSE, name),
                (x, y) => prop_assert_eq!(*x, y),
            }
        }
    }

    #[test]
    fn mcc_does_not_depend_on_the_order_of_classes(
        cells in prop::collection::vec(0u64..50, 16),
        seed in 0u64..1000,
    ) {
        let order = Stream::new(seed, &["test"]).permutation(4);
        let build = |at: &dyn Fn(usize, usize) -> u64| Confusion {
            labels: names(4),
            matrix: (0..4).map(|t| (0..4).map(|p| at(t, p)).collect()).collect(),
        };
        let plain = matthews_corrcoef(&build(&|t, p| cells[t * 4 + p]));
        prop_assert_eq!(plain, matthews_corrcoef(&build(&|t, p| cells[order[t] * 4 + order[p]])));
        prop_assert_eq!(plain, matthews_corrcoef(&build(&|t, p| cells[p * 4 + t])));
        prop_assert!((-1.0..=1.0).contains(&plain));
    }

    #[test]
    fn auc_turns_with_the_scores_and_ignores_monotone_maps((y, scores) in ranked()) {
        let auc = |map: &dyn Fn(f32) -> f32| roc_auc(&rank(&y, scores.iter().map(|&s| map(s))));
        let plain = auc(&|s| s);
        prop_assert_eq!(plain, auc(&|s| s * s * s + 3.0));
        prop_assert_eq!(plain, auc(&|s| -1.0 / (s + 0.5)));
        match (plain, auc(&|s| -s)) {
            (Some(up), Some(down)) => assert_close(up + down, 1.0, CLOSE, "AUC(s) + AUC(-s)"),
            (up, down) => prop_assert_eq!(up, down),
        }
    }

    #[test]
    fn auc_is_the_share_of_pairs_in_order((y, scores) in ranked()) {
        let of = |class: u32| y.iter().zip(&scores).filter(move |(y, _)| **y == class).map(|(_, s)| *s);
        let twice = |p: f32, n: f32| if p > n { 2 } else { u64::from(p == n) };
        let won: u64 = of(1).flat_map(|p| of(0).map(move |n| twice(p, n))).sum();
        let pairs = 2 * of(1).count() * of(0).count();
        let expected = (pairs > 0).then(|| won as f64 / pairs as f64);
        prop_assert_eq!(roc_auc(&rank(&y, scores.iter().copied())), expected);
    }

    #[test]
    fn areas_are_the_areas_of_the_drawn_curves((y, scores) in ranked()) {
        let ranking = rank(&y, scores.iter().copied());
        for drop in [true, false] {
            if let Some(curve) = roc_curve(&ranking, drop) {
                let trapezoids = curve.windows(2).map(|w| {
                    let width = w[1].false_positive_rate - w[0].false_positive_rate;
                    width * (w[0].true_positive_rate + w[1].true_positive_rate) / 2.0
                });
                assert_close(trapezoids.sum(), roc_auc(&ranking).unwrap(), CLOSE, "ROC");
            }
            if let Some(curve) = precision_recall_curve(&ranking, drop) {
                let steps = curve.windows(2).map(|w| (w[0].recall - w[1].recall) * w[0].precision);
                assert_close(steps.sum(), average_precision(&ranking).unwrap(), CLOSE, "PR");
            }
        }
    }

    #[test]
    fn a_thinned_curve_is_a_part_of_the_curve((y, scores) in ranked(), max in 2usize..30) {
        let ranking = rank(&y, scores.iter().copied());
        let Some(curve) = roc_curve(&ranking, false) else { return Ok(()) };
        let points: Vec<[f64; 2]> = curve.iter().map(RocPoint::xy).collect();
        let few = thin(&points, max);
        prop_assert!(few.len() <= max);
        prop_assert_eq!((few[0], few[few.len() - 1]), ([0.0, 0.0], [1.0, 1.0]));
        let mut rest = points.iter();
        prop_assert!(few.iter().all(|p| rest.any(|q| p == q)), "{:?} of {:?}", few, points);
    }

    #[test]
    fn one_stored_column_gives_what_two_columns_give((y, positive) in ranked()) {
        let one = Matrix::from_vec(y.len(), 1, positive.clone());
        let two = Matrix::from_vec(y.len(), 2, positive.iter().flat_map(|&p| [1.0 - p, p]).collect());
        let e = evaluation(&y, &one, 2, true);
        prop_assert_eq!(&e, &evaluation(&y, &two, 2, true));
        prop_assert_eq!(e.per_class[0].roc_auc, e.per_class[1].roc_auc);
    }
}

#[test]
fn wrong_input_is_an_error_and_says_what() {
    let scores = Matrix::from_vec(2, 2, vec![0.5; 4]);
    let message = |y: &[u32], scores: &Matrix, classes, binary| {
        evaluate(y, scores, &names(classes), binary).unwrap_err().to_string()
    };
    assert_eq!(message(&[], &Matrix::zeros(0, 2), 2, true), MetricError::NoRows.to_string());
    let lengths = "1 true classes but 2 predictions; both need one entry per row";
    assert_eq!(message(&[0], &scores, 2, true), lengths);
    let index = "row 1 is of class 2, but there are 2 classes (counted from 0)";
    assert_eq!(message(&[0, 2], &scores, 2, true), index);
    assert_eq!(message(&[0, 1], &scores, 3, false), "scores of 2 columns for 3 classes");
    assert_eq!(message(&[0, 1], &Matrix::zeros(2, 3), 3, true), "a binary task has two classes, not 3");
    let twice = evaluate(&[0, 1], &scores, &["flood".to_owned(), "flood".to_owned()], false).unwrap_err();
    assert_eq!(twice.to_string(), "two classes are called `flood`");
    let nan = Matrix::from_vec(2, 2, vec![0.5, 0.5, 0.5, f32::NAN]);
    let range = "the score in row 1, column 1 is NaN; scores must lie between 0 and 1";
    assert_eq!(message(&[0, 1], &nan, 2, false), range);
}

#[test]
fn an_evaluation_reads_back_what_it_wrote() {
    let scores = Matrix::from_vec(3, 3, vec![0.1, 0.2, 0.7, 0.3, 0.3, 0.4, 1.0, 0.0, 0.0]);
    let e = evaluation(&[2, 0, 0], &scores, 3, false);
    assert_eq!(e.scalars["roc_auc"], None);
    let text = serde_json::to_string(&e).unwrap();
    assert_eq!(serde_json::from_str::<Evaluation>(&text).unwrap(), e);
}

#[test]
fn a_million_rows_of_twelve_classes() {
    let (rows, classes) = (1_000_000, 12);
    let mut stream = Stream::new(1, &["test"]);
    let y: Vec<u32> = (0..rows).map(|_| stream.below(classes as u64) as u32).collect();
    let scores: Vec<f32> = (0..rows * classes).map(|_| stream.uniform() as f32 / classes as f32).collect();
    let scores = Matrix::from_vec(rows, classes, scores);
    let e = evaluation(&y, &scores, classes, false);
    assert_eq!(e.rows, rows as u64);
    // Scores that know nothing. Five standard deviations: of a binomial share, and of Mann and Whitney's U of one class.
    assert!((scalar(&e, "accuracy") - 1.0 / 12.0).abs() < 1.4e-3);
    assert!((scalar(&e, "roc_auc") - 0.5).abs() < 5.3e-3);
}
