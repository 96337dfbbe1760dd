use super::*;
use crate::audit::claim::checks::joint;
use crate::audit::claim::score::{Cells, Mean};
use crate::audit::claim::{Finding, Severity};
use crate::claim::published::{Confusion, Figure, Spread};
use crate::random::Stream;

fn printed(tally: &Tally, mean: Mean, rounding: Rounding) -> Vec<(&'static str, String)> {
    sample::figures(tally, mean, rounding)
}

/// A paper whose rows are these figures.
fn paper(positive: &str, averaging: &str, rows: &[Vec<(&'static str, String)>]) -> Paper {
    let rows: Vec<Vec<(&str, &str)>> =
        rows.iter().map(|row| row.iter().map(|(metric, text)| (*metric, text.as_str())).collect()).collect();
    let names = ["cnn", "lstm", "svm"];
    let rows: Vec<(&str, &[(&str, &str)])> = names.iter().copied().zip(rows.iter().map(Vec::as_slice)).collect();
    sample::binary(positive, averaging, &rows)
}

fn conclusion(paper: &Paper, test_sets: &[TestSet]) -> Finding {
    let tables = search(&Case::new(paper, test_sets));
    let found = joint::findings(&tables).into_iter().find(|finding| finding.check == "survivors");
    found.expect("there is a table")
}

const CELLS: Cells = Cells { tp: 81, fp: 7, fn_: 19, tn: 893 };

#[test]
fn the_only_reading_that_survives_is_named() {
    let row = printed(&Tally::binary(CELLS), Mean::Macro, Rounding::HalfUp);
    let test_sets = [TestSet::exact("the files", &[900, 100]), TestSet::free(2)];
    let tables = paper("unstated", "unstated", &[row]);
    // The figures are of no other mean on these rows; any sizes at all are not what the paper's words allow.
    let found = conclusion(&tables, &test_sets);
    assert_eq!(found.severity, Severity::Unremarkable, "{found:?}");
    assert!(found.says.contains("they are macro averages on the files"), "{}", found.says);
    assert!(found.nearest.unwrap().contains("attack 81 of 100 right, 88 predicted"));
}

/// The findings of one check.
fn of<'a>(findings: &'a [Finding], check: &str) -> Vec<&'a Finding> {
    findings.iter().filter(|finding| finding.check == check).collect()
}

#[test]
fn a_reading_is_not_named_as_the_one_while_another_is_undecided() {
    let row = printed(&Tally::binary(CELLS), Mean::Macro, Rounding::HalfUp);
    let test_sets = [TestSet::exact("the files", &[900, 100]), TestSet::free(2)];
    let paper = paper("unstated", "unstated", &[row]);
    let mut tables = search(&Case::new(&paper, &test_sets));
    let other = tables[0].meanings.iter_mut().find(|meaning| meaning.name != "macro averages").unwrap();
    other.on[0].undecided = 1;
    let findings = joint::findings(&tables);
    let found = of(&findings, "survivors")[0];
    assert!(found.says.starts_with("Undetermined: the table could be macro averages on the files; 1 of "), "{found:?}");
}

#[test]
fn the_pairs_that_were_tried_multiply_out() {
    let row = [("accuracy", "96%"), ("f1", "0.96"), ("false_alarm_rate", "4%"), ("specificity", "96%")];
    let row: Vec<(&str, String)> = row.iter().map(|(metric, text)| (*metric, (*text).to_owned())).collect();
    for (positive, averaging) in [("unstated", "unstated"), ("attack", "binary"), ("attack", "macro")] {
        let test_sets = [TestSet::exact("the files", &[900, 100]), TestSet::free(2)];
        let found = conclusion(&paper(positive, averaging, std::slice::from_ref(&row)), &test_sets);
        let (sum, list) = found.arithmetic.split_once(" pairs were tried; the readings are ").unwrap();
        let (readings, pairs) = sum.split_once(" readings × 2 test sets = ").unwrap();
        let number = |text: &str| text.replace(',', "").parse::<u64>().ok();
        assert_eq!(number(readings).unwrap() * 2, number(pairs).unwrap(), "{}", found.arithmetic);
        assert_eq!(number(&found.numbers["tried"]), number(pairs));
        let (each, _) = list.split_once(": ").unwrap();
        let parts =
            each.split(", ").flat_map(|part| part.split(" and ")).filter_map(|part| number(part.split(' ').next()?));
        assert_eq!(parts.sum::<u64>(), number(readings).unwrap(), "{}", found.arithmetic);
    }
}

