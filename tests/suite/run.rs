//! The run room through the program: identical rows, resumption, threads.

mod interrupted;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use idsbench::run::store::{Predictions, Store, UnitKey};

use crate::program;

/// Runs the small experiment into `folder` and opens its store.
fn run_small(folder: &Path, more: &[&str]) -> Store {
    let spec = program::small_spec(folder);
    let mut arguments = vec!["run", spec.to_str().unwrap()];
    arguments.extend(more);
    let ended = program::run(&arguments, folder);
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.stdout, ended.stderr);
    Store::open(&folder.join("results/tiny")).unwrap()
}

fn predictions(store: &Store) -> BTreeMap<UnitKey, Predictions> {
    let keys = store.read_plan().unwrap();
    keys.into_iter()
        .map(|key| {
            let unit = store.read_unit(&key).unwrap();
            let predictions = store.read_predictions(&unit).unwrap();
            (key, predictions)
        })
        .collect()
}

/// `summary.json` without what was measured.
fn summary_without_times(store: &Store) -> String {
    let mut summary = store.read_summary().unwrap();
    for row in &mut summary.rows {
        row.measured.clear();
    }
    serde_json::to_string_pretty(&summary).unwrap()
}

#[test]
fn two_models_of_one_seed_see_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let all = predictions(&run_small(folder.path(), &[]));
    let mut by_seed: BTreeMap<u64, Vec<&Predictions>> = BTreeMap::new();
    for (key, predictions) in &all {
        by_seed.entry(key.seed).or_default().push(predictions);
    }
    for (seed, units) in &by_seed {
        assert!(units.len() >= 5, "seed {seed} has {} units", units.len());
        for unit in units {
            assert_eq!((&unit.row_id, &unit.y_true), (&units[0].row_id, &units[0].y_true), "seed {seed}");
        }
    }
    assert_ne!(by_seed[&0][0].row_id, by_seed[&1][0].row_id, "two seeds have two splits");
}

#[test]
fn jobs_and_threads_change_no_bit() {
    let one = tempfile::tempdir().unwrap();
    let plain = run_small(one.path(), &["--jobs", "1", "--threads", "1"]);
    for [jobs, threads] in [["3", "2"], ["1", "3"]] {
        let many = tempfile::tempdir().unwrap();
        let other = run_small(many.path(), &["--jobs", jobs, "--threads", threads]);
        assert_eq!(predictions(&plain), predictions(&other));
        assert_eq!(summary_without_times(&plain), summary_without_times(&other));
        for key in plain.read_plan().unwrap() {
            for file in ["predictions.parquet", "history.csv", "model.safetensors"] {
                let read = |store: &Store| fs::read(store.unit_folder(&key).join(file)).ok();
                assert_eq!(read(&plain), read(&other), "{key}/{file} with {threads} threads");
            }
        }
    }
}

#[test]
fn a_network_with_attention_leaves_where_it_looks() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, more: &[&str]| {
        let folder = folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        let spec = program::small_spec(&folder);
        let text = fs::read_to_string(&spec).unwrap();
        let layers = "conv1d: { filters: 4, kernel: 3, activation: relu }, max_pool1d: 2, residual: [ layer_norm, attention: { heads: 2, key: 3 }, dropout: 0.2 ], bidirectional: { gru: 3 }, output";
        let old = "conv1d: { filters: 4, kernel: 3, activation: relu }, max_pool1d: 2, lstm: 6, dropout: 0.2, output";
        assert!(text.contains(old));
        fs::write(&spec, text.replace(old, layers)).unwrap();
        let arguments = ["run", "tiny.yaml", "--models", "cnn_lstm,svm", "--seeds", "0"];
        let ended = program::run(&[&arguments, more].concat(), &folder);
        assert_eq!(ended.code, Some(0), "{}\n{}", ended.stdout, ended.stderr);
        Store::open(&folder.join("results/tiny")).unwrap()
    };
    let (store, threads) = (run("one", &["--threads", "1"]), run("two", &["--threads", "2"]));
    let key: UnitKey = "published.-.cnn_lstm.s0".parse().unwrap();
    let read = |store: &Store, file: &str| fs::read(store.unit_folder(&key).join(file)).unwrap();
    for file in ["attention.csv", "model.safetensors", "predictions.parquet"] {
        assert!(read(&store, file) == read(&threads, file), "{file} depends on the number of threads");
    }
    let unit = store.read_unit(&key).unwrap();
    let [map] = &unit.attention[..] else { panic!("{:?}", unit.attention) };
    let steps = (unit.record.input[0] as usize - 2) / 2;
    assert_eq!((map.layer.as_str(), map.steps), ("2.residual.1.attention", steps));
    assert!(map.weights.chunks(steps).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-9));
    let svm = store.unit_folder(&"published.-.svm.s0".parse().unwrap());
    assert!(svm.is_dir() && !svm.join("attention.csv").exists());
    let page = fs::read_to_string(folder.path().join("one/reports/tiny/index.html")).unwrap();
    assert!(page.contains("Layer 2.residual.1.attention: how much each step takes of each step"));

    fs::write(store.unit_folder(&key).join("attention.csv"), "layer,step,attended_step,weight\nx").unwrap();
    let again =
        program::run(&["run", "tiny.yaml", "--models", "cnn_lstm,svm", "--seeds", "0"], &folder.path().join("one"));
    assert!(again.stderr.contains("published.-.cnn_lstm.s0: trained again, cannot be read"), "{}", again.stderr);
}

