//! Rows worked out by hand.

use super::*;
use crate::audit::claim::exact::Rounding;
use crate::audit::claim::score::{Mean, MeanF1, Score, ZeroDivision};

/// Every score of two classes, under every convention.
pub(super) fn every_score() -> impl Iterator<Item = (Score, Conventions)> {
    let over = [Mean::Class(0), Mean::Class(1), Mean::Macro, Mean::Weighted, Mean::Micro];
    let named: [fn(Mean) -> Score; 7] = [
        Score::Precision,
        Score::Recall,
        Score::F1,
        Score::Specificity,
        Score::FalsePositiveRate,
        Score::FalseDiscoveryRate,
        Score::HalfTotalError,
    ];
    let averaged = named.into_iter().flat_map(move |score| over.map(score));
    let scores: Vec<Score> = averaged.chain([Score::Accuracy, Score::BalancedAccuracy, Score::Mcc]).collect();
    ZeroDivision::ALL.into_iter().flat_map(move |zero_division| {
        let scores = scores.clone();
        MeanF1::ALL.into_iter().flat_map(move |mean_f1| {
            scores.clone().into_iter().map(move |score| (score, Conventions { zero_division, mean_f1 }))
        })
    })
}

const TABLE: [&str; 4] = ["accuracy", "precision", "recall", "f1"];

/// Constraints of a row with accuracy, precision, recall and F1.
fn row(printed: [&str; 4], mean: Mean, rounding: Rounding) -> Vec<Constraint> {
    TABLE
        .iter()
        .zip(printed)
        .map(|(&name, printed)| Constraint {
            score: match name {
                "accuracy" => Score::Accuracy,
                "precision" => Score::Precision(mean),
                "recall" => Score::Recall(mean),
                _ => Score::F1(mean),
            },
            range: rounding.range(printed.parse().unwrap()),
        })
        .collect()
}

/// 30 % of the flows of CICIDS2017 without NaN and infinity: benign and attack.
const CICIDS2017: [u64; 2] = [681_396, 166_967];
/// The 5 % edition of Bot-IoT: normal and attack.
const BOT_IOT: [u64; 2] = [477, 3_668_045];

const SVM: [&str; 4] = ["97.67%", "96.45%", "95.89%", "95.67%"];
const RANDOM_FOREST: [&str; 4] = ["97.85%", "97.75%", "97.93%", "97.84%"];
const AUTOENCODER: [&str; 4] = ["98.96%", "98.92%", "98.99%", "98.95%"];

#[test]
fn three_rows_of_a_table_have_no_matrix_under_any_reading() {
    let test = TestSet::exact("30 %", &CICIDS2017);
    for printed in [SVM, RANDOM_FOREST, AUTOENCODER] {
        for mean in [Mean::Class(0), Mean::Class(1), Mean::Macro, Mean::Weighted] {
            for rounding in Rounding::ALL {
                for mean_f1 in MeanF1::ALL {
                    let conventions = Conventions { mean_f1, ..Conventions::USUAL };
                    let outcome = solve(&test, &row(printed, mean, rounding), conventions);
                    assert_eq!(outcome, Outcome::Impossible, "{printed:?} {mean:?} {rounding:?} {mean_f1:?}");
                }
            }
        }
    }
}

#[test]
fn the_matrix_of_a_paper_is_found_again() {
    let constraints = row(["99.59%", "98.705%", "99.243%", "98.973%"], Mean::Class(1), Rounding::HalfUp);
    let Outcome::Possible(tally) = solve(&TestSet::exact("30 %", &CICIDS2017), &constraints, Conventions::USUAL) else {
        panic!("tp 165,703 and fp 2,174 give this row");
    };
    assert!(constraints.iter().all(|constraint| constraint.holds(&tally, Conventions::USUAL)));
}

#[test]
fn precision_of_attack_cannot_be_low_where_nearly_all_is_attack() {
    for part in [1, 5] {
        let test = TestSet::exact("Bot-IoT", &BOT_IOT.map(|rows| rows / part));
        let row = row(["97.1%", "95.2%", "96.1%", "95.6%"], Mean::Class(1), Rounding::Nearest);
        assert_eq!(solve(&test, &row[..2], Conventions::USUAL), Outcome::Impossible);
        assert!(matches!(solve(&TestSet::free(2), &row[..3], Conventions::USUAL), Outcome::Possible(_)));
    }
}