#[test]
fn folds_need_not_share_a_test_set() {
    let half = Tally::binary(Cells { tp: 4_500, fp: 300, fn_: 500, tn: 4_700 });
    let tenth = Tally::binary(Cells { tp: 810, fp: 70, fn_: 190, tn: 8_930 });
    let rows = [&half, &tenth].map(|tally| printed(tally, Mean::Class(1), Rounding::HalfUp));
    let mut paper = paper("attack", "binary", &rows);
    let models: Vec<String> = paper.tables[0].rows.keys().cloned().collect();
    let mean = paper.tables[0].rows[0].clone();
    paper.tables[0].rows.insert("mean".to_owned(), mean);
    paper.tables[0].averages.insert("mean".to_owned(), models);
    // What the paper says of its test rows is of one split.
    let test_sets = [TestSet::exact("the files", &[9, 1]), TestSet::free(2)];
    let findings = joint::findings(&search(&Case::new(&paper, &test_sets)));
    assert_eq!(of(&findings, "survivors")[0].severity, Severity::Unremarkable, "{findings:?}");
    assert!(of(&findings, "shared_class_share").is_empty());
    assert!(of(&findings, "joint_feasibility").iter().all(|found| found.severity == Severity::Unremarkable));
}

#[test]
fn means_over_runs_are_not_looked_for_in_one_matrix() {
    // Precision, recall and F1 are the means of two runs: 1.0, 0.2, 0.3333 and 0.2, 1.0, 0.3333.
    let row = [("precision", "0.6000"), ("recall", "0.6000"), ("f1", "0.3333")];
    let row: Vec<(&str, String)> = row.iter().map(|(metric, text)| (*metric, (*text).to_owned())).collect();
    let mut paper = paper("attack", "binary", &[row]);
    assert_eq!(conclusion(&paper, &[TestSet::free(2)]).severity, Severity::Impossible);
    let figure = |printed: &str| Figure {
        printed: printed.to_owned(),
        value: printed.parse().unwrap(),
        place: "Table 2".to_owned(),
    };
    let spread = |mean: &str| Spread {
        model: "cnn".to_owned(),
        metric: "recall".to_owned(),
        mean: figure(mean),
        sd: figure("0.4"),
        runs: Some(2),
    };
    paper.spreads = vec![spread("0.6")];
    let findings = joint::findings(&search(&Case::new(&paper, &[TestSet::free(2)])));
    assert!(findings.iter().all(|found| found.severity == Severity::NotCheckable), "{findings:?}");
    assert_eq!(findings.len(), 2);
    // A mean that is not the row's figure is of other runs.
    paper.spreads = vec![spread("0.9")];
    assert_eq!(conclusion(&paper, &[TestSet::free(2)]).severity, Severity::Impossible);
}

#[test]
fn shares_are_compared_under_every_false_alarm_rate() {
    // On 500 rows of each class: the false alarm rate is 1 − precision; taken as fp / (fp + tn) it needs 39 % and 47 % attacks.
    let tallies = [Cells { tp: 450, fp: 100, fn_: 50, tn: 400 }, Cells { tp: 300, fp: 20, fn_: 200, tn: 480 }];
    let rows = tallies.map(|cells| {
        let figures = printed(&Tally::binary(cells), Mean::Class(1), Rounding::HalfUp);
        let mut row: Vec<_> =
            figures.into_iter().filter(|(metric, _)| ["accuracy", "recall"].contains(metric)).collect();
        let alarms = cells.fp as f64 / (cells.fp + cells.tp) as f64;
        row.push(("false_alarm_rate", format!("{alarms:.4}")));
        row
    });
    let paper = paper("attack", "binary", &rows);
    let findings = joint::findings(&search(&Case::new(&paper, &[TestSet::free(2)])));
    let share = of(&findings, "shared_class_share")[0];
    assert_eq!(share.severity, Severity::Unremarkable, "{share:?}");
    assert!(share.says.contains("each leaves a share of attack from 0.49"), "{}", share.says);
}

#[test]
fn shares_say_nothing_of_a_row_that_is_impossible_alone() {
    let good = printed(&Tally::binary(CELLS), Mean::Class(1), Rounding::HalfUp);
    let mut bad = good.clone();
    bad.iter_mut().find(|(metric, _)| *metric == "f1").unwrap().1 = "0.9999".to_owned();
    let paper = paper("attack", "binary", &[good, bad]);
    let findings = joint::findings(&search(&Case::new(&paper, &[TestSet::free(2)])));
    assert!(of(&findings, "shared_class_share").is_empty());
    assert_eq!(of(&findings, "joint_feasibility")[1].severity, Severity::Impossible);
}