#[test]
fn a_killed_run_goes_on_where_it_stopped() {
    let (undisturbed, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let expected = run_small(undisturbed.path(), &[]);

    let spec = program::small_spec(killed.path());
    let mut child = program::command(&["run", spec.to_str().unwrap(), "--jobs", "1"], killed.path()).spawn().unwrap();
    let done = wait_for_a_unit(&killed.path().join("results/tiny/units"), &mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    let before: Vec<_> = done.iter().map(|path| fs::metadata(path).unwrap().modified().unwrap()).collect();

    let resumed = run_small(killed.path(), &[]);
    let after: Vec<_> = done.iter().map(|path| fs::metadata(path).unwrap().modified().unwrap()).collect();
    assert_eq!(before, after, "finished units were trained again");
    assert_eq!(summary_without_times(&expected), summary_without_times(&resumed));
    assert_eq!(predictions(&expected), predictions(&resumed));
}

/// Timeout, Slurm and `docker stop` send SIGTERM; a terminal that is closed sends SIGHUP.
#[cfg(unix)]
#[test]
fn a_terminated_run_keeps_its_checkpoint_and_goes_on() {
    for signal in ["-TERM", "-HUP"] {
        let folder = tempfile::tempdir().unwrap();
        let spec = program::small_spec(folder.path());
        let long = fs::read_to_string(&spec).unwrap().replace("epochs: 3,", "epochs: 100000,");
        fs::write(&spec, long).unwrap();
        let arguments = ["run", spec.to_str().unwrap(), "--jobs", "1", "--models", "majority,cnn_lstm", "--seeds", "0"];
        let mut command = program::command(&arguments, folder.path());
        let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        wait_for_a_unit(&folder.path().join("results/tiny/units"), &mut child);
        let killed = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(130), "{signal}: {told}");
        assert!(told.contains("stopped: ") && told.contains("the same command goes on"), "{told}");
    }
}

/// Waits until a unit is finished; the `DONE` files of all that are.
fn wait_for_a_unit(units: &Path, child: &mut std::process::Child) -> Vec<PathBuf> {
    let patience = Instant::now();
    loop {
        let entries = fs::read_dir(units).into_iter().flatten().flatten();
        let done: Vec<PathBuf> = entries
            .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
            .map(|entry| entry.path().join("DONE"))
            .filter(|path| path.is_file())
            .collect();
        if !done.is_empty() {
            return done;
        }
        assert!(child.try_wait().unwrap().is_none(), "the run ended without finishing a unit");
        assert!(patience.elapsed() < Duration::from_secs(300), "no unit finished");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn only_what_changed_is_trained_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = run_small(folder.path(), &[]);
    let spec = folder.path().join("tiny.yaml");

    let again = program::run(&["run", "tiny.yaml"], folder.path());
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert_eq!(again.stderr.matches(": kept, same spec, rows and split").count(), store.read_plan().unwrap().len());

    let text = fs::read_to_string(&spec).unwrap().replace("trees: 15", "trees: 16");
    fs::write(&spec, text).unwrap();
    let changed = program::run(&["run", "tiny.yaml"], folder.path());
    let trained: Vec<&str> = changed.stderr.lines().filter(|line| line.contains("trained again")).collect();
    assert_eq!(trained.len(), 4, "{}", changed.stderr);
    assert!(trained.iter().all(|line| line.contains("random_forest") && line.contains("its part of the spec changed")));
}

#[test]
fn a_damaged_unit_is_found_and_trained_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = run_small(folder.path(), &[]);
    let key: UnitKey = "published.-.svm.s0".parse().unwrap();
    let metrics = store.unit_folder(&key).join("metrics.json");
    let text = fs::read_to_string(&metrics).unwrap();

    let forged = text.replacen("\"accuracy\": 0.", "\"accuracy\": 0.00", 1);
    assert_ne!(text, forged);
    fs::write(&metrics, forged).unwrap();
    let verified = program::run(&["verify", "results/tiny"], folder.path());
    assert_eq!(verified.code, Some(1), "{}", verified.stdout);
    assert!(
        verified.stderr.contains("published.-.svm.s0") && verified.stderr.contains("accuracy"),
        "{}",
        verified.stderr
    );

    fs::write(&metrics, &text[..text.len() / 2]).unwrap();
    let again = program::run(&["run", "tiny.yaml"], folder.path());
    assert!(again.stderr.contains("published.-.svm.s0: trained again, cannot be read"), "{}", again.stderr);
    assert_eq!(program::run(&["verify", "results/tiny"], folder.path()).code, Some(0));
}

#[test]
fn a_failed_unit_is_recorded_while_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let spec = program::small_spec(folder.path());
    let text = fs::read_to_string(&spec).unwrap().replace(
        "  svm: { kind: svm, kernel: linear }",
        "  svm: { kind: random_forest, engine: reference, trees: 3 }\n  deep: { kind: network, layers: [max_pool1d: 2, max_pool1d: 2, max_pool1d: 2, max_pool1d: 2, max_pool1d: 2, max_pool1d: 2, lstm: 3, output] }",
    );
    fs::write(&spec, text).unwrap();
    let ended = program::run(&["run", "tiny.yaml", "--seeds", "0"], folder.path());
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("published.-.deep.s0 failed"), "{}", ended.stderr);
    let store = Store::open(&folder.path().join("results/tiny")).unwrap();
    let summary = store.read_summary().unwrap();
    let deep = summary.rows.iter().find(|row| row.model == "deep").unwrap();
    assert_eq!((deep.seeds.len(), &deep.failed[..]), (0, &[0][..]));
    assert!(summary.rows.iter().filter(|row| row.model != "deep").all(|row| row.seeds == [0]));

    let again = program::run(&["run", "tiny.yaml", "--seeds", "0"], folder.path());
    assert!(again.stderr.contains("published.-.deep.s0: trained again, failed before"), "{}", again.stderr);
}

