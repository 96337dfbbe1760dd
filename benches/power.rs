//! How often the audit refutes a row with one planted error, and how long it takes.
//!
//! `cargo bench --profile dev --bench power` prints the rates; with `-- --cases FILE` it also writes every case with its verdict as JSON lines, for
//! a comparison with other programs (`benches/peers/audit.sh`).

#![allow(clippy::print_stdout, reason = "figures for a person")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use idsbench::audit::claim::exact::Rounding;
use idsbench::audit::claim::reading::{Constraint, TestSet};
use idsbench::audit::claim::score::{Cells, Conventions, Mean, Score, Tally, Value};
use idsbench::audit::claim::solve::{Outcome, binary};
use idsbench::claim::published::Decimal;
use idsbench::random::Stream;
use serde_json::json;

const CASES: usize = 600;
const PLANTED: [i64; 5] = [0, 1, 2, 5, 10];
const POSITIVE: Mean = Mean::Class(1);

/// The scores of a row, by the names that Python packages give them.
const SCORES: [(&str, Score); 7] = [
    ("acc", Score::Accuracy),
    ("ppv", Score::Precision(POSITIVE)),
    ("sens", Score::Recall(POSITIVE)),
    ("f1p", Score::F1(POSITIVE)),
    ("spec", Score::Specificity(POSITIVE)),
    ("bacc", Score::BalancedAccuracy),
    ("mcc", Score::Mcc),
];

/// A row of a table: a random test set and matrix, printed, with one figure moved.
struct Case {
    sizes: [u64; 2],
    planted: i64,
    decimals: u32,
    figures: Vec<(&'static str, Score, Decimal)>,
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let file = arguments.iter().position(|argument| argument == "--cases").and_then(|i| arguments.get(i + 1));
    let mut file = file.map(File::create).transpose()?.map(BufWriter::new);
    println!("{CASES} random rows for each error, 4 to 7 figures, 2 to 4 decimals, 40 to 20,000 test rows");
    println!("{:>24}  {:>8}  {:>9}  {:>12}", "error in the last place", "refuted", "undecided", "µs per row");
    for planted in PLANTED {
        let (mut refuted, mut undecided, mut time) = (0, 0, Duration::ZERO);
        for index in 0..CASES {
            let case = case(planted, index);
            let start = Instant::now();
            let outcome = judge(&case);
            let took = start.elapsed();
            time += took;
            refuted += usize::from(outcome == Outcome::Impossible);
            undecided += usize::from(matches!(outcome, Outcome::Undecided(_)));
            if let Some(file) = &mut file {
                writeln!(file, "{}", line(&case, &outcome, took))?;
            }
        }
        let share = 100.0 * refuted as f64 / CASES as f64;
        let each = time.as_secs_f64() * 1e6 / CASES as f64;
        println!("{planted:>24}  {share:>7.1}%  {undecided:>9}  {each:>12.1}");
    }
    file.map_or(Ok(()), |mut file| file.flush())
}

fn judge(case: &Case) -> Outcome {
    let constraint =
        |&(_, score, printed): &(&str, Score, Decimal)| Constraint { score, range: Rounding::Nearest.range(printed) };
    let constraints: Vec<Constraint> = case.figures.iter().map(constraint).collect();
    binary::solve(&TestSet::exact("drawn", &case.sizes), &constraints, Conventions::USUAL)
}

/// Draws until every score is defined and the moved figure stays a share.
fn case(planted: i64, index: usize) -> Case {
    let mut stream = Stream::new(index as u64, &["power", &planted.to_string()]);
    loop {
        if let Some(case) = draw(planted, &mut stream) {
            return case;
        }
    }
}

fn draw(planted: i64, stream: &mut Stream) -> Option<Case> {
    let size = |stream: &mut Stream| libm::exp(stream.range(libm::log(20.0), libm::log(10_000.0))) as u64;
    let sizes = [size(stream), size(stream)];
    let right = |stream: &mut Stream, rows: u64| (stream.range(0.5, 1.0) * rows as f64) as u64;
    let (tn, tp) = (right(stream, sizes[0]), right(stream, sizes[1]));
    let tally = Tally::binary(Cells { tp, fn_: sizes[1] - tp, tn, fp: sizes[0] - tn });
    let decimals = 2 + stream.below(3) as u32;
    let count = 4 + stream.below(4) as usize;
    let mut figures = Vec::new();
    for (name, score) in SCORES.into_iter().take(count) {
        figures.push((name, score, printed(&score.of(&tally, Conventions::USUAL)?, decimals)?));
    }
    let moved = stream.below(count as u64) as usize;
    let sign = if stream.below(2) == 0 { 1 } else { -1 };
    let units = figures[moved].2.mantissa() + sign * planted;
    if !(0..=10_i64.pow(decimals)).contains(&units) {
        return None;
    }
    figures[moved].2 = decimal(units, decimals);
    Some(Case { sizes, planted, decimals, figures })
}

/// Rounded to so many decimals; `None` below 0.
fn printed(value: &Value, decimals: u32) -> Option<Decimal> {
    let guess = (value.as_f64() * 10_f64.powi(decimals as i32)).round() as i64;
    let near = [guess, guess - 1, guess + 1].into_iter().filter(|&units| units >= 0);
    near.map(|units| decimal(units, decimals)).find(|&printed| value.within(&Rounding::Nearest.range(printed)))
}

fn decimal(units: i64, decimals: u32) -> Decimal {
    let one = 10_i64.pow(decimals);
    let text = format!("{}.{:0width$}", units / one, units % one, width = decimals as usize);
    text.parse().expect("digits with a point are a decimal")
}

fn line(case: &Case, outcome: &Outcome, took: Duration) -> serde_json::Value {
    let scores: serde_json::Map<String, serde_json::Value> =
        case.figures.iter().map(|(name, _, printed)| ((*name).to_owned(), json!(printed.to_string()))).collect();
    json!({
        "negative": case.sizes[0],
        "positive": case.sizes[1],
        "planted": case.planted,
        "decimals": case.decimals,
        "scores": scores,
        "refuted": *outcome == Outcome::Impossible,
        "decided": !matches!(outcome, Outcome::Undecided(_)),
        "microseconds": took.as_secs_f64() * 1e6,
    })
}
