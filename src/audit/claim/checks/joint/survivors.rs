//! What a table must mean if its figures are right: nothing that is listed, one reading, or several.

use std::fmt;

use super::{CUT, Check, TableCheck};
use crate::audit::claim::exact::Rounding;
use crate::audit::claim::reading::{FalseAlarm, Reading};
use crate::audit::claim::score::{MeanF1, ZeroDivision};
use crate::audit::claim::survivors::{Pair, Standing, Survivors, any, list, matrix, one_of};
use crate::audit::claim::{Finding, Severity};
use crate::claim::published::Averaging;
use crate::text::thousands;

/// Most meanings and test sets that are named in a sentence.
const NAMED: usize = 4;

/// The check.
pub(super) static CHECK: TableCheck = Check {
    name: "survivors",
    title: "Which readings of a table survive",
    definition: "Every reading (scores of either class, macro, weighted and micro averages × rounding × zero division × mean F1 × false \
                 alarm rate × specificity) is tried on every test set: each row must have a confusion matrix, and all rows the same class \
                 sizes, but for folds, which may have their own. None survives: the table is inconsistent under everything listed. One, \
                 and every other was refuted: that is what must have been done. Else: undetermined.",
    source: "exact search; for binary tables with known class sizes the same question as mlscorecheck's (Fazekas & Kovács 2024, \
             doi 10.1016/j.softx.2024.101840)",
    assumptions: "All rows of a table were scored on the same test rows in one run and are meant alike, where none is a mean of others; \
                  accuracy is the share of rows that are right; figures follow one of the four roundings; what the paper states is meant.",
    example: "Accuracy 94 %, precision and recall 92 % of two models need different shares of attack: no test set gives both.",
    run: judge,
};

/// The conclusion for every table.
fn judge(tables: &[Survivors<'_>]) -> Vec<Finding> {
    tables.iter().map(conclude).collect()
}

/// The conclusion for one table, by the test sets of which the paper says the most.
fn conclude(table: &Survivors<'_>) -> Finding {
    if table.rows.is_empty() {
        let why = "the figures can be means over runs, for which no single matrix has to exist";
        return Finding::new(CHECK.name, Severity::NotCheckable, &table.table.place, why);
    }
    let scope = table.scope();
    let surviving: Vec<Pair<'_>> = table.within(scope).filter(|pair| pair.verdict.survives()).collect();
    let open =
        Open { undecided: table.within(scope).map(|pair| pair.verdict.undecided).sum(), of: table.tried_within(scope) };
    let finding = if !surviving.is_empty() {
        several(table, &surviving, open)
    } else if open.undecided > 0 {
        let says = format!("Undetermined: no reading was shown to be possible, and {open}.");
        Finding::new(CHECK.name, Severity::NotCheckable, &table.table.place, says)
    } else {
        none(table, scope)
    };
    finding
        .number("tried", table.tried().to_string())
        .number("surviving", surviving.iter().map(|pair| pair.verdict.surviving.len()).sum::<usize>().to_string())
        .number("undecided", open.undecided.to_string())
        .arithmetic(counts(table))
}

/// Pairs of a reading and a test set that neither survive nor are refuted.
#[derive(Debug, Clone, Copy)]
struct Open {
    undecided: usize,
    of: usize,
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} pairs of a reading and a test set could not be decided",
            thousands(self.undecided),
            thousands(self.of)
        )
    }
}

/// How many pairs were tried, as a product that can be checked.
fn counts(table: &Survivors<'_>) -> String {
    let readings: usize = table.meanings.iter().map(|meaning| meaning.readings.len()).sum();
    let each: Vec<String> =
        table.meanings.iter().map(|meaning| format!("{} as {}", meaning.readings.len(), meaning.name)).collect();
    let mut choices = vec![
        format!("{} roundings", Rounding::ALL.len()),
        format!("{} rules for empty denominators", ZeroDivision::OF_OCCURRING.len()),
    ];
    let any_reading =
        |varies: fn(&Reading) -> bool| table.meanings.iter().any(|meaning| meaning.readings.iter().any(varies));
    if any_reading(|reading| reading.averaging == Averaging::Macro) {
        choices.push(format!("for macro averages {} of them", ZeroDivision::ALL.len()));
    }
    if any_reading(|reading| reading.conventions.mean_f1 != MeanF1::OfClasses) {
        choices.push(format!("for averages {} definitions of F1", MeanF1::ALL.len()));
    }
    if any_reading(|reading| reading.false_alarm.is_some()) {
        choices.push(format!("{} false alarm rates", FalseAlarm::ALL.len()));
    }
    if any_reading(|reading| reading.averaging != Averaging::Binary && reading.positive.is_some()) {
        choices.push("for averages the classes that rates can be of".to_owned());
    }
    format!(
        "{} × {} = {} pairs were tried; the readings are {}: {} each",
        plural(readings, "reading"),
        plural(table.test_sets.len(), "test set"),
        thousands(table.tried()),
        list(&each),
        choices.join(", ")
    )
}

