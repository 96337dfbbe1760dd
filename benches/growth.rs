//! Time per epoch and peak memory as the rows grow: 10,000, 100,000 and 1,000,000 rows × 78 made-up columns, trained on one thread.
//!
//! `cargo bench --profile dev --bench growth`; with numbers of rows as arguments, only these. Two epochs of a
//! convolutional network at batch 256; exit code 1 if the time per row more than doubles or the peak exceeds 1.3 × the matrix + 200 MB.
#![allow(clippy::print_stdout, missing_docs, reason = "figures for a person")]

use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use idsbench::matrix::Matrix;
use idsbench::model::network::NetworkModel;
use idsbench::model::{Classifier, FitContext};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;
use idsbench::spec::{self, ModelKind, Network, Train};

const COLUMNS: usize = 78;
const EPOCHS: u32 = 2;

fn main() -> ExitCode {
    let given: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let mut sizes = if given.is_empty() { vec![10_000, 100_000, 1_000_000] } else { given };
    println!(
        "{:>10} {:>14} {:>14} {:>10} {:>10} {:>10}",
        "rows", "s per epoch", "µs per row", "matrix MB", "peak MB", "allowed"
    );
    sizes.sort_unstable();
    let mut good = true;
    let mut first = None;
    // Ascending, as the peak of a process never sinks.
    for rows in sizes {
        let train = samples(rows);
        let seconds = epoch_seconds(&train);
        let matrix = megabytes(rows * COLUMNS * size_of::<f32>());
        let (peak, allowed) = (peak_megabytes(), 1.3 * matrix + 200.0);
        let per_row = 1e6 * seconds / rows as f64;
        println!("{rows:>10} {seconds:>14.2} {per_row:>14.2} {matrix:>10.0} {peak:>10.0} {allowed:>10.0}");
        good &= peak < allowed && per_row < 2.0 * *first.get_or_insert(per_row);
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn samples(rows: usize) -> Samples {
    let mut stream = Stream::new(0, &["growth"]);
    let mut x = Matrix::zeros(rows, COLUMNS);
    let y: Vec<u32> = (0..rows).map(|_| stream.below(2) as u32).collect();
    for (i, &class) in y.iter().enumerate() {
        x.row_mut(i).iter_mut().for_each(|v| *v = stream.uniform() as f32 + 0.1 * class as f32);
    }
    Samples { x, y, row_id: (0..rows as u64).collect() }
}

/// The convolutional network of experiments/botiot.yaml.
fn network() -> Network {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/experiments/botiot.yaml");
    let spec = spec::load(file.as_ref()).unwrap_or_else(|errors| panic!("{errors}"));
    match &spec.models["cnn"].kind {
        ModelKind::Network(network) => network.clone(),
        other => panic!("the cnn of {file} is {other:?}"),
    }
}

fn epoch_seconds(train: &Samples) -> f64 {
    let settings = Train { batch: 256, epochs: EPOCHS, ..Train::default() };
    let (names, cancel) = (["negative".to_owned(), "positive".to_owned()], AtomicBool::new(false));
    let context = FitContext {
        seed: 0,
        classes: 2,
        class_names: &names,
        binary: true,
        feature_names: &[],
        input: InputShape { steps: COLUMNS, channels: 1 },
        class_weights: &[],
        threads: 1,
        cancel: &cancel,
        checkpoints: None,
        on_progress: &|_| {},
    };
    let mut model = NetworkModel::new(network(), settings);
    let start = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread can be started");
    let fitted = pool.install(|| model.fit(train, &Samples::default(), &context));
    fitted.expect("made-up rows can be learned");
    start.elapsed().as_secs_f64() / f64::from(EPOCHS)
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// The most memory that this process ever held.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kilobytes * 1024.0 / 1e6
}
