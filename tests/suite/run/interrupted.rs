//! A unit that is interrupted while it trains: it goes on, and the store ends in the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use idsbench::run::plan::Selection;
use idsbench::run::progress::{Event, Progress};
use idsbench::run::store::{Store, UnitKey};
use idsbench::run::{Inputs, Options, Outcome, results_folder, run};
use idsbench::spec;

use crate::program;

const UNIT: &str = "published.-.cnn_lstm.s0";
const OTHER: &str = "published.-.cnn_lstm.s1";

/// Notes what is told, and cancels once a unit did so many epochs.
struct Watcher {
    cancel: AtomicBool,
    cancelled_after: Option<u32>,
    notes: Mutex<Vec<String>>,
}

impl Progress for Watcher {
    fn tell(&self, event: &Event<'_>) {
        match event {
            Event::Note(note) => self.notes.lock().unwrap().push((*note).to_owned()),
            Event::Fit { progress, .. } if self.cancelled_after.is_some_and(|after| progress.done >= after) => {
                self.cancel.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
    }
}

/// The network of the small experiment, two seeds, with all that a training has to remember: six epochs, dropout, batch
/// normalisation, early stopping.
fn experiment(folder: &Path, patience: u32) -> PathBuf {
    let spec = program::small_spec(folder);
    let text = fs::read_to_string(&spec).unwrap();
    let train = format!(
        "train: {{ epochs: 6, batch: 32, early_stopping: {{ monitor: val_loss, patience: {patience}, min_delta: 0.0 }} }}"
    );
    let changed = text.replace("train: { epochs: 3, batch: 32 }", &train).replace("lstm: 6,", "batch_norm, lstm: 6,");
    assert_eq!(changed.matches("batch_norm").count() + changed.matches("patience").count(), 2);
    fs::write(&spec, changed).unwrap();
    spec
}

fn train(folder: &Path, spec: &Path, cancelled_after: Option<u32>) -> (Outcome, Vec<String>) {
    let experiment = spec::load(spec).unwrap();
    let options = Options {
        out: folder.to_owned(),
        selection: Selection { models: vec!["cnn_lstm".to_owned()], ..Selection::default() },
        jobs: Some(1),
        threads: 2,
        ..Options::default()
    };
    let watcher = Watcher { cancel: AtomicBool::new(false), cancelled_after, notes: Mutex::default() };
    let mut inputs = Inputs::read(&experiment, &options, &watcher).unwrap();
    let outcome = run(&mut inputs, &options, &watcher, &watcher.cancel).unwrap();
    (outcome, watcher.notes.into_inner().unwrap())
}

fn checkpoint(folder: &Path) -> PathBuf {
    results_folder(folder, "tiny").join("checkpoints").join(format!("{UNIT}.safetensors"))
}

/// All files of both units, metrics without what was measured.
fn stored(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let store = Store::open(&results_folder(folder, "tiny")).unwrap();
    let mut files = BTreeMap::new();
    for key in [UNIT, OTHER] {
        let key: UnitKey = key.parse().unwrap();
        for entry in fs::read_dir(store.unit_folder(&key)).unwrap() {
            let (name, path) = entry.map(|entry| (entry.file_name().into_string().unwrap(), entry.path())).unwrap();
            let content = match name.as_str() {
                "metrics.json" => format!("{:?}", store.read_unit(&key).unwrap().metrics.evaluation).into_bytes(),
                _ => fs::read(path).unwrap(),
            };
            files.insert(format!("{key}/{name}"), content);
        }
    }
    files
}

fn assert_same(expected: &BTreeMap<String, Vec<u8>>, got: &BTreeMap<String, Vec<u8>>) {
    assert!(expected.keys().eq(got.keys()), "{:?} {:?}", expected.keys(), got.keys());
    for (name, content) in expected {
        assert!(got[name] == *content, "{name} differs");
    }
}

#[test]
fn an_interrupted_training_goes_on_and_leaves_the_same_bytes() {
    let (undisturbed, interrupted) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let [undisturbed, interrupted] = [undisturbed.path(), interrupted.path()];
    let spec = experiment(interrupted, 2);
    let (outcome, notes) = train(undisturbed, &spec, None);
    assert_eq!((outcome.trained.len(), outcome.interrupted), (2, false));
    assert!(!notes.iter().any(|note| note.contains("resumed")));
    assert!(!checkpoint(undisturbed).parent().unwrap().exists(), "what is short leaves no checkpoint");
    let expected = stored(undisturbed);

    let (outcome, _) = train(interrupted, &spec, Some(2));
    assert!(outcome.interrupted && outcome.done() == 0);
    assert!(checkpoint(interrupted).is_file());
    // And once more: what was resumed can be interrupted again.
    let (outcome, notes) = train(interrupted, &spec, Some(3));
    assert!(outcome.interrupted && outcome.done() == 0);
    assert!(notes.contains(&format!("{UNIT}: resumed after epoch 2/6")), "{notes:?}");
    let (outcome, notes) = train(interrupted, &spec, None);
    assert_eq!((outcome.trained.len(), outcome.interrupted), (2, false));
    assert!(notes.contains(&format!("{UNIT}: resumed after epoch 3/6")), "{notes:?}");
    assert!(!checkpoint(interrupted).parent().unwrap().exists());
    assert_same(&expected, &stored(interrupted));
}

#[test]
fn a_checkpoint_of_something_else_is_not_used() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let [undisturbed, damaged, changed] = folders.each_ref().map(tempfile::TempDir::path);
    let spec = experiment(undisturbed, 2);
    train(undisturbed, &spec, None);
    let expected = stored(undisturbed);

    train(damaged, &spec, Some(2));
    let whole = fs::read(checkpoint(damaged)).unwrap();
    fs::write(checkpoint(damaged), &whole[..whole.len() / 2]).unwrap();
    let (_, notes) = train(damaged, &spec, None);
    let told = format!("{UNIT}: trained from the start, its checkpoint cannot be used: ");
    assert!(notes.iter().any(|note| note.starts_with(&told) && note.contains("is damaged")), "{notes:?}");
    assert_same(&expected, &stored(damaged));

    train(changed, &experiment(changed, 9), Some(2));
    assert!(checkpoint(changed).is_file());
    let (_, notes) = train(changed, &spec, None);
    assert!(!notes.iter().any(|note| note.contains("resumed")), "{notes:?}");
    assert!(!checkpoint(changed).exists());
    assert_same(&expected, &stored(changed));
}