#[test]
fn what_other_programs_leave_in_a_store_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = run_small(folder.path(), &["--models", "majority"]);
    let key: UnitKey = "published.-.majority.s0".parse().unwrap();
    fs::write(folder.path().join("results/tiny/units/.DS_Store"), "not ours").unwrap();
    fs::remove_dir_all(store.unit_folder(&key)).unwrap();
    fs::write(store.unit_folder(&key), "a file where a folder belongs").unwrap();
    run_small(folder.path(), &["--models", "majority"]);
    assert!(folder.path().join("results/tiny/units/.DS_Store").is_file());
    assert_eq!(program::run(&["verify", "results/tiny"], folder.path()).code, Some(0));
}

#[test]
fn a_damaged_summary_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    run_small(folder.path(), &["--models", "majority"]);
    fs::write(folder.path().join("results/tiny/summary.json"), "{}").unwrap();
    let verified = program::run(&["verify", "results/tiny"], folder.path());
    assert_eq!(verified.code, Some(2));
    assert!(verified.stderr.contains("summary.json is damaged") && verified.stderr.contains("`idsbench run`"));
    run_small(folder.path(), &["--models", "majority"]);
    assert_eq!(program::run(&["verify", "results/tiny"], folder.path()).code, Some(0));
}

#[test]
fn a_damaged_audit_is_found_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    run_small(folder.path(), &["--models", "majority"]);
    let path = folder.path().join("results/tiny/audit.json");
    let whole = fs::read_to_string(&path).unwrap();
    let forged = whole.replacen("\"level\": \"fine\"", "\"level\": \"flag\"", 1);
    assert_ne!(whole, forged);
    for damaged in [&forged, "{}", &whole[..whole.len() / 2]] {
        fs::write(&path, damaged).unwrap();
        let verified = program::run(&["verify", "results/tiny"], folder.path());
        assert_eq!(verified.code, Some(1), "{}", verified.stderr);
        assert!(verified.stderr.contains("audit.json is damaged"), "{}", verified.stderr);
        assert_eq!(program::run(&["report", "results/tiny"], folder.path()).code, Some(2));
        let again = program::run(&["run", "tiny.yaml", "--models", "majority"], folder.path());
        assert_eq!(again.code, Some(0), "{}", again.stderr);
        assert!(again.stderr.contains("the rows are audited again: "), "{}", again.stderr);
        assert_eq!(fs::read_to_string(&path).unwrap(), whole);
    }
    assert_eq!(program::run(&["verify", "results/tiny"], folder.path()).code, Some(0));
}

/// A category is a part of a column's name, and so of a line of `importance.csv`.
#[test]
fn a_category_of_two_lines_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let cell = |i: usize| if i.is_multiple_of(3) { "\"a \"\"b\"\"\nline, two\"" } else { "plain" };
    let row = |i: usize| format!("{i},{},{}\n", cell(i), if i.is_multiple_of(2) { "good" } else { "bad" });
    let rows: String = (0..200).map(row).collect();
    fs::write(folder.path().join("rows.csv"), format!("flow,host,label\n{rows}")).unwrap();
    let spec = "experiment: lines
dataset: { files: [rows.csv], label: label }
task: { kind: binary, positive: bad, labels: { good: good, '*': bad } }
seeds: [0]
protocols: { only: { split: { kind: random } } }
models: { tree: { kind: decision_tree } }
report: { formats: [html] }
";
    fs::write(folder.path().join("lines.yaml"), spec).unwrap();
    let ended = program::run(&["run", "lines.yaml"], folder.path());
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(program::run(&["verify", "results/lines"], folder.path()).code, Some(0));
    let again = program::run(&["run", "lines.yaml"], folder.path());
    assert!(again.stderr.contains("only.-.tree.s0: kept"), "{}", again.stderr);
}
