//! A made-up results folder: rows and scores drawn at random, metrics computed from them.

use std::collections::BTreeMap;

use idsbench::audit;
use idsbench::audit::data::{DataAudit, Level, Outcome, Statistic, Threshold};
use idsbench::claim::published::{self, Paper};
use idsbench::dataset::{FileUse, Origin, Side};
use idsbench::matrix::Matrix;
use idsbench::metric::{self, Evaluation};
use idsbench::model::EpochRecord;
use idsbench::random::Stream;
use idsbench::report::{FailedUnit, PublishedCell, PublishedTable, ReportInput, ReportUnit};
use idsbench::run::store::{
    DatasetRecord, EnvironmentRecord, Fingerprint, Measured, MetricsRecord, Predictions, RESULTS_VERSION, StoredUnit,
    Summary, UnitKey, UnitRecord, summarise,
};
use idsbench::spec::*;
use indexmap::IndexMap;

/// What the made-up experiment looks like.
pub(crate) struct Sample {
    pub(crate) classes: Vec<String>,
    pub(crate) binary: bool,
    pub(crate) seeds: Vec<u64>,
    pub(crate) protocols: Vec<String>,
    pub(crate) models: Vec<String>,
    pub(crate) rows: usize,
    pub(crate) epochs: u32,
    pub(crate) origin: Origin,
    pub(crate) published: bool,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            classes: ["Benign", "DDoS", "DoS", "Recon", "Attack"].map(str::to_owned).to_vec(),
            binary: false,
            seeds: vec![0, 1, 2],
            protocols: vec!["published".to_owned(), "hardened".to_owned()],
            models: ["cnn", "cnn_lstm", "random_forest"].map(str::to_owned).to_vec(),
            rows: 400,
            epochs: 10,
            origin: Origin::Partial {
                edition: "ciciomt2024/wifi-mqtt".to_owned(),
                missing: vec!["58 of 72 files.".to_owned(), "All TCP_IP flood classes.".to_owned()],
            },
            published: true,
        }
    }
}

impl Sample {
    /// The whole input.
    pub(crate) fn build(&self) -> ReportInput {
        let experiment = self.experiment();
        let mut units = Vec::new();
        for protocol in &self.protocols {
            for model in self.models.iter().map(String::as_str).chain(["majority", "one_rule"]) {
                units.extend(self.seeds.iter().map(|&seed| self.unit(protocol, None, model, seed)));
            }
            let shuffled = Some(ControlKind::ShuffledLabels);
            units.extend(self.seeds.iter().map(|&seed| self.unit(protocol, shuffled, &self.models[0], seed)));
        }
        ReportInput {
            summary: summary(&experiment.experiment, &units),
            dataset: self.dataset(),
            environment: environment(),
            failed: Vec::new(),
            published: self.published.then(|| self.published_table()),
            audit: self.published.then(|| audit::paper(&paper(), None)),
            paper: self.published.then(paper),
            rows: Some(self.audited_rows()),
            experiment,
            units,
        }
    }

    /// An audit of the rows that flags a column and finds nothing else.
    fn audited_rows(&self) -> DataAudit {
        let threshold = Threshold::new("skill of one column", 0.8, "ours, because the rest adds little");
        let flag = Outcome::new("one_column", Level::Flag, "IAT alone tells the classes apart.")
            .under(&self.protocols[0], self.seeds[0])
            .column("IAT")
            .measured(Statistic::share("share of test rows", 90, 100), &threshold)
            .consequence("Accuracy with this column alone: 0.932.");
        DataAudit {
            version: 1,
            synthetic: self.origin.is_synthetic(),
            rows: self.rows as u64,
            splits: vec![format!("{}, seed {}", self.protocols[0], self.seeds[0])],
            outcomes: vec![Outcome::new("duplicates_across", Level::Fine, "No test row equals a training row."), flag],
        }
    }

    /// One failed unit more.
    pub(crate) fn fail(input: &mut ReportInput, reason: &str) {
        let key = "published.-.cnn_lstm.s7".parse::<UnitKey>().unwrap();
        input.failed.push(FailedUnit { key, reason: reason.to_owned() });
    }

