//! One fit of a support vector machine on rows in a file, for `benches/peers/svm.sh`.
//!
//! Arguments: `linear` or `nystroem`, a folder and the number of landmarks. The folder holds `train` and `test` as `.f32` (row-major,
//! little-endian, 78 columns) and `.u8` (classes 0 and 1). Prints CPU seconds as JSON and writes the scores of test to `scores.f32`.

#![allow(clippy::print_stdout, reason = "figures for a program")]

mod common;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use common::{cpu_seconds, peak_bytes};
use idsbench::matrix::Matrix;
use idsbench::model::svm::SvmModel;
use idsbench::model::{Classifier, FitContext};
use idsbench::prepare::{InputShape, Samples};
use idsbench::spec::{Approximation, Kernel, Svm};

const COLUMNS: usize = 78;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [kind, folder, landmarks] = &arguments[..] else {
        println!("run benches/peers/svm.sh");
        return Ok(());
    };
    let folder = Path::new(folder);
    let (train, test) = (read(folder, "train")?, read(folder, "test")?);
    let settings = if kind == "linear" {
        Svm::default()
    } else {
        let (approximation, landmarks) = (Approximation::Nystroem, Some(landmarks.parse()?));
        Svm { kernel: Kernel::Rbf, approximation, landmarks, ..Svm::default() }
    };
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
        checkpoints: None,
    };
    let mut model = SvmModel::new(&settings);
    let start = cpu_seconds();
    model.fit(&train, &Samples::default(), &context)?;
    let fitted = cpu_seconds();
    let scores = model.scores(&test.x)?;
    let scored = cpu_seconds();
    let bytes: Vec<u8> = scores.iter_rows().flat_map(|row| row[1].to_le_bytes()).collect();
    std::fs::write(folder.join("scores.f32"), bytes)?;
    let figures = serde_json::json!({ "fit": fitted - start, "score": scored - fitted, "peak_bytes": peak_bytes()? });
    println!("{figures}");
    Ok(())
}

fn read(folder: &Path, part: &str) -> std::io::Result<Samples> {
    let bytes = std::fs::read(folder.join(format!("{part}.f32")))?;
    let values: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let y: Vec<u32> = std::fs::read(folder.join(format!("{part}.u8")))?.into_iter().map(u32::from).collect();
    Ok(Samples { x: Matrix::from_vec(y.len(), COLUMNS, values), row_id: (0..y.len() as u64).collect(), y })
}