#[test]
fn a_random_split_is_decided_over_all_its_class_sizes() {
    let test = TestSet {
        origin: "20 %, random".to_owned(),
        rows: 733_705..=733_705,
        classes: vec![55..=140, 733_565..=733_650],
    };
    let with_precision = |printed| row(["97.1%", printed, "97.1%", "98.5%"], Mean::Class(1), Rounding::HalfUp);
    assert_eq!(solve(&test, &with_precision("95.2%")[..2], Conventions::USUAL), Outcome::Impossible);
    assert!(matches!(solve(&test, &with_precision("99.99%")[..2], Conventions::USUAL), Outcome::Possible(_)));
}

#[test]
fn figures_that_contradict_each_other_need_no_sizes() {
    let free =
        |printed: [&str; 4], mean| solve(&TestSet::free(2), &row(printed, mean, Rounding::HalfUp), Conventions::USUAL);
    assert_eq!(free(SVM, Mean::Class(1)), Outcome::Impossible);
    assert_eq!(free(SVM, Mean::Weighted), Outcome::Impossible);
    assert!(matches!(free(["94.2%", "91.8%", "92.5%", "92.1%"], Mean::Class(1)), Outcome::Possible(_)));
    assert!(matches!(free(["94.2%", "93.8%", "93.5%", "93.6%"], Mean::Macro), Outcome::Possible(_)));
}

/// Accuracy 0.95 with no attack found: all is taken for benign.
#[test]
fn a_constant_detector_has_a_correlation_of_0() {
    let with = |correlation: &str| {
        [(Score::Accuracy, "0.95"), (Score::Recall(Mean::Class(1)), "0.00"), (Score::Mcc, correlation)]
            .map(|(score, printed)| Constraint { score, range: Rounding::HalfUp.range(printed.parse().unwrap()) })
    };
    for test in [TestSet::exact("made up", &[95, 5]), TestSet { classes: vec![90..=95, 5..=10], ..TestSet::free(2) }] {
        let outcome = solve(&test, &with("0.00"), Conventions::USUAL);
        assert!(matches!(outcome, Outcome::Possible(_)), "{outcome:?}");
        assert_eq!(solve(&test, &with("0.50"), Conventions::USUAL), Outcome::Impossible);
    }
    let one_class = solve(&TestSet::exact("benign only", &[100, 0]), &with("0.00")[..1], Conventions::USUAL);
    assert!(matches!(one_class, Outcome::Possible(_)));
}

#[test]
fn sizes_that_do_not_add_up_have_no_matrix() {
    let test = TestSet { origin: String::new(), rows: 10..=10, classes: vec![3..=3, 4..=4] };
    assert_eq!(solve(&test, &[], Conventions::USUAL), Outcome::Impossible);
}

#[test]
fn the_nearest_matrix_is_as_near_as_the_best() {
    let constraints = row(["90.0%", "80.0%", "85.0%", "80.0%"], Mean::Class(1), Rounding::HalfUp);
    let found = nearest([30, 20], &constraints, Conventions::USUAL).unwrap();
    let worst = |tally: &Tally| {
        let distances = constraints.iter().map(|one| {
            let value = one.score.of(tally, Conventions::USUAL).unwrap().as_f64();
            let (low, high) = one.range.as_f64();
            (low - value).max(value - high).max(0.0) / (high - low)
        });
        distances.fold(0.0, f64::max)
    };
    let all = (0..=30).flat_map(|x| (0..=20).map(move |y| tally([30, 20], x, y)));
    let best = all.map(|tally| worst(&tally)).fold(f64::INFINITY, f64::min);
    assert!((worst(&found.tally) - found.units).abs() < 1e-9);
    assert!(best <= found.units && found.units <= best * 1.02 + 0.125, "{best} {}", found.units);
}

#[test]
fn a_row_with_a_matrix_has_it_as_nearest() {
    let constraints = row(["90.0%", "83.3%", "93.8%", "88.2%"], Mean::Class(1), Rounding::HalfUp);
    assert_eq!(nearest([24, 16], &constraints, Conventions::USUAL).unwrap().units, 0.0);
}
