//! What is known to be wrong with an edition.

use super::Check;
use crate::audit::data::{Case, Level, Outcome};

/// The check.
pub(super) const CHECK: Check = Check {
    name: "errata",
    title: "Known errata",
    question: "What have others found wrong with these files?",
    statistic: "Nothing is measured: the catalogue's errata of the edition, each with its source. Generated rows have none.",
    thresholds: &[],
    source: "The catalogue; `idsbench data show EDITION` prints them beside the other traps.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    if case.rows.table.origin.is_synthetic() {
        return vec![Outcome::not_applicable(CHECK.name, "the rows are generated")];
    }
    let Some(edition) = case.rows.edition else {
        return vec![Outcome::not_applicable(CHECK.name, "the files are of no catalogued edition")];
    };
    let erratum = |trap: &crate::dataset::catalogue::Trap| {
        let says = format!("{}. {} Source: {}.", trap.title, trap.detail, trap.source);
        Outcome::new(CHECK.name, Level::Warning, says)
    };
    let outcomes: Vec<Outcome> = edition.errata().map(erratum).collect();
    if outcomes.is_empty() {
        let says = format!("The catalogue knows of no erratum of {}.", edition.name);
        return vec![Outcome::new(CHECK.name, Level::Fine, says)];
    }
    outcomes
}
