//! The program itself, run as a person would.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a finished process left.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The command with a clean environment: no data folder, no cache, no colours.
pub(crate) fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idsbench"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("IDSBENCH_DATA")
        .env("IDSBENCH_CACHE", "off")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
}

/// Runs to the end.
pub(crate) fn run(arguments: &[&str], folder: &Path) -> Ended {
    let output = command(arguments, folder).output().unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file of this checkout.
pub(crate) fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Writes a small experiment on generated rows into `folder`; three models, two seeds, a second or two.
pub(crate) fn small_spec(folder: &Path) -> PathBuf {
    let path = folder.join("tiny.yaml");
    std::fs::write(&path, SMALL).unwrap();
    path
}

const SMALL: &str = r#"
experiment: tiny
dataset: { edition: bot-iot/10-best, stand_in: { rows: 1200, seed: 3 } }
task: { kind: binary, positive: attack, labels: { "Normal/*": normal, "*": attack } }
seeds: [0, 1]
protocols:
  published:
    drop: [pkSeqID, saddr, sport, daddr, dport, seq]
    split: { kind: stratified, test: 0.25, validation: 0.15 }
    scale: min_max
models:
  svm: { kind: svm, kernel: linear }
  random_forest: { kind: random_forest, trees: 15 }
  cnn_lstm:
    kind: network
    layers: [ conv1d: { filters: 4, kernel: 3, activation: relu }, max_pool1d: 2, lstm: 6, dropout: 0.2, output ]
train: { epochs: 3, batch: 32 }
controls: [majority, { shuffled_labels: { models: [random_forest] } }]
report: { formats: [html] }
"#;
