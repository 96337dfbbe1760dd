//! What the runs say of the paper's claims: one line, four answers, every printed figure, every statement.

use std::collections::BTreeMap;

use crate::audit::claim::{Audit, Severity};
use crate::audit::data::{Level, Outcome};
use crate::claim::published::Decimal;
use crate::claim::verdict::{
    Answer, Evidence, FigureVerdict, Headline, Holding, Question, Run, Separation, Standing, StatementVerdict,
    figure_verdict, statement_verdicts,
};
use crate::dataset::Side;
use crate::report::document::{Block, Column, DataTable, Group, Section, Table};
use crate::report::format::NOTHING;
use crate::report::input::{PublishedCell, ReportUnit};
use crate::report::names::metric_title;
use crate::run::store::UnitKey;
use crate::spec::{Protocol, SplitKind, View};
use crate::stats::Interval;

use super::context::Context;
use super::describe::capitalised;

/// Metrics that may be larger than 1.
const UNBOUNDED: [&str; 2] = ["log_loss", "brier"];

/// The checks of the rows that say whether train and test are apart.
const APART: [&str; 4] = ["duplicates_across", "near_duplicates", "temporal_contiguity", "group_leakage"];

/// The protocol that takes doubles, identifiers and neighbours out.
const HARDENED: &str = "hardened";

/// The section; none where the experiment names no paper.
pub(super) fn section(context: &Context<'_>) -> Option<Section> {
    let paper = context.input.paper.as_ref()?;
    let evidence = evidence(context)?;
    let figures = figures(context, &evidence);
    let statements = statement_verdicts(&paper.statements, &evidence);
    let standings: Vec<Standing> = figures.iter().map(|(_, verdict)| verdict.standing).collect();
    let headline = Headline::of(paper, &evidence, consistent(context.input.audit.as_ref()), &standings);

    let mut blocks = Vec::new();
    if let Some(why) = &evidence.withheld {
        blocks.push(Block::Alarm(format!("No verdict on the paper: {why}.")));
    } else {
        blocks.push(Block::Paragraph(headline.line()));
        let answer = |(question, answer, why): &(Question, Answer, String)| {
            (question.text().to_owned(), format!("{}: {}.", capitalised(answer.name()), why.trim_end_matches('.')))
        };
        blocks.push(Block::Facts(headline.answers.iter().map(answer).collect()));
        blocks.extend(figure_table(context, &figures).map(Block::Table));
        blocks.extend(statement_table(context, &statements).map(Block::Table));
    }
    Some(super::section("verdicts", "What the claims are worth", blocks))
}

/// What each word means.
pub(super) fn words() -> Vec<(String, String)> {
    let standings = Standing::ALL.into_iter().map(|standing| (standing.name(), standing.meaning()));
    let holdings = Holding::ALL.into_iter().filter(|holding| *holding != Holding::Withheld);
    standings
        .chain(holdings.map(|holding| (holding.name(), holding.meaning())))
        .map(|(word, meaning)| (capitalised(word), format!("{}.", capitalised(meaning))))
        .collect()
}

/// The finished units as the verdicts look at them; none for an experiment without a protocol.
fn evidence<'a>(context: &Context<'a>) -> Option<Evidence<'a>> {
    let input = context.input;
    let (protocol, rules) = input.experiment.protocols.first()?;
    let run = |unit: &'a ReportUnit| Run {
        protocol: &unit.key.protocol,
        control: unit.key.control,
        model: &unit.key.model,
        seed: unit.key.seed,
        evaluation: &unit.evaluation,
        history: &unit.history,
        train_rows: unit.record.train_rows,
        test_rows: unit.record.test_rows,
        latency_p99: unit.measured.latency_p99,
    };
    let hardened = input.experiment.protocols.get_key_value(HARDENED).map(|(name, _)| name.as_str());
    let hardened = hardened.filter(|name| name != protocol);
    let untrained = |protocol: &str| context.untrained_alarm(protocol);
    let partial = (!context.stamp.missing.is_empty()).then(|| "only a part of the edition was present".to_owned());
    Some(Evidence {
        protocol,
        runs: input.units.iter().map(run).collect(),
        metric_names: metric_names(context),
        sees_time: sees_time(rules),
        separations: separations(context, protocol, rules),
        hardened,
        hardened_withheld: hardened.and_then(untrained),
        withheld: withheld(context),
        figures_withheld: partial.or_else(|| untrained(protocol)),
    })
}

