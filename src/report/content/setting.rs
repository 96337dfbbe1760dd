//! What was run: rows, files, classes, protocols, models, machine.

use crate::dataset::{FileUse, Origin, Side};
use crate::report::document::{Block, Column, Group, Section, Table};
use crate::report::format::{NOTHING, bytes, count, share};
use crate::report::input::ReportUnit;
use crate::run::store::DatasetRecord;
use crate::spec::TaskKind;

use super::context::Context;
use super::describe::{model_text, protocol_text};

/// The section.
pub(super) fn section(context: &Context<'_>) -> Section {
    let mut blocks = vec![Block::Facts(overview(context)), Block::Table(files(context))];
    blocks.extend(bad_rows(context));
    blocks.push(Block::Table(classes(context)));
    blocks.push(Block::Heading("Protocols".to_owned()));
    blocks.push(Block::Facts(protocols(context)));
    blocks.extend(splits(context).map(Block::Table));
    blocks.extend(preparation(context));
    blocks.push(Block::Heading("Models".to_owned()));
    blocks.push(Block::Facts(models(context)));
    blocks.push(Block::Heading("Environment".to_owned()));
    blocks.push(Block::Facts(environment(context)));
    super::section("setting", "What was run", blocks)
}

fn fact(word: &str, text: impl Into<String>) -> (String, String) {
    (word.to_owned(), text.into())
}

fn overview(context: &Context<'_>) -> Vec<(String, String)> {
    let dataset = &context.input.dataset;
    let experiment = &context.input.experiment;
    let seeds: Vec<String> = experiment.seeds.iter().map(u64::to_string).collect();
    let mut facts = vec![
        fact("Dataset", dataset.title.clone()),
        fact("Origin", origin(&dataset.origin)),
        fact("Rows", rows(dataset)),
        fact("Row fingerprint", format!("{} (the same for the same rows in any order)", dataset.fingerprint)),
        fact("Task", task(context)),
        fact("Seeds", seeds.join(", ")),
        fact(
            "Units",
            format!(
                "{} finished, {} failed",
                count(context.input.units.len() as u64),
                count(context.input.failed.len() as u64)
            ),
        ),
    ];
    facts.extend(dataset.citation.as_ref().map(|citation| fact("Cite", citation.clone())));
    let published = context.input.published.as_ref();
    facts.extend(published.map(|table| fact("Published figures", format!("{} ({})", table.title, table.source))));
    facts
}

fn rows(dataset: &DatasetRecord) -> String {
    let sampled = dataset.sample.as_ref().map_or_else(String::new, |sample| format!("; {}", sample.sentence()));
    format!("{} rows, {} feature columns as read{sampled}", count(dataset.rows), count(dataset.columns))
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Complete { edition } => format!("{edition}, every listed file with the expected rows and classes"),
        Origin::Partial { edition, .. } => {
            format!("part of {edition}; what is missing stands at the head of this report")
        }
        Origin::StandIn { edition, seed } => {
            format!("stand-in generated in the schema of {edition}, generator seed {seed}; not the real rows")
        }
        Origin::Files => "files named in the experiment, of no catalogued edition".to_owned(),
    }
}

fn task(context: &Context<'_>) -> String {
    let task = &context.input.experiment.task;
    match (task.kind, &task.positive) {
        (TaskKind::Binary, Some(positive)) => format!("binary, {positive} is the positive class"),
        (TaskKind::Binary, None) => "binary".to_owned(),
        (TaskKind::Multiclass, _) => format!("multi-class, {} classes", context.input.dataset.classes.len()),
    }
}

fn files(context: &Context<'_>) -> Table {
    let dataset = &context.input.dataset;
    let bad: u64 = dataset.files.iter().map(|file| file.bad_rows).sum();
    let line = |file: &FileUse| {
        let side = match file.side {
            Some(Side::Train) => "train",
            Some(Side::Test) => "test",
            None => NOTHING,
        };
        let hash = file.sha256.get(..12).unwrap_or(&file.sha256);
        vec![
            side.to_owned(),
            count(file.rows),
            count(file.bad_rows),
            count(file.non_finite_cells),
            bytes(file.bytes as f64),
            hash.to_owned(),
        ]
    };
    let mut notes = vec![
        "Side: as the publishers cut it. Bad: rows that could not be read and were left out. Non-finite: cells that are missing, NaN or infinite."
            .to_owned(),
    ];
    notes.extend(dataset.sample.as_ref().map(|sample| {
        let kept = dataset.files.iter().map(|file| format!("{} {}", file.path, count(file.kept())));
        format!("Rows: as they were read; {}: {}.", sample.sentence(), kept.collect::<Vec<_>>().join(", "))
    }));
    if context.stamp.synthetic {
        notes.push("The files are those that the stand-in imitates; none of them was read.".to_owned());
    }
    Table {
        id: "files".to_owned(),
        number: 0,
        caption: format!(
            "Files read: {}; rows: {}; bad rows: {}.",
            dataset.files.len(),
            count(dataset.rows),
            count(bad)
        ),
        stamp: context.stamp.short,
        columns: vec![
            Column::text("File"),
            Column::text("Side"),
            Column::number("Rows"),
            Column::number("Bad"),
            Column::number("Non-finite"),
            Column::number("Size"),
            Column::text("SHA-256"),
        ],
        groups: dataset.files.iter().map(|file| Group::row(file.path.clone(), line(file))).collect(),
        notes,
        data: None,
    }
}

