//! The solver for any number of classes against matrices that are known: the truth is never refuted, what is found is real, and on tiny
//! test sets every matrix is tried.

use std::collections::BTreeMap;

use idsbench::audit::claim::exact::{Range, Rounding, ratio};
use idsbench::audit::claim::reading::{Constraint, TestSet};
use idsbench::audit::claim::score::{Conventions, Mean, MeanF1, Score, Tally, Value, ZeroDivision};
use idsbench::audit::claim::solve::Outcome;
use idsbench::audit::claim::solve::multiclass::{realise, refute, solve};
use idsbench::random::Stream;

use super::tables::{Print, conventions, count, experiments, pick};

/// A matrix as a detector makes them: skewed class sizes, some classes empty, some never predicted.
fn matrix(stream: &mut Stream, classes: usize, rows: f64) -> Vec<Vec<u64>> {
    let skew = 4.0 * stream.uniform();
    let shares: Vec<f64> = (0..classes).map(|_| libm::exp(skew * stream.normal())).collect();
    let all: f64 = shares.iter().sum();
    let predicted: Vec<bool> = (0..classes).map(|_| stream.chance(0.9)).collect();
    let skill = [0.3, 0.8, 0.95, 0.99, 0.9999][stream.below(5) as usize];
    (0..classes)
        .map(|actual| {
            let size = if stream.chance(0.07) { 0.0 } else { rows * shares[actual] / all };
            let recall = if stream.chance(0.15) { stream.uniform() } else { skill };
            let wrong: Vec<f64> = (0..classes).map(|_| stream.uniform() * stream.uniform()).collect();
            let sum: f64 = wrong.iter().sum();
            (0..classes)
                .map(|class| {
                    let share = if class == actual { recall } else { (1.0 - recall) * wrong[class] / sum };
                    let count = size * share * (0.8 + 0.4 * stream.uniform());
                    if predicted[class] { (count + stream.uniform()) as u64 } else { 0 }
                })
                .collect()
        })
        .collect()
}

fn score(stream: &mut Stream, classes: usize) -> Score {
    let over = match stream.below(8) {
        0 => Mean::Class(stream.below(classes as u64) as usize),
        1 => Mean::Micro,
        2..=4 => Mean::Macro,
        _ => Mean::Weighted,
    };
    match stream.below(16) {
        0..=2 => Score::Accuracy,
        3..=5 => Score::Precision(over),
        6 | 7 => Score::Recall(over),
        8..=10 => Score::F1(over),
        11 => Score::Specificity(over),
        12 => Score::FalsePositiveRate(over),
        13 => Score::FalseDiscoveryRate(over),
        14 => Score::HalfTotalError(over),
        _ if stream.chance(0.5) => Score::Mcc,
        _ => Score::BalancedAccuracy,
    }
}

/// The four figures that papers print.
fn usual_row(stream: &mut Stream) -> Vec<Score> {
    let over = pick(stream, &[Mean::Macro, Mean::Weighted, Mean::Micro, Mean::Class(0)]);
    vec![Score::Accuracy, Score::Precision(over), Score::Recall(over), Score::F1(over)]
}

fn print_row(stream: &mut Stream, tally: &Tally, scores: &[Score], conventions: Conventions) -> Vec<Constraint> {
    Print::draw(stream, 6).row(scores, tally, conventions)
}

/// Sizes that are known, nearly known, or not at all.
fn test_set(stream: &mut Stream, tally: &Tally) -> TestSet {
    match stream.below(4) {
        0 | 1 => TestSet::exact("drawn", &tally.actual),
        2 => {
            let around = |stream: &mut Stream, n: u64| {
                let spread = 1 + n / (1 + stream.below(50));
                n.saturating_sub(stream.below(spread + 1))..=n + stream.below(spread + 1)
            };
            let classes = tally.actual.iter().map(|&n| around(stream, n)).collect();
            let rows = around(stream, tally.rows());
            TestSet { origin: "nearly known".to_owned(), rows, classes }
        }
        _ => TestSet::free(tally.classes()),
    }
}

