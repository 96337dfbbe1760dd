//! Made-up rows of tables, for tests of the solvers.

use idsbench::audit::claim::exact::Rounding;
use idsbench::audit::claim::reading::Constraint;
use idsbench::audit::claim::score::{Cells, Conventions, Mean, MeanF1, Score, Tally, ZeroDivision};
use idsbench::claim::published::Decimal;
use idsbench::random::Stream;

/// Every mean of two classes.
const MEANS: [Mean; 5] = [Mean::Class(0), Mean::Class(1), Mean::Macro, Mean::Weighted, Mean::Micro];

/// Every score of two classes.
pub(super) fn every_score() -> Vec<Score> {
    let named: [fn(Mean) -> Score; 7] = [
        Score::Precision,
        Score::Recall,
        Score::F1,
        Score::Specificity,
        Score::FalsePositiveRate,
        Score::FalseDiscoveryRate,
        Score::HalfTotalError,
    ];
    let averaged = named.into_iter().flat_map(|score| MEANS.map(score));
    averaged.chain([Score::Accuracy, Score::BalancedAccuracy, Score::Mcc]).collect()
}

/// How often a property is tried: as given, or as `IDSBENCH_SOUNDNESS` says, for the long run.
pub(super) fn experiments(usual: u64) -> u64 {
    count("IDSBENCH_SOUNDNESS", usual)
}

/// A number of cases, 1 at least: as given, or as an environment variable says.
pub(super) fn count(variable: &str, usual: u64) -> u64 {
    std::env::var_os(variable).map_or(usual, |set| number(variable, &set.to_string_lossy()))
}

/// A long run that was mistyped must not be a short one.
fn number(variable: &str, set: &str) -> u64 {
    let number = set.parse().ok().filter(|&number| number > 0);
    number.unwrap_or_else(|| panic!("{variable}={set} is no number of cases"))
}

#[test]
#[should_panic(expected = "IDSBENCH_SOUNDNESS=20k is no number of cases")]
fn a_mistyped_number_of_cases_is_not_overlooked() {
    assert_eq!(number("IDSBENCH_SOUNDNESS", "20000"), 20_000);
    number("IDSBENCH_SOUNDNESS", "20k");
}

pub(super) fn pick<T: Copy>(stream: &mut Stream, items: &[T]) -> T {
    items[stream.below(items.len() as u64) as usize]
}

pub(super) fn conventions(stream: &mut Stream) -> Conventions {
    Conventions { zero_division: pick(stream, &ZeroDivision::ALL), mean_f1: pick(stream, &MeanF1::ALL) }
}

/// Scores as tables have them: often an accuracy and the same mean of three, sometimes any.
pub(super) fn scores(stream: &mut Stream) -> Vec<Score> {
    if stream.chance(0.3) {
        let all = every_score();
        return (0..=stream.below(4)).map(|_| pick(stream, &all)).collect();
    }
    let mean = pick(stream, &MEANS);
    let mut scores = vec![Score::Accuracy, Score::Precision(mean), Score::Recall(mean), Score::F1(mean)];
    if stream.chance(0.3) {
        let more =
            [Score::FalsePositiveRate(mean), Score::Mcc, Score::BalancedAccuracy, Score::FalseDiscoveryRate(mean)];
        scores.push(pick(stream, &more));
    }
    scores.retain(|_| stream.chance(0.9));
    scores
}

/// The matrix in which so many rows of class 0 and 1 are right.
pub(super) fn matrix([n0, n1]: [u64; 2], x: u64, y: u64) -> Tally {
    Tally::binary(Cells { tp: y, fp: n0 - x, fn_: n1 - y, tn: x })
}

/// How a table prints numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Print {
    pub(super) rounding: Rounding,
    pub(super) decimals: usize,
    pub(super) percent: bool,
}

impl Print {
    pub(super) fn draw(stream: &mut Stream, most_decimals: u64) -> Self {
        Self {
            rounding: pick(stream, &Rounding::ALL),
            decimals: 1 + stream.below(most_decimals) as usize,
            percent: stream.chance(0.5),
        }
    }

    /// A score's value as printed, so many units in the last place beside the truth; `None` where it is undefined.
    pub(super) fn constraint(
        self,
        score: Score,
        tally: &Tally,
        conventions: Conventions,
        off: i64,
    ) -> Option<Constraint> {
        let value = score.of(tally, conventions)?;
        let scale = 10_i64.pow(self.decimals as u32);
        let units = value.as_f64() * scale as f64 * if self.percent { 100.0 } else { 1.0 };
        // The f64 may be on the wrong side of a half: of its neighbours the one whose range has the exact value is the print.
        let nearby = (units as i64 - 2)..=(units as i64 + 2);
        let print = |units: i64| {
            let (sign, digits) = (if units < 0 { "-" } else { "" }, units.abs());
            let percent = if self.percent { "%" } else { "" };
            format!("{sign}{}.{:0width$}{percent}", digits / scale, digits % scale, width = self.decimals)
        };
        let range = |units: i64| self.rounding.range(print(units).parse::<Decimal>().unwrap());
        let printed = nearby.into_iter().find(|&units| value.within(&range(units))).expect("some print has the value");
        Some(Constraint { score, range: range(printed + off) })
    }

    /// A row of a table; scores that are undefined are left out.
    pub(super) fn row(self, scores: &[Score], tally: &Tally, conventions: Conventions) -> Vec<Constraint> {
        scores.iter().filter_map(|&score| self.constraint(score, tally, conventions, 0)).collect()
    }
}
