use super::super::sample::{assert_clean, class_table, figure, multiclass, run, scores, severities, spread};
use super::*;
use crate::audit::claim::Severity::NotCheckable;

/// Of a paper whose classes are those of the table.
fn findings(table: ClassTable) -> Vec<Finding> {
    let classes = table.classes.keys().cloned().collect();
    run(&CHECK, &Paper { classes, class_tables: vec![table], ..multiclass(&["cnn accuracy=0.9"]) })
}

fn bad(table: ClassTable) -> Vec<String> {
    findings(table).into_iter().filter(|finding| finding.severity == Impossible).map(|finding| finding.place).collect()
}

/// scikit-learn 1.9.1's classification_report of [[50, 3, 2], [4, 20, 6], [0, 5, 10]].
fn report() -> ClassTable {
    ClassTable {
        accuracy: Some(figure("0.80")),
        macro_average: scores("precision=0.73 recall=0.75 f1=0.74"),
        weighted_average: scores("precision=0.81 recall=0.80 f1=0.80"),
        ..class_table(&[
            "a 55 precision=0.93 recall=0.91 f1=0.92",
            "b 30 precision=0.71 recall=0.67 f1=0.69",
            "c 15 precision=0.56 recall=0.67 f1=0.61",
        ])
    }
}

#[test]
fn an_honest_report_passes() {
    let findings = findings(report());
    assert_clean(&findings);
    assert_eq!(findings.len(), 3 + 1 + 6);
}

#[test]
fn each_wrong_figure_is_found() {
    let set = |change: fn(&mut ClassTable)| {
        let mut table = report();
        change(&mut table);
        bad(table)
    };
    assert_eq!(set(|table| table.accuracy = Some(figure("0.85"))), ["Table 4, cnn, accuracy"]);
    assert_eq!(set(|table| table.macro_average = scores("recall=0.80")), ["Table 4, cnn, macro recall"]);
    assert_eq!(set(|table| table.weighted_average = scores("f1=0.85")), ["Table 4, cnn, weighted F1"]);
    assert_eq!(
        set(|table| table.classes["c"] = scores("precision=0.56 recall=0.67 f1=0.70")),
        ["Table 4, cnn, F1 of c",]
    );
}

#[test]
fn a_recall_counts_rows() {
    assert_eq!(bad(class_table(&["a 15 recall=0.65", "b 7 recall=0.5714"])), ["Table 4, cnn, recall of a"]);
    assert!(
        findings(class_table(&["a 15 recall=0.66", "b 7 recall=0.5714"])).iter().all(|f| f.severity == NotCheckable)
    );
}

#[test]
fn counts_make_accuracy_sharper_than_the_figures() {
    // 0.5 of 2 rows and 0.33 of 9: exactly 4 of 11, though the ranges alone would reach 0.38.
    let table = |accuracy: &str| ClassTable {
        accuracy: Some(figure(accuracy)),
        ..class_table(&["a 2 recall=0.5", "b 9 recall=0.33"])
    };
    assert_clean(&findings(table("0.364")));
    assert_eq!(bad(table("0.370")), ["Table 4, cnn, accuracy"]);
}

#[test]
fn the_other_macro_f1_is_allowed() {
    let rows = ["a 10 precision=1.00 recall=0.50 f1=0.67", "b 10 precision=0.50 recall=1.00 f1=0.67"];
    let table = |f1: &str| ClassTable { macro_average: scores(f1), ..class_table(&rows) };
    assert_clean(&findings(table("f1=0.75")));
    assert_clean(&findings(table("f1=0.67")));
    assert_eq!(bad(table("f1=0.71")), ["Table 4, cnn, macro F1"]);
}

#[test]
fn a_table_without_a_class_is_held_against_itself_only_class_by_class() {
    // All 45 wrong rows of the matrix [[50, 0, 5], [0, 30, 0], [40, 0, 0]] concern c, which the table leaves out.
    let rows = ["a 55 precision=0.56 recall=0.91 f1=0.69", "b 30 precision=1.00 recall=1.00 f1=1.00"];
    let mut table = ClassTable {
        accuracy: Some(figure("0.64")),
        macro_average: scores("recall=0.64"),
        weighted_average: scores("recall=0.64"),
        ..class_table(&rows)
    };
    assert_eq!(bad(table.clone()).len(), 3);
    let partial = |table| run(&CHECK, &Paper { class_tables: vec![table], ..multiclass(&["cnn accuracy=0.9"]) });
    let found = partial(table.clone());
    assert_clean(&found);
    assert!(found.iter().any(|finding| finding.says.contains("does not list c")), "{found:?}");
    table.classes["a"] = scores("precision=0.56 recall=0.91 f1=0.75");
    assert!(partial(table).iter().any(|finding| finding.severity == Impossible));
}

#[test]
fn means_over_runs_count_no_rows() {
    // 10 and 9 of 15 rows were found in two runs, on average 63 %, which is no number of 15 rows.
    let table = class_table(&["a 15 recall=0.63", "b 7 recall=0.5714"]);
    let mut paper = Paper {
        classes: ["a", "b"].map(str::to_owned).to_vec(),
        class_tables: vec![table],
        ..multiclass(&["cnn accuracy=0.9"])
    };
    assert_eq!(severities(&CHECK, &paper), [Impossible]);
    paper.spreads = vec![spread("cnn", "accuracy", Some(2))];
    assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
}
