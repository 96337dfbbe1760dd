//! The decision for two classes against the walk over all matrices.

use idsbench::audit::claim::exact::{Range, ratio};
use idsbench::audit::claim::reading::{Constraint, TestSet};
use idsbench::audit::claim::score::{Conventions, Score, ZeroDivision};
use idsbench::audit::claim::solve::Outcome;
use idsbench::audit::claim::solve::binary::solve;
use idsbench::random::Stream;

use super::tables::{Print, conventions, every_score, experiments, matrix, pick, scores};

fn any_matrix(sizes: [u64; 2], row: &[Constraint], conventions: Conventions) -> bool {
    (0..=sizes[0]).any(|x| {
        (0..=sizes[1]).any(|y| {
            let tally = matrix(sizes, x, y);
            row.iter().all(|constraint| constraint.holds(&tally, conventions))
        })
    })
}

/// Compares both; whether a matrix exists.
fn compare(sizes: [u64; 2], row: &[Constraint], conventions: Conventions) -> bool {
    let expected = any_matrix(sizes, row, conventions);
    match solve(&TestSet::exact("made up", &sizes), row, conventions) {
        Outcome::Possible(tally) => {
            assert!(expected, "{sizes:?} {row:?} {conventions:?}");
            assert_eq!(tally.actual, sizes);
            assert!(row.iter().all(|constraint| constraint.holds(&tally, conventions)));
        }
        Outcome::Impossible => assert!(!expected, "{sizes:?} {row:?} {conventions:?}"),
        Outcome::Undecided(why) => panic!("{why}: {sizes:?} {row:?} {conventions:?}"),
    }
    expected
}

#[test]
fn one_score_is_decided_as_by_hand() {
    let mut stream = Stream::new(0, &["one score"]);
    let mut possible = 0;
    let mut all = 0;
    for score in every_score() {
        for zero_division in ZeroDivision::ALL {
            for _ in 0..12 {
                let conventions = Conventions { zero_division, ..conventions(&mut stream) };
                let sizes = [stream.below(9), stream.below(9)];
                let lowest = if score == Score::Mcc { -12 } else { 0 };
                let at = lowest + stream.below((13 - lowest) as u64) as i64;
                let mut range = Range::closed(ratio(at * 5, 60), ratio(at * 5 + stream.below(4) as i64, 60));
                range.low.closed = stream.chance(0.5);
                range.high.closed = stream.chance(0.5);
                possible += usize::from(compare(sizes, &[Constraint { score, range }], conventions));
                all += 1;
            }
        }
    }
    assert!((all / 5..all * 4 / 5).contains(&possible), "{possible} of {all}");
}

#[test]
fn rows_are_decided_as_by_the_walk() {
    let mut stream = Stream::new(1, &["rows"]);
    let mut outcomes = [0, 0];
    let experiments = experiments(1_500);
    for _ in 0..experiments {
        let sizes = [stream.below(41), stream.below(41)];
        let conventions = conventions(&mut stream);
        let tally = matrix(sizes, stream.below(sizes[0] + 1), stream.below(sizes[1] + 1));
        let print = Print::draw(&mut stream, 4);
        let off = pick(&mut stream, &[0, 0, 1, -1, 2, 10]);
        let scores = scores(&mut stream);
        let wrong = stream.below(scores.len().max(1) as u64) as usize;
        let row: Vec<Constraint> = scores
            .iter()
            .enumerate()
            .filter_map(|(at, &score)| print.constraint(score, &tally, conventions, if at == wrong { off } else { 0 }))
            .collect();
        outcomes[usize::from(compare(sizes, &row, conventions))] += 1;
    }
    assert!(outcomes.iter().all(|&count| count > experiments / 8), "{outcomes:?}");
}

#[test]
fn a_planted_error_is_found_in_most_rows() {
    // Rows with four figures of three decimals each; what is said is proved, as the walk shows on smaller sizes.
    let mut rates = Vec::new();
    for off in [1, 2, 5, 10] {
        let mut stream = Stream::new(2, &["planted", &off.to_string()]);
        let found = (0..250).filter(|_| {
            let sizes = [500 + stream.below(100), 700 + stream.below(100)];
            let tally = matrix(sizes, 400 + stream.below(100), 600 + stream.below(100));
            let print = Print { decimals: 3, percent: false, ..Print::draw(&mut stream, 1) };
            let mean = idsbench::audit::claim::score::Mean::Class(1);
            let scores = [Score::Accuracy, Score::Precision(mean), Score::Recall(mean), Score::F1(mean)];
            let wrong = stream.below(4) as usize;
            let row: Vec<Constraint> = scores
                .iter()
                .enumerate()
                .filter_map(|(at, &score)| {
                    print.constraint(score, &tally, Conventions::USUAL, if at == wrong { off } else { 0 })
                })
                .collect();
            solve(&TestSet::exact("made up", &sizes), &row, Conventions::USUAL) == Outcome::Impossible
        });
        rates.push(found.count());
    }
    assert!(
        rates.is_sorted() && rates[0] >= 150 && rates[3] == 250,
        "{rates:?} of 250 for errors of 1, 2, 5, 10 units"
    );
}
