//! Tests of the `claim` room through its public face.

mod mistakes;

use std::path::Path;

use idsbench::claim::exact::{Rounding, ratio};
use idsbench::claim::published::{self, Averaging, Paper, Predicate};
use idsbench::spec;

const PAPERS: [&str; 3] = ["botiot-mukherjee-rathi", "ciciomt-improved-cnn-lstm", "cicids2017-cnn-lstm"];

fn baseline(id: &str) -> Paper {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("baselines").join(format!("{id}.yaml"));
    published::load(&path).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A small good file, to be damaged.
const GOOD: &str = r#"paper: small
title: A small paper
authors: [A. Author]
found: nowhere
dataset: Made up
edition: unstated
task: binary
classes: [benign, attack]
positive: attack
averaging: unstated
split: { train: "80%", validation: unstated, test: "20%", place: Section 2 }
tables:
  - place: Table 1
    rows:
      cnn: { accuracy: "94.2%", recall: "0.990" }
      svm: { accuracy: "90%" }
figures:
  - { model: cnn, metric: roc_auc, value: "0.97", place: Figure 1 }
confusions:
  - { model: cnn, place: Table 2, labels: [benign, attack], rows: predicted, counts: [[5, 1], [2, 7]] }
statements:
  - { claim: cnn.accuracy > svm.accuracy, place: Section 4 }
  - { claim: "lowest recall: attack", model: svm, place: Section 4 }
"#;

fn damaged(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    published::parse(&GOOD.replace(from, to), "small.yaml").expect_err("the damage is a mistake").to_string()
}

#[test]
fn every_baseline_loads_and_bears_the_name_of_its_file() {
    for id in PAPERS {
        assert_eq!(baseline(id).id, id);
    }
}

#[test]
fn the_tables_of_the_baselines_are_complete() {
    for (id, metrics) in [(PAPERS[0], 5), (PAPERS[1], 4), (PAPERS[2], 4)] {
        let paper = baseline(id);
        assert!(paper.tables[0].rows.values().all(|row| row.len() == metrics), "{id}");
    }
}

#[test]
fn every_published_model_is_run_by_the_experiment_that_names_the_paper() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The forest is ours: CICIoMT2024's paper compares networks only. CICIDS2017's does not say which autoencoder it means.
    let ours: [(&str, &[&str]); 3] =
        [("botiot", &[]), ("ciciomt2024", &["random_forest"]), ("cicids2017", &["autoencoder_classifier"])];
    for (name, ours) in ours {
        let experiment = spec::load(&root.join("experiments").join(format!("{name}.yaml"))).unwrap();
        let paper = published::load(&root.join(experiment.claims.as_ref().unwrap())).unwrap();
        let mut published = paper.models();
        published.extend(ours);
        let mut run: Vec<&str> = experiment.models.keys().map(String::as_str).collect();
        published.sort_unstable();
        run.sort_unstable();
        assert_eq!(run, published, "{name}");
        assert_eq!(experiment.task.kind, paper.task, "{name}");
        let classes = experiment.task.classes();
        assert!(paper.classes.iter().all(|class| classes.contains(class)), "{name}");
    }
}

#[test]
fn figures_come_with_print_number_and_place() {
    let paper = baseline(PAPERS[0]);
    let figure = paper.figure("cnn_lstm", "accuracy").unwrap();
    assert_eq!((figure.printed.as_str(), figure.as_f64(), figure.place.as_str()), ("97.1%", 0.971, "Table 2"));
    assert!(Rounding::HalfUp.range(figure.value).contains(&ratio(9705, 10_000)));
    assert_eq!(paper.figure("cnn", "mcc"), None);
    assert_eq!(paper.models(), ["cnn", "lstm", "cnn_lstm"]);

    let paper = baseline(PAPERS[2]);
    assert_eq!(paper.figure("cnn_lstm", "accuracy").unwrap().place, "Table I");
    assert_eq!(paper.figure("cnn_lstm", "false_alarm_rate").unwrap().printed, "0.14%");
    assert_eq!(baseline(PAPERS[1]).averaging, Some(Averaging::Weighted));
}