fn bad_rows(context: &Context<'_>) -> Vec<Block> {
    let files = context.input.dataset.files.iter();
    let lines: Vec<String> =
        files.flat_map(|file| file.bad_examples.iter().map(|example| format!("{}, {example}", file.path))).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::Paragraph("The first bad rows of each file:".to_owned()), Block::List(lines)]
}

fn classes(context: &Context<'_>) -> Table {
    let dataset = &context.input.dataset;
    let line = |rows: &u64| vec![count(*rows), share(*rows, dataset.rows)];
    let raw: Vec<String> = dataset.labels.iter().map(|(label, rows)| format!("{label} {}", count(*rows))).collect();
    let same = dataset.labels.len() == dataset.classes.len()
        && dataset.labels.iter().all(|(label, rows)| dataset.classes.get(label) == Some(rows));
    Table {
        id: "classes".to_owned(),
        number: 0,
        caption: "Rows by class of the task, before cleaning.".to_owned(),
        stamp: context.stamp.short,
        columns: vec![Column::text("Class"), Column::number("Rows"), Column::number("Share")],
        groups: dataset.classes.iter().map(|(class, rows)| Group::row(class.clone(), line(rows))).collect(),
        notes: if same { Vec::new() } else { vec![format!("Raw labels: {}.", raw.join(", "))] },
        data: None,
    }
}

fn protocols(context: &Context<'_>) -> Vec<(String, String)> {
    let protocols = context.input.experiment.protocols.iter();
    protocols.map(|(name, protocol)| (name.clone(), protocol_text(protocol))).collect()
}

/// One line per protocol and seed; all models of a seed see the same rows.
fn splits(context: &Context<'_>) -> Option<Table> {
    let mut groups: Vec<Group> = Vec::new();
    for protocol in context.protocols() {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for &seed in &context.input.experiment.seeds {
            let unit = plain_units(context, protocol).find(|unit| unit.key.seed == seed);
            rows.extend(unit.map(|unit| {
                let record = &unit.record;
                let [steps, channels] = record.input;
                vec![
                    seed.to_string(),
                    count(record.train_rows),
                    count(record.validation_rows),
                    count(record.test_rows),
                    count(record.features),
                    format!("{steps} × {channels}"),
                ]
            }));
        }
        if !rows.is_empty() {
            groups.push(Group { head: protocol.to_owned(), rows });
        }
    }
    let columns = vec![
        Column::text("Protocol"),
        Column::number("Seed"),
        Column::number("Train"),
        Column::number("Validation"),
        Column::number("Test"),
        Column::number("Features"),
        Column::number("Network input"),
    ];
    (!groups.is_empty()).then(|| Table {
        id: "splits".to_owned(),
        number: 0,
        caption: "Rows of each side; train after balancing.".to_owned(),
        stamp: context.stamp.short,
        columns,
        groups,
        notes: vec!["Network input: steps × channels of one row.".to_owned()],
        data: None,
    })
}

fn plain_units<'a>(context: &Context<'a>, protocol: &str) -> impl Iterator<Item = &'a ReportUnit> {
    let wanted = move |unit: &&ReportUnit| unit.key.protocol == protocol && unit.key.control.is_none();
    context.input.units.iter().filter(wanted)
}

/// What preparation said for the first finished unit of each protocol.
fn preparation(context: &Context<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for protocol in context.protocols() {
        let Some(unit) = plain_units(context, protocol).find(|unit| !unit.record.preparation.is_empty()) else {
            continue;
        };
        let title = context.under("Preparation", protocol);
        let others = if context.input.experiment.seeds.len() > 1 {
            "; the other seeds differ in what is drawn only"
        } else {
            ""
        };
        blocks.push(Block::Paragraph(format!("{title} (seed {}{others}):", unit.key.seed)));
        blocks.push(Block::List(unit.record.preparation.clone()));
    }
    blocks
}

/// What the experiment says of each model, then what the model said of its first fit.
fn models(context: &Context<'_>) -> Vec<(String, String)> {
    let models = context.input.experiment.models.iter();
    models
        .map(|(name, model)| {
            let mut text = model_text(model, context.is_binary(), context.input.dataset.classes.len() as u64);
            for protocol in context.protocols() {
                let Some(unit) = context.units(protocol, name).into_iter().next() else { continue };
                if !unit.record.notes.is_empty() {
                    let place = context.under(&format!("Seed {}", unit.key.seed), protocol);
                    text.push_str(&format!(" {place}: {}", sentence(&unit.record.notes)));
                }
            }
            (context.titles.model(name), text)
        })
        .collect()
}

/// Notes are phrases in lower case; together they make one sentence.
fn sentence(notes: &[String]) -> String {
    let phrases: Vec<&str> = notes.iter().map(|note| note.trim_end_matches('.')).collect();
    phrases.join("; ") + "."
}

fn environment(context: &Context<'_>) -> Vec<(String, String)> {
    let environment = &context.input.environment;
    let memory = environment.memory_bytes.map_or_else(|| NOTHING.to_owned(), |memory| bytes(memory as f64));
    vec![
        fact("Program", format!("idsbench {}, results format {}", environment.idsbench, environment.results_version)),
        fact("System", environment.system.clone()),
        fact("Processor", format!("{}, {} logical processors", environment.processor, environment.processors)),
        fact("Memory", memory),
        fact("Parallel", format!("units at once: {}, threads in a unit: {}", environment.jobs, environment.threads)),
        fact("Started", environment.started.clone()),
    ]
}
