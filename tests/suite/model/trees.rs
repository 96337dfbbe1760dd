//! Decision tree and gradient boosting beyond conformance, and beside scikit-learn's; `tests/golden/model/trees.py` made the figures.

use idsbench::model::Classifier;
use idsbench::prepare::Samples;
use idsbench::spec::{DecisionTree, GradientBoosting, ModelKind};
use serde::Deserialize;

use super::boosting_of;
use super::build;
use super::conformance::{Task, accuracy, blobs, predictions, samples};
use super::peers::{fitted, rows, task};

#[derive(Deserialize)]
struct Golden {
    trees: Vec<TreeCase>,
    boosting: Vec<BoostingCase>,
}

#[derive(Deserialize)]
struct TreeCase {
    #[serde(flatten)]
    peer: Peer,
    max_depth: Option<u32>,
    min_samples_leaf: u32,
}

#[derive(Deserialize)]
struct BoostingCase {
    #[serde(flatten)]
    peer: Peer,
    rounds: u32,
    max_leaves: u32,
    min_samples_leaf: u32,
    l2: f64,
}

/// What scikit-learn reached, draw of rows by draw.
#[derive(Deserialize)]
struct Peer {
    name: String,
    classes: usize,
    class_weights: Vec<f32>,
    accuracies: Vec<f64>,
    log_losses: Vec<f64>,
}

impl Peer {
    /// Holds our means over the draws of rows against its: accuracy within a point, log loss within this share.
    fn check(&self, kind: &ModelKind, log_loss_share: f64) {
        let (mut accuracies, mut losses) = (Vec::new(), Vec::new());
        for turn in 0..self.accuracies.len() as u64 {
            let train = rows(61 + 2 * turn, 2000, 12, self.classes, 0.15);
            let held = rows(62 + 2 * turn, 2000, 12, self.classes, 0.15);
            let model = fitted(kind.clone(), &train, &task(self.classes, &self.class_weights, 12).context());
            accuracies.push(accuracy(&model.scores(&held.x).unwrap(), &held.y));
            losses.push(log_loss(model.as_ref(), &held));
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (ours, theirs) = (mean(&accuracies), mean(&self.accuracies));
        assert!((ours - theirs).abs() < 0.01, "{}: accuracy {ours}, scikit-learn's {theirs}", self.name);
        let (ours, theirs) = (mean(&losses), mean(&self.log_losses));
        assert!(
            (ours / theirs - 1.0).abs() < log_loss_share,
            "{}: log loss {ours}, scikit-learn's {theirs}",
            self.name
        );
    }
}

/// As scikit-learn has it: shares are kept a `f64` epsilon away from 0.
fn log_loss(model: &dyn Classifier, held: &Samples) -> f64 {
    let scores = model.scores(&held.x).unwrap();
    let losses = scores.iter_rows().zip(&held.y).map(|(row, &class)| {
        let share = f64::from(row[class as usize]);
        -libm::log(share.max(f64::EPSILON))
    });
    losses.sum::<f64>() / held.len() as f64
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("../../golden/model/trees.json")).unwrap()
}

#[test]
fn decision_trees_are_as_good_as_scikit_learns() {
    for TreeCase { peer, max_depth, min_samples_leaf } in golden().trees {
        let settings = DecisionTree { max_depth, min_samples_leaf, ..DecisionTree::default() };
        peer.check(&ModelKind::DecisionTree(settings), 0.1);
    }
}

#[test]
fn boosting_is_as_good_as_scikit_learns() {
    for BoostingCase { peer, rounds, max_leaves, min_samples_leaf, l2 } in golden().boosting {
        let settings = GradientBoosting { rounds, max_leaves, min_samples_leaf, l2, ..GradientBoosting::default() };
        peer.check(&ModelKind::GradientBoosting(settings), 0.03);
    }
}

#[test]
fn patience_keeps_the_best_round() {
    let (train, validation) = (rows(41, 600, 6, 2, 0.3), rows(42, 600, 6, 2, 0.3));
    let settings = GradientBoosting { patience: Some(5), ..boosting_of(200) };
    let mut model = build(ModelKind::GradientBoosting(settings));
    let report = model.fit(&train, &validation, &task(2, &[1.0, 1.0], 6).context()).unwrap();
    let losses: Vec<f64> = report.history.iter().map(|round| round.val_loss.unwrap()).collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let round = report.best_epoch.unwrap() as usize;
    assert!(losses.len() < 200 && losses.len() == round + 5, "{round} of {}", losses.len());
    assert!(losses[round - 1] <= best + 1e-6);
    let kept = model.tensors().into_iter().find(|tensor| tensor.name == "splits_per_tree").unwrap();
    assert_eq!(kept.shape, [round]);
    let ours = log_loss(model.as_ref(), &validation);
    assert!((ours - losses[round - 1]).abs() < 1e-5, "{ours} {}", losses[round - 1]);
}