/// Nothing survives on the test sets of a scope.
fn none(table: &Survivors<'_>, scope: Standing) -> Finding {
    let elsewhere = table.within(Standing::Free).find(|pair| pair.verdict.survives());
    let open: usize = table.within(Standing::Free).map(|pair| pair.verdict.undecided).sum();
    let tests = table.tests(scope);
    let origins: Vec<&str> = tests.iter().map(|test| test.origin.as_str()).collect();
    let (rows, meanings) = (rows(table), table.meant());
    let says = match (elsewhere, scope) {
        (None, _) if open == 0 => {
            format!(
                "Inconsistent under everything listed: as {meanings}, {rows} come from no test set of any class sizes."
            )
        }
        (_, Standing::Printed) => {
            format!(
                "Inconsistent with the rows that the paper prints: as {meanings}, {rows} cannot come from {}.",
                named(&origins)
            )
        }
        _ => format!(
            "Inconsistent with every test set that the paper's words allow: as {meanings}, {rows} cannot come from {}.",
            named(&origins)
        ),
    };
    let finding = Finding::new(CHECK.name, Severity::Impossible, &table.table.place, says)
        .assuming(format!("the figures are {meanings}"))
        .assuming(table.same_rows())
        .assuming(CUT);
    let finding = table.definitions(&table.rows).into_iter().fold(finding, Finding::assuming);
    let finding = match scope {
        Standing::Free => finding,
        _ if elsewhere.is_none() && open == 0 => finding,
        _ => finding.assuming(one_of(&tests)),
    };
    match elsewhere.or_else(|| table.pairs().find(|pair| pair.verdict.survives())) {
        Some(pair) => finding.nearest(other_way(table, pair)),
        None => finding,
    }
}

/// A pair outside what the conclusion is about under which the table could be.
fn other_way(table: &Survivors<'_>, pair: Pair<'_>) -> String {
    let first = pair.verdict.surviving.first().and_then(|(_, matrices)| matrices.first());
    let sizes = first.map_or_else(String::new, |tally| {
        let size = |(class, rows): (&String, &u64)| format!("{} {class}", thousands(rows));
        let sizes: Vec<String> = table.paper.classes.iter().zip(&tally.actual).map(size).collect();
        format!(", such as {} rows", list(&sizes))
    });
    let stated = if pair.meaning.allowed { "" } else { ", which is not what the paper states," };
    format!("as {}{stated} the table would be possible on {}{sizes}", pair.meaning.name, pair.test.origin)
}

/// Something survives. What must have been done is told only where everything else was refuted.
fn several(table: &Survivors<'_>, surviving: &[Pair<'_>], open: Open) -> Finding {
    let names = distinct(surviving.iter().map(|pair| pair.meaning.name.as_str()));
    let origins = distinct(surviving.iter().map(|pair| pair.test.origin.as_str()));
    let cut = roundings(surviving);
    let is_one = names.len() == 1 && origins.len() == 1 && surviving[0].standing != Standing::Free;
    let says = if open.undecided > 0 {
        format!("Undetermined: the table could be {} on {}; {open}.", any(&names), named(&origins))
    } else if is_one {
        format!(
            "If the figures are right and the rows are among those listed, they are {} on {}, {cut}.",
            names[0], origins[0]
        )
    } else {
        format!("Undetermined: the table could be {} on {}, {cut}.", any(&names), named(&origins))
    };
    let finding = Finding::new(CHECK.name, Severity::Unremarkable, &table.table.place, says);
    let Some((_, matrices)) = surviving[0].verdict.surviving.first() else { return finding };
    let example = |((model, _), tally): (&(&str, _), &_)| format!("{model}: {}", matrix(tally, &table.paper.classes));
    let examples: Vec<String> = table.rows.iter().zip(matrices).map(example).collect();
    let Pair { meaning, test, .. } = surviving[0];
    finding.nearest(format!("{} on {}: {}", meaning.name, test.origin, examples.join(" | ")))
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// Which ways of cutting digits are left.
fn roundings(surviving: &[Pair<'_>]) -> &'static str {
    let is_left = |wanted: fn(Rounding) -> bool| {
        surviving.iter().any(|pair| {
            let mut readings = pair.verdict.surviving.iter().map(|(at, _)| &pair.meaning.readings[*at]);
            readings.any(|reading| wanted(reading.rounding))
        })
    };
    match (is_left(|mode| mode != Rounding::Truncated), is_left(|mode| mode == Rounding::Truncated)) {
        (true, true) => "rounded or truncated",
        (false, true) => "truncated, not rounded",
        _ => "rounded, not truncated",
    }
}

fn rows(table: &Survivors<'_>) -> String {
    match table.rows.len() {
        1 => format!("the figures of {}", table.rows[0].0),
        many if table.apart => format!("the {many} rows, meant alike,"),
        many => format!("the {many} rows together"),
    }
}

fn plural(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// The first few of many names.
fn named(names: &[&str]) -> String {
    if names.len() <= NAMED {
        return any(names);
    }
    format!("{} or {} others", names[..NAMED].join(", "), names.len() - NAMED)
}
