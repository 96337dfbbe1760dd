//! Random counts with given shares.

use super::binomial_probability;
use crate::random::Stream;

/// Draws as many rows as `counts` hold, with replacement, and writes how many fell into each cell into `drawn`.
///
/// Cell by cell, each binomial given those before it, which is the multinomial distribution.
pub(super) fn multinomial(stream: &mut Stream, counts: &[u64], drawn: &mut Vec<u64>) {
    let mut rows: u64 = counts.iter().sum();
    let mut left = rows;
    drawn.clear();
    for &count in counts {
        let hits = if count == rows { left } else { binomial(stream, left, count as f64 / rows as f64) };
        drawn.push(hits);
        left -= hits;
        rows -= count;
    }
}

/// A binomial number by inversion: outcomes are passed from the most probable one outwards until a uniform number is used up.
///
/// Exact but for rounding, with one random number and a time proportional to √(trials · p · (1 − p)).
fn binomial(stream: &mut Stream, trials: u64, p: f64) -> u64 {
    if trials == 0 || p == 0.0 {
        return 0;
    }
    let mode = (((trials + 1) as f64 * p) as u64).min(trials);
    let odds = p / (1.0 - p);
    let at_mode = binomial_probability(mode, trials, p);
    let mut unused = stream.uniform() - at_mode;
    let (mut up, mut down) = (mode, mode);
    let (mut above, mut below) = (at_mode, at_mode);
    while unused >= 0.0 {
        above = if up < trials { above * (trials - up) as f64 / (up + 1) as f64 * odds } else { 0.0 };
        below = if down > 0 { below * down as f64 / (trials - down + 1) as f64 / odds } else { 0.0 };
        if above + below == 0.0 {
            // Rounding left some 1e-13 of all probability over.
            return mode;
        }
        if above > 0.0 {
            up += 1;
            unused -= above;
            if unused < 0.0 {
                return up;
            }
        }
        if below > 0.0 {
            down -= 1;
            unused -= below;
            if unused < 0.0 {
                return down;
            }
        }
    }
    mode
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_as_frequent_as_they_are_probable() {
        const DRAWS: u64 = 100_000;
        for (trials, p) in [(5, 0.3), (12, 0.9), (1, 0.5)] {
            let mut stream = Stream::new(5, &["test"]);
            let mut seen = vec![0_u64; trials as usize + 1];
            (0..DRAWS).for_each(|_| seen[binomial(&mut stream, trials, p) as usize] += 1);
            for (k, &times) in (0..).zip(&seen) {
                let expected = DRAWS as f64 * binomial_probability(k, trials, p);
                assert!(
                    (times as f64 - expected).abs() <= 5.0 * expected.sqrt() + 1.0,
                    "{k} of {trials} at {p}: {times}"
                );
            }
        }
    }

    #[test]
    fn many_rows_have_the_moments_of_a_binomial() {
        let mut stream = Stream::new(6, &["test"]);
        let draws: Vec<f64> = (0..2_000).map(|_| binomial(&mut stream, 2_830_000, 0.2) as f64 - 566_000.0).collect();
        let mean = draws.iter().sum::<f64>() / 2_000.0;
        let variance = draws.iter().map(|d| d * d).sum::<f64>() / 2_000.0;
        // 672.9 is the standard deviation.
        assert!(mean.abs() < 5.0 * 672.9 / 2_000.0_f64.sqrt(), "{mean}");
        assert!((variance / 452_800.0 - 1.0).abs() < 5.0 * (2.0 / 2_000.0_f64).sqrt(), "{variance}");
    }

    #[test]
    fn all_rows_fall_somewhere_and_none_into_an_empty_cell() {
        let mut stream = Stream::new(7, &["test"]);
        let mut drawn = Vec::new();
        for _ in 0..200 {
            multinomial(&mut stream, &[0, 3, 0, 7, 1, 0], &mut drawn);
            assert_eq!(drawn.iter().sum::<u64>(), 11);
            assert_eq!((drawn[0], drawn[2], drawn[5]), (0, 0, 0));
        }
        multinomial(&mut stream, &[0, 0], &mut drawn);
        assert_eq!(drawn, [0, 0]);
    }
}
