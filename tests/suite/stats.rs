//! Tests of the `stats` room: against SciPy, statsmodels, baycomp, mpmath and the definitions, and against what must hold for any rows.

mod coverage;
mod golden_distributions;
mod golden_peers;
mod properties;

/// A file under `tests/golden/stats`.
fn golden<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stats").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Equal up to `tolerance` times the expected value or, where that is smaller than 1e-3, times 1e-3.
fn assert_close(got: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (got - expected).abs();
    assert!(error <= tolerance * expected.abs().max(1e-3), "{what}: {got:e} instead of {expected:e}, off by {error:e}");
}

/// Equal up to `tolerance` times the expected value, however small it is.
fn assert_digits(got: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (got - expected).abs();
    assert!(error <= tolerance * expected.abs(), "{what}: {got:e} instead of {expected:e}, off by {error:e}");
}
