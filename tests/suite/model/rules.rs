//! Majority and one rule.

use idsbench::matrix::Matrix;
use idsbench::prepare::{InputShape, Samples};
use idsbench::spec::ModelKind;

use super::build;
use super::conformance::{Task, accuracy, predictions, samples};

fn labelled(y: &[u32]) -> Samples {
    samples(Matrix::zeros(y.len(), 1), y.to_vec())
}

#[test]
fn majority_scores_are_the_shares_of_train() {
    let mut model = build(ModelKind::Majority);
    let train = labelled(&[0, 2, 2, 1]);
    let report = model.fit(&train, &Samples::default(), &Task::new(3).context()).unwrap();
    assert_eq!(model.scores(&train.x).unwrap().row(3), [0.25, 0.25, 0.5]);
    assert_eq!(report.notes, ["always class 2, 0.5000 of the training rows"]);
}

#[test]
fn majority_gives_ties_to_the_first_class() {
    for (y, expected) in [(&[0, 1][..], 0), (&[1, 1, 0], 1), (&[0, 0, 1], 0), (&[2, 1, 0], 0)] {
        let classes = if y.contains(&2) { 3 } else { 2 };
        let mut model = build(ModelKind::Majority);
        model.fit(&labelled(y), &Samples::default(), &Task::new(classes).context()).unwrap();
        let scores = model.scores(&Matrix::zeros(1, 1)).unwrap();
        assert_eq!(predictions(&scores).next(), Some(expected), "{y:?}: {scores:?}");
    }
}

/// Column 0 tells nothing, column 1 the class, by three stretches that a single threshold cannot part.
fn stretches() -> Samples {
    let y: Vec<u32> = (0..90).map(|i| u32::from((30..60).contains(&i))).collect();
    let x = (0..90).flat_map(|i| [(i * 7 % 10) as f32, i as f32]).collect();
    samples(Matrix::from_vec(90, 2, x), y)
}

#[test]
fn one_rule_finds_and_names_the_column() {
    let train = stretches();
    let mut task = Task::new(2);
    task.columns = vec!["Rate".into(), "IAT".into()];
    task.input = InputShape { steps: 2, channels: 1 };
    let mut model = build(ModelKind::OneRule);
    let report = model.fit(&train, &Samples::default(), &task.context()).unwrap();
    let scores = model.scores(&train.x).unwrap();
    let accuracy = accuracy(&scores, &train.y);
    assert!(accuracy > 0.96, "{accuracy}");
    assert_eq!(report.notes, [format!("the column is IAT, cut into 32 bins: training accuracy {accuracy:.4}")]);
}

#[test]
fn one_rule_names_the_row_of_a_window() {
    let mut task = Task::new(2);
    task.columns = vec!["IAT".into()];
    task.input = InputShape { steps: 2, channels: 1 };
    let note = |task: &Task| {
        let report = build(ModelKind::OneRule).fit(&stretches(), &Samples::default(), &task.context()).unwrap();
        report.notes[0].clone()
    };
    assert!(note(&task).starts_with("the column is IAT (row 2 of 2)"), "{}", note(&task));
    task.columns.clear();
    assert!(note(&task).starts_with("the column is column 2"), "{}", note(&task));
}

#[test]
fn one_rule_corrects_its_shares_by_laplace() {
    let train = samples(Matrix::from_vec(4, 1, vec![0., 0., 0., 1.]), vec![0, 0, 2, 2]);
    let mut model = build(ModelKind::OneRule);
    model.fit(&train, &Samples::default(), &Task::new(3).context()).unwrap();
    let scores = model.scores(&train.x).unwrap();
    assert_eq!(scores.row(0), [3. / 5., 0., 2. / 5.]);
    assert_eq!(scores.row(3), [1. / 3., 0., 2. / 3.]);
}

#[test]
fn one_rule_chooses_on_validation() {
    let train = samples(Matrix::from_vec(4, 2, vec![0., 0., 0., 0., 1., 1., 1., 0.]), vec![0, 0, 1, 1]);
    // Column 0 is right on all of train, column 1 on all of validation.
    let validation = samples(Matrix::from_vec(2, 2, vec![1., 0., 0., 1.]), vec![0, 1]);
    let mut model = build(ModelKind::OneRule);
    let report = model.fit(&train, &validation, &Task::new(2).context()).unwrap();
    assert_eq!(report.notes, ["the column is column 2, cut into 2 bins: validation accuracy 1.0000"]);
}