#[test]
fn undecided_averages_leave_the_shares_open() {
    let half = Tally::binary(Cells { tp: 4_500, fp: 300, fn_: 500, tn: 4_700 });
    let tenth = Tally::binary(Cells { tp: 810, fp: 70, fn_: 190, tn: 8_930 });
    let rows = [&half, &tenth].map(|tally| printed(tally, Mean::Class(1), Rounding::HalfUp));
    let paper = paper("attack", "unstated", &rows);
    let test_sets = [TestSet::free(2)];
    let mut tables = search(&Case::new(&paper, &test_sets));
    for (undecided, expected) in [(1, Severity::NotCheckable), (0, Severity::Impossible)] {
        for meaning in tables[0].meanings.iter_mut().filter(|meaning| !meaning.name.starts_with("scores")) {
            meaning.on[0].surviving.clear();
            meaning.on[0].undecided = undecided;
        }
        let findings = joint::findings(&tables);
        assert_eq!(of(&findings, "shared_class_share")[0].severity, expected);
    }
}

#[test]
fn a_refutation_lists_definitions_and_credits_only_what_refutes() {
    let row = [("accuracy", "0.900"), ("precision", "0.900"), ("recall", "0.900"), ("false_alarm_rate", "0.500")];
    let row: Vec<(&str, String)> = row.iter().map(|(metric, text)| (*metric, (*text).to_owned())).collect();
    let paper = paper("attack", "binary", &[row]);
    let findings = joint::findings(&search(&Case::new(&paper, &[TestSet::free(2)])));
    for check in ["survivors", "joint_feasibility"] {
        let found = of(&findings, check)[0];
        assert_eq!(found.severity, Severity::Impossible);
        let says = |words: &str| found.assumptions.iter().any(|assumption| assumption.contains(words));
        assert!(says("accuracy is the share of rows that are right"), "{found:?}");
        assert!(says("false positive rate, false discovery rate, half total error or 1 − specificity"), "{found:?}");
    }
    // Accuracy, precision and recall go together; the false alarm rate does not.
    let by_hand = &of(&findings, "joint_feasibility")[0].arithmetic;
    assert!(by_hand.contains("the figures together") && !by_hand.contains("1/P"), "{by_hand}");
}

#[test]
fn truncated_figures_are_told_from_rounded_ones() {
    let row = printed(&Tally::binary(CELLS), Mean::Class(1), Rounding::Truncated);
    let test_sets = [TestSet::exact("the files", &[900, 100]), TestSet::free(2)];
    let found = conclusion(&paper("attack", "binary", &[row]), &test_sets);
    assert!(found.says.contains("truncated, not rounded"), "{}", found.says);
}

#[test]
fn few_digits_leave_it_open() {
    let row = vec![("accuracy", "0.9".to_owned()), ("recall", "0.9".to_owned())];
    let found = conclusion(&paper("unstated", "unstated", &[row]), &[TestSet::free(2)]);
    assert_eq!(found.severity, Severity::Unremarkable);
    assert!(found.says.starts_with("Undetermined"), "{}", found.says);
}

#[test]
fn rows_of_different_test_sets_are_refuted_together_only() {
    let half = Tally::binary(Cells { tp: 4_500, fp: 300, fn_: 500, tn: 4_700 });
    let tenth = Tally::binary(Cells { tp: 810, fp: 70, fn_: 190, tn: 8_930 });
    let rows = [&half, &tenth].map(|tally| printed(tally, Mean::Class(1), Rounding::HalfUp));
    let paper = paper("attack", "binary", &rows);
    let test_sets = [TestSet::free(2)];
    let tables = search(&Case::new(&paper, &test_sets));
    let findings = joint::findings(&tables);
    let severity = |check: &str| findings.iter().filter(|f| f.check == check).map(|f| f.severity).collect::<Vec<_>>();
    assert_eq!(severity("survivors"), [Severity::Impossible]);
    assert_eq!(severity("joint_feasibility"), [Severity::Unremarkable; 2]);
    assert_eq!(severity("shared_class_share"), [Severity::Impossible]);
    let share = findings.iter().find(|finding| finding.check == "shared_class_share").unwrap();
    assert!(share.arithmetic.contains("cnn 0.49") && share.arithmetic.contains("lstm 0.09"), "{}", share.arithmetic);
}

