//! Random forests beyond conformance.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use idsbench::matrix::Matrix;
use idsbench::model::{FitContext, ModelError};
use idsbench::prepare::Samples;
use idsbench::random::Stream;
use idsbench::spec::{Engine, MaxFeatures, ModelKind, RandomForest};

use super::conformance::{Task, accuracy, blobs, predictions, samples};
use super::{build, forest_of};

fn fit_notes(settings: RandomForest, rows: &Samples, task: &Task) -> Result<Vec<String>, ModelError> {
    Ok(build(ModelKind::RandomForest(settings)).fit(rows, &Samples::default(), &task.context())?.notes)
}

#[test]
fn notes_give_out_of_bag_accuracy_and_the_columns_that_matter() {
    let mut rows = blobs(2, 1);
    let y = rows.y.clone();
    for (i, class) in y.into_iter().enumerate() {
        rows.x.row_mut(i).fill((i % 5) as f32);
        rows.x.row_mut(i)[4] = class as f32 * 10.0;
    }
    let mut task = Task::new(2);
    task.columns = (0..rows.x.cols()).map(|column| format!("f{column}")).collect();
    let settings = RandomForest { max_features: MaxFeatures::All, oob: true, ..forest_of(20) };
    let notes = fit_notes(settings, &rows, &task).unwrap();
    assert_eq!(notes, ["out-of-bag accuracy 1.0000 on 48 rows", "most important columns by Gini decrease: f4 1.000"]);
}

#[test]
fn out_of_bag_accuracy_is_that_of_new_rows() {
    let mut stream = Stream::new(5, &["labels"]);
    let y: Vec<u32> = (0..250).map(|_| u32::from(stream.chance(0.5))).collect();
    let rows = samples(Matrix::from_vec(250, 1, (0..250).map(|i| i as f32).collect()), y);
    let mut model = build(ModelKind::RandomForest(RandomForest { oob: true, ..forest_of(30) }));
    let report = model.fit(&rows, &Samples::default(), &Task::new(2).context()).unwrap();
    let out_of_bag: f64 = report.notes[0].split(' ').nth(2).unwrap().parse().unwrap();
    let in_bag = accuracy(&model.scores(&rows.x).unwrap(), &rows.y);
    assert!(in_bag > 0.9 && (0.35..0.65).contains(&out_of_bag), "labels without a pattern: {in_bag}, {out_of_bag}");
}

#[test]
fn a_tree_is_limited_by_depth_and_leaf_size() {
    let rows = blobs(3, 1);
    let nodes = |settings| {
        let mut model = build(ModelKind::RandomForest(settings));
        model.fit(&rows, &Samples::default(), &Task::new(3).context()).unwrap();
        model.parameters()
    };
    assert!(nodes(RandomForest { max_depth: Some(1), ..forest_of(4) }) <= 4 * 3);
    assert_eq!(nodes(RandomForest { max_depth: Some(0), ..forest_of(4) }), 4);
    assert!(nodes(RandomForest { min_samples_leaf: 30, ..forest_of(4) }) <= 4 * 3);
    assert!(nodes(forest_of(4)) > 4 * 3);
    assert_eq!(nodes(RandomForest { min_samples_leaf: u32::MAX, ..forest_of(4) }), 4, "no leaf is that large");
}

#[test]
fn stored_nodes_give_the_scores_back() {
    let (rows, test) = (blobs(3, 1), blobs(3, 2));
    let mut model = build(ModelKind::RandomForest(forest_of(5)));
    model.fit(&rows, &Samples::default(), &Task::new(3).context()).unwrap();
    let tensors = model.tensors();
    let tensor = |name: &str| &tensors.iter().find(|tensor| tensor.name == name).unwrap().values;
    let [column, threshold, left, right] = ["column", "threshold", "left", "right"].map(tensor);
    let counts = tensor("splits_per_tree").iter().zip(tensor("leaves_per_tree"));
    let counts: Vec<(usize, usize)> = counts.map(|(&splits, &leaves)| (splits as usize, leaves as usize)).collect();
    let scores = model.scores(&test.x).unwrap();
    for (row, scores) in test.x.iter_rows().zip(scores.iter_rows()) {
        let (mut sums, mut root, mut first_leaf) = ([0.0; 3], 0, 0);
        for &(splits, leaves) in &counts {
            let mut child = if splits > 0 { 0.0 } else { -1.0 };
            while child >= 0.0 {
                let node = root + child as usize;
                child = if row[column[node] as usize] <= threshold[node] { left[node] } else { right[node] };
            }
            let leaf = first_leaf + (-1.0 - child) as usize;
            (0..3).for_each(|class| sums[class] += tensor("leaf_shares")[leaf * 3 + class] / 5.0);
            root += splits;
            first_leaf += leaves;
        }
        assert!(sums.iter().zip(scores).all(|(sum, score)| (sum - score).abs() < 1e-6), "{sums:?} {scores:?}");
    }
}

