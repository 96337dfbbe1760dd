//! Papers that tell the truth in ways that are easily taken for a contradiction, each named after what it looked like.

use idsbench::audit;
use idsbench::audit::claim::Severity::{Impossible, Mismatch, Unremarkable};
use idsbench::audit::claim::{Audit, Finding};
use idsbench::claim::published;

/// The audit of a paper with this task, tables and whatever else.
fn audited(task: &str, rest: &str) -> Audit {
    let text = format!(
        "paper: honest\ntitle: An honest paper\nauthors: unstated\nfound: nowhere\ndataset: Made up\nedition: unstated\n{task}\n\
         split: {{ train: unstated, validation: unstated, test: unstated, place: nowhere }}\n{rest}"
    );
    let paper = published::parse(&text, "honest.yaml").unwrap_or_else(|errors| panic!("{errors}\n{text}"));
    audit::paper(&paper, None)
}

const BINARY: &str = "task: binary\npositive: attack\naveraging: binary\nclasses: [benign, attack]";

fn all(audit: &Audit) -> impl Iterator<Item = &Finding> {
    audit.conclusions.iter().chain(&audit.findings)
}

fn assert_honest(audit: &Audit) {
    let bad: Vec<&Finding> = all(audit).filter(|finding| finding.severity <= Mismatch).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

fn finds(audit: &Audit, check: &str, place: &str) -> bool {
    all(audit)
        .any(|finding| finding.check == check && finding.place.contains(place) && finding.severity == Unremarkable)
}

/// scikit-learn 1.9.1 on these rows, with average="macro" and zero_division=0: labels are those that occur, so `d` has no part.
#[test]
fn a_class_that_does_not_occur_is_no_part_of_a_macro_mean() {
    let row = "accuracy: \"0.8333\", precision: \"0.5538\", recall: \"0.6131\", f1: \"0.5813\"";
    let of = |averaging: &str| {
        let task = format!("task: multiclass\nclasses: [a, b, c, d]\naveraging: {averaging}");
        let rest = format!(
            "tables:\n  - place: Table 1\n    rows:\n      cnn: {{ {row} }}\n\
             confusions:\n  - {{ model: cnn, place: Figure 1, labels: [a, b, c, d], rows: actual, \
             counts: [[50, 5, 0, 0], [3, 40, 0, 0], [4, 6, 0, 0], [0, 0, 0, 0]] }}\n"
        );
        audited(&task, &rest)
    };
    for averaging in ["unstated", "macro"] {
        let audit = of(averaging);
        assert_honest(&audit);
        assert!(finds(&audit, "confusion_against_figures", "Figure 1"), "{audit:#?}");
        assert!(finds(&audit, "survivors", "Table 1"), "{audit:#?}");
    }
    assert!(all(&of("weighted")).any(|finding| finding.severity <= Mismatch));
}

/// In floating point 0.57 · 100 is 56.99…, and a program that cuts its digits prints 56.
#[test]
fn a_product_that_is_stored_a_little_low_is_cut_to_the_print_below() {
    assert_eq!((57.0_f64 / 100.0 * 100.0).trunc(), 56.0);
    let of = |accuracy: &str| {
        let rest = format!(
            "tables:\n  - place: Table 1\n    rows:\n      cnn: {{ accuracy: \"{accuracy}\" }}\n\
             confusions:\n  - {{ model: cnn, place: Figure 1, labels: [benign, attack], rows: actual, counts: [[30, 20], [23, 27]] }}\n"
        );
        audited(BINARY, &rest)
    };
    assert_honest(&of("56%"));
    assert!(finds(&of("56%"), "confusion_against_figures", "Figure 1"));
    assert!(of("55%").refutes() && of("56.9%").findings.iter().all(|finding| finding.severity > Impossible));
}

/// Precision of the folds is 50/51 and 45/60, recall 1 and 0.9, false positive rate 0.02 and 0.3; of all rows together precision is 95/111.
#[test]
fn a_mean_of_folds_in_the_text_is_of_no_matrix() {
    let audit = audited(
        BINARY,
        "tables:\n  - place: Table 1\n    rows:\n\
         \x20     fold_1: { accuracy: \"0.99\", precision: \"0.9804\", recall: \"1.00\" }\n\
         \x20     fold_2: { accuracy: \"0.80\", precision: \"0.7500\", recall: \"0.90\" }\n\
         \x20     mean: { accuracy: \"0.895\" }\n    averages: { mean: [fold_1, fold_2] }\n\
         figures:\n  - { model: mean, metric: precision, value: \"0.8652\", place: Section 5 }\n\
         \x20 - { model: mean, metric: recall, value: \"0.950\", place: Section 5 }\n\
         \x20 - { model: mean, metric: f1, value: \"0.9041\", place: Section 5 }\n\
         \x20 - { model: mean, metric: false_alarm_rate, value: \"0.16\", place: Section 5 }\n\
         confusions:\n\
         \x20 - { model: fold_1, place: Figure 1, labels: [benign, attack], rows: actual, counts: [[49, 1], [0, 50]] }\n\
         \x20 - { model: fold_2, place: Figure 2, labels: [benign, attack], rows: actual, counts: [[35, 15], [5, 45]] }\n\
         \x20 - { model: mean, place: Figure 3, labels: [benign, attack], rows: actual, counts: [[84, 16], [5, 95]] }\n",
    );
    assert_honest(&audit);
    assert!(["Figure 1", "Figure 2"].iter().all(|matrix| finds(&audit, "confusion_against_figures", matrix)));
}
