//! How often 95 % intervals hold the true value: 2,000 repeats of each case, seeded.
//!
//!     cargo test --test suite coverage -- --ignored --nocapture
//!
//! What comes out is written in the module docs of `src/stats/`. Two thousand repeats know a coverage of 95 % to ± 1.0 (two standard errors).

use idsbench::random::Stream;
use idsbench::stats::*;
use rayon::prelude::*;

const REPEATS: usize = 2_000;
const CONFIDENCE: f64 = 0.95;
/// What a 95 % interval is allowed.
const SOUND: std::ops::RangeInclusive<f64> = 93.0..=97.0;

/// Percent of the repeats whose interval holds `truth`; one that is not defined does not.
fn covered(name: &str, truth: f64, interval: impl Fn(&mut Stream) -> Option<Interval> + Sync) -> f64 {
    let hit = |repeat: usize| {
        let mut stream = Stream::new(1, &["coverage", name, &repeat.to_string()]);
        interval(&mut stream).is_some_and(|interval| interval.contains(truth))
    };
    let hits = (0..REPEATS).into_par_iter().filter(|&repeat| hit(repeat)).count();
    let percent = 100.0 * hits as f64 / REPEATS as f64;
    println!("{percent:5.1} % {name}");
    percent
}

fn assert_sound(name: &str, truth: f64, interval: impl Fn(&mut Stream) -> Option<Interval> + Sync) {
    let percent = covered(name, truth, interval);
    assert!(SOUND.contains(&percent), "{name}: {percent} %");
}

/// For cases whose shortfall the docs own up to: outside of what is sound, and where they say.
fn assert_poor(name: &str, truth: f64, expected: f64, interval: impl Fn(&mut Stream) -> Option<Interval> + Sync) {
    let percent = covered(name, truth, interval);
    assert!(
        !SOUND.contains(&percent) && (percent - expected).abs() <= 1.5,
        "{name}: {percent} % instead of {expected} %"
    );
}

fn normals(stream: &mut Stream, n: usize) -> Vec<f64> {
    (0..n).map(|_| stream.normal()).collect()
}

fn exponentials(stream: &mut Stream, n: usize) -> Vec<f64> {
    (0..n).map(|_| stream.exponential(1.0)).collect()
}

fn hits(stream: &mut Stream, rows: u64, p: f64) -> u64 {
    (0..rows).filter(|_| stream.chance(p)).count() as u64
}

#[test]
#[ignore = "simulation"]
fn coverage_of_t() {
    for n in [2, 5, 10, 30] {
        assert_sound(&format!("t, {n} normal"), 0.0, |s| student_t_interval(&normals(s, n), CONFIDENCE));
    }
    assert_poor("t, 5 exponential", 1.0, 88.0, |s| student_t_interval(&exponentials(s, 5), CONFIDENCE));
    assert_poor("t, 10 exponential", 1.0, 90.0, |s| student_t_interval(&exponentials(s, 10), CONFIDENCE));
}

#[test]
#[ignore = "simulation"]
fn coverage_of_prediction() {
    // What is predicted is random itself, so the interval is moved by it and must hold 0.
    let moved = |interval: Option<Interval>, by: f64| interval.map(|i| Interval { low: i.low - by, high: i.high - by });
    for (n, future) in [(3, 1), (5, 1), (5, 5), (10, 3)] {
        assert_sound(&format!("prediction, {n} normal, {future} more"), 0.0, |s| {
            let (past, next) = (normals(s, n), mean(&normals(s, future))?);
            moved(prediction_interval(&past, CONFIDENCE, future as u64), next)
        });
    }
    assert_poor("prediction, 5 exponential, 1 more", 0.0, 91.0, |s| {
        let (past, next) = (exponentials(s, 5), s.exponential(1.0));
        moved(prediction_interval(&past, CONFIDENCE, 1), next)
    });
}

#[test]
#[ignore = "simulation"]
fn coverage_of_shares() {
    for (rows, p) in [(20, 0.5), (50, 0.9), (100, 0.95), (1000, 0.99)] {
        assert_sound(&format!("Wilson, {rows} rows, {p}"), p, |s| wilson_interval(hits(s, rows, p), rows, CONFIDENCE));
    }
    for (m, p, n, q) in [(30, 0.8, 30, 0.6), (50, 0.9, 100, 0.9), (500, 0.99, 500, 0.97)] {
        assert_sound(&format!("Newcombe, {p} of {m} less {q} of {n}"), p - q, |s| {
            newcombe_independent((hits(s, m, p), m), (hits(s, n, q), n), CONFIDENCE).ok()
        });
    }
    // Probabilities of: both, first only, second only.
    for (rows, both, first, second) in [(50, 0.7, 0.15, 0.05), (200, 0.9, 0.04, 0.02), (1000, 0.95, 0.02, 0.02)] {
        assert_sound(&format!("Newcombe paired, {rows} rows, {both} {first} {second}"), first - second, |s| {
            let mut counts = PairedCounts { both: 0, first_only: 0, second_only: 0, neither: 0 };
            for _ in 0..rows {
                let u = s.uniform();
                *(if u < both {
                    &mut counts.both
                } else if u < both + first {
                    &mut counts.first_only
                } else if u < both + first + second {
                    &mut counts.second_only
                } else {
                    &mut counts.neither
                }) += 1;
            }
            newcombe_paired(counts, CONFIDENCE).ok()
        });
    }
}