fn meets(tally: &Tally, test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> bool {
    realise::is_realisable(tally)
        && test.rows.contains(&tally.rows())
        && tally.actual.iter().zip(&test.classes).all(|(n, range)| range.contains(n))
        && constraints.iter().all(|constraint| constraint.holds(tally, conventions))
}

#[test]
fn the_truth_is_never_refuted() {
    let mut stream = Stream::new(3, &["solve_multiclass", "soundness"]);
    let mut outcomes = BTreeMap::new();
    for case in 0..experiments(500) {
        let classes = 2 + stream.below(11) as usize;
        let rows = libm::exp10(2.0 + 6.0 * stream.uniform());
        let cells = matrix(&mut stream, classes, rows);
        let tally = Tally::of(&cells);
        if tally.rows() == 0 {
            continue;
        }
        let conventions = conventions(&mut stream);
        let scores = if stream.chance(0.5) {
            usual_row(&mut stream)
        } else {
            let figures = 1 + stream.below(7);
            (0..figures).map(|_| score(&mut stream, classes)).collect()
        };
        let constraints = print_row(&mut stream, &tally, &scores, conventions);
        let test = test_set(&mut stream, &tally);
        assert!(meets(&tally, &test, &constraints, conventions), "case {case}: the truth itself");
        let outcome = solve(&test, &constraints, conventions);
        let name = match &outcome {
            Outcome::Possible(found) => {
                assert!(meets(found, &test, &constraints, conventions), "case {case}: {found:?} does not fit");
                "possible"
            }
            Outcome::Undecided(_) => "undecided",
            Outcome::Impossible => {
                let reason = refute(&test, &constraints, conventions);
                panic!("case {case}: {reason:?}\n{constraints:#?}\n{test:?}\n{conventions:?}\n{cells:?}")
            }
        };
        *outcomes.entry(name).or_insert(0) += 1;
    }
    let possible: u64 = outcomes.get("possible").copied().unwrap_or(0);
    let all: u64 = outcomes.values().sum();
    assert!(possible * 10 >= all * 7, "a matrix is found for most: {outcomes:?}");
}

/// Every tally of three classes with these numbers of rows.
fn all_tallies(rows: [u64; 3]) -> Vec<Tally> {
    let of_one =
        |n: u64| (0..=n).flat_map(move |a| (0..=n - a).map(move |b| vec![a, b, n - a - b])).collect::<Vec<_>>();
    let [first, second, third] = rows.map(of_one);
    let mut tallies = BTreeMap::new();
    for a in &first {
        for b in &second {
            for c in &third {
                let tally = Tally::of(&[a.clone(), b.clone(), c.clone()]);
                tallies.insert((tally.correct.clone(), tally.predicted.clone()), tally);
            }
        }
    }
    tallies.into_values().collect()
}

/// How often the solver decides what enumeration decides, by what is true.
#[derive(Debug, Default)]
struct Decided {
    impossible: u64,
    refuted: u64,
    possible: u64,
    found: u64,
}

#[test]
fn on_tiny_test_sets_every_matrix_is_tried() {
    let mut stream = Stream::new(4, &["solve_multiclass", "enumeration"]);
    let mut decided = Decided::default();
    let cases = count("IDSBENCH_ENUMERATION", 12);
    for rows in [[3, 3, 3], [3, 4, 5], [1, 4, 4], [0, 4, 5], [2, 2, 5]] {
        let tallies = all_tallies(rows);
        let test = TestSet::exact("tiny", &rows);
        for zero_division in ZeroDivision::ALL {
            let conventions = Conventions { zero_division, mean_f1: pick(&mut stream, &MeanF1::ALL) };
            let over = pick(&mut stream, &[Mean::Macro, Mean::Weighted]);
            let mut scores = vec![Score::Accuracy, Score::Precision(over), Score::Recall(over), Score::F1(over)];
            scores.push(pick(&mut stream, &[Score::Mcc, Score::BalancedAccuracy, Score::Recall(Mean::Class(1))]));
            let values: Vec<Vec<Option<Value>>> =
                tallies.iter().map(|tally| scores.iter().map(|score| score.of(tally, conventions)).collect()).collect();
            for _ in 0..cases {
                let rounding = pick(&mut stream, &Rounding::ALL);
                let print = Print { rounding, decimals: 2 + stream.below(2) as usize, percent: false };
                let truth = &tallies[stream.below(tallies.len() as u64) as usize];
                let (wrong, by) = (stream.below(8) as usize, pick(&mut stream, &[-5, -2, -1, 1, 2, 5]));
                let constraints: Vec<Constraint> = scores
                    .iter()
                    .enumerate()
                    .filter_map(|(at, &score)| {
                        print.constraint(score, truth, conventions, if at == wrong { by } else { 0 })
                    })
                    .collect();
                let fits = |values: &Vec<Option<Value>>| {
                    constraints.iter().all(|c| {
                        let at = scores.iter().position(|score| *score == c.score).unwrap();
                        values[at].as_ref().is_some_and(|value| value.within(&c.range))
                    })
                };
                let exists = values.iter().any(fits);
                let outcome = solve(&test, &constraints, conventions);
                let shown = format!("{rows:?} {conventions:?} {constraints:?}");
                match &outcome {
                    Outcome::Possible(tally) => assert!(exists && tallies.contains(tally), "{shown}"),
                    Outcome::Impossible => assert!(!exists, "{shown}"),
                    Outcome::Undecided(_) => {}
                }
                decided.impossible += u64::from(!exists);
                decided.refuted += u64::from(outcome == Outcome::Impossible);
                decided.possible += u64::from(exists);
                decided.found += u64::from(matches!(outcome, Outcome::Possible(_)));
            }
        }
    }
    assert!(decided.refuted * 20 >= decided.impossible * 19, "of the impossible, refuted: {decided:?}");
    assert!(decided.found * 20 >= decided.possible * 19, "of the possible, found: {decided:?}");
}

#[test]
fn two_classes_are_decided_as_by_enumeration() {
    let mut stream = Stream::new(5, &["solve_multiclass", "two"]);
    let (mut impossible, mut refuted) = (0, 0);
    for (negatives, positives) in [(6, 4), (9, 1), (5, 5), (12, 7)] {
        let tallies: Vec<Tally> = (0..=negatives)
            .flat_map(|fp| (0..=positives).map(move |tp| vec![vec![negatives - fp, fp], vec![positives - tp, tp]]))
            .map(|cells| Tally::of(&cells))
            .collect();
        let test = TestSet::exact("two classes", &[negatives, positives]);
        for _ in 0..40 {
            let conventions = conventions(&mut stream);
            let scores = usual_row(&mut stream);
            let truth = tallies[stream.below(tallies.len() as u64) as usize].clone();
            let mut constraints = print_row(&mut stream, &truth, &scores, conventions);
            if stream.chance(0.6) && !constraints.is_empty() {
                let at = stream.below(constraints.len() as u64) as usize;
                let other = tallies[stream.below(tallies.len() as u64) as usize].clone();
                let score = constraints[at].score;
                if let Some(figure) = print_row(&mut stream, &other, &[score], conventions).pop() {
                    constraints[at] = figure;
                }
            }
            let exists = tallies.iter().any(|tally| meets(tally, &test, &constraints, conventions));
            match solve(&test, &constraints, conventions) {
                Outcome::Possible(tally) => assert!(exists && tallies.contains(&tally)),
                Outcome::Impossible => {
                    assert!(!exists, "{constraints:?} {conventions:?}");
                    refuted += 1;
                }
                Outcome::Undecided(why) => assert!(!exists, "{why}: {constraints:?} {conventions:?}"),
            }
            impossible += i32::from(!exists);
        }
    }
    assert!(refuted * 50 >= impossible * 49, "{refuted} of {impossible}");
}

fn figure(score: Score, text: &str) -> Constraint {
    Constraint { score, range: Rounding::Nearest.range(text.parse().unwrap()) }
}

fn row(over: Mean, figures: [&str; 4]) -> Vec<Constraint> {
    let scores = [Score::Accuracy, Score::Precision(over), Score::Recall(over), Score::F1(over)];
    scores.into_iter().zip(figures).map(|(score, text)| figure(score, text)).collect()
}

/// A published table beside its own confusion matrix: 681,396 benign and 166,967 attack rows; three rows fit no reading.
#[test]
fn a_published_table_fits_its_own_class_sizes_under_no_averaging() {
    let test = TestSet::exact("its own matrix", &[681_396, 166_967]);
    let rows = [
        ["97.67%", "96.45%", "95.89%", "95.67%"],
        ["97.85%", "97.75%", "97.93%", "97.84%"],
        ["98.96%", "98.92%", "98.99%", "98.95%"],
    ];
    for figures in rows {
        for over in [Mean::Class(1), Mean::Macro, Mean::Weighted, Mean::Micro] {
            assert_eq!(
                solve(&test, &row(over, figures), Conventions::USUAL),
                Outcome::Impossible,
                "{over} {figures:?}"
            );
        }
    }
    // Accuracy and macro recall fix both recalls, and a macro precision of 0.967 follows.
    let mut svm = row(Mean::Macro, rows[0]);
    svm.remove(3);
    svm[1] = figure(Score::Precision(Mean::Macro), "96.7%");
    assert!(matches!(solve(&test, &svm, Conventions::USUAL), Outcome::Possible(_)));
}

#[test]
fn a_refutation_names_the_figures_and_the_arithmetic() {
    let free = TestSet::free(5);
    let weighted = row(Mean::Weighted, ["94%", "95%", "96%", "94%"]);
    let why = |test: &TestSet, figures: &[Constraint]| refute(test, figures, Conventions::USUAL).unwrap();
    assert_eq!(
        why(&free, &weighted),
        "accuracy is in [0.935, 0.945]; weighted recall, which equals accuracy, is in [0.955, 0.965]: no number is in both"
    );
    let small = TestSet::exact("small", &[7, 1000, 40]);
    let recall = [figure(Score::Recall(Mean::Class(0)), "0.90")];
    assert!(why(&small, &recall).ends_with("needs a fraction of 7 between 6/7 = 0.857143 and 7/7 = 1.000000"));
    let mean = [figure(Score::Accuracy, "0.9"), figure(Score::Recall(Mean::Macro), "0.2")];
    assert!(why(&small, &mean).contains("follows macro recall in [0.296666, 0.982334], not in [0.15, 0.25]"));
    let triple = row(Mean::Macro, ["90%", "90.0%", "80.0%", "86.0%"]);
    let reason = why(&free, &triple[1..]);
    assert!(["macro precision", "macro recall", "macro F1"].iter().all(|name| reason.contains(name)), "{reason}");
    let recalls = ["0.90", "0.80", "0.70"].iter().enumerate();
    let mut of_classes: Vec<_> = recalls.map(|(k, text)| figure(Score::Recall(Mean::Class(k)), text)).collect();
    of_classes.push(figure(Score::Accuracy, "0.95"));
    let reason = why(&TestSet::free(3), &of_classes);
    assert!(reason.contains("in [0.695, 0.905], not in [0.945, 0.955]"), "{reason}");
}

#[test]
fn only_a_score_that_is_accuracy_is_said_to_equal_it() {
    let rate = figure(Score::FalsePositiveRate(Mean::Micro), "0.05");
    let recall = figure(Score::Recall(Mean::Weighted), "0.5");
    let (rate_first, recall_first) = ([rate.clone(), recall.clone()], [recall, rate]);
    let of_rate = "micro false positive rate means an accuracy in [0.78, 0.82]";
    let of_recall = "weighted recall, which equals accuracy, is in [0.45, 0.55]";
    for (figures, one, other) in [(rate_first, of_rate, of_recall), (recall_first, of_recall, of_rate)] {
        let reason = refute(&TestSet::free(5), &figures, Conventions::USUAL).unwrap();
        assert_eq!(reason, format!("{one}; {other}: no number is in both"));
    }
}

#[test]
fn numbers_that_differ_are_shown_to_differ() {
    let test = TestSet::exact("large", &[10_000_000, 500]);
    let recall = [figure(Score::Recall(Mean::Class(0)), "0.12345678")];
    assert_eq!(
        refute(&test, &recall, Conventions::USUAL).unwrap(),
        "recall of class 0 in [0.123456774, 0.123456786] needs a fraction of 10000000 between \
         1234567/10000000 = 0.123456700 and 1234568/10000000 = 0.123456800"
    );
    let reason = refute(&test, &[figure(Score::Recall(Mean::Class(1)), "0.0000001")], Conventions::USUAL).unwrap();
    assert!(reason.ends_with("between 0/500 = 0.000000000 and 1/500 = 0.002000000"), "{reason}");
    assert!(!reason.contains("in [0, "), "{reason}");
}

/// All is taken for class 0, or all is of it.
#[test]
fn a_constant_detector_has_a_correlation_of_0() {
    let exactly = |score, value| Constraint { score, range: Range::point(value) };
    let shares = [Score::Accuracy, Score::Precision(Mean::Class(0))].map(|score| exactly(score, ratio(95, 100)));
    let with = |row: &[Constraint], text| [row, &[figure(Score::Mcc, text)]].concat();
    let exact = TestSet::exact("made up", &[95, 3, 2]);
    assert!(matches!(solve(&exact, &with(&shares, "0.00"), Conventions::USUAL), Outcome::Possible(_)));
    assert_ne!(solve(&TestSet::free(3), &with(&shares, "0.00"), Conventions::USUAL), Outcome::Impossible);
    let one_class = TestSet::exact("benign only", &[10, 0, 0]);
    let half = [figure(Score::Accuracy, "0.5")];
    assert!(matches!(solve(&one_class, &with(&half, "0.00"), Conventions::USUAL), Outcome::Possible(_)));
    for (test, row) in [(&exact, &shares[..]), (&one_class, &half[..])] {
        assert_eq!(solve(test, &with(row, "0.50"), Conventions::USUAL), Outcome::Impossible);
    }
}

#[test]
fn the_correlation_of_hundreds_of_classes_is_no_trouble() {
    let figures = [figure(Score::Mcc, "0.50"), figure(Score::Accuracy, "0.60")];
    assert_ne!(solve(&TestSet::free(300), &figures, Conventions::USUAL), Outcome::Impossible);
}

#[test]
fn what_cannot_be_asked_is_not_answered() {
    let test = TestSet::exact("two classes", &[5, 5]);
    let beyond = [figure(Score::Recall(Mean::Class(2)), "0.5")];
    assert!(matches!(solve(&test, &beyond, Conventions::USUAL), Outcome::Undecided(_)));
    assert_eq!(refute(&test, &beyond, Conventions::USUAL), None);
    assert!(matches!(solve(&test, &[], Conventions::USUAL), Outcome::Possible(_)));
    let nothing = TestSet::exact("no rows", &[0, 0]);
    assert_eq!(solve(&nothing, &[figure(Score::Accuracy, "0.5")], Conventions::USUAL), Outcome::Impossible);
}

#[test]
fn forty_classes_and_a_billion_rows_are_no_trouble() {
    let sizes: Vec<u64> = (0..40).map(|k| 10 + 500_000_000 / (1 + k * k)).collect();
    let test = TestSet::exact("many", &sizes);
    let possible = row(Mean::Weighted, ["97.1%", "97.2%", "97.1%", "97.1%"]);
    assert!(matches!(solve(&test, &possible, Conventions::USUAL), Outcome::Possible(_)));
    let impossible = row(Mean::Macro, ["10.1%", "97.2%", "97.1%", "97.1%"]);
    assert_eq!(solve(&test, &impossible, Conventions::USUAL), Outcome::Impossible);
}
