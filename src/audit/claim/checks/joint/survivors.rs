//! What a table must mean if its figures are right: nothing that is listed, one reading, or several.

use super::Check;
use crate::audit::claim::survivors::{self, Meaning, Survivors, Verdict, list, matrix};
use crate::audit::claim::reading::TestSet;
use crate::audit::claim::{Finding, Severity};
use crate::text::thousands;

/// Most meanings and test sets that are named in a sentence.
const NAMED: usize = 4;

/// The check.
pub(super) static CHECK: Check = Check {
    name: "survivors",
    title: "Which readings of a table survive",
    definition: "Every reading (scores of either class, macro, weighted and micro averages × rounding × zero division × macro F1 × false \
                 alarm rate) is tried on every test set: each row must have a confusion matrix, and all rows the same class sizes. None \
                 survives: the table is inconsistent under everything listed. One: that is what must have been done. Several: undetermined.",
    source: "exact search; for binary tables with known class sizes the same question as mlscorecheck's (Fazekas & Kovács 2024, \
             doi 10.1016/j.softx.2024.101840)",
    assumptions: "All rows of a table were scored on the same test rows and are meant alike; figures follow one of the four roundings; what \
                  the paper states is meant.",
    example: "Accuracy 94 %, precision and recall 92 % of two models need different shares of attack: no test set gives both.",
    run: |case| judge(&survivors::search(case)),
};

