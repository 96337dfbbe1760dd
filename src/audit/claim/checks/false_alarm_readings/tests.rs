use super::super::sample::{assert_clean, binary, confusion, run, severities, single};
use super::*;
use crate::audit::claim::Severity::NotCheckable;

fn paper(printed: &str) -> Paper {
    Paper {
        confusions: vec![confusion("cnn", [[679_222, 2_174], [1_264, 165_703]])],
        figures: vec![single("cnn", "false_alarm_rate", printed)],
        positive: Some("attack".to_owned()),
        ..binary(&["cnn accuracy=99%"])
    }
}

#[test]
fn a_rate_that_no_reading_gives_is_impossible() {
    let finding = &run(&CHECK, &paper("0.14%"))[0];
    assert_eq!(finding.severity, Impossible);
    assert!(finding.arithmetic.starts_with("FP/(FP + TN) = 2,174/681,396 = 0.319 %"), "{}", finding.arithmetic);
    let nearest = finding.nearest.as_deref().unwrap();
    assert!(nearest.starts_with("a guess: FN/all rows = 0.149 % (truncated)"), "{nearest}");
    assert_eq!(finding.place, "Section 5, cnn, against Figure 5");
}

#[test]
fn the_false_positive_rate_is_fine_and_other_readings_are_named() {
    assert_clean(&run(&CHECK, &paper("0.32%")));
    assert_clean(&run(&CHECK, &paper("0.31%")));
    assert_clean(&run(&CHECK, &paper("1.29%")));
    let finding = &run(&CHECK, &paper("0.76%"))[0];
    assert_eq!(finding.severity, Suspicious);
    assert!(finding.says.contains("false positive rate with benign positive"), "{}", finding.says);
}

#[test]
fn figures_stand_in_for_a_matrix() {
    assert_clean(&run(&CHECK, &binary(&["a specificity=99.0% false_alarm_rate=1.0%"])));
    assert_clean(&run(&CHECK, &binary(&["a precision=0.95 false_alarm_rate=0.05"])));
    assert_clean(&run(&CHECK, &binary(&["a precision=0.9 specificity=0.98 recall=0.90 false_alarm_rate=0.06"])));
    let row = "a precision=0.90 specificity=0.98 recall=0.90 false_alarm_rate=0.04";
    assert_eq!(severities(&CHECK, &binary(&[row])), [Impossible]);
    assert_eq!(severities(&CHECK, &binary(&["a precision=0.90 false_alarm_rate=0.04"])), [NotCheckable]);
    assert_eq!(severities(&CHECK, &binary(&["a accuracy=0.90 false_alarm_rate=0.04"])), [NotCheckable]);
}