fn bootstrap(stream: &mut Stream) -> Bootstrap {
    Bootstrap { replicates: 1_000, confidence: CONFIDENCE, seed: stream.next_u64() }
}

fn bca_of_mean(stream: &mut Stream, values: &[f64]) -> Option<Interval> {
    let of_mean = |rows: &[usize]| mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>());
    bootstrap(stream).of_units(values.len(), of_mean).ok().map(|b| b.interval)
}

/// F1 of true positives, false positives, false negatives, true negatives.
fn f1(counts: &[u64]) -> Option<f64> {
    let [tp, wrong] = [counts[0] as f64, (counts[1] + counts[2]) as f64];
    (tp + wrong > 0.0).then(|| 2.0 * tp / (2.0 * tp + wrong))
}

#[test]
#[ignore = "simulation"]
fn coverage_of_bca_of_rows() {
    for n in [30, 100] {
        assert_sound(&format!("BCa, mean of {n} normal"), 0.0, |s| {
            let values = normals(s, n);
            bca_of_mean(s, &values)
        });
    }
    assert_sound("BCa, mean of 100 exponential", 1.0, |s| {
        let values = exponentials(s, 100);
        bca_of_mean(s, &values)
    });
    assert_poor("BCa, mean of 10 normal", 0.0, 90.0, |s| {
        let values = normals(s, 10);
        bca_of_mean(s, &values)
    });
    for rows in [200, 2_000] {
        let shares = [0.3, 0.05, 0.02, 0.63];
        let truth = 0.6 / 0.67;
        assert_sound(&format!("BCa, F1 of {rows} rows by counts"), truth, |s| {
            let mut counts = [0_u64; 4];
            for _ in 0..rows {
                let mut left = s.uniform();
                let cell = shares.iter().position(|share| {
                    left -= share;
                    left < 0.0
                });
                counts[cell.unwrap_or(3)] += 1;
            }
            bootstrap(s).of_counts(&counts, f1).ok().map(|b| b.interval)
        });
    }
}

/// Values of `groups` groups of 8 rows each, of which half the variance is the group's.
fn grouped(stream: &mut Stream, groups: usize) -> Vec<f64> {
    (0..groups)
        .flat_map(|_| {
            let own = stream.normal();
            [(); 8].map(|()| own + stream.normal())
        })
        .collect()
}

#[test]
#[ignore = "simulation"]
fn coverage_of_bca_of_groups() {
    let by_group = |s: &mut Stream, groups: usize| {
        let values = grouped(s, groups);
        let members: Vec<Vec<usize>> = (0..groups).map(|group| (8 * group..8 * group + 8).collect()).collect();
        let of_mean = |rows: &[usize]| mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>());
        bootstrap(s).of_groups(&members, of_mean).ok().map(|b| b.interval)
    };
    assert_sound("BCa, 50 groups of 8", 0.0, |s| by_group(s, 50));
    assert_poor("BCa, 10 groups of 8", 0.0, 90.0, |s| by_group(s, 10));
    assert_poor("BCa, 50 groups of 8 taken as rows", 0.0, 64.0, |s| {
        let values = grouped(s, 50);
        bca_of_mean(s, &values)
    });
}

#[test]
#[ignore = "simulation"]
fn coverage_of_delong() {
    let scores = |s: &mut Stream, m: usize, n: usize, shift: f64| -> (Vec<bool>, Vec<f64>) {
        (0..m + n).map(|row| (row < m, s.normal() + if row < m { shift } else { 0.0 })).unzip()
    };
    let truth = |shift: f64| normal_below(shift / std::f64::consts::SQRT_2);
    let interval = |s: &mut Stream, m: usize, n: usize, shift: f64| {
        let (positive, scores) = scores(s, m, n, shift);
        delong_auc(&positive, &scores).ok()?.interval(CONFIDENCE).ok()
    };
    for (m, n, shift) in [(50, 50, 1.2), (30, 100, 1.2), (200, 200, 2.3), (500, 500, 3.3)] {
        assert_sound(&format!("DeLong, {m} and {n} rows, AUC {:.3}", truth(shift)), truth(shift), |s| {
            interval(s, m, n, shift)
        });
    }
    for (m, n, shift, expected) in [(20, 20, 2.3, 90.0), (50, 50, 3.3, 88.0)] {
        assert_poor(&format!("DeLong, {m} and {n} rows, AUC {:.3}", truth(shift)), truth(shift), expected, |s| {
            interval(s, m, n, shift)
        });
    }
    for (m, n, shift) in [(50, 50, 1.2), (200, 200, 2.3)] {
        assert_sound(&format!("DeLong, two models, {m} and {n} rows, AUC near {:.3}", truth(shift)), 0.0, |s| {
            let (positive, common) = scores(s, m, n, shift);
            let [first, second] = [0; 2].map(|_| common.iter().map(|v| v + 0.5 * s.normal()).collect::<Vec<f64>>());
            Some(delong_test(&positive, &first, &second).ok()?.interval(CONFIDENCE))
        });
    }
}