/// What the audit of the rows found about train and test of this protocol, and whether the publishers' own cut was kept.
fn separations(context: &Context<'_>, protocol: &str, rules: &Protocol) -> Vec<Separation> {
    let outcomes = context.input.rows.iter().flat_map(|audit| &audit.outcomes);
    let about = |outcome: &&Outcome| {
        APART.contains(&outcome.check.as_ref()) && outcome.subject.protocol.as_deref() == Some(protocol)
    };
    let judged = outcomes.filter(about).filter(|outcome| outcome.level != Level::NotApplicable);
    let mut separations: Vec<Separation> = judged
        .map(|outcome| Separation {
            says: outcome.says.clone(),
            broken: matches!(outcome.level, Level::Flag | Level::Warning),
        })
        .collect();
    let has = |side| context.input.dataset.files.iter().any(|file| file.side == Some(side));
    if has(Side::Train) && has(Side::Test) && matches!(rules.split.kind, SplitKind::Random | SplitKind::Stratified) {
        let says = format!(
            "Protocol {protocol} throws the publishers' training and test files together and cuts the rows again at random."
        );
        separations.push(Separation { says, broken: true });
    }
    separations
}

fn sees_time(protocol: &Protocol) -> bool {
    matches!(protocol.view, View::Window(_))
}

/// Why nothing at all is said of the paper.
fn withheld(context: &Context<'_>) -> Option<String> {
    context.stamp.synthetic.then(|| "the rows are generated and say nothing of it".to_owned())
}

/// The paper's name of a metric to ours, as the printed figures have it.
fn metric_names(context: &Context<'_>) -> BTreeMap<String, String> {
    let names = context.input.published.iter().flat_map(|table| &table.metric_names);
    names.map(|(theirs, ours)| (theirs.clone(), ours.clone())).collect()
}

fn consistent(audit: Option<&Audit>) -> (Answer, String) {
    let Some(audit) = audit else {
        return (Answer::Undecided, "its figures were not held against each other".to_owned());
    };
    let first = |severity| {
        let all = audit.conclusions.iter().chain(&audit.findings);
        let found: Vec<_> = all.filter(|finding| finding.severity == severity).collect();
        found.first().map(|finding| (found.len(), format!("{}: {}", finding.place, finding.says)))
    };
    match (first(Severity::Impossible), first(Severity::Mismatch)) {
        (Some((count, says)), _) => (Answer::No, format!("{count} findings are impossible; the first is {says}")),
        (None, Some((count, says))) => (Answer::Undecided, format!("{count} places disagree; the first is {says}")),
        (None, None) => (Answer::Yes, "no two of its figures were found to contradict each other".to_owned()),
    }
}

/// Every printed figure with its verdict, in printed order; one that is printed twice stands once.
fn figures<'a>(context: &Context<'a>, evidence: &Evidence<'_>) -> Vec<(&'a PublishedCell, FigureVerdict)> {
    let verdict = |cell: &'a PublishedCell| {
        let printed: Decimal = cell.printed.parse().ok()?;
        let units = context.units(evidence.protocol, &cell.model);
        let ours: Vec<f64> =
            units.iter().filter_map(|unit| unit.evaluation.scalars.get(&cell.metric).copied().flatten()).collect();
        let failed = failed(context, evidence.protocol, &cell.model);
        let why = evidence.withheld.as_ref().or(evidence.figures_withheld.as_ref()).or(failed.as_ref());
        Some((cell, figure_verdict(printed, &ours, why.map(String::as_str))))
    };
    let mut cells: Vec<&PublishedCell> = Vec::new();
    for cell in context.cells() {
        let same = |other: &&PublishedCell| {
            (&other.model, &other.metric, &other.printed) == (&cell.model, &cell.metric, &cell.printed)
        };
        if !cells.iter().any(same) {
            cells.push(cell);
        }
    }
    cells.into_iter().filter_map(verdict).collect()
}

/// A mean without the seeds that failed would be of the lucky ones.
fn failed(context: &Context<'_>, protocol: &str, model: &str) -> Option<String> {
    let of_model = |key: &UnitKey| key.protocol == protocol && key.model == model && key.control.is_none();
    let count = context.input.failed.iter().filter(|unit| of_model(&unit.key)).count();
    (count > 0).then(|| format!("{count} units of this model failed"))
}