#[test]
fn patience_without_rows_to_watch_is_told() {
    let all = rows(41, 90, 6, 3, 0.3);
    let of = |classes: &[u32]| {
        let chosen: Vec<usize> = (0..all.len()).filter(|&row| classes.contains(&all.y[row])).collect();
        samples(all.x.select_rows(&chosen), chosen.iter().map(|&row| all.y[row]).collect())
    };
    let notes = |patience, validation: &Samples| {
        let settings = GradientBoosting { patience, ..boosting_of(4) };
        let mut model = build(ModelKind::GradientBoosting(settings));
        model.fit(&of(&[0, 1]), validation, &task(3, &[1.0; 3], 6).context()).unwrap().notes
    };
    let note = "no early stopping: there is no validation row to watch; all 4 rounds were trained";
    assert_eq!(notes(Some(2), &Samples::default())[0], note);
    assert_eq!(notes(Some(2), &of(&[2]))[0], note, "train lacks the class of all of them");
    for (patience, validation) in [(Some(2), of(&[1, 2])), (None, Samples::default())] {
        assert!(notes(patience, &validation).iter().all(|line| line != note));
    }
}

#[test]
fn a_loss_that_is_not_finite_is_an_error() {
    for classes in [2, 3] {
        let settings = GradientBoosting { learning_rate: 1e300, ..boosting_of(4) };
        let weights = vec![1.0; classes];
        let outcome = build(ModelKind::GradientBoosting(settings)).fit(
            &rows(41, 300, 6, classes, 0.3),
            &Samples::default(),
            &task(classes, &weights, 6).context(),
        );
        let text = "the loss is not finite after round 1; set a smaller learning_rate, or a larger l2";
        assert_eq!(outcome.unwrap_err().to_string(), text);
    }
}

#[test]
fn the_training_loss_falls_and_is_that_of_the_scores() {
    let train = rows(41, 600, 6, 3, 0.1);
    let mut model = build(ModelKind::GradientBoosting(boosting_of(15)));
    let report = model.fit(&train, &Samples::default(), &task(3, &[1.0; 3], 6).context()).unwrap();
    let losses: Vec<f64> = report.history.iter().map(|round| round.loss).collect();
    assert!(losses.is_sorted_by(|a, b| a > b), "{losses:?}");
    let ours = log_loss(model.as_ref(), &train);
    assert!((ours - losses[14]).abs() < 1e-5, "{ours} {}", losses[14]);
    assert!((report.importance.iter().map(|column| column.split).sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn boosting_keeps_to_its_leaves_and_depth() {
    let rows = blobs(2, 1);
    let nodes = |settings| {
        let mut model = build(ModelKind::GradientBoosting(settings));
        model.fit(&rows, &Samples::default(), &Task::new(2).context()).unwrap();
        model.parameters()
    };
    let start = 1;
    assert_eq!(nodes(GradientBoosting { max_leaves: 2, ..boosting_of(4) }), start + 4 * 3);
    assert_eq!(nodes(GradientBoosting { max_depth: Some(1), ..boosting_of(4) }), start + 4 * 3);
    assert_eq!(nodes(GradientBoosting { min_samples_leaf: 30, ..boosting_of(4) }), start + 4, "no leaf is that large");
}

#[test]
fn class_weights_pull_both_towards_the_rare_class() {
    let train = rows(51, 1000, 6, 2, 0.5);
    let kinds = [
        ModelKind::DecisionTree(DecisionTree { max_depth: Some(4), ..DecisionTree::default() }),
        ModelKind::GradientBoosting(boosting_of(10)),
    ];
    for kind in kinds {
        let positives = |weight| {
            let model = fitted(kind.clone(), &train, &task(2, &[1.0, weight], 6).context());
            predictions(&model.scores(&train.x).unwrap()).filter(|&class| class == 1).count()
        };
        let (even, heavy) = (positives(1.0), positives(20.0));
        assert!(heavy > even + 50, "{even} {heavy}");
    }
}
