//! What the runs say of the paper's claims: one line, four answers, every printed figure, every statement.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::claim::{Audit, Severity};
use crate::audit::data::Level;
use crate::claim::published::{Decimal, Paper};
use crate::claim::verdict::{
    Answer, Apart, Evidence, FigureVerdict, Headline, Holding, Question, Run, Separation, Standing, StatementVerdict,
    figure_verdict, statement_verdicts,
};
use crate::dataset::Side;
use crate::metric::catalogue;
use crate::report::document::{Block, Column, DataTable, Group, Section, Table};
use crate::report::format::NOTHING;
use crate::report::input::{PublishedCell, ReportUnit};
use crate::report::names::metric_title;
use crate::spec::{ControlKind, Protocol, SplitKind, View};
use crate::stats::Interval;

use super::context::Context;
use super::describe::capitalised;

/// The protocol that takes doubles, identifiers and neighbours out.
const HARDENED: &str = "hardened";

/// The section; none where the experiment names no paper.
pub(super) fn section(context: &Context<'_>) -> Option<Section> {
    let paper = context.input.paper.as_ref()?;
    let evidence = evidence(context, paper)?;
    let figures = figures(context, &evidence);
    let statements = statement_verdicts(&paper.statements, &evidence);
    let verdicts: Vec<&FigureVerdict> = figures.iter().map(|(_, verdict)| verdict).collect();
    let headline = Headline::of(paper, &evidence, consistent(context.input.audit.as_ref()), &verdicts);

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
fn evidence<'a>(context: &Context<'a>, paper: &Paper) -> Option<Evidence<'a>> {
    let input = context.input;
    let protocol = context.papers_protocol()?;
    let rules = &input.experiment.protocols[protocol];
    let run = |unit: &'a ReportUnit| Run {
        protocol: &unit.key.protocol,
        control: unit.key.control,
        model: &unit.key.model,
        seed: unit.key.seed,
        evaluation: &unit.evaluation,
        history: &unit.history,
        latency_p99: unit.measured.latency_p99,
    };
    let hardened = input.experiment.protocols.get_key_value(HARDENED).map(|(name, _)| name.as_str());
    let hardened = hardened.filter(|name| *name != protocol);
    let partial = (!context.stamp.missing.is_empty()).then(|| "only a part of the edition was present".to_owned());
    let baseline = |kind: ControlKind| context.trivial_model(protocol, kind);
    let protocols = input.experiment.protocols.iter();
    Some(Evidence {
        protocol,
        runs: input.units.iter().map(run).collect(),
        metric_names: metric_names(context),
        reads: paper.reads,
        sees_time: matches!(rules.view, View::Window(_)),
        test_per_train: protocols.map(|(name, rules)| (name.as_str(), rules.split.test_per_train())).collect(),
        separations: separations(context, protocol, rules),
        baselines: [baseline(ControlKind::Majority), baseline(ControlKind::OneRule)],
        hardened,
        hardened_withheld: hardened.and_then(|hardened| incomparable(context, protocol, hardened)),
        withheld: context.stamp.synthetic.then(|| "the rows are generated and say nothing of it".to_owned()),
        scores_withheld: partial.or_else(|| context.untrained_alarm(protocol)),
        incomplete: incomplete(context, protocol),
    })
}

/// Why scores under two protocols are not of the same classes.
fn incomparable(context: &Context<'_>, protocol: &str, hardened: &str) -> Option<String> {
    let tested = |protocol: &str| -> BTreeSet<&str> {
        let units =
            context.input.units.iter().filter(|unit| unit.key.protocol == protocol && unit.key.control.is_none());
        let classes = units.flat_map(|unit| &unit.evaluation.per_class).filter(|(_, scores)| scores.support > 0);
        classes.map(|(name, _)| name.as_str()).collect()
    };
    context.untrained_alarm(hardened).or_else(|| {
        (tested(protocol) != tested(hardened))
            .then(|| format!("protocol {hardened} tests other classes than {protocol}"))
    })
}

/// The models of which units failed: a mean without those seeds would be of the lucky ones.
fn incomplete<'a>(context: &Context<'a>, protocol: &str) -> BTreeMap<&'a str, String> {
    let mut failed: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in context.input.failed.iter().filter(|unit| unit.key.protocol == protocol && unit.key.control.is_none()) {
        *failed.entry(&unit.key.model).or_default() += 1;
    }
    failed.into_iter().map(|(model, count)| (model, format!("{count} of the units of {model} failed"))).collect()
}

