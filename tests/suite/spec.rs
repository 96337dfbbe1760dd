//! Tests of the `spec` room through its public face.

mod damaged_files;
mod mistakes;
mod round_trip;

use std::path::Path;

use idsbench::spec::{self, DatasetSpec, Experiment, LabelSource, Layer, MaxFeatures, ModelKind, SplitKind, View};

/// The example of the documentation of the format.
const EXAMPLE: &str = r#"experiment: ciciomt2024
claims: baselines/ciciomt-improved-cnn-lstm.yaml
dataset: { edition: ciciomt2024/wifi-mqtt }
task: { kind: multiclass, labels: { Benign: Benign, "MQTT-DDoS-*": DDoS } }
seeds: [0, 1, 2, 3, 4]
protocols:
  published: { clean: { non_finite: zero }, split: { kind: random, test: 0.20, validation: 0.16 }, scale: standard, view: features }
  hardened:  { clean: { non_finite: drop, duplicates: drop }, drop: [IAT, Number, Weight], split: { kind: official }, scale: standard, view: { window: 10 } }
models:
  cnn_lstm: { kind: network, layers: [ conv1d: {filters: 32, kernel: 3, activation: relu}, max_pool1d: 2, conv1d: {filters: 64, kernel: 3, activation: relu}, max_pool1d: 2, lstm: 64, dropout: 0.5, dense: {units: 128, activation: relu}, output ] }
  forest:   { kind: random_forest, trees: 100 }
train: { optimizer: adam, learning_rate: 1e-3, batch: 32, epochs: 10, early_stopping: { monitor: val_loss, patience: 3 } }
controls: [majority, one_rule, shuffled_labels, permuted_features]
report: { tables: [performance, per_class], figures: [roc, confusion, history, accuracy_bars], formats: [pdf, html, png, svg] }
"#;

/// The shortest file: everything else has a default.
const SHORT: &str = "\
experiment: short
dataset: { files: [rows.csv], label: Label }
task: { kind: binary, positive: attack, labels: { BENIGN: benign, '*': attack } }
protocols:
  published: { split: { kind: random } }
models:
  forest: { kind: random_forest }
";

fn good(text: &str) -> Experiment {
    spec::parse(text, "spec.yaml").unwrap_or_else(|errors| panic!("{errors}"))
}

fn bad(text: &str) -> String {
    spec::parse(text, "spec.yaml").expect_err("the text holds a mistake").to_string()
}

fn round_trip(experiment: &Experiment) {
    let yaml = experiment.to_yaml();
    assert_eq!(&good(&yaml), experiment, "{yaml}");
}

#[test]
fn the_example_parses() {
    let experiment = good(EXAMPLE);
    let ModelKind::Network(network) = &experiment.models["cnn_lstm"].kind else { panic!("a network") };
    assert_eq!(network.layers.len(), 8);
    assert_eq!(network.layers[4], Layer::Lstm { units: 64, sequence: false });
    assert_eq!(experiment.models["cnn_lstm"].train.learning_rate, 1e-3);
    assert_eq!(experiment.protocols["hardened"].view, View::Window(10));
    assert_eq!(experiment.protocols["hardened"].split.kind, SplitKind::Official);
    assert_eq!(experiment.controls[2].protocols, ["published"]);
    round_trip(&experiment);
}

#[test]
fn the_experiments_load_and_survive_a_round_trip() {
    for name in ["botiot", "ciciomt2024", "cicids2017"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments").join(format!("{name}.yaml"));
        let experiment = spec::load(&path).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(experiment.experiment, name);
        assert_eq!(experiment.protocols.keys().collect::<Vec<_>>(), ["published", "hardened"]);
        round_trip(&experiment);
    }
}

#[test]
fn the_labels_of_the_experiments_reach_their_classes() {
    let load = |name: &str| {
        spec::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments").join(format!("{name}.yaml"))).unwrap()
    };
    for (name, label, class) in [
        ("ciciomt2024", "Benign_test", "Benign"),
        ("ciciomt2024", "MQTT-DDoS-Connect_Flood_train", "DDoS"),
        ("ciciomt2024", "TCP_IP-DoS-UDP3_train", "DoS"),
        ("ciciomt2024", "Recon-VulScan", "Recon"),
        ("ciciomt2024", "ARP_Spoofing", "Attack"),
        ("botiot", "Normal/Normal", "normal"),
        ("botiot", "DDoS/UDP", "attack"),
        ("cicids2017", "BENIGN", "benign"),
        ("cicids2017", "Web Attack \u{fffd} XSS", "attack"),
    ] {
        let task = load(name).task;
        let index = task.class_of(label).expect("a pattern matches");
        assert_eq!(task.classes()[index], class, "{name}: {label}");
    }
}

