//! Names as a reader sees them, and as file names.

use std::collections::BTreeMap;

use crate::metric::catalogue;
use crate::spec::{ControlKind, Experiment, ModelKind};

use super::PublishedTable;

/// Words that are written in capitals or with a spelling of their own.
const SPELLINGS: [(&str, &str); 16] = [
    ("ae", "AE"),
    ("auc", "AUC"),
    ("bilstm", "BiLSTM"),
    ("cnn", "CNN"),
    ("dnn", "DNN"),
    ("f1", "F1"),
    ("gru", "GRU"),
    ("knn", "kNN"),
    ("lstm", "LSTM"),
    ("mcc", "MCC"),
    ("mlp", "MLP"),
    ("pr", "PR"),
    ("rbf", "RBF"),
    ("rnn", "RNN"),
    ("roc", "ROC"),
    ("svm", "SVM"),
];

/// Titles of the models, unique within the experiment.
#[derive(Debug, Clone)]
pub(crate) struct Titles(BTreeMap<String, String>);

impl Titles {
    /// Titles for the models of an experiment, the trivial ones, and those that only the paper has.
    pub(crate) fn new(experiment: &Experiment, published: Option<&PublishedTable>) -> Self {
        let mut titles: BTreeMap<String, String> = BTreeMap::new();
        for (name, model) in &experiment.models {
            titles.insert(name.clone(), model_title(name, Some(&model.kind)));
        }
        let others = published.into_iter().flat_map(|table| table.cells.iter().map(|cell| cell.model.as_str()));
        for name in ["majority", "one_rule"].into_iter().chain(others) {
            titles.entry(name.to_owned()).or_insert_with(|| model_title(name, None));
        }
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for title in titles.values() {
            *uses.entry(title.clone()).or_default() += 1;
        }
        for (name, title) in &mut titles {
            if uses[title.as_str()] > 1 {
                *title = format!("{title} ({name})");
            }
        }
        Self(titles)
    }

    /// The title of a model.
    pub(crate) fn model(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| model_title(name, None))
    }
}

/// `cnn_lstm` → `CNN-LSTM`, `forest` of that kind → `Random forest`.
fn model_title(name: &str, kind: Option<&ModelKind>) -> String {
    match (name, kind) {
        ("majority", _) => return "Majority class".to_owned(),
        ("one_rule", _) => return "One rule".to_owned(),
        ("forest" | "rf" | "random_forest", Some(ModelKind::RandomForest(_)) | None) => {
            return "Random forest".to_owned();
        }
        _ => {}
    }
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words.iter().all(|word| spelling(word).is_some()) {
        return words.iter().filter_map(|word| spelling(word)).collect::<Vec<_>>().join("-");
    }
    sentence(name)
}

/// The title of a metric, by its name in `metrics.json`, or `recall[benign]` of a class; one that only a paper has is written as it is called there.
pub(crate) fn metric_title(name: &str) -> String {
    if let Some((metric, class)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        return format!("{} of {class}", metric_title(metric));
    }
    catalogue::find(name).map_or_else(|| sentence(name), |metric| metric.title.to_owned())
}

/// The title of a control.
pub(crate) fn control_title(kind: ControlKind) -> &'static str {
    match kind {
        ControlKind::Majority => "Majority class",
        ControlKind::OneRule => "One rule",
        ControlKind::ShuffledLabels => "Shuffled labels",
        ControlKind::PermutedFeatures => "Permuted features",
        ControlKind::ShuffledWindows => "Shuffled windows",
        ControlKind::WithoutShortcuts => "Without shortcut columns",
        ControlKind::ShortcutsOnly => "Shortcut columns only",
    }
}

/// `false_alarm_rate` → `False alarm rate`; known words keep their spelling, names without `_` stay as they are.
pub(crate) fn sentence(name: &str) -> String {
    let words: Vec<String> = name
        .split('_')
        .filter(|word| !word.is_empty())
        .map(|word| spelling(word).map_or_else(|| word.to_owned(), str::to_owned))
        .collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

fn spelling(word: &str) -> Option<&'static str> {
    SPELLINGS.iter().find(|(plain, _)| *plain == word).map(|(_, spelled)| *spelled)
}

/// File names made from parts, never twice the same.
#[derive(Debug, Default)]
pub(crate) struct FileNames(BTreeMap<String, usize>);

impl FileNames {
    /// `confusion-published-cnn_lstm`; anything but ASCII letters, digits, `_` and `-` becomes `-`.
    pub(crate) fn make(&mut self, parts: &[&str]) -> String {
        let stem = parts.iter().map(|part| slug(part)).collect::<Vec<_>>().join("-");
        // Two names may differ in letters' case only, which some file systems do not tell apart.
        let uses = self.0.entry(stem.to_lowercase()).or_default();
        *uses += 1;
        if *uses == 1 { stem } else { format!("{stem}-{uses}") }
    }
}

fn slug(part: &str) -> String {
    let cleaned: String = part
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' })
        .take(60)
        .collect();
    let trimmed = cleaned.trim_matches('-');
    if trimmed.is_empty() { "x".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_read_like_a_paper() {
        for (name, title) in [
            ("cnn_lstm", "CNN-LSTM"),
            ("lstm", "LSTM"),
            ("forest", "Random forest"),
            ("deep_autoencoder", "Deep autoencoder"),
            ("svm_rbf", "SVM-RBF"),
            ("one_rule", "One rule"),
            ("SVM (linear)", "SVM (linear)"),
        ] {
            assert_eq!(model_title(name, None), title);
        }
        for (name, title) in [
            ("precision_macro", "Precision (macro)"),
            ("f1", "F1"),
            ("f1_weighted", "F1 (weighted)"),
            ("roc_auc", "ROC-AUC"),
            ("false_alarm_rate", "False alarm rate"),
            ("g_mean", "G mean"),
            ("recall[not_an_attack]", "Recall of not_an_attack"),
        ] {
            assert_eq!(metric_title(name), title);
        }
    }

    #[test]
    fn file_names_are_harmless_and_unique() {
        let mut names = FileNames::default();
        assert_eq!(names.make(&["roc", "published"]), "roc-published");
        assert_eq!(names.make(&["roc", "../etc/passwd"]), "roc-etc-passwd");
        assert_eq!(names.make(&["roc", "Published"]), "roc-Published-2");
        assert_eq!(names.make(&["roc", "ü"]), "roc-x");
    }
}
