//! Documentation that is made from the code must be as the code makes it.

use idsbench::audit::claim::checks;
use idsbench::audit::data;
use idsbench::claim::published;
use idsbench::{nn, spec, stats};

use crate::program::checkout;

/// Compares a file with what it should be, or writes it where `UPDATE_DOCS` is set.
fn assert_fresh(path: &str, text: &str) {
    let file = checkout(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == text, "{path} is stale; renew it with `UPDATE_DOCS=1 cargo test --test suite docs`");
}

#[test]
fn the_schema_of_claims_is_fresh() {
    let schema = serde_json::to_string_pretty(&published::json_schema()).unwrap();
    assert_fresh("docs/claims.schema.json", &(schema + "\n"));
}

#[test]
fn the_reference_of_claims_is_fresh() {
    assert_fresh("docs/claims.md", &published::reference_page());
}

#[test]
fn the_reference_of_checks_is_fresh() {
    assert_fresh("docs/checks.md", &checks::reference_page());
}

#[test]
fn the_reference_of_data_checks_is_fresh() {
    assert_fresh("docs/data-checks.md", &data::page());
}

#[test]
fn the_reference_of_layers_is_fresh() {
    assert_fresh("docs/layers.md", &nn::layer_page());
}

#[test]
fn the_reference_of_statistics_is_fresh() {
    assert_fresh("docs/statistics.md", &stats::statistics_page());
}

#[test]
fn the_reference_of_controls_is_fresh() {
    assert_fresh("docs/controls.md", &spec::controls_page());
}
