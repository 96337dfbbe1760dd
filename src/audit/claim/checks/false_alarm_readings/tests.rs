use super::super::sample::{assert_clean, binary, confusion, run, severities, single};
use super::super::sample::{multiclass, spread};
use super::*;
use crate::audit::claim::Severity::{Mismatch, NotCheckable};
use crate::claim::published::Averaging;

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
    // Half of 0.01 and 0.09, all truncated, is 0.05, which is cut to 0.04 where it is stored a little low.
    assert_clean(&run(&CHECK, &binary(&["a precision=0.90 specificity=0.98 recall=0.90 false_alarm_rate=0.04"])));
    let row = "a precision=0.90 specificity=0.98 recall=0.90 false_alarm_rate=0.045";
    assert_eq!(severities(&CHECK, &binary(&[row])), [Suspicious]);
    let mut of_attack = Paper { positive: Some("attack".to_owned()), ..binary(&[row]) };
    assert_eq!(severities(&CHECK, &of_attack), [Mismatch]);
    of_attack.averaging = Some(Averaging::Binary);
    assert_eq!(severities(&CHECK, &of_attack), [Impossible]);
    // Macro means say nothing sure of the rate of one class.
    of_attack.averaging = Some(Averaging::Macro);
    assert_eq!(severities(&CHECK, &of_attack), [Suspicious]);
    assert_eq!(severities(&CHECK, &binary(&["a precision=0.90 false_alarm_rate=0.04"])), [NotCheckable]);
    assert_eq!(severities(&CHECK, &binary(&["a accuracy=0.90 false_alarm_rate=0.04"])), [NotCheckable]);
}

#[test]
fn the_class_is_named_where_the_paper_names_none() {
    let labels = ["a", "b", "c"].map(str::to_owned).to_vec();
    let counts = vec![vec![90, 5, 5], vec![2, 48, 0], vec![0, 1, 49]];
    let mut paper = multiclass(&["cnn false_alarm_rate=3.33%"]);
    paper.confusions = vec![Confusion { labels, counts, ..confusion("cnn", [[1, 0], [0, 1]]) }];
    let finding = &run(&CHECK, &paper)[0];
    // 5 of 150 rows that are not c are taken for c.
    assert_eq!(
        (finding.severity, finding.says.as_str()),
        (Unremarkable, "The matrix gives 3.33 % as false positive rate and 1 − specificity with c positive.")
    );
    assert!(finding.arithmetic.starts_with("with c positive: FP/(FP + TN) = 5/150"), "{}", finding.arithmetic);
}

#[test]
fn an_incomplete_matrix_and_means_over_runs_prove_nothing() {
    assert_eq!(severities(&CHECK, &paper("0.14%")), [Impossible]);
    let mut partial = paper("0.14%");
    partial.classes.push("scan".to_owned());
    assert_eq!(run(&CHECK, &partial)[0].says, "the matrix does not count scan");
    let several = Paper { spreads: vec![spread("cnn", "accuracy", None)], ..paper("0.14%") };
    assert_eq!(severities(&CHECK, &several), [NotCheckable]);
}

#[test]
fn a_mean_rate_need_not_follow_from_mean_precision() {
    // [[100, 0], [50, 0]] takes nothing for attack, so precision and false discovery rate are 0 by rule; [[80, 20], [10, 40]] has 2/3 and 1/3.
    // The mean rate 1/6 is neither 1 − 1/3 nor 1 − 0.9 nor (0.1 + 0.6)/2.
    let row = "cnn precision=0.333 specificity=0.900 recall=0.400 false_alarm_rate=0.167";
    let one_run = Paper { averaging: Some(Averaging::Binary), positive: Some("attack".to_owned()), ..binary(&[row]) };
    assert_eq!(severities(&CHECK, &one_run), [Impossible]);
    let several = Paper { spreads: vec![spread("cnn", "precision", Some(2))], ..one_run };
    assert_eq!(severities(&CHECK, &several), [NotCheckable]);
}