/// The conclusion for every table.
pub(super) fn judge(tables: &[Survivors<'_>]) -> Vec<Finding> {
    tables.iter().map(conclude).collect()
}

/// The conclusion for one table.
fn conclude(table: &Survivors<'_>) -> Finding {
    let allowed: Vec<(&Meaning, &TestSet, &Verdict)> =
        table.survivors().filter(|(meaning, _, _)| meaning.allowed).collect();
    let tied: Vec<_> = allowed.iter().copied().filter(|(_, test, _)| !test.is_free()).collect();
    let undecided = |free: bool| {
        let pairs = table.verdict_of_all().filter(|(meaning, test, _)| meaning.allowed && (free || !test.is_free()));
        pairs.map(|(_, _, verdict)| verdict.undecided).sum::<usize>()
    };
    let any_tied = table.test_sets.iter().any(|test| !test.is_free());
    let finding = if !tied.is_empty() {
        several(table, &tied)
    } else if any_tied && undecided(false) == 0 {
        only_elsewhere(table, &allowed, undecided(true))
    } else if !allowed.is_empty() {
        several(table, &allowed)
    } else if undecided(true) == 0 {
        none(table)
    } else {
        undecided_table(table, undecided(true))
    };
    finding
        .number("tried", table.tried().to_string())
        .number("surviving", allowed.iter().map(|(_, _, verdict)| verdict.surviving.len()).sum::<usize>().to_string())
        .number("undecided", undecided(true).to_string())
        .arithmetic(format!(
            "{} readings × test sets were tried ({}; 4 roundings); {} test sets: {}",
            thousands(table.tried()),
            list(&table.meanings.iter().map(|meaning| meaning.name.as_str()).collect::<Vec<_>>()),
            table.test_sets.len(),
            named(&table.test_sets.iter().map(|test| test.origin.as_str()).collect::<Vec<_>>()),
        ))
}

fn finding(table: &Survivors<'_>, severity: Severity, says: String) -> Finding {
    Finding::new(CHECK.name, severity, &table.table.place, says)
}

fn none(table: &Survivors<'_>) -> Finding {
    let says = format!(
        "Inconsistent under everything listed: as {} the {} can come from no test set of any class sizes.",
        meanings(table),
        rows(table)
    );
    with_assumptions(with_other_readings(finding(table, Severity::Impossible, says), table), table)
}

/// The test sets that the paper's words allow are all out; free sizes may not be.
fn only_elsewhere(table: &Survivors<'_>, free: &[(&Meaning, &TestSet, &Verdict)], undecided: usize) -> Finding {
    let Some((meaning, _, verdict)) = free.first() else {
        return if undecided == 0 { none(table) } else { not_on_tied(table, String::new()) };
    };
    let example = verdict.surviving.first().and_then(|(_, matrices)| matrices.first());
    let sizes = example.map_or_else(String::new, |tally| {
        let size = |(name, rows): (&String, &u64)| format!("{} {name}", thousands(rows));
        list(&table.paper.classes.iter().zip(&tally.actual).map(size).collect::<Vec<_>>())
    });
    not_on_tied(table, format!(" With other class sizes it could, such as {sizes} rows as {}.", meaning.name))
}

fn not_on_tied(table: &Survivors<'_>, more: String) -> Finding {
    let tied: Vec<&str> = tied(table).map(|test| test.origin.as_str()).collect();
    let says = format!(
        "Inconsistent with every test set that the paper's words allow: as {} the {} cannot come from {}.{more}",
        meanings(table),
        rows(table),
        named(&tied)
    );
    let finding = finding(table, Severity::Impossible, says)
        .assuming(format!("the rows were scored on one of: {}", tied.join("; ")));
    with_assumptions(with_other_readings(finding, table), table)
}

fn undecided_table(table: &Survivors<'_>, undecided: usize) -> Finding {
    let says = format!(
        "Undetermined: no reading was shown to be possible, and {} of {} could not be decided.",
        thousands(undecided),
        thousands(table.tried())
    );
    finding(table, Severity::NotCheckable, says)
}

fn several(table: &Survivors<'_>, surviving: &[(&Meaning, &TestSet, &Verdict)]) -> Finding {
    let mut names: Vec<&str> = surviving.iter().map(|(meaning, _, _)| meaning.name.as_str()).collect();
    names.dedup();
    let mut origins: Vec<&str> = Vec::new();
    for (_, test, _) in surviving {
        if !origins.contains(&test.origin.as_str()) {
            origins.push(&test.origin);
        }
    }
    let roundings = roundings(surviving);
    let is_one = names.len() == 1 && origins.len() == 1 && !surviving[0].1.is_free();
    let says = if is_one {
        format!(
            "What must have been done, if the figures are right and the test set is one of those listed: {} on {}, {}.",
            names[0], origins[0], roundings
        )
    } else {
        format!("Undetermined: the table could be {} on {}, {}.", either(&names), named(&origins), roundings)
    };
    let finding = finding(table, Severity::Unremarkable, says);
    let (_, test, verdict) = surviving[0];
    let Some((_, matrices)) = verdict.surviving.first() else { return finding };
    let example = |((model, _), tally): (&(&str, _), &_)| format!("{model}: {}", matrix(tally, &table.paper.classes));
    let examples: Vec<String> = table.rows.iter().zip(matrices).map(example).collect();
    finding.nearest(format!("as {} on {}: {}", surviving[0].0.name, test.origin, examples.join(" | ")))
}

/// Which ways of cutting digits are left.
fn roundings(surviving: &[(&Meaning, &TestSet, &Verdict)]) -> String {
    let mut modes: Vec<_> = surviving
        .iter()
        .flat_map(|(meaning, _, verdict)| verdict.surviving.iter().map(|(at, _)| meaning.readings[*at].rounding))
        .collect();
    modes.sort_unstable();
    modes.dedup();
    use crate::audit::claim::exact::Rounding;
    match (modes.contains(&Rounding::Nearest), modes.contains(&Rounding::Truncated)) {
        (true, true) => "rounded or truncated".to_owned(),
        (false, true) => "truncated, not rounded".to_owned(),
        _ => "rounded".to_owned(),
    }
}

/// If nothing that is stated survives, whether something else would.
fn with_other_readings(finding: Finding, table: &Survivors<'_>) -> Finding {
    let other = table.survivors().find(|(meaning, _, _)| !meaning.allowed);
    match other {
        Some((meaning, test, _)) => finding.nearest(format!(
            "read as {}, which is not what the paper states, the table would be possible on {}",
            meaning.name, test.origin
        )),
        None => finding,
    }
}

fn with_assumptions(finding: Finding, table: &Survivors<'_>) -> Finding {
    finding
        .assuming(format!("the figures are {}", either(&table.allowed().map(|m| m.name.as_str()).collect::<Vec<_>>())))
        .assuming("all rows of the table were scored on the same test rows and are meant alike")
        .assuming("figures were rounded to the nearest or truncated")
}

fn tied<'a>(table: &'a Survivors<'_>) -> impl Iterator<Item = &'a TestSet> {
    table.test_sets.iter().filter(|test| !test.is_free())
}

fn meanings(table: &Survivors<'_>) -> String {
    either(&table.allowed().map(|meaning| meaning.name.as_str()).collect::<Vec<_>>())
}

fn rows(table: &Survivors<'_>) -> String {
    match table.rows.len() {
        1 => format!("row {}", table.rows[0].0),
        many => format!("{many} rows together"),
    }
}

fn either(names: &[&str]) -> String {
    list(names).replace(" and ", " or ")
}

/// The first few of many names.
fn named(names: &[&str]) -> String {
    if names.len() <= NAMED {
        return either(names);
    }
    format!("{} or {} others", names[..NAMED].join(", "), names.len() - NAMED)
}
