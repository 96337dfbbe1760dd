//! Mistakes in labels, counts, class tables, spreads and improvements, in the example of the reference page.

use std::fs;

use idsbench::claim::published;

use crate::program::checkout;

fn example() -> String {
    fs::read_to_string(checkout("src/claim/published/format/example.yaml")).unwrap()
}

/// What is said of the example when each `from` is replaced by its `to`.
fn damaged(changes: &[(&str, &str)]) -> String {
    let mut text = example();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    published::parse(&text, "e.yaml").expect_err("the damage is a mistake").to_string()
}

#[test]
fn the_example_says_what_it_should() {
    let paper = published::parse(&example(), "e.yaml").unwrap();
    assert_eq!((paper.class_of("BENIGN"), paper.class_of("Bot")), (Some(0), Some(1)));
    assert_eq!(paper.declared[1].class.as_deref(), Some("attack"));
    assert_eq!(paper.declared[0].rows, 2_830_743);
    assert_eq!(paper.tables[0].averages["mean"], ["svm", "cnn"]);
    assert_eq!(paper.models(), ["svm", "cnn"]);
    assert_eq!(paper.class_tables[0].support["attack"], 111_529);
    assert_eq!(paper.class_tables[0].classes["attack"].len(), 2);
    assert_eq!((paper.spreads[0].runs, paper.improvements[0].kind.is_some()), (Some(5), true));
}

#[test]
fn a_paper_may_have_a_class_table_only() {
    let text = example();
    let (start, end) = (text.find("tables:\n  - place: Table 1").unwrap(), text.find("class_tables:").unwrap());
    let alone = format!("{}tables: []\n{}", &text[..start], &text[end..]);
    let alone: String = alone.lines().filter(|line| !line.contains("svm")).map(|line| format!("{line}\n")).collect();
    let alone = alone.replace("averaging: unstated", "averaging: weighted").replace("improvements:\n", "");
    let paper = published::parse(&alone, "e.yaml").unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(paper.models(), ["cnn"]);
    assert_eq!(paper.figure("cnn", "accuracy").unwrap().printed, "97%");
    assert_eq!(paper.figure("cnn", "recall").unwrap().printed, "97%");
    assert_eq!(paper.figure("cnn", "roc_auc").unwrap().place, "Figure 3");
}

