//! The paper's figures against themselves: what the audit found, without any row or model.

use indexmap::IndexMap;

use crate::audit::claim::{Audit, Finding, Severity};
use crate::report::document::{Block, Column, DataTable, Group, Section, Table};

use super::context::Context;
use super::describe::capitalised;

/// The section; none where the experiment names no paper.
pub(super) fn section(context: &Context<'_>) -> Option<Section> {
    let audit = context.input.audit.as_ref()?;
    let mut blocks = vec![Block::Paragraph(lead(context, audit))];
    if !audit.conclusions.is_empty() {
        blocks.push(Block::Facts(audit.conclusions.iter().map(conclusion).collect()));
    }
    blocks.extend(findings(audit).map(Block::Table));
    let granted = granted(audit);
    if !granted.is_empty() {
        blocks.push(Block::Heading("Taken for granted where something is impossible".to_owned()));
        blocks.push(Block::Facts(granted));
    }
    Some(super::section("claims", "The paper's figures against themselves", blocks))
}

/// What each severity means.
pub(super) fn severities() -> Vec<(String, String)> {
    let sentence = |severity: Severity| (capitalised(severity.name()), format!("{}.", capitalised(severity.meaning())));
    Severity::ALL.into_iter().map(sentence).collect()
}

fn lead(context: &Context<'_>, audit: &Audit) -> String {
    let rows = if context.stamp.synthetic { "generated rows" } else { "rows" };
    format!(
        "This section speaks of the figures that the paper prints, not of the {rows} of this report: no row was read and no model trained for \
         it. Each printed figure is taken for the range of numbers that are printed so, and every reading that the paper leaves open is tried \
         on every test set that its words allow ({}). Findings and conclusions: {}.",
        test_sets(audit),
        audit.tally()
    )
}

fn test_sets(audit: &Audit) -> String {
    match audit.test_sets.len() {
        1 => "here only one with any class sizes".to_owned(),
        many => format!("{many}, one of them with any class sizes"),
    }
}

fn conclusion(finding: &Finding) -> (String, String) {
    (finding.place.clone(), format!("{}. {}", capitalised(finding.severity.name()), finding.says))
}

/// Findings worse than unremarkable, by severity.
fn findings(audit: &Audit) -> Option<Table> {
    let mut groups: Vec<Group> = Vec::new();
    for finding in audit.remarkable() {
        let head = finding.severity.name();
        let row = vec![finding.place.clone(), finding.says.clone(), finding.arithmetic.clone()];
        match groups.last_mut().filter(|group| group.head == head) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group::row(head, row)),
        }
    }
    (!groups.is_empty()).then(|| Table {
        id: "claims".to_owned(),
        number: 0,
        caption: format!("What the printed figures of {} say against each other, the worst first.", audit.paper),
        // It is of the paper, whatever the rows are.
        stamp: None,
        columns: vec![
            Column::text("Severity"),
            Column::prose("Where", 2),
            Column::prose("Finding", 4),
            Column::prose("By hand", 4),
        ],
        groups,
        notes: vec![
            "The severities are explained at the end of this report. What is impossible is so under the assumptions listed below; one of them may be wrong.".to_owned(),
        ],
        data: Some(data(audit)),
    })
}

/// Where something is impossible, and what was assumed there; places with the same assumptions stand together.
fn granted(audit: &Audit) -> Vec<(String, String)> {
    let mut places: IndexMap<String, Vec<&str>> = IndexMap::new();
    let all = audit.conclusions.iter().chain(audit.remarkable());
    for finding in all.filter(|finding| finding.severity == Severity::Impossible && !finding.assumptions.is_empty()) {
        let together = places.entry(finding.assumptions.join("; ")).or_default();
        if !together.contains(&finding.place.as_str()) {
            together.push(&finding.place);
        }
    }
    places
        .into_iter()
        .map(|(assumptions, places)| (places.join("; "), format!("{}.", capitalised(&assumptions))))
        .collect()
}

fn data(audit: &Audit) -> DataTable {
    let row = |finding: &Finding| {
        vec![
            finding.check.to_owned(),
            finding.severity.name().to_owned(),
            finding.place.clone(),
            finding.says.clone(),
            finding.arithmetic.clone(),
            finding.assumptions.join("; "),
            finding.nearest.clone().unwrap_or_default(),
        ]
    };
    DataTable {
        columns: vec!["check", "severity", "place", "says", "arithmetic", "assumptions", "nearest"],
        rows: audit.conclusions.iter().chain(audit.remarkable()).map(row).collect(),
    }
}
