//! Resampling of rows, of groups of rows and of counts, for the BCa interval.

use rayon::prelude::*;

use super::bca::{acceleration, corrected_interval};
use super::multinomial::multinomial;
use super::{BootstrapInterval, Undefined};
use crate::random::Stream;

/// Above so many units the jackknife leaves out as many blocks instead of single units.
///
/// Both give the same acceleration but for noise: a block's influence is the sum of its units', so the skewness of b blocks of size n/b is
/// that of the units / √(n/b), and a = skewness / (6 √b). Its standard error, √(6/b) / (6 √b), is 0.0002 for 2,000 blocks.
const JACKKNIFE: usize = 2_000;

/// How to resample: the same numbers give the same interval, whatever the number of threads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Resamples; 2,000 for limits that hold two digits of the interval's width.
    pub replicates: usize,
    /// Confidence in (0, 1).
    pub confidence: f64,
    /// Seed of the draws.
    pub seed: u64,
}

impl Bootstrap {
    /// The interval of a `statistic` of independent units, numbered from 0: it is given the numbers of those drawn, which repeat.
    ///
    /// The statistic is called once a replicate and once a unit, at most 2,000 times for units; `None` where it has no value.
    ///
    /// # Errors
    /// Fewer than two units; a statistic without a value for the sample or for a resample; and as [`bca_interval`](super::bca_interval).
    pub fn of_units(
        &self,
        units: usize,
        statistic: impl Fn(&[usize]) -> Option<f64> + Sync,
    ) -> Result<BootstrapInterval, Undefined> {
        enough("units", units)?;
        let all: Vec<usize> = (0..units).collect();
        let estimate = finite_value(statistic(&all)).ok_or(Undefined::NoEstimate)?;
        let replicates = self.replicates(|stream, drawn: &mut Vec<usize>| {
            drawn.clear();
            drawn.extend((0..units).map(|_| stream.below(units as u64) as usize));
            statistic(drawn)
        })?;
        let blocks = units.min(JACKKNIFE);
        let without = |block: usize| -> Vec<usize> { (0..units).filter(|unit| unit % blocks != block).collect() };
        let values = (0..blocks).into_par_iter().map(|block| finite_value(statistic(&without(block)))).collect();
        let jackknife = all_defined(values)?;
        let acceleration = acceleration(jackknife.iter().map(|&value| (value, 1.0)))?;
        corrected_interval(estimate, replicates, acceleration, self.confidence)
    }

    /// The interval of a `statistic` of rows that depend on each other within `groups`, lists of row numbers: whole groups are drawn. The
    /// statistic is given the numbers of the rows drawn.
    ///
    /// # Errors
    /// As [`of_units`](Self::of_units), where a unit is a group.
    pub fn of_groups(
        &self,
        groups: &[Vec<usize>],
        statistic: impl Fn(&[usize]) -> Option<f64> + Sync,
    ) -> Result<BootstrapInterval, Undefined> {
        enough("groups", groups.len())?;
        self.of_units(groups.len(), |drawn| {
            let rows: Vec<usize> = drawn.iter().flat_map(|&group| &groups[group]).copied().collect();
            statistic(&rows)
        })
    }

    /// The interval of a `statistic` of counts of independent rows, such as the cells of a confusion matrix: the same as
    /// [`of_units`](Self::of_units) with a row as unit and other draws, in a time that does not grow with the rows.
    ///
    /// # Errors
    /// As [`of_units`](Self::of_units), where a unit is a row.
    pub fn of_counts(
        &self,
        counts: &[u64],
        statistic: impl Fn(&[u64]) -> Option<f64> + Sync,
    ) -> Result<BootstrapInterval, Undefined> {
        let rows = counts.iter().sum::<u64>();
        enough("rows", usize::try_from(rows).unwrap_or(usize::MAX))?;
        let estimate = finite_value(statistic(counts)).ok_or(Undefined::NoEstimate)?;
        let replicates = self.replicates(|stream, drawn: &mut Vec<u64>| {
            multinomial(stream, counts, drawn);
            statistic(drawn)
        })?;
        let mut cells = counts.to_vec();
        let occupied: Vec<usize> = (0..counts.len()).filter(|&cell| counts[cell] > 0).collect();
        let mut without = |cell: usize| {
            cells[cell] -= 1;
            let value = finite_value(statistic(&cells));
            cells[cell] += 1;
            value
        };
        let jackknife = all_defined(occupied.iter().map(|&cell| without(cell)).collect())?;
        let times = occupied.iter().map(|&cell| counts[cell] as f64);
        let acceleration = acceleration(jackknife.iter().copied().zip(times))?;
        corrected_interval(estimate, replicates, acceleration, self.confidence)
    }

