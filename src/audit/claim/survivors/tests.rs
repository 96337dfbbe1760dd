use super::*;
use crate::audit::claim::checks::joint;
use crate::audit::claim::score::{Cells, Mean};
use crate::audit::claim::{Finding, Severity};
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
    let tables = search(&Case { paper, test_sets });
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
    let tables = search(&Case { paper: &paper, test_sets: &test_sets });
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
