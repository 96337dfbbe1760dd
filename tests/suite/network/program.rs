//! Engines and weights through the program, from a spec to what is stored.

use std::fs;
use std::path::Path;

use idsbench::run::store::{Store, StoredUnit, UnitKey};

use crate::program::{self, Ended};

const UNIT: &str = "published.-.cnn_lstm.s0";

fn run(folder: &Path, spec: &Path, out: &str, more: &[&str]) -> Ended {
    let mut arguments = vec!["run", spec.to_str().unwrap(), "--models", "cnn_lstm", "--seeds", "0", "--out", out];
    arguments.extend(more);
    program::run(&arguments, folder)
}

/// Runs to a good end and reads the unit.
fn unit(folder: &Path, spec: &Path, out: &str, more: &[&str]) -> (StoredUnit, String) {
    let ended = run(folder, spec, out, more);
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.stdout, ended.stderr);
    let store = Store::open(&folder.join(out).join("results/tiny")).unwrap();
    (store.read_unit(&UNIT.parse::<UnitKey>().unwrap()).unwrap(), ended.stderr)
}

fn stored(folder: &Path, out: &str, file: &str) -> Vec<u8> {
    fs::read(folder.join(out).join("results/tiny/units").join(UNIT).join(file)).unwrap()
}

#[test]
fn both_engines_of_a_run_agree() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, spec) = (folder.path(), program::small_spec(folder.path()));
    let (native, _) = unit(folder, &spec, "native", &["--models", "svm"]);
    let (reference, log) = unit(folder, &spec, "reference", &["--models", "svm", "--engine", "reference"]);
    assert!(log.contains("svm keeps its own engine: it has no reference engine"), "{log}");
    assert!(!log.contains("cnn_lstm keeps its own engine"), "{log}");
    assert_eq!(reference.record.notes, ["computed by the reference engine (dfdx), not by ours"]);

    let accuracy = |unit: &StoredUnit| unit.metrics.evaluation.scalars["accuracy"].unwrap();
    assert!((accuracy(&native) - accuracy(&reference)).abs() <= 0.003);
    let losses = native.history.iter().zip(&reference.history);
    for (ours, theirs) in losses {
        assert!((ours.loss / theirs.loss - 1.0).abs() < 1e-3, "{ours:?} {theirs:?}");
    }
    assert_eq!((native.history.len(), reference.history.len()), (3, 3));
    assert_ne!(native.record.fingerprint.spec, reference.record.fingerprint.spec);

    unit(folder, &spec, "again", &["--engine", "reference"]);
    for file in ["predictions.parquet", "model.safetensors", "history.csv"] {
        assert_eq!(stored(folder, "reference", file), stored(folder, "again", file), "{file}");
        assert!(file == "history.csv" || stored(folder, "native", file) != stored(folder, "again", file), "{file}");
    }
    let (_, log) = unit(folder, &spec, "again", &[]);
    assert!(log.contains("trained again, its part of the spec changed"), "{log}");
}

#[test]
fn misfits_of_all_models_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let golden = program::checkout("tests/golden/network/exported.safetensors");
    fs::copy(golden, folder.join("other.safetensors")).unwrap();
    fs::write(folder.join("damaged.safetensors"), b"no safetensors").unwrap();
    let text = fs::read_to_string(program::small_spec(folder)).unwrap();
    let dense = |name: &str, file: &str| {
        format!("  {name}: {{ kind: network, weights: {file}, layers: [flatten, output] }}\ntrain:")
    };
    let refused = |files: [&str; 2]| {
        let [first, second] = files.map(|file| format!("{file}.safetensors"));
        let text = text.replace("train:", &dense("first", &first)).replace("train:", &dense("second", &second));
        let spec = folder.join("two.yaml");
        fs::write(&spec, text).unwrap();
        let ended = program::run(&["run", spec.to_str().unwrap(), "--out", "out"], folder);
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(!folder.join("out").exists());
        ended.stderr
    };
    let told = refused(["other", "other"]);
    for model in ["first", "second"] {
        // Two seeds have two splits, and are told once.
        assert_eq!(
            told.matches(&format!("models.{model}.weights: other.safetensors does not fit")).count(),
            1,
            "{told}"
        );
    }
    let told = refused(["damaged", "absent"]);
    assert!(told.contains("models.first.weights") && told.contains("models.second.weights"), "{told}");
}

