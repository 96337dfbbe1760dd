//! CPU microseconds for a row of a table against test sets of 10^3, 10^6 and 14.7 million rows. `cargo bench --profile dev --bench audit`

#![allow(clippy::print_stdout, reason = "figures for a person")]

use std::hint::black_box;

use idsbench::audit::claim::exact::Rounding;
use idsbench::audit::claim::reading::{Constraint, TestSet};
use idsbench::audit::claim::score::{Cells, Conventions, Mean, Score, Tally};
use idsbench::audit::claim::solve::Outcome;
use idsbench::audit::claim::solve::binary::solve;
use idsbench::claim::published::Decimal;
use idsbench::random::Stream;
use rustix::time::{ClockId, clock_gettime};

/// Rows of class 0 and 1; the last two are as many as 20 % of the full Bot-IoT, with equal classes and with its own.
const SIZES: [[u64; 2]; 4] = [[600, 400], [700_000, 300_000], [7_337_000, 7_337_000], [1_909, 14_672_180]];
/// Rows per size and mean.
const ROWS: u64 = 200;

fn main() {
    println!(
        "{:>22} {:>9} {:>9} {:>9} {:>9} {:>11}",
        "class sizes", "mean", "median µs", "worst µs", "decimals", "impossible"
    );
    for sizes in SIZES {
        for (name, mean) in [("class 1", Mean::Class(1)), ("macro", Mean::Macro), ("weighted", Mean::Weighted)] {
            for decimals in [2, 4, 6] {
                measure(sizes, name, mean, decimals);
            }
        }
    }
}

fn measure(sizes: [u64; 2], name: &str, mean: Mean, decimals: usize) {
    let test = TestSet::exact("made up", &sizes);
    let mut impossible = 0;
    let mut times: Vec<f64> = (0..ROWS)
        .map(|seed| {
            let row = row(&mut Stream::new(seed, &["bench", name]), sizes, mean, decimals);
            let start = cpu_micros();
            let outcome = solve(black_box(&test), black_box(&row), Conventions::USUAL);
            let time = cpu_micros() - start;
            assert!(!matches!(outcome, Outcome::Undecided(_)), "{row:?}");
            impossible += u32::from(outcome == Outcome::Impossible);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{:>22} {name:>9} {median:>9.0} {worst:>9.0} {decimals:>9} {impossible:>7}/{ROWS}", format!("{sizes:?}"));
}

/// Accuracy, precision, recall and F1 of a made-up matrix; in every second row the F1 is one unit off.
fn row(stream: &mut Stream, sizes: [u64; 2], mean: Mean, decimals: usize) -> Vec<Constraint> {
    let right = sizes.map(|rows| rows - stream.below(rows / 8 + 1));
    let tally = Tally::binary(Cells { tp: right[1], fp: sizes[0] - right[0], fn_: sizes[1] - right[1], tn: right[0] });
    let wrong = stream.chance(0.5);
    [Score::Accuracy, Score::Precision(mean), Score::Recall(mean), Score::F1(mean)]
        .into_iter()
        .map(|score| {
            let value = score.of(&tally, Conventions::USUAL).expect("both classes have rows").as_f64();
            let off = if wrong && matches!(score, Score::F1(_)) { 0.1_f64.powi(decimals as i32) } else { 0.0 };
            let printed: Decimal = format!("{:.decimals$}", (value - off).max(0.0)).parse().expect("digits");
            Constraint { score, range: Rounding::Nearest.range(printed) }
        })
        .collect()
}

fn cpu_micros() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