#[test]
fn shuffling_a_column_costs_what_it_is_worth() {
    let mut rows = blobs(2, 1);
    for i in 0..rows.len() {
        let class = rows.y[i] as f32;
        rows.x.row_mut(i).fill((i % 5) as f32);
        rows.x.row_mut(i)[4] = class * 10.0;
    }
    let settings = RandomForest { max_features: MaxFeatures::All, permutation_importance: true, ..forest_of(5) };
    let fit = |validation: &Samples| {
        build(ModelKind::RandomForest(settings.clone())).fit(&rows, validation, &Task::new(2).context()).unwrap()
    };
    let report = fit(&rows);
    assert_eq!(report, fit(&rows), "the shuffles are seeded");
    let worth = |column: usize| report.importance[column].permutation.unwrap();
    assert_eq!((report.importance[4].split, report.importance[3].split), (1.0, 0.0));
    assert!((0.3..0.7).contains(&worth(4).mean) && worth(4).sd > 0.0, "{:?}", worth(4));
    assert_eq!((worth(3).mean, worth(3).sd), (0.0, 0.0));
    assert!(report.notes[1].contains("fall of the accuracy, 1.0000, on 48 validation rows"), "{:?}", report.notes);
    let without = fit(&Samples::default());
    assert!(without.notes[1].contains("left out") && without.importance[4].permutation.is_none());
}

#[test]
fn every_tree_is_told_and_cancels() {
    let (rows, task, told) = (blobs(2, 1), Task::new(2), Mutex::new(Vec::new()));
    let on_progress = |progress: &idsbench::model::FitProgress| {
        told.lock().unwrap().push((progress.done, progress.total));
        task.cancel.store(progress.done == 3, Ordering::Relaxed);
    };
    let context = FitContext { on_progress: &on_progress, ..task.context() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let outcome =
        pool.install(|| build(ModelKind::RandomForest(forest_of(50))).fit(&rows, &Samples::default(), &context));
    assert_eq!(outcome, Err(ModelError::Cancelled));
    assert_eq!(*told.lock().unwrap(), [(1, 50), (2, 50), (3, 50)]);
}

#[test]
fn class_weights_pull_towards_the_rare_class() {
    let y: Vec<u32> = (0..900).map(|i| u32::from(i % 10 == 0)).collect();
    let rows = samples(Matrix::from_vec(900, 1, (0..900).map(|i| (i / 300) as f32).collect()), y);
    let positives = |weight| {
        let task = Task { weights: vec![1.0, weight], ..Task::new(2) };
        let mut model = build(ModelKind::RandomForest(forest_of(10)));
        model.fit(&rows, &Samples::default(), &task.context()).unwrap();
        predictions(&model.scores(&rows.x).unwrap()).filter(|&class| class == 1).count()
    };
    assert_eq!(positives(1.0), 0);
    assert_eq!(positives(20.0), 900);
}

#[test]
fn the_reference_refuses_what_it_cannot_do() {
    let reference = RandomForest { engine: Engine::Reference, ..forest_of(2) };
    let many = samples(Matrix::zeros(20_001, 1), (0..20_001).map(|i| i % 2).collect());
    let error = fit_notes(reference.clone(), &many, &Task::new(2)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the reference forest takes at most 20,000 training rows, not 20,001; set engine: native"
    );
    let weighted = Task { weights: vec![1.0, 2.0], ..Task::new(2) };
    let error = fit_notes(reference.clone(), &blobs(2, 1), &weighted).unwrap_err();
    assert!(error.to_string().contains("no class weights"), "{error}");
    let error = fit_notes(RandomForest { trees: 70_000, ..reference }, &blobs(2, 1), &Task::new(2)).unwrap_err();
    assert!(error.to_string().contains("trees up to 65,535"), "{error}");
}

#[test]
fn more_columns_per_split_than_columns_are_refused() {
    for count in [0, 13] {
        let settings = RandomForest { max_features: MaxFeatures::Count(count), ..forest_of(2) };
        let error = fit_notes(settings, &blobs(2, 1), &Task::new(2)).unwrap_err();
        assert!(error.to_string().contains("the rows have 12 columns"), "{error}");
    }
}

#[test]
fn native_and_reference_agree() {
    let (rows, test) = (blobs(3, 1), blobs(3, 2));
    let score = |engine| {
        let mut model = build(ModelKind::RandomForest(RandomForest { engine, ..forest_of(40) }));
        model.fit(&rows, &Samples::default(), &Task::new(3).context()).unwrap();
        accuracy(&model.scores(&test.x).unwrap(), &test.y)
    };
    let (native, reference) = (score(Engine::Native), score(Engine::Reference));
    assert!(native > 0.95 && reference > 0.95, "native {native}, reference {reference}");
}
