//! Intervals and tests against SciPy, statsmodels, baycomp and the definitions.

use idsbench::stats::*;
use serde::Deserialize;

use super::{assert_close, golden};

const CLOSE: f64 = 1e-9;

#[derive(Deserialize)]
struct Golden {
    prediction: Vec<Prediction>,
    resampled: Vec<Resampled>,
    holm: Vec<Adjusted>,
    /// b, c, exact p, mid-p.
    mc_nemar: Vec<(u64, u64, f64, f64)>,
    de_long: Vec<TwoAucs>,
    newcombe: Newcombe,
    wilcoxon: Vec<SignedRanks>,
    friedman: Vec<Ranks>,
    power: Power,
    bootstrap: Vec<Replicates>,
}

#[derive(Deserialize)]
struct Prediction {
    values: Vec<f64>,
    confidence: f64,
    future: u64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct Resampled {
    differences: Vec<f64>,
    ratio: f64,
    t: f64,
    p: f64,
    low: f64,
    high: f64,
    /// Half width, then the three probabilities.
    rope: Vec<(f64, f64, f64, f64)>,
}

#[derive(Deserialize)]
struct Adjusted {
    p: Vec<f64>,
    adjusted: Vec<f64>,
}

#[derive(Deserialize)]
struct TwoAucs {
    positive: Vec<bool>,
    first: Vec<f64>,
    second: Vec<f64>,
    auc: [f64; 2],
    covariance: [[f64; 2]; 2],
    z: f64,
    p: f64,
    interval: [f64; 2],
}

#[derive(Deserialize)]
struct Newcombe {
    /// Hits and rows of the first and of the second, confidence, low, high.
    independent: Vec<(u64, u64, u64, u64, f64, f64, f64)>,
    /// Both, first only, second only, neither, confidence, low, high.
    paired: Vec<(u64, u64, u64, u64, f64, f64, f64)>,
}

#[derive(Deserialize)]
struct SignedRanks {
    differences: Vec<f64>,
    exact: bool,
    statistic: f64,
    p: f64,
}

#[derive(Deserialize)]
struct Ranks {
    scores: Vec<Vec<f64>>,
    ranks: Vec<f64>,
    chi_squared: f64,
    p: f64,
    critical_difference: f64,
}

#[derive(Deserialize)]
struct Power {
    /// Effect, pairs, level, power.
    power: Vec<(f64, u64, f64, f64)>,
    /// Effect, power, pairs at level 0.05.
    needed: Vec<(f64, f64, u64)>,
}

#[derive(Deserialize)]
struct Replicates {
    confidence: f64,
    estimate: f64,
    jackknife: Vec<f64>,
    replicates: Vec<f64>,
    low: f64,
    high: f64,
}

fn peers() -> Golden {
    golden("peers.json")
}

fn assert_interval(got: Interval, low: f64, high: f64, what: &str) {
    assert_close(got.low, low, CLOSE, &format!("low end, {what}"));
    assert_close(got.high, high, CLOSE, &format!("high end, {what}"));
}

#[test]
fn prediction_intervals() {
    for case in peers().prediction {
        let got = prediction_interval(&case.values, case.confidence, case.future).unwrap();
        assert_interval(got, case.low, case.high, &format!("{:?}, {} more", case.values, case.future));
    }
}

#[test]
fn the_corrected_t_test() {
    for case in peers().resampled {
        let what = format!("{:?}", case.differences);
        let test = corrected_resampled_t(&case.differences, case.ratio).unwrap();
        assert_close(test.t, case.t, CLOSE, &what);
        assert_close(test.p, case.p, CLOSE, &what);
        assert_interval(test.interval(0.95), case.low, case.high, &what);
    }
}

#[test]
fn the_bayesian_t_test() {
    for case in peers().resampled {
        for (rope, below, within, above) in case.rope {
            let got = bayesian_correlated_t(&case.differences, case.ratio, rope).unwrap();
            let what = format!("region {rope} of {:?}", case.differences);
            assert_close(got.below, below, CLOSE, &what);
            assert_close(got.within, within, CLOSE, &what);
            assert_close(got.above, above, CLOSE, &what);
        }
    }
}

#[test]
fn holms_adjustment() {
    for case in peers().holm {
        for (got, expected) in holm(&case.p).into_iter().zip(case.adjusted) {
            assert_close(got, expected, 1e-14, &format!("{:?}", case.p));
        }
    }
}

#[test]
fn mcnemars_test() {
    for (b, c, exact, mid_p) in peers().mc_nemar {
        let got = McNemar::from_counts(b, c);
        let what = format!("{b} against {c}");
        super::assert_digits(got.exact, exact, CLOSE, &what);
        super::assert_digits(got.mid_p, mid_p, CLOSE, &what);
    }
}

#[test]
fn delongs_test() {
    for case in peers().de_long {
        let what = format!("{:?}", case.first);
        let got = delong_test(&case.positive, &case.first, &case.second).unwrap();
        assert_eq!(got.first, delong_auc(&case.positive, &case.first).unwrap());
        for (auc, i) in [(got.first, 0), (got.second, 1)] {
            assert_close(auc.value, case.auc[i], CLOSE, &what);
            assert_close(auc.variance, case.covariance[i][i], CLOSE, &what);
        }
        assert_close(got.covariance, case.covariance[0][1], CLOSE, &what);
        assert_close(got.z, case.z, CLOSE, &what);
        assert_close(got.p, case.p, CLOSE, &what);
        match got.first.interval(0.95) {
            Ok(interval) => assert_interval(interval, case.interval[0], case.interval[1], &what),
            Err(_) => assert_eq!(case.covariance[0][0], 0.0, "{what}"),
        }
    }
}

#[test]
fn newcombes_intervals() {
    let Newcombe { independent, paired } = peers().newcombe;
    for (hits, rows, other_hits, other_rows, confidence, low, high) in independent {
        let got = newcombe_independent((hits, rows), (other_hits, other_rows), confidence).unwrap();
        assert_interval(got, low, high, &format!("{hits}/{rows} - {other_hits}/{other_rows} at {confidence}"));
    }
    for (both, first_only, second_only, neither, confidence, low, high) in paired {
        let counts = PairedCounts { both, first_only, second_only, neither };
        let got = newcombe_paired(counts, confidence).unwrap();
        assert_interval(got, low, high, &format!("{counts:?} at {confidence}"));
    }
}

#[test]
fn wilcoxons_test() {
    for case in peers().wilcoxon {
        let what = format!("{:?}", case.differences);
        let got = wilcoxon(&case.differences).unwrap();
        assert_eq!((got.exact, got.statistic), (case.exact, case.statistic), "{what}");
        assert_close(got.p, case.p, CLOSE, &what);
    }
}

#[test]
fn friedmans_test() {
    for case in peers().friedman {
        let what = format!("{:?}", case.scores);
        let got = friedman(&case.scores).unwrap();
        got.mean_ranks.iter().zip(case.ranks).for_each(|(&rank, expected)| assert_close(rank, expected, CLOSE, &what));
        assert_close(got.chi_squared, case.chi_squared, CLOSE, &what);
        assert_close(got.p, case.p, CLOSE, &what);
        assert_close(got.critical_difference(0.95), case.critical_difference, CLOSE, &what);
    }
}

#[test]
fn power_of_a_paired_t_test() {
    let Power { power, needed } = peers().power;
    for (effect, pairs, alpha, expected) in power {
        let what = format!("effect {effect} with {pairs} pairs at {alpha}");
        assert_close(paired_t_power(effect, pairs, alpha), expected, CLOSE, &what);
    }
    for (effect, power, pairs) in needed {
        // Differences of mean `effect` and standard deviation 1.
        let half = 0.5_f64.sqrt();
        let got = seeds_to_decide(&[effect - half, effect + half], 0.05, power).unwrap();
        assert_eq!(got, pairs, "effect {effect}, power {power}");
    }
}

#[test]
fn bca_limits_of_the_same_replicates() {
    for case in peers().bootstrap {
        let got = bca_interval(case.estimate, &case.replicates, &case.jackknife, case.confidence).unwrap();
        assert_interval(got.interval, case.low, case.high, &format!("{} at {}", case.estimate, case.confidence));
    }
}
