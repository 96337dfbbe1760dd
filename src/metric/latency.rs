//! Detection latency: how long a detector takes for one row, and how many rows a second it handles in batches.
//!
//! One row at a time is what a sensor on the wire does; percentiles, because the slow tail is what drops packets (Dean and Barroso, *The tail
//! at scale*, CACM 56, 2013). Only scoring is timed, not preparation.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::matrix::Matrix;
use crate::stats::percentile;

/// Rows of a batch when throughput is measured.
pub const BATCH_ROWS: usize = 1_024;

/// A clock that never runs backwards.
pub trait Clock {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;
}

/// The system's monotonic clock.
#[derive(Debug, Clone, Copy)]
pub struct MonotonicClock(Instant);

impl MonotonicClock {
    /// Starts at 0.
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for MonotonicClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Untimed calls before the first timed one.
    pub warm_up: usize,
    /// Single rows timed at most, evenly spread over the rows given.
    pub single_rows: usize,
    /// Batches timed at most.
    pub batches: usize,
    /// After this time each of the three ends early, but not before its first call.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { warm_up: 10, single_rows: 1_000, batches: 64, time: Duration::from_secs(3) }
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    /// Median seconds for one row.
    pub p50: f64,
    /// 95th percentile, seconds.
    pub p95: f64,
    /// 99th percentile, seconds.
    pub p99: f64,
    /// Rows a second in batches of [`BATCH_ROWS`], or of all rows where there are fewer.
    pub rows_per_second: f64,
    /// Single rows that were timed.
    pub single_rows: usize,
}

/// Times `score` on single rows and on batches of `x`; `None` where `x` has no row.
///
/// `score` gets a matrix of one row or of a batch, as wide as `x`; what it returns is thrown away.
///
/// # Errors
/// The first error of `score`.
pub fn measure<T, E>(
    x: &Matrix,
    limits: Limits,
    clock: &impl Clock,
    mut score: impl FnMut(&Matrix) -> Result<T, E>,
) -> Result<Option<Latency>, E> {
    if x.rows() == 0 {
        return Ok(None);
    }
    let mut timed = |rows: &[usize]| {
        let rows = x.select_rows(rows);
        let start = clock.now();
        black_box(score(&rows)?);
        // A clock that did not tick is read as its smallest step, so that a rate stays finite.
        Ok((clock.now() - start).max(Duration::from_nanos(1)).as_secs_f64())
    };
    within(limits.time, clock, 0..limits.warm_up, |_| timed(&[0]))?;
    let mut seconds = within(limits.time, clock, spread_over(x.rows(), limits.single_rows), |row| timed(&[row]))?;
    let batch = BATCH_ROWS.min(x.rows());
    let starts = (0..x.rows() / batch).map(|i| i * batch).take(limits.batches.max(1));
    let of_batches = within(limits.time, clock, starts, |start| timed(&(start..start + batch).collect::<Vec<_>>()))?;

    seconds.sort_unstable_by(f64::total_cmp);
    let at = |percent| percentile(&seconds, percent).expect("at least one row was timed");
    Ok(Some(Latency {
        p50: at(50.0),
        p95: at(95.0),
        p99: at(99.0),
        rows_per_second: (batch * of_batches.len()) as f64 / of_batches.iter().sum::<f64>(),
        single_rows: seconds.len(),
    }))
}

/// At most `count`, at least one, of `0..rows`, evenly spread.
fn spread_over(rows: usize, count: usize) -> impl Iterator<Item = usize> {
    let count = count.clamp(1, rows);
    (0..count).map(move |i| i * rows / count)
}

