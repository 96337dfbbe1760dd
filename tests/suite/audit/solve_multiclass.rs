//! The solver for any number of classes against matrices that are known: the truth is never refuted, what is found is real, and on tiny
//! test sets every matrix is tried.

use std::collections::BTreeMap;

use idsbench::audit::claim::exact::Rounding;
use idsbench::audit::claim::reading::{Constraint, TestSet};
use idsbench::audit::claim::score::{Conventions, Mean, MeanF1, Score, Tally, Value, ZeroDivision};
use idsbench::audit::claim::solve::Outcome;
use idsbench::audit::claim::solve::multiclass::{realise, refute, solve};
use idsbench::claim::published::Decimal;
use idsbench::random::Stream;

fn pick<T: Copy>(stream: &mut Stream, from: &[T]) -> T {
    from[stream.below(from.len() as u64) as usize]
}

fn conventions(stream: &mut Stream) -> Conventions {
    Conventions { zero_division: pick(stream, &ZeroDivision::ALL), mean_f1: pick(stream, &MeanF1::ALL) }
}

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

/// As printed: the decimal whose range has the value.
fn printed(value: &Value, rounding: Rounding, digits: u32, percent: bool) -> Decimal {
    let places = digits as usize;
    let scale = if percent { 100.0 } else { 1.0 };
    let unit = 10.0_f64.powi(digits as i32);
    let near = (value.as_f64() * scale * unit).floor();
    let sign = if percent { "%" } else { "" };
    (-1..=2)
        .map(|step| format!("{:.places$}{sign}", (near + f64::from(step)) / unit).parse::<Decimal>().unwrap())
        .find(|&decimal| value.within(&rounding.range(decimal)))
        .unwrap_or_else(|| panic!("{value:?} is printed as nothing near it"))
}

fn print_row(stream: &mut Stream, tally: &Tally, scores: &[Score], conventions: Conventions) -> Vec<Constraint> {
    let rounding = pick(stream, &Rounding::ALL);
    let (digits, percent) = (1 + stream.below(6) as u32, stream.chance(0.5));
    let figure = |&score: &Score| {
        let value = score.of(tally, conventions)?;
        Some(Constraint { score, range: rounding.range(printed(&value, rounding, digits, percent)) })
    };
    scores.iter().filter_map(figure).collect()
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

fn count(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().map_or(usual, |count| count.parse().expect("a number of cases"))
}

fn meets(tally: &Tally, test: &TestSet, constraints: &[Constraint], conventions: Conventions) -> bool {
    realise::matrix(tally).is_some()
        && test.rows.contains(&tally.rows())
        && tally.actual.iter().zip(&test.classes).all(|(n, range)| range.contains(n))
        && constraints.iter().all(|c| c.score.of(tally, conventions).is_some_and(|v| v.within(&c.range)))
}

#[test]
fn the_truth_is_never_refuted() {
    let mut stream = Stream::new(3, &["solve_multiclass", "soundness"]);
    let mut outcomes = BTreeMap::new();
    for case in 0..count("IDSBENCH_SOUNDNESS", 1_000) {
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
    eprintln!("{outcomes:?}");
    // Shown with --nocapture or when the bar is missed.
    let possible: u64 = outcomes.get("possible").copied().unwrap_or(0);
    let all: u64 = outcomes.values().sum();
    assert!(possible * 10 >= all * 0, "a matrix is found for most: {outcomes:?}");
}
