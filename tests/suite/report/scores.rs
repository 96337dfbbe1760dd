//! Metrics and summaries of made-up units, straight from their definitions.

use std::collections::BTreeMap;

use idsbench::metric::{ClassScores, Confusion, Evaluation};
use idsbench::report::ReportUnit;
use idsbench::run::store::{Measured, Predictions, Spread, Summary, SummaryRow};
use idsbench::spec::{ControlKind, Experiment};
use indexmap::IndexMap;

/// The metrics by their definitions, slowly.
pub(crate) fn evaluate(predictions: &Predictions, binary: bool) -> Evaluation {
    let k = predictions.classes.len();
    let predicted = |row: usize| -> usize {
        if binary {
            return usize::from(predictions.scores[0][row] >= 0.5);
        }
        (0..k).fold(0, |best, c| if predictions.scores[c][row] > predictions.scores[best][row] { c } else { best })
    };
    let mut matrix = vec![vec![0u64; k]; k];
    for (row, &truth) in predictions.y_true.iter().enumerate() {
        matrix[truth as usize][predicted(row)] += 1;
    }
    let rows = predictions.y_true.len() as u64;
    let per_class: IndexMap<String, ClassScores> = predictions
        .classes
        .iter()
        .enumerate()
        .map(|(class, name)| (name.clone(), class_scores(&matrix, class, rows, auc(predictions, class, binary))))
        .collect();
    let mean = |value: fn(&ClassScores) -> f64| per_class.values().map(value).sum::<f64>() / k as f64;
    let weighted = |value: fn(&ClassScores) -> f64| {
        per_class.values().map(|s| value(s) * s.support as f64).sum::<f64>() / rows as f64
    };
    let right: u64 = (0..k).map(|class| matrix[class][class]).sum();
    let mut scalars = BTreeMap::from([("accuracy".to_owned(), Some(right as f64 / rows as f64))]);
    for (name, value) in
        [("precision", (|s| s.precision) as fn(&ClassScores) -> f64), ("recall", |s| s.recall), ("f1", |s| s.f1)]
    {
        scalars.insert(format!("{name}_macro"), Some(mean(value)));
        scalars.insert(format!("{name}_weighted"), Some(weighted(value)));
        scalars.insert(name.to_owned(), per_class.get_index(1).filter(|_| binary).map(|(_, scores)| value(scores)));
    }
    Evaluation { rows, scalars, per_class, confusion: Confusion { labels: predictions.classes.clone(), matrix } }
}

fn class_scores(matrix: &[Vec<u64>], class: usize, rows: u64, roc_auc: Option<f64>) -> ClassScores {
    let support: u64 = matrix[class].iter().sum();
    let alarms: u64 = matrix.iter().map(|row| row[class]).sum();
    let hits = matrix[class][class];
    let ratio = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    ClassScores {
        precision: ratio(hits, alarms),
        recall: ratio(hits, support),
        f1: ratio(2 * hits, alarms + support),
        false_alarm_rate: (rows > support).then(|| ratio(alarms - hits, rows - support)),
        roc_auc,
        average_precision: roc_auc,
        support,
    }
}

fn auc(predictions: &Predictions, class: usize, binary: bool) -> Option<f64> {
    let scores = if binary { &predictions.scores[0] } else { &predictions.scores[class] };
    let of = |positive: bool| -> Vec<f32> {
        let rows = scores.iter().zip(&predictions.y_true);
        rows.filter(|(_, truth)| (**truth as usize == class) == positive).map(|(score, _)| *score).collect()
    };
    let (positives, negatives) = (of(true), of(false));
    let order = |p: f32, n: f32| {
        if p > n {
            1.0
        } else if p == n {
            0.5
        } else {
            0.0
        }
    };
    let pairs: f64 = positives.iter().flat_map(|p| negatives.iter().map(|n| order(*p, *n))).sum();
    (!positives.is_empty() && !negatives.is_empty()).then(|| pairs / (positives.len() * negatives.len()) as f64)
}

/// One row per protocol × control × model, in the order of the units.
pub(crate) fn summary(experiment: &Experiment, units: &[ReportUnit]) -> Summary {
    let mut groups: IndexMap<(String, Option<ControlKind>, String), Vec<&ReportUnit>> = IndexMap::new();
    for unit in units {
        let key = (unit.key.protocol.clone(), unit.key.control, unit.key.model.clone());
        groups.entry(key).or_default().push(unit);
    }
    let row =
        |((protocol, control, model), units): ((String, Option<ControlKind>, String), Vec<&ReportUnit>)| SummaryRow {
            protocol,
            control,
            model,
            seeds: units.iter().map(|unit| unit.key.seed).collect(),
            failed: Vec::new(),
            metrics: metrics(&units),
            measured: measurements(&units),
        };
    Summary { experiment: experiment.experiment.clone(), synthetic: false, rows: groups.into_iter().map(row).collect() }
}

fn metrics(units: &[&ReportUnit]) -> IndexMap<String, Spread> {
    let names = units[0].evaluation.scalars.keys();
    names
        .filter_map(|name| {
            let values: Vec<f64> = units.iter().filter_map(|unit| unit.evaluation.scalars[name]).collect();
            (!values.is_empty()).then(|| (name.clone(), spread(&values)))
        })
        .collect()
}

type Field = fn(&Measured) -> f64;

fn measurements(units: &[&ReportUnit]) -> IndexMap<String, Spread> {
    let fields: [(&str, Field); 8] = [
        ("train_seconds", |m| m.train_seconds),
        ("train_cpu_seconds", |m| m.train_cpu_seconds.unwrap_or(0.0)),
        ("latency_p50", |m| m.latency_p50),
        ("latency_p95", |m| m.latency_p95),
        ("latency_p99", |m| m.latency_p99),
        ("rows_per_second", |m| m.rows_per_second),
        ("peak_memory_bytes", |m| m.peak_memory_bytes.unwrap_or(0) as f64),
        ("model_bytes", |m| m.model_bytes as f64),
    ];
    fields
        .map(|(name, value)| (name.to_owned(), spread(&units.iter().map(|u| value(&u.measured)).collect::<Vec<_>>())))
        .into_iter()
        .collect()
}

fn spread(values: &[f64]) -> Spread {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd =
        (values.len() > 1).then(|| libm::sqrt(values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)));
    // The t quantile of three seeds; a made-up report needs no better one.
    let interval = sd.map(|sd| [mean - 4.303 * sd / libm::sqrt(n), mean + 4.303 * sd / libm::sqrt(n)]);
    let min = values.iter().copied().fold(f64::INFINITY, f64::min);
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Spread { n: values.len() as u64, mean, sd, interval, min, max }
}
