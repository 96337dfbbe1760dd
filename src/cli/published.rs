//! The paper's scores beside ours: which of our scores each of its metrics is.

use std::collections::BTreeSet;

use crate::claim::published::{Averaging, Figure, METRICS, Paper};
use crate::claim::verdict::class_score;
use crate::report::{PublishedCell, PublishedTable};
use crate::run::store::StoredUnit;
use crate::spec::{Task, TaskKind};

/// Metrics that change where the other class is the positive one.
const OF_POSITIVE: [&str; 6] = ["precision", "recall", "f1", "specificity", "false_alarm_rate", "average_precision"];

/// A paper's metrics by our names.
pub(super) struct Pairing<'a> {
    paper: &'a Paper,
    positive: Positive,
    notes: Vec<String>,
}

/// Which class a binary paper's precision and recall are of.
enum Positive {
    /// Our positive class, as far as is known.
    Ours,
    /// Another class of ours.
    Other(String),
    /// The paper's class of this name, which is none of ours.
    Unknown(String),
}

impl<'a> Pairing<'a> {
    /// Pairs the classes of `paper` with those of `task` over the raw labels of the dataset.
    pub(super) fn new<'l>(paper: &'a Paper, task: &Task, raw_labels: impl Iterator<Item = &'l str>) -> Self {
        let ours = task.positive.as_deref();
        let (positive, note) = match (&paper.positive, ours) {
            (Some(theirs), ours) => positive(paper, task, theirs, ours, &raw_labels.collect::<Vec<_>>()),
            (None, Some(ours)) if paper.task == TaskKind::Binary && !averages(paper) => {
                let note = format!(
                    "The claims file does not say of which class the paper's precision, recall and F1 are (`positive`); they stand beside ours of {ours} (`task.positive`)."
                );
                (Positive::Ours, Some(note))
            }
            (None, _) => (Positive::Ours, None),
        };
        Self { paper, positive, notes: note.into_iter().collect() }
    }

    /// The paper's figures in printed order.
    pub(super) fn table(&self) -> PublishedTable {
        let paper = self.paper;
        let cell = |model: &str, metric: &str, figure: &Figure| PublishedCell {
            model: model.to_owned(),
            metric: self.our_metric(metric),
            printed: figure.printed.clone(),
            value: figure.as_f64(),
            place: figure.place.clone(),
        };
        let mut cells = Vec::new();
        for table in &paper.tables {
            for (model, row) in &table.rows {
                cells.extend(row.iter().map(|(metric, figure)| cell(model, metric, figure)));
            }
        }
        cells.extend(paper.figures.iter().map(|single| cell(&single.model, &single.metric, &single.figure)));
        PublishedTable {
            title: paper.title.clone(),
            source: paper.id.clone(),
            cells,
            metric_names: METRICS.iter().map(|metric| ((*metric).to_owned(), self.our_metric(metric))).collect(),
            notes: self.notes.clone(),
        }
    }

    /// Puts the scores of the paper's positive class beside those of a unit, where ours is another one.
    pub(super) fn add_scores(&self, unit: &mut StoredUnit) {
        let Positive::Other(class) = &self.positive else { return };
        let evaluation = &mut unit.metrics.evaluation;
        let Some(scores) = evaluation.per_class.get(class) else { return };
        evaluation.scalars.extend(OF_POSITIVE.map(|metric| (of_class(metric, class), class_score(scores, metric))));
    }

    /// What one of [`METRICS`] is called in our scores.
    ///
    /// Precision, recall and F1 over several classes are averages; which ones, the paper says, or its code. Where neither does, they are
    /// compared with the average weighted by support, scikit-learn's usual choice in such tables.
    fn our_metric(&self, metric: &str) -> String {
        let may_be_average = ["precision", "recall", "f1"].contains(&metric);
        match (self.paper.task, self.paper.averaging) {
            _ if metric == "mcc" => "matthews_corrcoef".to_owned(),
            (_, Some(Averaging::Macro)) if may_be_average => format!("{metric}_macro"),
            (_, Some(Averaging::Micro)) if may_be_average => "accuracy".to_owned(),
            (_, Some(Averaging::Weighted)) if may_be_average => format!("{metric}_weighted"),
            (TaskKind::Multiclass, _) if may_be_average => format!("{metric}_weighted"),
            _ => match &self.positive {
                Positive::Other(class) | Positive::Unknown(class) if OF_POSITIVE.contains(&metric) => {
                    of_class(metric, class)
                }
                _ => metric.to_owned(),
            },
        }
    }
}

/// `recall[benign]`, as predicates write it.
fn of_class(metric: &str, class: &str) -> String {
    format!("{metric}[{class}]")
}

/// Whether the paper's precision, recall and F1 are averages over both classes.
fn averages(paper: &Paper) -> bool {
    matches!(paper.averaging, Some(Averaging::Macro | Averaging::Weighted | Averaging::Micro))
}

