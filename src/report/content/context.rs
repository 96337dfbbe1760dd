//! The input with the questions that tables and figures ask of it.

use crate::report::input::{PublishedCell, ReportInput, ReportUnit};
use crate::report::names::Titles;
use crate::report::stamp::Stamp;
use crate::run::store::SummaryRow;
use crate::spec::{ControlKind, ModelKind, TaskKind};

/// What every table and figure is made from.
pub(crate) struct Context<'a> {
    /// The records.
    pub(crate) input: &'a ReportInput,
    /// Titles of the models.
    pub(crate) titles: Titles,
    /// What must be said of the rows.
    pub(crate) stamp: Stamp,
}

impl<'a> Context<'a> {
    /// Prepares the answers.
    pub(crate) fn new(input: &'a ReportInput) -> Self {
        let titles = Titles::new(&input.experiment, input.published.as_ref());
        Self { input, titles, stamp: Stamp::of(input) }
    }

    /// Whether one class is the positive one.
    pub(crate) fn is_binary(&self) -> bool {
        self.input.experiment.task.kind == TaskKind::Binary
    }

    /// The protocols, in file order.
    pub(crate) fn protocols(&self) -> impl Iterator<Item = &'a str> {
        self.input.experiment.protocols.keys().map(String::as_str)
    }

    /// `Title` or, where there are several protocols, `Title, protocol published`.
    pub(crate) fn under(&self, title: &str, protocol: &str) -> String {
        if self.input.experiment.protocols.len() > 1 {
            format!("{title}, protocol {protocol}")
        } else {
            title.to_owned()
        }
    }

    /// The protocol that follows the paper: the one that is called so, else the first.
    pub(crate) fn papers_protocol(&self) -> Option<&'a str> {
        self.protocols().find(|name| *name == "published").or_else(|| self.protocols().next())
    }

    /// The name under which a trivial model was run.
    pub(crate) fn trivial_model(&self, protocol: &str, kind: ControlKind) -> Option<&'a str> {
        let rows = self.control_rows(protocol).into_iter();
        rows.filter(|(row, _)| row.control.is_none()).find_map(|(row, of)| (of == kind).then_some(row.model.as_str()))
    }

    /// The models that are compared: those of the experiment that are not trivial, in file order.
    pub(crate) fn models(&self) -> impl Iterator<Item = &'a str> {
        let models = self.input.experiment.models.iter();
        models.filter(|(_, model)| !is_trivial(&model.kind)).map(|(name, _)| name.as_str())
    }

    /// The models that only the paper has, in printed order.
    pub(crate) fn published_only(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for cell in self.cells() {
            if !self.input.experiment.models.contains_key(&cell.model) && !names.contains(&cell.model.as_str()) {
                names.push(&cell.model);
            }
        }
        names
    }

    /// The finished units of a plain run, by seed in plan order.
    pub(crate) fn units(&self, protocol: &str, model: &str) -> Vec<&'a ReportUnit> {
        let wanted =
            |unit: &&ReportUnit| unit.key.protocol == protocol && unit.key.control.is_none() && unit.key.model == model;
        self.input.units.iter().filter(wanted).collect()
    }

    /// The classes that no row of train shows to the models, in class order; no figure of the protocol is comparable then.
    pub(crate) fn untrained(&self, protocol: &str) -> Vec<&'a str> {
        let units = self.input.units.iter();
        let records: Vec<_> = units
            .filter(|unit| unit.key.protocol == protocol && unit.key.control.is_none())
            .map(|unit| &unit.record)
            .collect();
        let is_untrained = |class: &&String| records.iter().any(|record| record.untrained_classes.contains(class));
        self.input.dataset.classes.keys().filter(is_untrained).map(String::as_str).collect()
    }

    /// What must stand above the figures of a protocol that lacks classes in train; without a final stop.
    pub(crate) fn untrained_alarm(&self, protocol: &str) -> Option<String> {
        let classes = self.untrained(protocol);
        let names = match &classes[..] {
            [] => return None,
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        };
        Some(format!(
            "No row of {names} trains under protocol {protocol}: its figures cannot be compared with anything"
        ))
    }

    /// Why ours and the paper's figures must not be subtracted; `None` where they may.
    pub(crate) fn why_incomparable(&self, protocol: &str) -> Option<String> {
        if self.stamp.synthetic {
            let why = "ours come from generated rows, which say nothing of the published figures";
            return Some(why.to_owned());
        }
        let classes = self.untrained(protocol);
        (!classes.is_empty()).then(|| format!("no row of {} trains under this protocol", classes.join(", ")))
    }

    /// The summary of a plain run.
    pub(crate) fn row(&self, protocol: &str, model: &str) -> Option<&'a SummaryRow> {
        let wanted = |row: &&SummaryRow| row.protocol == protocol && row.control.is_none() && row.model == model;
        self.input.summary.rows.iter().find(wanted)
    }

    /// The classes that units of a summary's row predict and have no test row of, in class order.
    pub(crate) fn predicted_only(&self, row: &SummaryRow) -> Vec<&'a str> {
        let of_row = |unit: &&ReportUnit| {
            (&unit.key.protocol, unit.key.control, &unit.key.model) == (&row.protocol, row.control, &row.model)
        };
        let units: Vec<&ReportUnit> = self.input.units.iter().filter(of_row).collect();
        let is_predicted_only = |class: &&String| {
            units.iter().any(|unit| {
                let confusion = &unit.evaluation.confusion;
                confusion.used().any(|used| confusion.labels[used] == **class && confusion.support(used) == 0)
            })
        };
        self.input.dataset.classes.keys().filter(is_predicted_only).map(String::as_str).collect()
    }

    /// The summaries of controls and trivial models, in plan order.
    pub(crate) fn control_rows(&self, protocol: &str) -> Vec<(&'a SummaryRow, ControlKind)> {
        let rows = self.input.summary.rows.iter().filter(|row| row.protocol == protocol);
        rows.filter_map(|row| Some((row, row.control.or_else(|| self.trivial_kind(&row.model))?))).collect()
    }

    fn trivial_kind(&self, model: &str) -> Option<ControlKind> {
        match (model, self.input.experiment.models.get(model).map(|model| &model.kind)) {
            ("majority", None) | (_, Some(ModelKind::Majority)) => Some(ControlKind::Majority),
            ("one_rule", None) | (_, Some(ModelKind::OneRule)) => Some(ControlKind::OneRule),
            _ => None,
        }
    }

    /// What the paper printed, in printed order.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'a PublishedCell> {
        self.input.published.iter().flat_map(|table| &table.cells)
    }

    /// What the paper printed for a model and a metric.
    pub(crate) fn published(&self, model: &str, metric: &str) -> Option<&'a PublishedCell> {
        self.cells().find(|cell| cell.model == model && cell.metric == metric)
    }
}

fn is_trivial(kind: &ModelKind) -> bool {
    matches!(kind, ModelKind::Majority | ModelKind::OneRule)
}
