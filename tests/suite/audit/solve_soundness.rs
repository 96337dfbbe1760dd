//! A row that comes from a matrix is never impossible, whatever is assumed that includes the truth.

use idsbench::audit::claim::reading::TestSet;
use idsbench::audit::claim::solve::Outcome;
use idsbench::audit::claim::solve::binary::solve;
use idsbench::random::Stream;

use super::tables::{Print, conventions, experiments, matrix, scores};

/// From 2 to 10^8, all magnitudes alike.
fn rows(stream: &mut Stream) -> u64 {
    let magnitude = 10_u64.pow(stream.below(9) as u32);
    (magnitude + stream.below(9 * magnitude)).clamp(2, 100_000_000)
}

/// A part of a number: anything, or nearly all or nothing of it.
fn part(stream: &mut Stream, of: u64) -> u64 {
    let any = stream.below(of + 1);
    let little = any >> stream.below(24);
    match stream.below(3) {
        0 => any,
        1 => little,
        _ => of - little,
    }
}

/// Test sets that the truth belongs to: exact sizes, a fixed total, one row more or less, nothing known.
fn test_sets(stream: &mut Stream, [n0, n1]: [u64; 2]) -> [TestSet; 4] {
    let around = |n: u64, spread: u64| n.saturating_sub(spread)..=n + spread;
    let total = n0 + n1;
    let spread = stream.below(n0.min(n1) / 4 + 40);
    let of_total = |n: u64| n.saturating_sub(spread)..=(n + spread).min(total);
    let set = |rows, classes: [_; 2]| TestSet { origin: "made up".into(), rows, classes: classes.to_vec() };
    [
        TestSet::exact("made up", &[n0, n1]),
        set(total..=total, [of_total(n0), of_total(n1)]),
        set(around(total, 2), [around(n0, 1), around(n1, 1)]),
        TestSet::free(2),
    ]
}

#[test]
fn the_truth_is_never_impossible() {
    let mut undecided = [0_u64; 4];
    let experiments = experiments(1_000);
    for experiment in 0..experiments {
        let mut stream = Stream::new(experiment, &["soundness"]);
        let total = rows(&mut stream);
        let n1 = part(&mut stream, total);
        let sizes = [total - n1, n1];
        let tally = matrix(sizes, part(&mut stream, sizes[0]), part(&mut stream, sizes[1]));
        let conventions = conventions(&mut stream);
        let row = Print::draw(&mut stream, 6).row(&scores(&mut stream), &tally, conventions);
        for (count, test) in undecided.iter_mut().zip(test_sets(&mut stream, sizes)) {
            let outcome = solve(&test, &row, conventions);
            assert_ne!(outcome, Outcome::Impossible, "{experiment}: {tally:?} {test:?} {row:?} {conventions:?}");
            *count += u64::from(matches!(outcome, Outcome::Undecided(_)));
        }
    }
    let most = experiments / 100;
    assert!(undecided[0] <= most, "{undecided:?} undecided with exact, random, stratified and free sizes");
}