/// What the audit of the rows found about train and test of this protocol, and whether the publishers' own cut was kept.
fn separations(context: &Context<'_>, protocol: &str, rules: &Protocol) -> Vec<Separation> {
    let outcomes = context.input.rows.iter().flat_map(|audit| &audit.outcomes);
    let of_protocol = outcomes.filter(|outcome| outcome.subject.protocol.as_deref() == Some(protocol));
    let mut separations: Vec<Separation> = of_protocol
        .filter_map(|outcome| {
            Some(Separation { says: outcome.says.clone(), apart: apart(&outcome.check, outcome.level)? })
        })
        .collect();
    let has = |side| context.input.dataset.files.iter().any(|file| file.side == Some(side));
    if has(Side::Train) && has(Side::Test) && matches!(rules.split.kind, SplitKind::Random | SplitKind::Stratified) {
        let says = format!(
            "Protocol {protocol} throws the publishers' training and test files together and cuts the rows again at random."
        );
        separations.push(Separation { says, apart: Apart::Open });
    }
    separations
}

/// What an outcome shows: equal rows on both sides are what the claim denies; likeness, neighbours and groups leave it open.
fn apart(check: &str, level: Level) -> Option<Apart> {
    match (check, level) {
        (_, Level::NotApplicable) => None,
        ("duplicates_across", Level::Flag | Level::Warning) => Some(Apart::No),
        ("duplicates_across", Level::Fine) => Some(Apart::Yes),
        ("near_duplicates" | "temporal_contiguity" | "group_leakage", Level::Fine) => None,
        ("duplicates_across" | "near_duplicates" | "temporal_contiguity" | "group_leakage", _) => Some(Apart::Open),
        _ => None,
    }
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
    let checked = audit.findings.iter().filter(|finding| finding.severity != Severity::NotCheckable).count();
    match (first(Severity::Impossible), first(Severity::Mismatch)) {
        (Some((count, says)), _) => (Answer::No, format!("{count} findings say impossible; the first is {says}")),
        (None, Some((count, says))) => (Answer::Undecided, format!("{count} places disagree; the first is {says}")),
        (None, None) if checked == 0 => (Answer::Undecided, "nothing of it could be checked".to_owned()),
        (None, None) => {
            (Answer::Yes, format!("{checked} checks found no contradiction, which is no proof that there is none"))
        }
    }
}

/// Every printed figure with its verdict, in printed order; one that is printed twice stands once.
fn figures<'a>(context: &Context<'a>, evidence: &Evidence<'_>) -> Vec<(&'a PublishedCell, FigureVerdict)> {
    let mut cells: Vec<&PublishedCell> = Vec::new();
    for cell in context.cells() {
        let same = |other: &&PublishedCell| {
            (&other.model, &other.metric, &other.printed) == (&cell.model, &cell.metric, &cell.printed)
        };
        if !cells.iter().any(same) {
            cells.push(cell);
        }
    }
    let count = cells.len();
    let verdict = |cell: &'a PublishedCell| {
        let printed: Decimal = cell.printed.parse().ok()?;
        let units = context.units(evidence.protocol, &cell.model);
        let ours: Vec<f64> =
            units.iter().filter_map(|unit| unit.evaluation.scalars.get(&cell.metric).copied().flatten()).collect();
        let failed = evidence.incomplete.get(cell.model.as_str());
        let why = evidence.withheld.as_ref().or(evidence.scores_withheld.as_ref()).or(failed);
        Some((cell, figure_verdict(printed, &ours, count, why.map(String::as_str))))
    };
    cells.into_iter().filter_map(verdict).collect()
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
    let mut notes = vec!["The words are explained at the end of this report.".to_owned()];
    notes.extend(context.input.published.iter().flat_map(|published| published.notes.iter().cloned()));
    Some(Table {
        id: "verdicts_figures".to_owned(),
        number: 0,
        caption: "Every printed figure against the 95 % prediction interval of our seeds under the paper's protocol."
            .to_owned(),
        stamp: context.stamp.short,
        columns,
        groups,
        notes,
        data: Some(figure_data(figures)),
    })
}

/// `0.9112 … 0.9334`; a share ends at 0 and 1, whatever a t interval says.
fn range(metric: &str, interval: Interval) -> String {
    let [least, most] = catalogue::range(metric);
    format!("{:.4} … {:.4}", interval.low.clamp(least, most), interval.high.clamp(least, most))
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
        "Differences are of our runs, seed by seed on identical splits, in points, positive where they speak for the statement; p values of all statements are adjusted together (Holm), posterior probabilities are not.".to_owned(),
    ];
    if !context.stamp.missing.is_empty() {
        notes.push("Only a part of the dataset was present, so scores decide nothing; what they show on these rows stands beside.".to_owned());
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
