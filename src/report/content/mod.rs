//! What the report says, in order.

mod claims;
mod context;
mod describe;
mod rows;
mod setting;
mod verdicts;

pub(crate) use context::Context;

use crate::spec::{FigureKind, TableKind};

use super::ReportError;
use super::document::{Block, Column, Document, Group, Section, Table};
use super::figures;
use super::glossary;
use super::names::FileNames;
use super::tables;

/// The whole report, numbered.
pub(crate) fn document(context: &Context<'_>) -> Result<Document, ReportError> {
    let input = context.input;
    let mut names = FileNames::default();
    let mut sections: Vec<Section> = verdicts::section(context).into_iter().collect();
    sections.push(setting::section(context));
    sections.extend(claims::section(context));
    sections.extend(rows::section(context));
    sections.push(results(context, &mut names));
    sections.extend(failures(context));
    sections.extend(figure_section(context, &mut names)?);
    sections.push(glossary(context));
    let mut document = Document {
        title: input.experiment.experiment.clone(),
        subtitle: input.published.as_ref().map(|published| published.title.clone()),
        made_by: format!("idsbench {}", input.environment.idsbench),
        banner: context.stamp.banner.clone(),
        synthetic: context.stamp.synthetic,
        missing: context.stamp.missing.clone(),
        sections,
    };
    document.number();
    Ok(document)
}

fn results(context: &Context<'_>, names: &mut FileNames) -> Section {
    let wanted = &context.input.experiment.report.tables;
    let several = context.protocols().count() > 1;
    let mut blocks = Vec::new();
    for protocol in context.protocols() {
        let before = blocks.len();
        if wanted.contains(&TableKind::Performance) {
            blocks.push(Block::Table(tables::performance(context, protocol, names)));
            blocks.extend(tables::controls(context, protocol, names).map(Block::Table));
        }
        if wanted.contains(&TableKind::Comparisons) {
            blocks.extend(tables::comparisons(context, protocol, names).map(Block::Table));
        }
        if wanted.contains(&TableKind::PerClass) {
            blocks.extend(tables::per_class(context, protocol, names).map(Block::Table));
        }
        if wanted.contains(&TableKind::Cost) {
            blocks.extend(tables::cost(context, protocol, names).map(Block::Table));
        }
        if blocks.len() > before {
            let alarm = context.untrained_alarm(protocol).map(|text| Block::Alarm(format!("{text}.")));
            let heading = several.then(|| Block::Heading(format!("Protocol {protocol}")));
            blocks.splice(before..before, heading.into_iter().chain(alarm));
        }
    }
    if blocks.is_empty() {
        blocks.push(Block::Paragraph("The experiment asks for no table.".to_owned()));
    }
    section("results", "Results", blocks)
}

fn failures(context: &Context<'_>) -> Option<Section> {
    let failed = &context.input.failed;
    if failed.is_empty() {
        return None;
    }
    let table = Table {
        id: "failed".to_owned(),
        number: 0,
        caption: format!("Units that failed: {}. They are in no mean; the next run tries them again.", failed.len()),
        stamp: context.stamp.short,
        columns: vec![Column::text("Unit"), Column::text("Reason")],
        groups: failed.iter().map(|unit| Group::row(unit.key.to_string(), vec![unit.reason.clone()])).collect(),
        notes: Vec::new(),
        data: None,
    };
    Some(section("failed", "Failed units", vec![Block::Table(table)]))
}

fn figure_section(context: &Context<'_>, names: &mut FileNames) -> Result<Option<Section>, ReportError> {
    let mut wanted: Vec<FigureKind> = Vec::new();
    for &kind in &context.input.experiment.report.figures {
        if !wanted.contains(&kind) {
            wanted.push(kind);
        }
    }
    let several = context.protocols().count() > 1;
    let mut blocks = Vec::new();
    for protocol in context.protocols() {
        let before = blocks.len();
        for &kind in &wanted {
            blocks.extend(figures::draw(kind, context, protocol, names)?.into_iter().map(Block::Figure));
        }
        if several && blocks.len() > before {
            blocks.insert(before, Block::Heading(format!("Protocol {protocol}")));
        }
    }
    Ok((!blocks.is_empty()).then(|| section("figures", "Figures", blocks)))
}

fn glossary(context: &Context<'_>) -> Section {
    let formulas = "TP, FP, TN and FN are true and false positives and negatives of one class against the rest. In brackets: the source.";
    let mut blocks = vec![
        Block::Facts(glossary::words()),
        Block::Heading("Metrics and measurements".to_owned()),
        Block::Paragraph(formulas.to_owned()),
        Block::Facts(glossary::metrics()),
    ];
    if context.input.audit.is_some() {
        let severities = [Block::Heading("Severities of findings".to_owned()), Block::Facts(claims::severities())];
        blocks.splice(1..1, severities);
    }
    if context.input.rows.is_some() {
        blocks.extend([Block::Heading("Outcomes of the checks of the rows".to_owned()), Block::Facts(rows::levels())]);
    }
    if context.input.paper.is_some() {
        let verdicts = [Block::Heading("Verdicts".to_owned()), Block::Facts(verdicts::words())];
        blocks.splice(1..1, verdicts);
    }
    section("glossary", "Words and metrics", blocks)
}

fn section(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), title: title.to_owned(), blocks }
}