#[test]
fn defaults_are_filled_in() {
    insta::assert_snapshot!(good(SHORT).to_yaml(), @r"
    experiment: short
    claims: null
    dataset:
      files:
      - rows.csv
      label:
      - Label
      drop: []
    task:
      kind: binary
      positive: attack
      labels:
        BENIGN: benign
        '*': attack
    seeds:
    - 0
    protocols:
      published:
        clean:
          non_finite: drop
          duplicates: keep
          constants: keep
        drop: []
        encode:
          one_hot: null
          max_categories: 256
          unseen: zeros
        split:
          kind: random
          test: 0.2
          validation: 0.1
          by: null
          within_files: false
          classes: all
        scale: standard
        balance: none
        view: features
    models:
      forest:
        kind: random_forest
        trees: 100
        max_depth: null
        min_samples_leaf: 1
        max_features: sqrt
        oob: false
        permutation_importance: false
        engine: native
    controls: []
    report:
      tables:
      - performance
      - comparisons
      - per_class
      - cost
      figures:
      - roc
      - precision_recall
      - confusion
      - history
      - accuracy_bars
      - class_bars
      - architecture
      - attention
      formats:
      - pdf
      - html
      - png
      - svg
    ");
    round_trip(&good(SHORT));
}

#[test]
fn a_model_changes_what_it_names_of_the_training() {
    let text = SHORT.replace("forest: { kind: random_forest }", "net: { kind: network, layers: [flatten, output], train: { epochs: 20, early_stopping: { patience: 9 }, grid: none } }")
        + "train: { batch: 64, epochs: 5, early_stopping: { min_delta: 1e-4 }, grid: { batch: [32, 64] } }\n";
    let experiment = good(&text);
    let train = &experiment.models["net"].train;
    assert_eq!((train.batch, train.epochs, train.learning_rate), (64, 20, 1e-3));
    let stopping = train.early_stopping.as_ref().unwrap();
    assert_eq!((stopping.patience, stopping.min_delta), (9, 1e-4));
    assert_eq!(train.grid, None);
    round_trip(&experiment);
    insta::assert_snapshot!(bad(&text.replace("batch: [32, 64]", "epochs: 2")), @r"
    spec.yaml:8: train.grid: has nothing to try
        list values of `learning_rate` or `batch`
    ");
}

#[test]
fn files_take_their_label_from_columns_or_names() {
    let label = |written: &str| match good(&SHORT.replace("label: Label", written)).dataset {
        DatasetSpec::Files(files) => files.label,
        DatasetSpec::Edition(_) => panic!("files"),
    };
    assert_eq!(label("label: Label"), LabelSource::Columns(vec!["Label".into()]));
    assert_eq!(
        label("label: [category, subcategory]"),
        LabelSource::Columns(vec!["category".into(), "subcategory".into()])
    );
    assert_eq!(label("label: file_name"), LabelSource::FileName);
    assert_eq!(label("label: [file_name]"), LabelSource::Columns(vec!["file_name".into()]));
    for written in ["label: [a, b]", "label: file_name", "label: [file_name]"] {
        round_trip(&good(&SHORT.replace("label: Label", written)));
    }
}

#[test]
fn a_number_of_columns_is_written_plainly() {
    let experiment = good(&SHORT.replace("kind: random_forest", "kind: random_forest, max_features: 7"));
    let ModelKind::RandomForest(forest) = &experiment.models["forest"].kind else { panic!("a forest") };
    assert_eq!(forest.max_features, MaxFeatures::Count(7));
    round_trip(&experiment);
}

#[test]
fn odd_but_good_files_parse() {
    let expected = good(SHORT);
    for (what, text) in [
        ("byte-order mark", format!("\u{feff}{SHORT}")),
        ("Windows line ends", SHORT.replace('\n', "\r\n")),
        ("document marks", format!("%YAML 1.2\n---\n{SHORT}...\n")),
        ("comments", format!("# one\n\n{SHORT}\n# two")),
        ("empty keys", format!("{SHORT}seeds:\ncontrols: ~\n")),
        ("anchors", SHORT.replace("{ kind: random }", "&cut { kind: random }")),
    ] {
        assert_eq!(good(&text), expected, "{what}");
    }
}

#[test]
fn long_texts_that_begin_alike_are_no_doubles() {
    let start = "folder/".repeat(20);
    good(&SHORT.replace("[rows.csv]", &format!("[{start}a.csv, {start}b.csv]")));
}
