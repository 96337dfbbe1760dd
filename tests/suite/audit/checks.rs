//! What every check finds in the papers under `baselines/`.

use std::path::Path;

use idsbench::audit::claim::Finding;
use idsbench::audit::claim::Severity::{self, Impossible, Mismatch, Unremarkable, Useless};
use idsbench::audit::claim::checks::{ALL, Case};
use idsbench::audit::claim::reading::TestSet;
use idsbench::claim::published::{self, Paper};

fn baseline(id: &str) -> Paper {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("baselines").join(format!("{id}.yaml"));
    published::load(&path).unwrap_or_else(|errors| panic!("{errors}"))
}

fn findings(id: &str, test_sets: &[TestSet]) -> Vec<Finding> {
    let paper = baseline(id);
    ALL.iter().flat_map(|check| (check.run)(&Case::new(&paper, test_sets))).collect()
}

/// The test sets that the text on Bot-IoT allows: 20 % of the 5 % extract, drawn by class, the publishers' testing file, or any.
fn bot_iot() -> [TestSet; 3] {
    [
        TestSet::exact("bot-iot/5pct as published, 20 % stratified", &[95, 733_609]),
        TestSet::exact("bot-iot/10-best, the testing file", &[107, 733_598]),
        TestSet::free(2),
    ]
}

/// Check, severity and place of everything worse than unremarkable, in the order of the report.
fn worse(findings: &[Finding]) -> Vec<(&str, Severity, &str)> {
    let worse = findings.iter().filter(|finding| finding.severity < Unremarkable);
    worse.map(|finding| (finding.check, finding.severity, finding.place.as_str())).collect()
}

fn one<'a>(findings: &'a [Finding], check: &str, place: &str) -> &'a Finding {
    let found: Vec<&Finding> =
        findings.iter().filter(|finding| finding.check == check && finding.place == place).collect();
    assert_eq!(found.len(), 1, "{check} at {place}");
    found[0]
}

#[test]
fn bot_iot_rows_are_below_the_largest_class() {
    let findings = findings("botiot-mukherjee-rathi", &bot_iot());
    let at = |row| ("majority_rate", Useless, row);
    assert_eq!(worse(&findings), [at("Table 2, cnn"), at("Table 2, lstm"), at("Table 2, cnn_lstm")]);
    let row = one(&findings, "majority_rate", "Table 2, cnn_lstm");
    assert!(row.numbers["majority_rate"].starts_with("0.9998"), "{row:?}");
}

#[test]
fn without_test_sets_the_bot_iot_rows_are_not_held_against_a_majority() {
    assert_eq!(worse(&findings("botiot-mukherjee-rathi", &[])), []);
}

#[test]
fn the_weighted_rows_of_ciciomt_pass() {
    let findings = findings("ciciomt-improved-cnn-lstm", &[TestSet::free(4)]);
    assert_eq!(worse(&findings), []);
    for row in ["Table in Section VII, cnn", "Table in Section VII, cnn_lstm"] {
        assert_eq!(one(&findings, "mean_f1_bounds", row).severity, Unremarkable);
        assert_eq!(one(&findings, "weighted_recall_is_accuracy", row).severity, Unremarkable);
    }
}

#[test]
fn the_contradictions_of_the_cicids2017_paper_are_found_with_their_numbers() {
    const MATRIX: &str = "Discussion, 2 (Figure 5), against Table I, cnn_lstm";
    const RATE: &str = "Discussion, 2, cnn_lstm, against Discussion, 2 (Figure 5)";
    let findings = findings("cicids2017-cnn-lstm", &[TestSet::free(2)]);
    assert_eq!(
        worse(&findings),
        [
            // The averaging is unstated; that no other reading fits either is what the search over readings shows.
            ("f1_from_precision_recall", Mismatch, "Table I, svm"),
            ("confusion_against_figures", Impossible, MATRIX),
            ("false_alarm_readings", Impossible, RATE),
            ("matrix_total", Mismatch, "Discussion, 2 (Figure 5), cnn_lstm"),
            ("statements", Mismatch, "Results, B 1, cnn_lstm.precision > autoencoder.precision"),
        ]
    );

    let f1 = one(&findings, "f1_from_precision_recall", "Table I, svm");
    assert!(f1.arithmetic.starts_with("F1 from P and R: 2·96.45·95.89/(96.45+95.89) = 96.17 %, printed 95.67 %"));
    assert!(f1.assumptions.iter().any(|assumption| assumption == "precision, recall and F1 are of one class"));

    let matrix = one(&findings, "confusion_against_figures", MATRIX);
    assert!(matrix.arithmetic.contains("accuracy (679,222 + 165,703)/848,363 = 99.5947 %, printed 99.52 %"));
    assert_eq!(matrix.numbers["fit"], "precision 98.70 %, recall 99.24 % and F1 98.97 %");
    assert_eq!(matrix.numbers["reading"], "attack positive, truncated");
    assert_eq!(matrix.nearest.as_deref(), Some("accuracy 99.59 % and precision 98.71 % when rounded"));

    let rate = one(&findings, "false_alarm_readings", RATE);
    assert!(rate.arithmetic.contains("2,174/681,396 = 0.319 %") && rate.arithmetic.ends_with("printed 0.14 %"));

    let total = one(&findings, "matrix_total", "Discussion, 2 (Figure 5), cnn_lstm");
    assert!(
        total.arithmetic.starts_with("848,363 = 30 % of 2,827,876 (2,830,743 less 2,867: cicids2017/ml-csv"),
        "{total:?}"
    );
    assert!(total.arithmetic.ends_with("; class by class as in 30 % of 2,827,876 rows"), "{}", total.arithmetic);
    assert_eq!(total.nearest.as_deref(), Some("validation and test rows together"));
}

#[test]
fn every_check_explains_itself() {
    for check in ALL {
        for text in [check.title, check.definition, check.source, check.assumptions, check.example] {
            assert!(!text.is_empty() && !text.contains("  "), "{}: {text:?}", check.name);
        }
    }
    let names: std::collections::BTreeSet<_> = ALL.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn every_impossibility_lists_its_assumptions_and_its_arithmetic() {
    for id in ["botiot-mukherjee-rathi", "ciciomt-improved-cnn-lstm", "cicids2017-cnn-lstm"] {
        for finding in findings(id, &[TestSet::free(2)]) {
            assert_ne!(finding.says, "", "{finding:?}");
            if finding.severity == Impossible {
                assert!(!finding.assumptions.is_empty() && !finding.arithmetic.is_empty(), "{finding:?}");
            }
        }
    }
}