#[test]
fn the_matrix_of_the_third_paper_gives_its_recall_but_not_its_accuracy() {
    let paper = baseline(PAPERS[2]);
    let counts = &paper.confusions[0].counts;
    let (tn, fp, fn_, tp) = (counts[0][0] as f64, counts[0][1] as f64, counts[1][0] as f64, counts[1][1] as f64);
    let printed_as = |metric: &str, value: f64| {
        let (low, high) = Rounding::HalfUp.range(paper.figure("cnn_lstm", metric).unwrap().value).as_f64();
        (low..high).contains(&value)
    };
    assert!(printed_as("recall", tp / (tp + fn_)));
    assert!(printed_as("f1", 2.0 * tp / (2.0 * tp + fp + fn_)));
    // 0.98705004 would be printed 98.71%, not 98.70%.
    assert!(!printed_as("precision", tp / (tp + fp)));
    assert!(!printed_as("accuracy", (tp + tn) / (tp + tn + fp + fn_)));
    assert!(!printed_as("false_alarm_rate", fp / (fp + tn)));
}

#[test]
fn a_matrix_printed_by_prediction_is_turned() {
    let paper = published::parse(GOOD, "small.yaml").unwrap();
    assert_eq!(paper.confusions[0].counts, [[5, 2], [1, 7]]);
    assert!(matches!(paper.statements[1].predicate, Predicate::ExtremeClass { .. }));
    assert_eq!(paper.figure("cnn", "roc_auc").unwrap().place, "Figure 1");
}

#[test]
fn mistakes_have_line_path_and_hint() {
    insta::assert_snapshot!(damaged("\"94.2%\"", "94.2"), @r#"
    small.yaml:15: tables[0].rows.cnn.accuracy: is a bare number
        put it between quotes, as printed: "0.990" is not "0.99"
    "#);
    insta::assert_snapshot!(damaged("cnn.accuracy > svm", "cnn.acuracy > smv"), @r"
    small.yaml:22: statements[0].claim: `smv` is no model of a table
        allowed: cnn, svm
    small.yaml:22: statements[0].claim: `acuracy` is no metric
        did you mean `accuracy`? Allowed: accuracy, precision, recall, f1, roc_auc, average_precision, specificity, false_alarm_rate, balanced_accuracy, mcc, log_loss, brier
    ");
    insta::assert_snapshot!(damaged("lowest recall: attack", "worst recall: attack"), @r"
    small.yaml:23: statements[1].claim: `worst recall: attack` is no claim
        such as `a.accuracy > b.accuracy`, `lowest recall: CLASS`, `largest confusion: CLASS → CLASS`, or one of train_test_disjoint, train_validation_close, temporal_dependence, real_time, few_false_alarms
    ");
    insta::assert_snapshot!(damaged("[[5, 1], [2, 7]]", "[[5, 1], [2]]"), @r"small.yaml:20: confusions[0].counts: must have 2 rows of 2 numbers, one for each label");
    insta::assert_snapshot!(damaged("averaging: unstated\n", ""), @r"small.yaml: averaging: is missing");
    insta::assert_snapshot!(damaged("recall: \"0.990\"", "recal: \"0.990\""), @r"
    small.yaml:15: tables[0].rows.cnn.recal: is not a known key
        did you mean `recall`? Allowed: accuracy, precision, recall, f1, roc_auc, average_precision, specificity, false_alarm_rate, balanced_accuracy, mcc, log_loss, brier
    ");
    insta::assert_snapshot!(damaged("model: svm, ", ""), @r"small.yaml:23: statements[1].model: is missing");
    insta::assert_snapshot!(damaged("positive: attack", "positive: atack"), @r"
    small.yaml:9: positive: `atack` is no class of `classes`
        did you mean `attack`? Allowed: benign, attack
    ");
}

#[test]
fn one_bad_cell_makes_one_message() {
    let errors = published::parse(&GOOD.replace("\"90%\"", "\"ninety\""), "small.yaml").unwrap_err();
    assert_eq!(errors.mistakes.len(), 1, "{errors}");
    assert_eq!(errors.mistakes[0].line, Some(16));
}

proptest::proptest! {
    /// A good file with something put in anywhere: claims or messages, never a panic.
    #[test]
    fn damaged_claims_never_panic(at in 0..GOOD.len(), piece in "[-\\[\\]{}:,*&!|>'\"#%.→a-z0-9\n ]{1,8}") {
        let mut text = GOOD.to_owned();
        text.insert_str(at, &piece);
        if let Err(errors) = published::parse(&text, "small.yaml") {
            proptest::prop_assert!(!errors.mistakes.is_empty());
        }
    }
}