    fn experiment(&self) -> Experiment {
        let protocol = Protocol {
            clean: Clean { non_finite: NonFinite::Zero, duplicates: Duplicates::Keep, constants: Constants::Keep },
            drop: vec!["IAT".to_owned(), "Number".to_owned()],
            encode: Encode::default(),
            split: Split {
                kind: SplitKind::Random,
                test: 0.2,
                validation: 0.16,
                by: None,
                within_files: false,
                classes: SplitClasses::All,
            },
            scale: Scale::Standard,
            balance: Balance::None,
            view: View::Features,
        };
        let raw = |class: &String| (format!("{class}-*"), class.clone());
        Experiment {
            experiment: "ciciomt2024".to_owned(),
            claims: None,
            dataset: DatasetSpec::Edition(EditionSpec {
                edition: "ciciomt2024/wifi-mqtt".to_owned(),
                stand_in: StandInSpec { rows: 1000, seed: 7, shares: Shares::Milder },
                sample: None,
            }),
            task: Task {
                kind: if self.binary { TaskKind::Binary } else { TaskKind::Multiclass },
                positive: self.binary.then(|| self.classes[1].clone()),
                labels: self.classes.iter().map(raw).collect(),
            },
            seeds: self.seeds.clone(),
            protocols: self.protocols.iter().map(|name| (name.clone(), protocol.clone())).collect(),
            models: self.models.iter().map(|name| (name.clone(), model(name))).collect(),
            controls: Vec::new(),
            report: ReportSpec::default(),
        }
    }

    fn dataset(&self) -> DatasetRecord {
        let file = |name: &str, rows, side| FileUse {
            path: name.to_owned(),
            bytes: rows * 310,
            sha256: "96f26aea87d513073769b48ce204c2921791149e1c6225f7db65a3fed7973820".to_owned(),
            rows,
            rows_kept: None,
            bad_rows: 0,
            bad_examples: Vec::new(),
            blank_lines: 0,
            non_finite_cells: 3,
            side: Some(side),
            listed: true,
            stray_cells: Vec::new(),
        };
        let mut files = vec![
            file("train/MQTT-DoS-Connect_Flood_train.pcap.csv", 12_773, Side::Train),
            file("test/Benign_test.pcap.csv", 37_607, Side::Test),
        ];
        files[1].bad_rows = 1;
        files[1].bad_examples = vec!["line 4711: 44 cells instead of 45".to_owned()];
        let rows = self.classes.iter().enumerate().map(|(i, class)| (class.clone(), 20_000 / (i as u64 + 1)));
        let classes: IndexMap<String, u64> = rows.collect();
        DatasetRecord {
            title: "CICIoMT2024, Wi-Fi and MQTT".to_owned(),
            origin: self.origin.clone(),
            files,
            rows: classes.values().sum(),
            columns: 45,
            labels: classes.iter().map(|(class, rows)| (format!("{class}_raw"), *rows)).collect(),
            classes,
            sample: None,
            fingerprint: "c0ffee0123456789".to_owned(),
            citation: Some(
                "Dadkhah et al., Internet of Things 28 (2024) 101351, doi 10.1016/j.iot.2024.101351".to_owned(),
            ),
        }
    }

    fn unit(&self, protocol: &str, control: Option<ControlKind>, model: &str, seed: u64) -> ReportUnit {
        let key = UnitKey { protocol: protocol.to_owned(), control, model: model.to_owned(), seed };
        let mut stream = Stream::new(seed, &["sample", protocol, model]);
        let skill = match (control, model) {
            (Some(_), _) | (None, "majority") => 0.0,
            (None, "one_rule") => 1.2,
            (None, name) if name.contains("forest") => 3.6,
            _ => 2.4,
        };
        let predictions = self.predictions(&mut stream, skill);
        let by_epochs = !matches!(model, "majority" | "one_rule") && !model.contains("forest");
        ReportUnit {
            record: record(&key, &predictions, by_epochs),
            evaluation: evaluate(&predictions, self.binary),
            measured: measured(&mut stream),
            history: if by_epochs { history(&mut stream, self.epochs) } else { Vec::new() },
            attention: Vec::new(),
            importance: Vec::new(),
            predictions,
            key,
        }
    }

