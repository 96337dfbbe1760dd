//! Means, percentiles and intervals against NumPy and SciPy.

use idsbench::stats::{
    mean, normal_quantile, percentile, standard_deviation, student_t_interval, student_t_quantile, wilson_interval,
};
use serde::Deserialize;

use super::{assert_close, golden};

#[derive(Deserialize)]
struct Golden {
    samples: Vec<Sample>,
    /// Confidence, degrees of freedom, t.
    student_t: Vec<(f64, u64, f64)>,
    /// Confidence, z.
    normal: Vec<(f64, f64)>,
    /// Hits, rows, confidence, low, high.
    wilson: Vec<(u64, u64, f64, f64, f64)>,
}

#[derive(Deserialize)]
struct Sample {
    values: Vec<f64>,
    mean: f64,
    sd: f64,
    t_interval: Vec<(f64, f64, f64)>,
    percentiles: Vec<(f64, f64)>,
}

#[test]
fn samples_equal_numpy_and_scipy() {
    for sample in golden::<Golden>("stats.json").samples {
        let what = format!("{:?}", sample.values);
        assert_close(mean(&sample.values).unwrap(), sample.mean, 1e-12, &what);
        assert_close(standard_deviation(&sample.values).unwrap(), sample.sd, 1e-12, &what);
        for (confidence, low, high) in sample.t_interval {
            let got = student_t_interval(&sample.values, confidence).unwrap();
            assert_close(got.low, low, 1e-10, &what);
            assert_close(got.high, high, 1e-10, &what);
        }
        let mut sorted = sample.values.clone();
        sorted.sort_by(f64::total_cmp);
        for (percent, expected) in sample.percentiles {
            assert_eq!(percentile(&sorted, percent), Some(expected), "{percent} % of {what}");
        }
    }
}

#[test]
fn quantiles_equal_scipy() {
    let golden: Golden = golden("stats.json");
    for (confidence, freedom, t) in golden.student_t {
        let got = student_t_quantile(confidence, freedom);
        assert_close(got, t, 1e-10, &format!("t of {confidence} with {freedom}"));
    }
    for (confidence, z) in golden.normal {
        assert_close(normal_quantile(confidence), z, 1e-12, &format!("z of {confidence}"));
    }
}

#[test]
fn wilson_equals_scipy() {
    for (hits, rows, confidence, low, high) in golden::<Golden>("stats.json").wilson {
        let got = wilson_interval(hits, rows, confidence).unwrap();
        let what = format!("{hits} of {rows} at {confidence}");
        assert_close(got.low, low, 1e-12, &what);
        assert_close(got.high, high, 1e-12, &what);
    }
}