/// Calls `time` for each item until `limit` has passed, but for the first one always.
fn within<I, E>(
    limit: Duration,
    clock: &impl Clock,
    items: impl Iterator<Item = I>,
    mut time: impl FnMut(I) -> Result<f64, E>,
) -> Result<Vec<f64>, E> {
    let end = clock.now() + limit;
    let mut seconds = Vec::new();
    for item in items {
        seconds.push(time(item)?);
        if clock.now() >= end {
            break;
        }
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::convert::Infallible;

    use super::*;

    /// A clock that only moves when a test moves it.
    #[derive(Default)]
    struct Manual(Cell<Duration>);

    impl Manual {
        fn advance(&self, milliseconds: u64) {
            self.0.set(self.0.get() + Duration::from_millis(milliseconds));
        }
    }

    impl Clock for Manual {
        fn now(&self) -> Duration {
            self.0.get()
        }
    }

    fn numbered(rows: usize) -> Matrix {
        Matrix::from_vec(rows, 1, (0..rows).map(|i| i as f32).collect())
    }

    const UNLIMITED: Limits = Limits { warm_up: 2, single_rows: 1_000, batches: 64, time: Duration::from_secs(3_600) };

    #[test]
    fn percentiles_of_single_rows_and_rate_of_batches() {
        let clock = Manual::default();
        // Row i takes i ms alone; a batch takes 512 ms.
        let score = |m: &Matrix| {
            clock.advance(if m.rows() == 1 { m.get(0, 0) as u64 } else { 512 });
            Ok::<_, Infallible>(())
        };
        let latency = measure(&numbered(101), UNLIMITED, &clock, score).unwrap().unwrap();
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(latency.p50, 0.050);
        close(latency.p95, 0.095);
        close(latency.p99, 0.099);
        close(latency.rows_per_second, 101.0 / 0.512);
        assert_eq!(latency.single_rows, 101);
    }

    #[test]
    fn batches_hold_1024_rows_and_single_rows_are_spread() {
        let (clock, seen) = (Manual::default(), std::cell::RefCell::new(Vec::new()));
        let score = |m: &Matrix| {
            seen.borrow_mut().push((m.get(0, 0), m.rows()));
            Ok::<_, Infallible>(())
        };
        let limits = Limits { warm_up: 1, single_rows: 4, ..UNLIMITED };
        measure(&numbered(2_100), limits, &clock, score).unwrap().unwrap();
        let calls = [(0., 1), (0., 1), (525., 1), (1050., 1), (1575., 1), (0., 1024), (1024., 1024)];
        assert_eq!(*seen.borrow(), calls);
    }

    #[test]
    fn a_slow_model_is_stopped_after_one_row_and_one_batch() {
        let clock = Manual::default();
        let score = |_: &Matrix| {
            clock.advance(5_000);
            Ok::<_, Infallible>(())
        };
        let latency = measure(&numbered(5_000), Limits::default(), &clock, score).unwrap().unwrap();
        assert_eq!(clock.now(), Duration::from_secs(3 * 5), "one call each: warm-up, row, batch");
        assert_eq!((latency.single_rows, latency.p99), (1, 5.0));
        assert_eq!(latency.rows_per_second, 1_024.0 / 5.0);
    }

    #[test]
    fn no_rows_no_latency_and_errors_come_through() {
        let clock = MonotonicClock::start();
        let fail = |_: &Matrix| Err::<(), _>("broken");
        assert_eq!(measure(&Matrix::zeros(0, 3), UNLIMITED, &clock, fail), Ok(None));
        assert_eq!(measure(&Matrix::zeros(1, 3), UNLIMITED, &clock, fail), Err("broken"));
    }

    #[test]
    fn a_real_clock_gives_finite_values() {
        let score = |m: &Matrix| Ok::<_, Infallible>(m.as_slice().iter().sum::<f32>());
        let latency = measure(&numbered(3_000), Limits::default(), &MonotonicClock::start(), score).unwrap().unwrap();
        assert!(latency.p50 > 0.0 && latency.p50 <= latency.p95 && latency.p95 <= latency.p99);
        assert!(latency.rows_per_second.is_finite());
    }
}
