//! CPU seconds of the native forest: 20,000 rows × 78 columns, two classes, 100 trees. `cargo bench --profile dev --bench forest`

#![allow(clippy::print_stdout, reason = "figures for a person")]

use std::sync::atomic::AtomicBool;

use idsbench::matrix::Matrix;
use idsbench::model::random_forest::RandomForestModel;
use idsbench::model::{Classifier, FitContext, ModelError};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;
use idsbench::spec::RandomForest;
use rustix::time::{ClockId, clock_gettime};

const ROWS: usize = 20_000;
const COLUMNS: usize = 78;
const RUNS: usize = 3;

fn main() -> Result<(), ModelError> {
    let (train, test) = (rows("train"), rows("test"));
    let settings = RandomForest::default();
    let (names, cancel) = (["negative".to_owned(), "positive".to_owned()], AtomicBool::new(false));
    let context = FitContext {
        seed: 0,
        classes: 2,
        class_names: &names,
        binary: true,
        feature_names: &[],
        input: InputShape { steps: COLUMNS, channels: 1 },
        class_weights: &[1.0, 1.0],
        threads: rayon::current_num_threads(),
        cancel: &cancel,
        on_progress: &|_| {},
    };
    for run in 1..=RUNS {
        let mut model = RandomForestModel::new(&settings);
        let start = cpu_seconds();
        let report = model.fit(&train, &Samples::default(), &context)?;
        let fitted = cpu_seconds();
        let scores = model.scores(&test.x)?;
        let scored = cpu_seconds();
        let right = scores.iter_rows().zip(&test.y).filter(|(row, class)| u32::from(row[1] >= 0.5) == **class).count();
        println!(
            "run {run}: fit {:.2} CPU-s, {ROWS} rows scored in {:.3} CPU-s, {} nodes, accuracy {:.4}, {}",
            fitted - start,
            scored - fitted,
            model.parameters(),
            right as f64 / ROWS as f64,
            report.notes[0]
        );
    }
    Ok(())
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

/// CPU time of all threads of this process.
fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
