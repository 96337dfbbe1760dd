use super::super::sample::{assert_clean, binary, confusion, run, severities, single};
use super::*;
use crate::audit::claim::Severity::{Mismatch, NotCheckable};

fn paper(row: &str, counts: [[u64; 2]; 2]) -> Paper {
    Paper { confusions: vec![confusion("cnn", counts)], positive: Some("attack".to_owned()), ..binary(&[row]) }
}

const CELLS: [[u64; 2]; 2] = [[679_222, 2_174], [1_264, 165_703]];

#[test]
fn an_accuracy_of_no_reading_is_impossible() {
    let paper = paper("cnn accuracy=99.52% precision=98.70% recall=99.24% f1=98.97%", CELLS);
    let finding = &run(&CHECK, &paper)[0];
    assert_eq!(finding.severity, Impossible);
    assert_eq!(finding.place, "Figure 5, against Table 1, cnn");
    assert_eq!(finding.numbers["reading"], "attack positive, truncated");
    assert_eq!(finding.numbers["do_not_fit"], "accuracy 99.52 %");
    assert_eq!(finding.nearest.as_deref(), Some("accuracy 99.59 % and precision 98.71 % when rounded"));
    assert!(
        finding.arithmetic.contains("accuracy (679,222 + 165,703)/848,363 = 99.5947 %, printed 99.52 %"),
        "{}",
        finding.arithmetic
    );
    assert!(finding.arithmetic.contains("precision 165,703/167,877 = 98.7050 %, printed 98.70 %"));
}

#[test]
fn an_honest_row_passes() {
    assert_clean(&run(&CHECK, &paper("cnn accuracy=99.59% precision=98.71% recall=99.24% f1=98.97%", CELLS)));
    assert_clean(&run(&CHECK, &paper("cnn accuracy=0.9959 precision=0.9870 recall=0.9924 f1=0.9897", CELLS)));
}

#[test]
fn modes_are_not_mixed_in_silence() {
    // 0.9960 and 0.5060: rounded they print 1.00 and 0.51, truncated 0.99 and 0.50.
    let row = "cnn accuracy=0.99 recall=0.51";
    let findings = run(&CHECK, &paper(row, [[198_694, 306], [494, 506]]));
    assert_eq!(findings[0].severity, Mismatch);
    assert!(findings[0].says.starts_with("No single mode of rounding"), "{}", findings[0].says);
}

#[test]
fn another_positive_class_than_stated_is_a_mismatch() {
    let row = "cnn precision=99.81% recall=99.68% accuracy=99.59%";
    let mut paper = paper(row, CELLS);
    assert_eq!(severities(&CHECK, &paper), [Mismatch]);
    paper.positive = None;
    assert_clean(&run(&CHECK, &paper));
}

#[test]
fn figures_of_different_readings_are_impossible_together() {
    // Precision of attack, recall of benign.
    let findings = run(&CHECK, &paper("cnn precision=0.7778 recall=0.8182", [[9, 2], [3, 7]]));
    assert_eq!(findings[0].severity, Impossible);
    assert!(findings[0].says.starts_with("Each figure fits some reading"), "{}", findings[0].says);
}

#[test]
fn a_figure_of_the_text_is_compared_unless_it_is_said_to_be_another() {
    let mut paper = paper("cnn precision=98.71%", CELLS);
    paper.figures = vec![single("cnn", "accuracy", "99.52%")];
    assert_eq!(severities(&CHECK, &paper), [Impossible]);
    paper.figures[0].note = Some("of the validation rows".to_owned());
    assert_clean(&run(&CHECK, &paper));
}

#[test]
fn an_empty_or_absurd_matrix_is_not_checked() {
    assert_eq!(severities(&CHECK, &paper("cnn accuracy=1", [[0, 0], [0, 0]])), [NotCheckable]);
    assert_eq!(severities(&CHECK, &paper("cnn accuracy=1", [[u64::MAX, 0], [0, u64::MAX]])), [NotCheckable]);
    assert_eq!(severities(&CHECK, &paper("cnn roc_auc=0.9", CELLS)), [NotCheckable]);
    assert_eq!(severities(&CHECK, &paper("svm accuracy=0.9", CELLS)), [NotCheckable]);
}

#[test]
fn a_class_without_predictions_is_read_under_every_rule() {
    // Macro precision with the empty class as 0 is 0.35, as 1 is 0.85, left out 0.70.
    for printed in ["0.35", "0.85", "0.70"] {
        let row = format!("cnn precision={printed} accuracy=0.7");
        let mut paper = paper(&row, [[7, 0], [3, 0]]);
        paper.averaging = Some(Averaging::Macro);
        assert_clean(&run(&CHECK, &paper));
    }
}