/// The small experiment with the network's weights from `file`, in a folder of its own.
fn with_weights(folder: &Path, file: &str) -> std::path::PathBuf {
    let text = fs::read_to_string(program::small_spec(folder)).unwrap();
    let spec = folder.join("specs/pretrained.yaml");
    fs::create_dir_all(folder.join("specs")).unwrap();
    let changed = text.replace("    kind: network\n", &format!("    kind: network\n    weights: {file}\n"));
    assert_ne!(changed, text);
    fs::write(&spec, changed).unwrap();
    spec
}

#[test]
fn the_weights_of_a_finished_unit_give_the_same_predictions() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    unit(folder, &program::small_spec(folder), "trained", &[]);
    let spec = with_weights(folder, "learned.safetensors");
    let learned = folder.join("specs/learned.safetensors");
    fs::write(&learned, stored(folder, "trained", "model.safetensors")).unwrap();

    let (loaded, _) = unit(folder, &spec, "loaded", &[]);
    for file in ["predictions.parquet", "model.safetensors"] {
        assert_eq!(stored(folder, "trained", file), stored(folder, "loaded", file), "{file}");
    }
    assert!(loaded.history.is_empty());
    assert!(
        loaded.record.notes[0].starts_with("weights from learned.safetensors (sha256 "),
        "{:?}",
        loaded.record.notes
    );

    // The file may move; the stored spec knows where it was, and what it holds decides.
    let (_, log) = unit(folder, &folder.join("loaded/results/tiny/spec.yaml"), "loaded", &[]);
    assert!(log.contains("kept, same spec, rows and split"), "{log}");
    fs::rename(&learned, folder.join("specs/moved.safetensors")).unwrap();
    let spec = with_weights(folder, "moved.safetensors");
    let (_, log) = unit(folder, &spec, "loaded", &[]);
    assert!(log.contains("kept, same spec, rows and split"), "{log}");
    let mut other = fs::read(folder.join("specs/moved.safetensors")).unwrap();
    *other.last_mut().unwrap() ^= 1;
    fs::write(folder.join("specs/moved.safetensors"), other).unwrap();
    let (_, log) = unit(folder, &spec, "loaded", &[]);
    assert!(log.contains("trained again, its part of the spec changed"), "{log}");
}

#[test]
fn weights_that_cannot_be_used_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let golden = program::checkout("tests/golden/network/exported.safetensors");
    let spec = with_weights(folder, "learned.safetensors");
    let learned = folder.join("specs/learned.safetensors");
    let refused = |words: &[&str]| {
        let ended = run(folder, &spec, "out", &[]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{}", ended.stderr);
        assert_eq!(ended.stderr.matches("error:").count(), 1, "{}", ended.stderr);
        for word in words {
            assert!(ended.stderr.contains(word), "no `{word}` in:\n{}", ended.stderr);
        }
        assert!(!folder.join("out").exists());
    };
    refused(&["models.cnn_lstm.weights: cannot read", "specs/learned.safetensors"]);
    fs::write(&learned, b"no safetensors").unwrap();
    refused(&["specs/learned.safetensors is no file of f32 safetensors"]);
    fs::copy(golden, &learned).unwrap();
    refused(&[
        "learned.safetensors does not fit the layers",
        "0.conv1d.kernel: expected 3 × 1 × 4, but the file has 3 × 1 × 6",
        "2.lstm.kernel: expected 4 × 24, but the file has no such array",
        "5.dense.bias: the file has 8, but no layer takes it",
    ]);
}
