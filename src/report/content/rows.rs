//! What the checks of the rows found before anything was trained.

use crate::audit::data::{DataAudit, Level, Outcome};
use crate::report::document::{Block, Column, DataTable, Group, Section, Table};

use super::context::Context;
use super::describe::capitalised;

/// The section; none for results without an audit of the rows.
pub(super) fn section(context: &Context<'_>) -> Option<Section> {
    let audit = context.input.rows.as_ref()?;
    let mut blocks = Vec::new();
    if audit.synthetic {
        blocks.push(Block::Alarm(
            "SYNTHETIC: what follows is about generated rows, not about the real dataset.".to_owned(),
        ));
    }
    blocks.push(Block::Paragraph(lead(audit)));
    blocks.push(match table(context, audit) {
        Some(table) => Block::Table(table),
        None => Block::Paragraph("No check found anything.".to_owned()),
    });
    let untold = untold(audit);
    if !untold.is_empty() {
        blocks.push(Block::Heading("Checked without a finding, or not applicable".to_owned()));
        blocks.push(Block::Facts(untold));
    }
    Some(super::section("rows", "The rows", blocks))
}

/// What each level means.
pub(super) fn levels() -> Vec<(String, String)> {
    Level::ALL.map(|level| (capitalised(level.name()), format!("{}.", capitalised(level.meaning())))).to_vec()
}

fn lead(audit: &DataAudit) -> String {
    format!(
        "Before anything was trained, the rows and the first seed's split of each protocol ({}) were checked for what makes a good figure \
         worthless. Nothing told the checks what to look for. Outcomes: {}.",
        audit.splits.join("; "),
        audit.tally()
    )
}

/// Outcomes that a reader has to see, the worst first.
fn table(context: &Context<'_>, audit: &DataAudit) -> Option<Table> {
    let mut groups: Vec<Group> = Vec::new();
    for outcome in audit.worst_first().into_iter().filter(|outcome| outcome.level.is_remarkable()) {
        let head = outcome.level.name();
        let consequence = outcome.consequence.clone().unwrap_or_default();
        let row = vec![
            outcome.subject.to_string(),
            format!("{} {consequence}", outcome.says).trim().to_owned(),
            measured(outcome),
        ];
        match groups.last_mut().filter(|group| group.head == head) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group::row(head, row)),
        }
    }
    (!groups.is_empty()).then(|| Table {
        id: "rows".to_owned(),
        number: 0,
        caption: "What a reader should know of the rows and their splits, the worst first.".to_owned(),
        stamp: context.stamp.short,
        columns: vec![
            Column::text("Outcome"),
            Column::prose("Of", 2),
            Column::prose("Finding", 5),
            Column::prose("Measured", 3),
        ],
        groups,
        notes: vec![
            "The outcomes are explained at the end of this report; in square brackets: 95 % intervals.".to_owned(),
        ],
        data: Some(data(audit)),
    })
}

/// `share of test rows 0.3100 [0.3000, 0.3200], threshold 0.01`
fn measured(outcome: &Outcome) -> String {
    let (Some(statistic), Some(threshold)) = (&outcome.statistic, &outcome.threshold) else { return String::new() };
    let interval = statistic.interval.map_or_else(String::new, |[low, high]| format!(" [{low:.4}, {high:.4}]"));
    format!("{} {:.4}{interval}, threshold {}", statistic.name, statistic.value, threshold.value)
}

fn untold(audit: &DataAudit) -> Vec<(String, String)> {
    let plain = audit.worst_first().into_iter().filter(|outcome| !outcome.level.is_remarkable());
    plain.map(|outcome| (format!("{}, {}", outcome.check, outcome.subject), outcome.says.clone())).collect()
}

fn data(audit: &DataAudit) -> DataTable {
    let row = |outcome: &Outcome| {
        let statistic = outcome.statistic.as_ref();
        let side =
            |end: usize| statistic.and_then(|s| s.interval).map_or_else(String::new, |ends| ends[end].to_string());
        vec![
            outcome.check.to_string(),
            outcome.level.name().to_owned(),
            outcome.subject.to_string(),
            outcome.says.clone(),
            outcome.consequence.clone().unwrap_or_default(),
            statistic.map_or_else(String::new, |s| s.name.to_string()),
            statistic.map_or_else(String::new, |s| s.value.to_string()),
            side(0),
            side(1),
            outcome.threshold.as_ref().map_or_else(String::new, |threshold| threshold.value.to_string()),
            outcome.threshold.as_ref().map_or_else(String::new, |threshold| threshold.source.to_string()),
        ]
    };
    DataTable {
        columns: vec![
            "check",
            "outcome",
            "of",
            "says",
            "consequence",
            "statistic",
            "value",
            "low",
            "high",
            "threshold",
            "source",
        ],
        rows: audit.outcomes.iter().map(row).collect(),
    }
}
