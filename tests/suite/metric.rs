//! Tests of the `metric` and `stats` rooms through their public face: against scikit-learn, NumPy and SciPy, and against what must
//! hold for any predictions.

mod golden_scores;
mod golden_stats;
mod properties;

use idsbench::metric::Evaluation;

/// Class names `c0`, `c1`, …
fn names(classes: usize) -> Vec<String> {
    (0..classes).map(|class| format!("c{class}")).collect()
}

/// A scalar that must be there and be defined.
fn scalar(evaluation: &Evaluation, name: &str) -> f64 {
    evaluation.scalars[name].unwrap_or_else(|| panic!("{name} is not defined"))
}

/// A file under `tests/golden/metric`.
fn golden<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/metric").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Equal up to `tolerance` times the expected value.
fn assert_close(got: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (got - expected).abs();
    assert!(error <= tolerance * expected.abs(), "{what}: {got} instead of {expected}, off by {error:e}");
}

/// As [`assert_close`], and not defined in the same places.
fn assert_same(got: Option<f64>, expected: Option<f64>, tolerance: f64, what: &str) {
    match (got, expected) {
        (Some(got), Some(expected)) => assert_close(got, expected, tolerance, what),
        _ => assert_eq!(got, expected, "{what}"),
    }
}