fn figure_table(context: &Context<'_>, figures: &[(&PublishedCell, FigureVerdict)]) -> Option<Table> {
    if figures.is_empty() {
        return None;
    }
    let mut groups: Vec<Group> = Vec::new();
    for (cell, verdict) in figures {
        let head = context.titles.model(&cell.model);
        let row = vec![
            metric_title(&cell.metric),
            cell.printed.clone(),
            verdict.prediction.map_or_else(|| NOTHING.to_owned(), |interval| range(&cell.metric, interval)),
            verdict.standing.name().to_owned(),
            verdict.reason.clone().unwrap_or_default(),
        ];
        match groups.last_mut().filter(|group| group.head == head) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group::row(head, row)),
        }
    }
    let columns = vec![
        Column::text("Model"),
        Column::text("Figure"),
        Column::number("Printed"),
        Column::number("One more run of ours"),
        Column::text("Ours against it"),
        Column::prose("Why", 1),
    ];
    Some(Table {
        id: "verdicts_figures".to_owned(),
        number: 0,
        caption: "Every printed figure against the 95 % prediction interval of our seeds under the paper's protocol."
            .to_owned(),
        stamp: context.stamp.short,
        columns,
        groups,
        notes: vec!["The words are explained at the end of this report.".to_owned()],
        data: Some(figure_data(figures)),
    })
}

/// `0.9112 … 0.9334`; a share ends at 1, whatever a t interval says.
fn range(metric: &str, interval: Interval) -> String {
    let most = if UNBOUNDED.contains(&metric) { f64::INFINITY } else { 1.0 };
    format!("{:.4} … {:.4}", interval.low.min(most), interval.high.min(most))
}

fn figure_data(figures: &[(&PublishedCell, FigureVerdict)]) -> DataTable {
    let end = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let row = |(cell, verdict): &(&PublishedCell, FigureVerdict)| {
        vec![
            cell.model.clone(),
            cell.metric.clone(),
            cell.printed.clone(),
            verdict.printed[0].to_string(),
            verdict.printed[1].to_string(),
            end(verdict.prediction.map(|interval| interval.low)),
            end(verdict.prediction.map(|interval| interval.high)),
            verdict.seeds.to_string(),
            verdict.standing.name().to_owned(),
            verdict.reason.clone().unwrap_or_default(),
        ]
    };
    DataTable {
        columns: vec![
            "model",
            "metric",
            "printed",
            "printed_low",
            "printed_high",
            "prediction_low",
            "prediction_high",
            "seeds",
            "standing",
            "reason",
        ],
        rows: figures.iter().map(row).collect(),
    }
}

fn statement_table(context: &Context<'_>, statements: &[StatementVerdict]) -> Option<Table> {
    if statements.is_empty() {
        return None;
    }
    let row = |verdict: &StatementVerdict| {
        let says = verdict.says.clone().unwrap_or_else(|| verdict.predicate.clone());
        Group::row(says, vec![verdict.predicate.clone(), verdict.holding.name().to_owned(), verdict.because.clone()])
    };
    let columns = vec![
        Column::prose("The paper says", 2),
        Column::prose("Tested as", 2),
        Column::text("Verdict"),
        Column::prose("Because", 4),
    ];
    let mut notes = vec![
        "Differences are of our runs, seed by seed on identical splits, in points; p values of all statements are adjusted together (Holm).".to_owned(),
    ];
    if !context.stamp.missing.is_empty() {
        notes.push("Only a part of the dataset was present: the verdicts hold for these rows.".to_owned());
    }
    Some(Table {
        id: "verdicts_statements".to_owned(),
        number: 0,
        caption: "Every statement of the paper, and the test behind its verdict.".to_owned(),
        stamp: context.stamp.short,
        columns,
        groups: statements.iter().map(row).collect(),
        notes,
        data: Some(statement_data(statements)),
    })
}

fn statement_data(statements: &[StatementVerdict]) -> DataTable {
    let row = |verdict: &StatementVerdict| {
        vec![
            verdict.predicate.clone(),
            verdict.place.clone(),
            verdict.holding.name().to_owned(),
            verdict.p.map_or_else(String::new, |p| p.to_string()),
            verdict.because.clone(),
        ]
    };
    DataTable {
        columns: vec!["statement", "place", "verdict", "p_holm", "because"],
        rows: statements.iter().map(row).collect(),
    }
}
