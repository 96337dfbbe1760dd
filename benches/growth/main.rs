//! CPU seconds and peak memory of training as the rows grow: every kind of model but the trivial ones on 10,000 to 2,830,743 made-up rows × 78 columns (CICIDS2017 has so many).
//!
//! `cargo bench --profile dev --bench growth`, ten minutes; `-- --models svm,cnn --rows 10000,100000` for less. The models are those of
//! benches/growth/growth.yaml, networks with one epoch. Each fit, and the scoring of 1,000 rows, has a process and two threads of its own. Prints a table
//! and draws target/growth.svg; exit code 1 if a network's peak exceeds 1.3 × the matrix + 200 MB.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs, reason = "figures for a person")]

#[path = "../common/mod.rs"]
mod common;
mod plot;

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::AtomicBool;

use common::{cpu_seconds, peak_bytes};
use idsbench::matrix::Matrix;
use idsbench::model::{self, FitContext};
use idsbench::prepare::{InputShape, Samples};
use idsbench::random::Stream;
use idsbench::spec::{self, Model, ModelKind};
use serde::{Deserialize, Serialize};

const COLUMNS: usize = 78;
const SIZES: [usize; 6] = [10_000, 30_000, 100_000, 300_000, 1_000_000, 2_830_743];
const REFERENCE: usize = 100_000;
const SCORED: usize = 1_000;
const THREADS: usize = 2;
const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/growth/growth.yaml");
const PLOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/growth.svg");

/// What a fit on so many rows took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Taken {
    rows: usize,
    cpu_seconds: f64,
    peak_bytes: f64,
}

impl Taken {
    fn matrix_bytes(self) -> f64 {
        (self.rows * COLUMNS * size_of::<f32>()) as f64
    }

    fn microseconds_per_row(self) -> f64 {
        1e6 * self.cpu_seconds / self.rows as f64
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let spec = spec::load(SPEC.as_ref()).map_err(|errors| errors.to_string())?;
    let mut models: Vec<String> = spec.models.keys().cloned().collect();
    let mut sizes = SIZES.to_vec();
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    for pair in arguments.chunks(2) {
        match [pair[0].as_str(), pair.get(1).map_or("", String::as_str)] {
            ["--models", names] => models = names.split(',').map(str::to_owned).collect(),
            ["--rows", numbers] => sizes = numbers.split(',').map(str::parse).collect::<Result<_, _>>()?,
            [name, rows] if spec.models.contains_key(name) => {
                println!("{}", serde_json::to_string(&measure(&spec.models[name], rows.parse()?)?)?);
                return Ok(ExitCode::SUCCESS);
            }
            _ => return Err("usage: growth [--models NAMES] [--rows NUMBERS]".into()),
        }
    }
    sizes.sort_unstable();
    println!("CPU seconds, in brackets microseconds a row; peak memory, in brackets × the matrix.\n");
    println!("| model | {} | × linear |", sizes.iter().map(|&rows| grouped(rows)).collect::<Vec<_>>().join(" | "));
    println!("|---|{}", "--:|".repeat(sizes.len() + 1));
    let mut measured = Vec::new();
    let mut good = true;
    for name in &models {
        let model = spec.models.get(name).ok_or_else(|| format!("{SPEC} has no model {name}"))?;
        let taken = sizes.iter().map(|&rows| in_own_process(name, rows)).collect::<Result<Vec<_>, _>>()?;
        println!(
            "| `{name}` | {} | {} |",
            taken.iter().map(cell).collect::<Vec<_>>().join(" | "),
            beyond_linear(&taken)
        );
        let is_network = matches!(model.kind, ModelKind::Network(_) | ModelKind::Autoencoder(_));
        good &= !is_network || taken.iter().all(|taken| taken.peak_bytes < 1.3 * taken.matrix_bytes() + 200e6);
        measured.push((name.clone(), taken));
    }
    std::fs::create_dir_all(Path::new(PLOT).parent().expect("a file in a folder"))?;
    plot::draw(Path::new(PLOT), &measured)?;
    println!("\n{PLOT}");
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn cell(taken: &Taken) -> String {
    let (megabytes, share) = (taken.peak_bytes / 1e6, taken.peak_bytes / taken.matrix_bytes());
    format!("{:.2} s ({:.1}), {megabytes:.0} MB ({share:.2})", taken.cpu_seconds, taken.microseconds_per_row())
}

/// By how much time a row and memory a row of the most rows exceed those of [`REFERENCE`] rows, where what is always there weighs little.
fn beyond_linear(taken: &[Taken]) -> String {
    let (Some(from), Some(to)) = (taken.iter().find(|taken| taken.rows >= REFERENCE), taken.last()) else {
        return "–".to_owned();
    };
    let memory = |taken: &Taken| taken.peak_bytes / taken.rows as f64;
    format!(
        "time {:.2}, memory {:.2}",
        to.microseconds_per_row() / from.microseconds_per_row(),
        memory(to) / memory(from)
    )
}

fn grouped(rows: usize) -> String {
    let digits = rows.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits")).collect();
    groups.join(",")
}

/// The peak of a process never sinks, so each fit gets its own.
fn in_own_process(model: &str, rows: usize) -> Result<Taken, Box<dyn Error>> {
    eprintln!("{model}, {} rows", grouped(rows));
    let said = Command::new(std::env::current_exe()?)
        .args([model, &rows.to_string()])
        .env("RAYON_NUM_THREADS", THREADS.to_string())
        .stderr(std::process::Stdio::inherit())
        .output()?;
    if !said.status.success() {
        return Err(format!("{model} on {rows} rows: {}", said.status).into());
    }
    Ok(serde_json::from_slice(&said.stdout)?)
}

fn measure(settings: &Model, rows: usize) -> Result<Taken, Box<dyn Error>> {
    let (train, validation, scored) =
        (samples("train", rows), samples("validation", SCORED), samples("scored", SCORED));
    let (names, cancel) = (["benign".to_owned(), "attack".to_owned()], AtomicBool::new(false));
    let context = FitContext {
        seed: 0,
        classes: 2,
        class_names: &names,
        binary: true,
        feature_names: &[],
        input: InputShape { steps: COLUMNS, channels: 1 },
        class_weights: &[1.0, 1.0],
        threads: THREADS,
        cancel: &cancel,
        checkpoints: None,
        on_progress: &|_| {},
    };
    let mut model = model::build(settings, None);
    let start = cpu_seconds();
    model.fit(&train, &validation, &context)?;
    model.scores(&scored.x)?;
    Ok(Taken { rows, cpu_seconds: cpu_seconds() - start, peak_bytes: peak_bytes()? as f64 })
}

/// Traffic-like columns between 0 and 1: heavy at zero, skewed, a few that tell the class, one label in a hundred wrong.
fn samples(part: &str, rows: usize) -> Samples {
    let mut stream = Stream::new(1, &["growth", part]);
    let mut x = Matrix::zeros(rows, COLUMNS);
    let mut y = Vec::with_capacity(rows);
    for i in 0..rows {
        let attack = stream.chance(0.3);
        for (j, cell) in x.row_mut(i).iter_mut().enumerate() {
            let value = stream.uniform() * stream.uniform();
            let zero = j % 3 == 1 && value < 0.2;
            let shift = if attack && j % 6 == 0 { 0.25 } else { 0.0 };
            *cell = if zero { 0.0 } else { (0.75 * value + shift) as f32 };
        }
        y.push(u32::from(attack != stream.chance(0.01)));
    }
    Samples { x, y, row_id: (0..rows as u64).collect() }
}