/// The paper's positive class among ours, and what a reader must know where it is not our positive one.
fn positive(
    paper: &Paper,
    task: &Task,
    theirs: &str,
    ours: Option<&str>,
    raw_labels: &[&str],
) -> (Positive, Option<String>) {
    let both = |what: &str| {
        let ours = ours.map_or_else(|| "none (`task.kind`)".to_owned(), |ours| format!("{ours} (`task.positive`)"));
        format!(
            "The paper's positive class is {theirs} (`positive` of the claims file), that of this experiment is {ours}: {what}."
        )
    };
    match our_class(paper, task, theirs, raw_labels) {
        Ok(class) if Some(class.as_str()) == ours => {
            let note = (class != theirs).then(|| both("by their `labels` they are the same rows"));
            (Positive::Ours, note)
        }
        Ok(class) => {
            let note = both(&format!("the paper's scores that depend on it stand beside ours of {class}"));
            (Positive::Other(class), Some(note))
        }
        Err(why) => {
            let note = both(&format!("the paper's scores that depend on it are compared with none of ours, as {why}"));
            (Positive::Unknown(theirs.to_owned()), Some(note))
        }
    }
}

/// The class of ours that has exactly the rows of a paper's class; by its name where the claims file has no `labels`.
fn our_class(paper: &Paper, task: &Task, class: &str, raw_labels: &[&str]) -> Result<String, String> {
    let names = task.classes();
    if paper.labels.is_empty() {
        let same = names.iter().find(|name| *name == class).cloned();
        return same.ok_or_else(|| {
            format!("no class of ours is called {class}, and the claims file has no `labels` that would tell which one it is")
        });
    }
    let of_ours = |inside: bool| -> BTreeSet<usize> {
        let theirs = |raw: &str| paper.class_of(raw).map(|index| paper.classes[index] == class);
        raw_labels.iter().filter(|raw| theirs(raw) == Some(inside)).filter_map(|raw| task.class_of(raw)).collect()
    };
    let (inside, outside) = (of_ours(true), of_ours(false));
    match inside.first() {
        Some(&one) if inside.len() == 1 && !outside.contains(&one) => Ok(names[one].clone()),
        _ => Err(format!("by the `labels` of both files no class of ours has the rows of {class} and no others")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::published;

    /// A binary paper with these lines of its own, beside a task whose positive class is attack.
    fn names(lines: &str) -> (Vec<String>, Vec<String>) {
        let text = format!(
            "paper: p\ntitle: P\nauthors: [A]\nfound: here\ndataset: D\nedition: unstated\ntask: binary\n{lines}
split: {{ train: unstated, validation: unstated, test: unstated, place: S }}
tables: [{{ place: T, rows: {{ net: {{ accuracy: 90%, recall: 80%, roc_auc: '0.9', mcc: '0.5' }} }} }}]
"
        );
        let paper = published::parse(&text, "p.yaml").unwrap();
        let labels = [("normal", "benign"), ("*", "attack")].map(|(raw, class)| (raw.to_owned(), class.to_owned()));
        let task = Task { kind: TaskKind::Binary, positive: Some("attack".to_owned()), labels: labels.into() };
        let table = Pairing::new(&paper, &task, ["normal", "scan"].into_iter()).table();
        (table.cells.into_iter().map(|cell| cell.metric).collect(), table.notes)
    }

    #[test]
    fn scores_of_the_other_class_are_held_against_ours_of_that_class() {
        let same = "classes: [benign, attack]\npositive: attack\naveraging: binary";
        assert_eq!(
            names(same),
            (["accuracy", "recall", "roc_auc", "matthews_corrcoef"].map(str::to_owned).into(), vec![])
        );
        let (metrics, notes) = names("classes: [benign, attack]\npositive: benign\naveraging: binary");
        assert_eq!(metrics, ["accuracy", "recall[benign]", "roc_auc", "matthews_corrcoef"]);
        assert!(notes[0].contains("benign (`positive`") && notes[0].contains("attack (`task.positive`)"), "{notes:?}");
    }

    #[test]
    fn classes_of_other_names_are_paired_by_their_rows() {
        let paper = |labels: &str, positive: &str| {
            names(&format!("classes: [Normal, Anomaly]\n{labels}\npositive: {positive}\naveraging: unstated"))
        };
        let labels = "labels: { normal: Normal, '*': Anomaly }";
        assert_eq!(paper(labels, "Anomaly").0[1], "recall");
        assert!(paper(labels, "Anomaly").1[0].contains("the same rows"));
        assert_eq!(paper(labels, "Normal").0[1], "recall[benign]");
        // Names that agree do not help where the rows do not.
        let swapped =
            "classes: [benign, attack]\nlabels: { normal: attack, '*': benign }\npositive: attack\naveraging: unstated";
        assert_eq!(names(swapped).0[1], "recall[benign]");
    }

    #[test]
    fn a_class_that_is_none_of_ours_is_compared_with_nothing() {
        let (metrics, notes) = names("classes: [Normal, Anomaly]\npositive: Anomaly\naveraging: unstated");
        assert_eq!(metrics[1], "recall[Anomaly]");
        assert!(notes[0].contains("no class of ours is called Anomaly"), "{notes:?}");
    }

    #[test]
    fn averages_over_both_classes_have_no_positive_one() {
        let averaged = |averaging: &str| {
            names(&format!("classes: [benign, attack]\npositive: benign\naveraging: {averaging}")).0[1].clone()
        };
        assert_eq!(["macro", "weighted", "micro"].map(averaged), ["recall_macro", "recall_weighted", "accuracy"]);
    }

    #[test]
    fn a_positive_class_that_is_not_stated_is_said() {
        let (metrics, notes) = names("classes: [benign, attack]\npositive: unstated\naveraging: unstated");
        assert_eq!(metrics[1], "recall");
        assert!(notes[0].contains("does not say of which class"), "{notes:?}");
    }
}