    /// One value per replicate, each from its own stream, in order.
    fn replicates<B: Default>(
        &self,
        draw: impl Fn(&mut Stream, &mut B) -> Option<f64> + Sync,
    ) -> Result<Vec<f64>, Undefined> {
        let replicate = |buffer: &mut B, number: usize| {
            let mut stream = Stream::new(self.seed, &["bootstrap", &number.to_string()]);
            finite_value(draw(&mut stream, buffer))
        };
        all_defined((0..self.replicates).into_par_iter().map_init(B::default, replicate).collect())
    }
}

fn enough(of: &'static str, got: usize) -> Result<(), Undefined> {
    if got < 2 { Err(Undefined::TooFew { of, needed: 2, got }) } else { Ok(()) }
}

fn finite_value(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

fn all_defined(values: Vec<Option<f64>>) -> Result<Vec<f64>, Undefined> {
    let of = values.len();
    let defined: Vec<f64> = values.into_iter().flatten().collect();
    if defined.len() == of { Ok(defined) } else { Err(Undefined::Resamples { without: of - defined.len(), of }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{mean, wilson_interval};

    const BOOTSTRAP: Bootstrap = Bootstrap { replicates: 2_000, confidence: 0.95, seed: 7 };

    fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> Option<f64> + Sync {
        |rows| mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>())
    }

    #[test]
    fn counts_and_rows_tell_the_same() {
        let hits: Vec<f64> = (0..400).map(|row| f64::from(u8::from(row % 10 != 0))).collect();
        let by_rows = BOOTSTRAP.of_units(400, mean_of(&hits)).unwrap();
        let by_counts = BOOTSTRAP.of_counts(&[360, 40], |c| Some(c[0] as f64 / (c[0] + c[1]) as f64)).unwrap();
        let wilson = wilson_interval(360, 400, 0.95).unwrap();
        for got in [by_rows, by_counts] {
            assert_eq!(got.estimate, 0.9);
            assert!((got.interval.low - wilson.low).abs() < 0.006, "{got:?} {wilson:?}");
            assert!((got.interval.high - wilson.high).abs() < 0.006, "{got:?} {wilson:?}");
        }
        assert!((by_rows.acceleration - by_counts.acceleration).abs() < 1e-12);
    }

    #[test]
    fn copies_of_rows_do_not_narrow_the_interval_of_groups() {
        let values: Vec<f64> = (0..40).map(|v| f64::from(v * v % 37)).collect();
        let copied: Vec<f64> = values.iter().flat_map(|&v| [v; 5]).collect();
        let groups: Vec<Vec<usize>> = (0..40).map(|group| (5 * group..5 * group + 5).collect()).collect();
        let once = BOOTSTRAP.of_units(40, mean_of(&values)).unwrap();
        let grouped = BOOTSTRAP.of_groups(&groups, mean_of(&copied)).unwrap();
        let naive = BOOTSTRAP.of_units(200, mean_of(&copied)).unwrap();
        // Sums in another order may tell a replicate from the estimate that it equals.
        assert!((once.interval.width() / grouped.interval.width() - 1.0).abs() < 0.02);
        assert!(naive.interval.width() < 0.6 * grouped.interval.width());
    }

    #[test]
    fn blocks_estimate_the_acceleration_of_single_units() {
        let mut stream = Stream::new(1, &["test"]);
        let values: Vec<f64> = (0..6_000).map(|_| stream.exponential(1.0)).collect();
        let few = Bootstrap { replicates: 50, ..BOOTSTRAP };
        let by_blocks = few.of_units(values.len(), mean_of(&values)).unwrap().acceleration;
        let centre = mean(&values).unwrap();
        let (squares, cubes) = values.iter().fold((0.0, 0.0), |(squares, cubes), v| {
            let d = v - centre;
            (squares + d * d, cubes + d * d * d)
        });
        let single: f64 = cubes / (6.0 * squares * squares.sqrt());
        assert!((by_blocks - single).abs() < 0.001, "{by_blocks} {single}");
    }

    #[test]
    fn what_has_no_interval_says_why() {
        let one = BOOTSTRAP.of_groups(&[vec![0, 1, 2]], |_| Some(1.0));
        assert_eq!(one, Err(Undefined::TooFew { of: "groups", needed: 2, got: 1 }));
        assert_eq!(BOOTSTRAP.of_counts(&[50, 0], |c| Some(c[0] as f64 / 50.0)), Err(Undefined::NoVariation));
        assert_eq!(BOOTSTRAP.of_units(9, |_| None), Err(Undefined::NoEstimate));
        let sometimes = BOOTSTRAP.of_units(9, |drawn| drawn.contains(&0).then(|| drawn[0] as f64));
        assert!(matches!(sometimes, Err(Undefined::Resamples { of: 2_000, without: 1.. })));
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let values: Vec<f64> = (0..50).map(|v| libm::sin(f64::from(v))).collect();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| BOOTSTRAP.of_units(values.len(), mean_of(&values)).unwrap())
        };
        assert_eq!(with(1), with(3));
    }
}