    fn predictions(&self, stream: &mut Stream, skill: f64) -> Predictions {
        let k = self.classes.len();
        let y_true: Vec<u32> =
            (0..self.rows).map(|_| (0..k as u32).find(|_| stream.chance(0.45)).unwrap_or(k as u32 - 1)).collect();
        let mut scores = vec![Vec::with_capacity(self.rows); k];
        for &truth in &y_true {
            let logits: Vec<f64> =
                (0..k).map(|class| stream.normal() + if class == truth as usize { skill } else { 0.0 }).collect();
            let weights: Vec<f64> = logits.iter().map(|&logit| libm::exp(logit)).collect();
            let total: f64 = weights.iter().sum();
            for (column, weight) in scores.iter_mut().zip(weights) {
                column.push((weight / total) as f32);
            }
        }
        if self.binary {
            scores.remove(0);
        }
        Predictions { row_id: (0..self.rows as u64).collect(), y_true, scores, classes: self.classes.clone() }
    }

    fn published_table(&self) -> PublishedTable {
        let metrics: [&str; 4] = if self.binary {
            ["accuracy", "precision", "recall", "f1"]
        } else {
            ["accuracy", "precision_weighted", "recall_weighted", "f1_weighted"]
        };
        let rows = [("cnn", ["94%", "95%", "94%", "94%"]), ("cnn_lstm", ["97%", "97%", "97%", "96%"])];
        let cells = rows.iter().flat_map(|(model, printed)| {
            metrics.iter().zip(printed).map(|(metric, printed)| PublishedCell {
                model: (*model).to_owned(),
                metric: (*metric).to_owned(),
                printed: (*printed).to_owned(),
                value: printed.trim_end_matches('%').parse::<f64>().unwrap() / 100.0,
                place: "Table 1".to_owned(),
            })
        });
        PublishedTable {
            title: "An improved CNN-LSTM based intrusion detection model".to_owned(),
            source: "ciciomt-improved-cnn-lstm".to_owned(),
            cells: cells.collect(),
            metric_names: BTreeMap::new(),
            notes: Vec::new(),
        }
    }
}

