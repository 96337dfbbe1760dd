//! Rows per core-second of a CNN-LSTM (45 columns as a sequence, 5 classes) on one thread: training and prediction.
//!
//! `cargo bench --bench network`, or with `--profile dev` what a plain `cargo run` gets. Medians of nine runs, in CPU time, so that
//! other programs on the machine disturb little.
#![allow(clippy::print_stdout, missing_docs)]

use idsbench::nn::{Adam, Path, Sequential, Target};
use idsbench::prepare::InputShape;
use idsbench::random::Stream;
use idsbench::spec::{Activation, Layer, Padding};
use rustix::time::{ClockId, clock_gettime};

const COLUMNS: usize = 45;
const CLASSES: usize = 5;
const ROWS: usize = 8192;
const RUNS: usize = 9;

fn main() {
    let mut stream = Stream::new(0, &["bench"]);
    let x: Vec<f32> = (0..ROWS * COLUMNS).map(|_| stream.normal() as f32).collect();
    let y: Vec<u32> = (0..ROWS).map(|_| stream.below(CLASSES as u64) as u32).collect();
    // The portable path is for machines without vectors of known width; it emulates fused multiply-add on older ones.
    for path in Path::available().into_iter().filter(|&path| path != Path::PORTABLE || Path::best() == path) {
        for batch in [32, 256] {
            report(path, &format!("train, batch {batch}"), || train(path, batch, &x, &y));
        }
        for rows in [1, 1024] {
            report(path, &format!("predict {rows}"), || predict(path, rows, &x));
        }
    }
}

fn network(path: Path) -> Sequential<f32> {
    let relu = Activation::Relu;
    let conv = |filters| Layer::Conv1d { filters, kernel: 3, activation: relu, padding: Padding::Valid };
    let layers = [
        conv(32),
        Layer::MaxPool1d(2),
        conv(64),
        Layer::MaxPool1d(2),
        Layer::Lstm { units: 64, sequence: false },
        Layer::Dropout(0.5),
        Layer::Dense { units: 128, activation: relu },
        Layer::Output,
    ];
    let input = InputShape { steps: COLUMNS, channels: 1 };
    let mut network =
        Sequential::build(&layers, input, CLASSES, false, &mut Stream::new(0, &["weights"])).expect("a valid network");
    network.set_path(path);
    network
}

/// Seconds for training on all rows; the first batches are not measured.
fn train(path: Path, batch: usize, x: &[f32], y: &[u32]) -> f64 {
    let mut network = network(path);
    let mut adam = Adam::new(1e-3, network.weights().len());
    let mut gradient = vec![0.0; network.weights().len()];
    let mut dropout = Stream::new(0, &["dropout"]);
    let mut pass = |batches: usize| {
        for (x, y) in x.chunks(batch * COLUMNS).zip(y.chunks(batch)).take(batches) {
            network.train_batch(x, Target::Classes(y), &[], &mut dropout, &mut gradient);
            adam.step(path, &gradient, network.weights_mut());
        }
    };
    pass(2);
    cpu_seconds(|| pass(usize::MAX))
}

/// Seconds for predicting all rows, `rows` at a time; the first call is not measured.
fn predict(path: Path, rows: usize, x: &[f32]) -> f64 {
    let network = network(path);
    let mut answers = vec![0.0; rows * CLASSES];
    network.predict(&x[..rows * COLUMNS], &mut answers);
    cpu_seconds(|| x.chunks(rows * COLUMNS).for_each(|x| network.predict(x, &mut answers)))
}

fn report(path: Path, what: &str, run: impl Fn() -> f64) {
    let mut rates: Vec<f64> = (0..RUNS).map(|_| ROWS as f64 / run()).collect();
    rates.sort_by(f64::total_cmp);
    println!("{:<9} {what:<17} {:>8.0} rows per core-second", path.name(), rates[RUNS / 2]);
}

fn cpu_seconds(work: impl FnOnce()) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    };
    let start = now();
    work();
    now() - start
}