#[test]
fn another_reading_than_the_stated_one_is_told() {
    let row = printed(&Tally::binary(CELLS), Mean::Macro, Rounding::HalfUp);
    let test_sets = [TestSet::exact("the files", &[900, 100]), TestSet::free(2)];
    let found = conclusion(&paper("attack", "weighted", &[row]), &test_sets);
    assert_eq!(found.severity, Severity::Impossible);
    let nearest = found.nearest.unwrap();
    assert!(nearest.contains("as macro averages, which is not what the paper states,"), "{nearest}");
}

#[test]
fn figures_that_fit_other_sizes_only_are_refuted_on_what_the_paper_allows() {
    let row = printed(&Tally::binary(CELLS), Mean::Class(1), Rounding::HalfUp);
    let test_sets = [TestSet::exact("the files", &[10, 990]), TestSet::free(2)];
    let found = conclusion(&paper("attack", "binary", &[row]), &test_sets);
    assert_eq!(found.severity, Severity::Impossible);
    assert!(found.says.contains("cannot come from the files"), "{}", found.says);
    assert!(found.assumptions.iter().any(|assumption| assumption.contains("the files")), "{found:?}");
    assert!(found.nearest.unwrap().contains("any class sizes"));
}

/// A random matrix of two classes, no class empty, each predicted.
fn random(stream: &mut Stream, sizes: [u64; 2]) -> Tally {
    let mut below = |most: u64| 1 + stream.below(most - 1);
    let (tp, tn) = (below(sizes[1]), below(sizes[0]));
    Tally::binary(Cells { tp, fn_: sizes[1] - tp, tn, fp: sizes[0] - tn })
}

#[test]
fn true_figures_survive_under_every_reading_of_two_rows() {
    let means =
        [("binary", Mean::Class(1)), ("macro", Mean::Macro), ("weighted", Mean::Weighted), ("micro", Mean::Micro)];
    for seed in 0..12 {
        let stream = &mut Stream::new(seed, &["survivors"]);
        let sizes = [0, 1].map(|_| 20 + stream.below(400));
        let (averaging, mean) = means[seed as usize % 4];
        let rounding = [Rounding::HalfUp, Rounding::Truncated][seed as usize / 4 % 2];
        let rows = [0, 1].map(|_| printed(&random(stream, sizes), mean, rounding));
        let test_sets = [TestSet::exact("the truth", &sizes), TestSet::free(2)];
        for stated in [averaging, "unstated"] {
            let found = conclusion(&paper("attack", stated, &rows), &test_sets);
            assert_ne!(found.severity, Severity::Impossible, "seed {seed}, {averaging} as {stated}: {found:?}");
        }
    }
}

#[test]
fn three_classes_are_told_from_their_averages() {
    let tally = Tally::of(&[vec![480, 12, 8], vec![5, 260, 35], vec![0, 9, 191]]);
    let rows = |mean| {
        let row = printed(&tally, mean, Rounding::HalfUp);
        let row: Vec<(&str, &str)> = row.iter().map(|(metric, text)| (*metric, text.as_str())).collect();
        sample::three_classes("unstated", &[("cnn", &row)])
    };
    let test_sets = [TestSet::exact("the files", &[500, 300, 200]), TestSet::free(3)];
    for (mean, name) in [(Mean::Macro, "macro averages"), (Mean::Weighted, "averages weighted")] {
        let found = conclusion(&rows(mean), &test_sets);
        // "They are" only where nothing else is open.
        let verb = if found.numbers["undecided"] == "0" { "they are" } else { "the table could be" };
        assert!(found.says.contains(&format!("{verb} {name}")), "{}", found.says);
        assert!(!found.says.contains(" or "), "{}", found.says);
    }
}

#[test]
fn a_matrix_prints_the_rows_of_a_table_that_has_its_model() {
    let row = printed(&Tally::binary(CELLS), Mean::Class(1), Rounding::HalfUp);
    let mut paper = paper("attack", "binary", &[row]);
    let mut other = paper.tables[0].clone();
    other.rows = other.rows.into_iter().map(|(_, row)| ("svm".to_owned(), row)).collect();
    paper.tables.push(other);
    paper.confusions = vec![Confusion {
        model: "svm".to_owned(),
        place: "Figure 1".to_owned(),
        labels: paper.classes.clone(),
        counts: vec![vec![893, 7], vec![19, 81]],
        note: None,
    }];
    let test_sets = [TestSet::exact("Figure 1, matrix of svm", &[900, 100]), TestSet::free(2)];
    let tables = search(&Case::new(&paper, &test_sets));
    assert_eq!(tables[0].standings, [Standing::Allowed, Standing::Free]);
    assert_eq!(tables[1].standings, [Standing::Printed, Standing::Free]);
}
