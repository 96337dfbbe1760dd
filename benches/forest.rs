//! CPU seconds, wall time and memory of the models made of trees.
//!
//! `cargo bench --profile dev --bench forest` fits each on 20,000 made-up rows × 78 columns, two classes. `benches/peers/forest.sh` has it fit the rows
//! of a file instead, beside scikit-learn.

#![allow(clippy::print_stdout, reason = "figures for a person")]

mod common;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use common::{cpu_seconds, peak_bytes};
use idsbench::matrix::Matrix;
use idsbench::model::decision_tree::DecisionTreeModel;
use idsbench::model::gradient_boosting::GradientBoostingModel;
use idsbench::model::random_forest::RandomForestModel;
use idsbench::model::{Classifier, FitContext};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;
use idsbench::spec::{DecisionTree, GradientBoosting, RandomForest};
use serde_json::json;

const ROWS: usize = 20_000;
const COLUMNS: usize = 78;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let train = rows("train");
            for model in ["forest", "tree", "boosting"] {
                println!("{model}: {}", measure(model, 100, &train, || Ok(rows("test")), 2)?.0);
            }
        }
        [model, trees, classes, train, test, scores] => {
            let (trees, classes) = (trees.parse().expect("a number"), classes.parse().expect("a number"));
            let (figures, found) = measure(model, trees, &read(train)?, || read(test), classes)?;
            let bytes: Vec<u8> = found.as_slice().iter().flat_map(|score| score.to_le_bytes()).collect();
            fs::write(scores, bytes)?;
            println!("{figures}");
        }
        _ => panic!("usage: forest [forest|tree|boosting TREES CLASSES TRAIN TEST SCORES]"),
    }
    Ok(())
}

/// Fits and scores; returns what it took, the peak until it was fitted, and the scores.
fn measure(
    model: &str,
    trees: u32,
    train: &Samples,
    test: impl FnOnce() -> io::Result<Samples>,
    classes: usize,
) -> io::Result<(serde_json::Value, Matrix)> {
    let mut model: Box<dyn Classifier> = match model {
        "forest" => Box::new(RandomForestModel::new(&RandomForest { trees, ..RandomForest::default() })),
        "tree" => Box::new(DecisionTreeModel::new(&DecisionTree::default())),
        "boosting" => {
            Box::new(GradientBoostingModel::new(&GradientBoosting { rounds: trees, ..GradientBoosting::default() }))
        }
        other => panic!("no model {other}"),
    };
    let names: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
    let (weights, cancel) = (vec![1.0; classes], AtomicBool::new(false));
    let context = FitContext {
        seed: 0,
        classes,
        class_names: &names,
        binary: classes == 2,
        feature_names: &[],
        input: InputShape { steps: train.x.cols(), channels: 1 },
        class_weights: &weights,
        threads: rayon::current_num_threads(),
        cancel: &cancel,
        checkpoints: None,
        on_progress: &|_| {},
    };
    let (clock, start) = (Instant::now(), cpu_seconds());
    model.fit(train, &Samples::default(), &context).expect("the rows can be learned from");
    let (fit_wall, fit_cpu, peak) = (clock.elapsed().as_secs_f64(), cpu_seconds() - start, peak_bytes()?);
    let test = test()?;
    let (clock, start) = (Instant::now(), cpu_seconds());
    let scores = model.scores(&test.x).expect("the rows can be scored");
    let figures = json!({
        "fit_cpu": fit_cpu,
        "fit_wall": fit_wall,
        "predict_cpu": cpu_seconds() - start,
        "predict_wall": clock.elapsed().as_secs_f64(),
        "peak_bytes": peak,
        "nodes": model.parameters(),
    });
    Ok((figures, scores))
}

/// A file of rows: per row 78 values and the class, all as little-endian `f32`.
fn read(path: &str) -> io::Result<Samples> {
    let mut file = io::BufReader::new(fs::File::open(Path::new(path))?);
    let rows = fs::metadata(path)?.len() as usize / (4 * (COLUMNS + 1));
    let (mut x, mut y) = (Vec::with_capacity(rows * COLUMNS), Vec::with_capacity(rows));
    let mut row = [0; 4 * (COLUMNS + 1)];
    for _ in 0..rows {
        io::Read::read_exact(&mut file, &mut row)?;
        let mut values = row.chunks_exact(4).map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        x.extend(values.by_ref().take(COLUMNS));
        y.extend(values.map(|class| class as u32));
    }
    Ok(Samples { x: Matrix::from_vec(rows, COLUMNS, x), row_id: (0..rows as u64).collect(), y })
}

/// Traffic-like columns: heavy at zero, skewed, a few that tell the class, one label in twelve wrong.
fn rows(part: &str) -> Samples {
    let mut stream = Stream::new(1, &["forest bench", part]);
    let mut x = Matrix::zeros(ROWS, COLUMNS);
    let mut y = Vec::with_capacity(ROWS);
    for i in 0..ROWS {
        let attack = stream.chance(0.3);
        for (j, cell) in x.row_mut(i).iter_mut().enumerate() {
            let shift = if attack && j % 6 == 0 { 1.6 } else { 1.0 };
            let zero = j % 3 == 1 && stream.chance(0.7);
            *cell = if zero { 0.0 } else { stream.exponential(shift) as f32 };
        }
        y.push(u32::from(attack != stream.chance(1.0 / 12.0)));
    }
    Samples { x, y, row_id: (0..ROWS as u64).collect() }
}
