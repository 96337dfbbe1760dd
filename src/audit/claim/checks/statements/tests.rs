use super::super::sample::{binary, class_table, confusion, multiclass, run};
use super::*;
use crate::audit::claim::Severity::{self, NotCheckable};

fn severity(mut paper: Paper, claim: &str) -> Severity {
    let predicate = Predicate::parse(claim).unwrap();
    paper.statements =
        vec![Statement { predicate, model: Some("cnn".to_owned()), place: "Section 5".to_owned(), says: None }];
    run(&CHECK, &paper).first().map_or(NotCheckable, |finding| finding.severity)
}

#[test]
fn a_comparison_is_held_against_the_table() {
    let paper = || binary(&["a recall=95.1% f1=0.951", "b recall=95.9% f1=95%"]);
    assert_eq!(severity(paper(), "a.recall > b.recall"), Mismatch);
    assert_eq!(severity(paper(), "a.recall >= b.recall"), Mismatch);
    assert_eq!(severity(paper(), "a.recall < b.recall"), Unremarkable);
    assert_eq!(severity(paper(), "a.f1 > b.f1"), NotCheckable);
    assert_eq!(severity(paper(), "a.accuracy > b.accuracy"), NotCheckable);
    assert_eq!(severity(paper(), "b.recall >= 0.95"), Unremarkable);
    assert_eq!(severity(paper(), "b.recall >= 0.97"), Mismatch);
    assert_eq!(severity(paper(), "train_test_disjoint"), NotCheckable);
}

#[test]
fn equal_and_neighbouring_prints() {
    let paper = || binary(&["a recall=95.1% f1=0.95", "b recall=95.2% f1=0.95"]);
    assert_eq!(severity(paper(), "b.recall > a.recall"), Unremarkable);
    assert_eq!(severity(paper(), "a.recall > b.recall"), Mismatch);
    assert_eq!(severity(paper(), "a.f1 > b.f1"), NotCheckable);
    // 95.2 % truncated may be 95.29 %, so it is not known to be at most 95.25 %.
    assert_eq!(severity(paper(), "b.recall <= 95.25%"), NotCheckable);
}

#[test]
fn classes_are_compared() {
    let paper = || Paper {
        class_tables: vec![class_table(&["a 5 recall=0.90", "b 5 recall=0.80", "c 5 recall=0.80"])],
        ..multiclass(&["cnn accuracy=0.8"])
    };
    assert_eq!(severity(paper(), "lowest recall: a"), Mismatch);
    assert_eq!(severity(paper(), "lowest recall: b"), NotCheckable);
    assert_eq!(severity(paper(), "highest recall: a"), Unremarkable);
    assert_eq!(severity(paper(), "lowest precision: a"), NotCheckable);
    assert_eq!(severity(paper(), "cnn.recall[a] >= 0.99"), Mismatch);
}

#[test]
fn a_matrix_speaks_for_its_classes() {
    let mut paper = binary(&["cnn accuracy=0.8"]);
    paper.confusions = vec![confusion("cnn", [[90, 10], [20, 80]])];
    assert_eq!(severity(paper.clone(), "lowest recall: attack"), Unremarkable);
    assert_eq!(severity(paper.clone(), "lowest recall: benign"), Mismatch);
    assert_eq!(severity(paper.clone(), "largest confusion: attack → benign"), Unremarkable);
    assert_eq!(severity(paper.clone(), "largest confusion: benign → attack"), Mismatch);
    paper.confusions[0].counts = vec![vec![u64::MAX, 0], vec![0, u64::MAX]];
    assert_eq!(severity(paper, "lowest recall: attack"), NotCheckable);
}
