//! The checks of the rows: generated rows with one planted fault each, generated clean rows, real rows.

mod capture;
mod cli;
mod columns;
mod content;
mod duplicates;
mod edges;
mod planted;
mod real;
mod samples;

use std::sync::atomic::AtomicBool;

use idsbench::audit::data::{self, DataAudit, Level, Options, Outcome, Rows, Split};
use idsbench::dataset::catalogue::Edition;
use idsbench::prepare;

use planted::Planted;

/// The audit of made-up rows.
fn audited(planted: &Planted) -> DataAudit {
    audited_as(planted, None)
}

/// The audit of made-up rows that the catalogue knows.
fn audited_as(planted: &Planted, edition: Option<&'static Edition>) -> DataAudit {
    let classes = planted.classes();
    let assignment = prepare::assign(&planted.table, &classes, &planted.protocol, "planted", planted.seed).unwrap();
    let split = Split { protocol: "planted", settings: &planted.protocol, seed: planted.seed, assignment: &assignment };
    let rows = Rows {
        table: &planted.table,
        classes: &classes,
        class_names: &planted.table.label_names,
        edition,
        splits: vec![split],
        paper: None,
    };
    data::audit(&rows, Options::default(), &mut |_| {}, &AtomicBool::new(false)).unwrap()
}

/// The outcomes of one check.
fn of<'a>(audit: &'a DataAudit, check: &str) -> Vec<&'a Outcome> {
    let outcomes: Vec<&Outcome> = audit.outcomes.iter().filter(|outcome| outcome.check == check).collect();
    assert!(!outcomes.is_empty(), "no outcome of {check}");
    outcomes
}

/// The columns that a check flags.
fn flagged<'a>(audit: &'a DataAudit, check: &str) -> Vec<&'a str> {
    let flags = of(audit, check).into_iter().filter(|outcome| outcome.level == Level::Flag);
    flags.flat_map(|outcome| outcome.subject.columns.iter().map(String::as_str)).collect()
}

/// Whether a check flags anything.
fn flags(audit: &DataAudit, check: &str) -> bool {
    of(audit, check).iter().any(|outcome| outcome.level == Level::Flag)
}

/// A line for each outcome, for the message of a test that fails.
fn told(audit: &DataAudit) -> String {
    let line = |outcome: &Outcome| format!("{} {} {}: {}", outcome.level, outcome.check, outcome.subject, outcome.says);
    audit.outcomes.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn clean_rows_are_not_flagged() {
    for seed in 0..planted::CLEAN {
        let audit = audited(&planted::clean(seed));
        assert!(!audit.flags(), "seed {seed}\n{}", told(&audit));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let rows = planted::clean(3);
    let audits = [1, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| audited(&rows))
    });
    assert_eq!(audits[0], audits[1]);
}

#[test]
fn every_outcome_is_of_a_known_check_and_every_check_has_one() {
    let audit = audited(&planted::clean(0));
    let names: Vec<&str> = data::checks::ALL.iter().map(|check| check.name).collect();
    assert!(audit.outcomes.iter().all(|outcome| names.contains(&outcome.check.as_ref())));
    for name in names {
        of(&audit, name);
    }
}