#[test]
fn a_score_of_the_positive_class_needs_one() {
    let multiclass = [
        ("task: binary", "task: multiclass"),
        ("positive: attack\n", ""),
        ("averaging: unstated", "averaging: binary"),
    ];
    insta::assert_snapshot!(damaged(&multiclass), @r"
    e.yaml:10: averaging: `binary` means the scores of the positive class, which a multi-class task does not have
        write macro, weighted, micro or unstated
    ");
}

#[test]
fn labels() {
    insta::assert_snapshot!(damaged(&[("\"*\": attack }", "\"*\": atack }")]), @r"
    e.yaml:9: labels.*: `atack` is no class of `classes`
        did you mean `attack`? Allowed: benign, attack
    ");
    insta::assert_snapshot!(damaged(&[("{ BENIGN: benign, \"*\": attack }", "{ \"*\": attack, BENIGN: benign }")]), @r"
    e.yaml:9: labels.BENIGN: is never reached: `*` above it matches the same labels
        move it up
    ");
    insta::assert_snapshot!(damaged(&[("{ BENIGN: benign, \"*\": attack }", "{ \"*\": attack }")]), @r"e.yaml:9: labels: has no pattern for the class `benign`");
    insta::assert_snapshot!(damaged(&[("{ BENIGN: benign, \"*\": attack }", "{}")]), @r#"
    e.yaml:9: labels: is empty
        map every raw label, or a pattern such as `"DDoS*"`, to a class
    "#);
}

#[test]
fn counts() {
    insta::assert_snapshot!(damaged(&[("\"2,830,743\"", "2830743"), ("\"557,646\"", "\"557.646\"")]), @r#"
    e.yaml:15: declared[0].rows: is a bare number
        put it between quotes, as printed: "2,830,743"
    e.yaml:16: declared[1].rows: `557.646` is no number of rows
        whole, thousands apart by commas or not: "2,830,743" or "2830743"
    "#);
    insta::assert_snapshot!(damaged(&[("of: dataset", "of: data"), ("class: attack", "class: atack")]), @r"
    e.yaml:15: declared[0].of: `data` is not allowed
        did you mean `dataset`? Allowed: dataset, used, train, validation, test
    e.yaml:16: declared[1].class: `atack` is no class of `classes`
        did you mean `attack`? Allowed: benign, attack
    ");
    insta::assert_snapshot!(damaged(&[("\"2,830,743\"", "\"9,000,000,000,000\""), ("rows: \"557,646\", ", "")]), @r"
    e.yaml:15: declared[0].rows: `9,000,000,000,000` is more than any dataset has
    e.yaml:16: declared[1].rows: is missing
    ");
    insta::assert_snapshot!(damaged(&[("\"454,620\"", "454620"), ("9092", "9000000000000")]), @r#"
    e.yaml:29: class_tables[0].classes.benign.support: is a bare number
        put it between quotes, as printed: "2,830,743"
    e.yaml:45: confusions[0].counts[0][1]: expected a whole number from 0 to 1000000000000, not the number 9000000000000
    "#);
}

#[test]
fn averages_and_class_tables() {
    insta::assert_snapshot!(damaged(&[("{ mean: [svm, cnn] }", "{ men: [svm, cmm] }")]), @r"
    e.yaml:23: tables[0].averages.men: is no row of this table
        did you mean `mean`? Allowed: svm, cnn, mean
    e.yaml:23: tables[0].averages.men[1]: `cmm` is no row of this table
        allowed: svm, cnn, mean
    ");
    insta::assert_snapshot!(damaged(&[("{ mean: [svm, cnn] }", "{ mean: [mean, cnn], svm: [] }")]), @r"
    e.yaml:23: tables[0].averages.mean: is the mean of itself
        name the other rows only
    e.yaml:23: tables[0].averages.svm: is empty
        give one at least
    ");
    insta::assert_snapshot!(damaged(&[("benign: { precision", "Benign: { precison")]), @r"
    e.yaml:29: class_tables[0].classes.Benign: is no class of `classes`
        did you mean `benign`? Allowed: benign, attack
    e.yaml:29: class_tables[0].classes.Benign.precison: is not a known key
        did you mean `precision`? Allowed: accuracy, precision, recall, f1, roc_auc, average_precision, specificity, false_alarm_rate, balanced_accuracy, mcc, log_loss, brier, support
    ");
    insta::assert_snapshot!(damaged(&[("    model: cnn\n    classes:", "    classes:"), ("accuracy: \"97\"\n", "accuracy: 97\n")]), @r#"
    e.yaml:25: class_tables[0].model: is missing
    e.yaml:30: class_tables[0].accuracy: is a bare number
        put it between quotes, as printed: "0.990" is not "0.99"
    "#);
    insta::assert_snapshot!(damaged(&[("macro: { precision: \"95\", recall: \"96\" }", "macro: {}")]), @r"e.yaml:32: class_tables[0].macro: is empty");
}

#[test]
fn figures_below_a_percent_sign() {
    // As copied from under `Accuracy (%)`: judged as a share it would be a hundred times what the paper says.
    insta::assert_snapshot!(damaged(&[("\"94.0%\"", "\"94.0\"")]), @r#"
    e.yaml:20: tables[0].rows.svm.accuracy: `94.0` is beyond 1
        if it is in per cent, write "94.0%" or put `unit: percent` to its table; `unit: share` where the paper prints such a share
    "#);
    insta::assert_snapshot!(damaged(&[("value: \"0.99\"", "value: \"99\""), ("mean: \"0.97\"", "mean: \"97\"")]), @r#"
    e.yaml:35: figures[0].value: `99` is beyond 1
        if it is in per cent, write "99%"
    e.yaml:37: spreads[0].mean: `97` is beyond 1
        if it is in per cent, write "97%"
    "#);
    insta::assert_snapshot!(damaged(&[("cnn.accuracy > svm.accuracy", "cnn.accuracy >= 97")]), @r"
    e.yaml:48: statements[0].claim: `97` is beyond 1
        write `97%` if it is in per cent
    ");
    // With the unit stated, a figure that could be either is refused.
    insta::assert_snapshot!(damaged(&[("recall: \"94\"", "recall: \"0.94\"")]), @r#"
    e.yaml:30: class_tables[0].classes.attack.recall: `0.94` is at most 1 in a table in per cent
        write "0.94%" if that is meant; else leave `unit` out and put the percent sign to the figures that are in per cent
    "#);
    insta::assert_snapshot!(damaged(&[("unit: percent", "unit: per cent")]), @r"
    e.yaml:26: class_tables[0].unit: `per cent` is not allowed
        did you mean `percent`? Allowed: percent, share
    ");
}

#[test]
fn a_table_in_per_cent_says_so_once() {
    let with = |unit: &str| {
        let bare =
            "svm: { accuracy: \"94.0\", f1: \"85.0%\", log_loss: \"0.210\", brier: \"0.05\", false_alarm_rate: \"0\" }";
        let text = example().replace("svm: { accuracy: \"94.0%\", f1: \"0.850\" }", bare);
        let text = text.replacen("    rows:\n", &format!("    unit: {unit}\n    rows:\n"), 1);
        let text = text.replace("\"0.930\"", "\"93.0%\"").replace("\"0.890\"", "\"89.0%\"");
        published::parse(&text, "e.yaml").unwrap_or_else(|errors| panic!("{errors}"))
    };
    let figures =
        |unit: &str| with(unit).tables[0].rows["svm"].values().map(published::Figure::as_f64).collect::<Vec<_>>();
    assert_eq!(figures("percent"), [0.94, 0.85, 0.21, 0.05, 0.0]);
    assert_eq!(figures("share"), [94.0, 0.85, 0.21, 0.05, 0.0]);
    assert_eq!(with("percent").tables[0].rows["svm"]["accuracy"].printed, "94.0%");
}

#[test]
fn common_prints_that_are_no_number_have_a_hint() {
    for (printed, hint) in [
        ("97,1%", "write a point"),
        ("97.1±0.3%", "under `spreads`"),
        ("~97%", "under `statements`"),
        (">99%", "under `statements`"),
    ] {
        let says = damaged(&[("\"97.1%\"", &format!("\"{printed}\""))]);
        assert!(
            says.contains(&format!("e.yaml:21: tables[0].rows.cnn.accuracy: `{printed}`")) && says.contains(hint),
            "{says}"
        );
    }
}

#[test]
fn spreads_and_improvements() {
    insta::assert_snapshot!(damaged(&[("sd: \"0.01\"", "sd: \"1%\""), ("runs: 5", "runs: 0")]), @r"
    e.yaml:37: spreads[0].runs: expected a whole number from 1 to 1000000000000, not the number 0
    e.yaml:37: spreads[0].sd: is not in the unit of `mean`
        give both with `%`, or neither
    ");
    insta::assert_snapshot!(damaged(&[("sd: \"0.01\"", "sd: \"1%\"")]), @r"
    e.yaml:37: spreads[0].sd: is not in the unit of `mean`
        give both with `%`, or neither
    ");
    insta::assert_snapshot!(damaged(&[("sd: \"0.01\"", "sd: \"-0.01\"")]), @r"
    e.yaml:37: spreads[0].sd: is below 0
        a standard deviation never is
    ");
    insta::assert_snapshot!(damaged(&[("mean: \"0.97\"", "mean: 0.97"), ("runs: 5, ", "")]), @r#"
    e.yaml:37: spreads[0].mean: is a bare number
        put it between quotes, as printed: "0.990" is not "0.99"
    e.yaml:37: spreads[0].runs: is missing
    "#);
    insta::assert_snapshot!(damaged(&[("over: svm", "over: cnn"), ("metric: roc_auc", "metric: auc")]), @r"
    e.yaml:35: figures[0].metric: `auc` is no metric
        allowed: accuracy, precision, recall, f1, roc_auc, average_precision, specificity, false_alarm_rate, balanced_accuracy, mcc, log_loss, brier
    e.yaml:39: improvements[0].over: is the model itself
        name the model it is compared with
    ");
    insta::assert_snapshot!(damaged(&[("over: svm", "over: smv"), ("kind: points", "kind: point"), ("\"3.1%\"", "\"3.1 points\"")]), @r"
    e.yaml:39: improvements[0].over: `smv` is no model of a table
        allowed: svm, cnn, mean
    e.yaml:39: improvements[0].value: `3.1 points` is no number such as `97.1%` or `0.94`
    e.yaml:39: improvements[0].kind: `point` is not allowed
        did you mean `points`? Allowed: points, relative, error_reduction
    ");
}