/// A paper with one figure that cannot be, and a few statements.
fn paper() -> Paper {
    let text = "paper: ciciomt-improved-cnn-lstm
title: An improved CNN-LSTM based intrusion detection model
authors: unstated
found: nowhere
dataset: CICIoMT2024
edition: unstated
task: binary
classes: [benign, attack]
positive: attack
averaging: binary
split: { train: unstated, validation: unstated, test: unstated, place: nowhere }
tables:
  - place: Table 1
    rows:
      cnn: { precision: \"90%\", recall: \"90%\", f1: \"95%\" }
      cnn_lstm: { accuracy: \"97%\" }
statements:
  - { claim: cnn_lstm.accuracy > cnn.accuracy, place: Results, says: the hybrid beats the plain network }
  - { claim: cnn_lstm.accuracy >= 0.999, place: Results }
  - { claim: temporal_dependence, model: cnn_lstm, place: Method }
  - { claim: real_time, model: cnn_lstm, place: Abstract }
";
    published::parse(text, "sample.yaml").unwrap()
}

fn evaluate(predictions: &Predictions, binary: bool) -> Evaluation {
    let rows = predictions.y_true.len();
    let scores = (0..rows).flat_map(|row| predictions.scores.iter().map(move |column| column[row])).collect();
    let scores = Matrix::from_vec(rows, predictions.scores.len(), scores);
    metric::evaluate(&predictions.y_true, &scores, &predictions.classes, binary).unwrap()
}

fn summary(experiment: &str, units: &[ReportUnit]) -> Summary {
    let plan: Vec<UnitKey> = units.iter().map(|unit| unit.key.clone()).collect();
    let stored = |unit: &ReportUnit| StoredUnit {
        key: unit.key.clone(),
        record: unit.record.clone(),
        metrics: MetricsRecord { evaluation: unit.evaluation.clone(), measured: unit.measured.clone() },
        history: unit.history.clone(),
        attention: unit.attention.clone(),
        importance: unit.importance.clone(),
    };
    summarise(experiment, false, &plan, &units.iter().map(stored).collect::<Vec<_>>())
}

fn model(name: &str) -> Model {
    let conv = |filters| Layer::Conv1d { filters, kernel: 3, activation: Activation::Relu, padding: Padding::Valid };
    let middle = if name.contains("lstm") { Layer::Lstm { units: 64, sequence: false } } else { Layer::Flatten };
    let layers = vec![
        conv(32),
        Layer::MaxPool1d(2),
        conv(64),
        Layer::MaxPool1d(2),
        middle,
        Layer::Dropout(0.5),
        Layer::Dense { units: 128, activation: Activation::Relu },
        Layer::Output,
    ];
    let kind = if name.contains("forest") {
        ModelKind::RandomForest(RandomForest::default())
    } else {
        ModelKind::Network(Network::new(layers))
    };
    let early_stopping = Some(EarlyStopping { monitor: Monitor::ValLoss, patience: 3, min_delta: 0.0 });
    let train =
        Train { optimizer: Optimizer::Adam, learning_rate: 1e-3, batch: 32, epochs: 10, early_stopping, grid: None };
    Model { kind, train }
}

fn record(key: &UnitKey, predictions: &Predictions, by_epochs: bool) -> UnitRecord {
    UnitRecord {
        unit: key.to_string(),
        fingerprint: Fingerprint {
            spec: "f00d".to_owned(),
            data: "beef".to_owned(),
            split: "cafe".to_owned(),
            results_version: RESULTS_VERSION,
        },
        why: "new".to_owned(),
        train_rows: 74_129,
        validation_rows: 18_533,
        test_rows: predictions.y_true.len() as u64,
        untrained_classes: Vec::new(),
        features: 45,
        input: [45, 1],
        preparation: vec!["3 cells set to 0.".to_owned(), "Columns removed: IAT, Number.".to_owned()],
        notes: if by_epochs { vec!["stopped after epoch 9".to_owned()] } else { Vec::new() },
        parameters: if by_epochs { 48_325 } else { 812_406 },
        best_epoch: by_epochs.then_some(6),
    }
}

fn measured(stream: &mut Stream) -> Measured {
    Measured {
        train_seconds: stream.range(20.0, 30.0),
        train_cpu_seconds: Some(stream.range(20.0, 200.0)),
        latency_p50: stream.range(2e-5, 3e-5),
        latency_p95: stream.range(4e-5, 5e-5),
        latency_p99: stream.range(1e-4, 2e-3),
        rows_per_second: stream.range(3e4, 9e4),
        peak_memory_bytes: Some(734_003_200),
        model_bytes: 193_876,
    }
}

fn history(stream: &mut Stream, epochs: u32) -> Vec<EpochRecord> {
    let loss = |epoch: u32, floor: f64| floor + 1.2 / f64::from(epoch);
    (1..=epochs)
        .map(|epoch| EpochRecord {
            epoch,
            loss: loss(epoch, 0.20) + stream.range(0.0, 0.02),
            accuracy: Some(0.93 - 0.3 / f64::from(epoch) + stream.range(0.0, 0.01)),
            val_loss: Some(loss(epoch, 0.27) + stream.range(0.0, 0.04)),
            val_accuracy: Some(0.92 - 0.32 / f64::from(epoch) + stream.range(0.0, 0.02)),
        })
        .collect()
}

fn environment() -> EnvironmentRecord {
    EnvironmentRecord {
        idsbench: "0.1.0".to_owned(),
        results_version: RESULTS_VERSION,
        system: "linux x86_64".to_owned(),
        processor: "a processor".to_owned(),
        processors: 2,
        memory_bytes: Some(8 << 30),
        jobs: 2,
        threads: 1,
        started: "2026-01-02T03:04:05Z".to_owned(),
    }
}
