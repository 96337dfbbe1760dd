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
    shortcut: false,
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    if case.rows.table.origin.is_synthetic() {
        return vec![Outcome::not_applicable(CHECK.name, "the rows are generated")];
    }
    let Some(edition) = case.rows.edition else {
        return vec![Outcome::not_applicable(CHECK.name, "the files are of no catalogued edition")];
    };
    let errata: Vec<String> = edition.errata().map(|trap| format!("{} ({})", trap.title, trap.source)).collect();
    if errata.is_empty() {
        let says = format!("The catalogue knows of no erratum of {}.", edition.name);
        return vec![Outcome::new(CHECK.name, Level::Fine, says)];
    }
    let says = format!("Known to be wrong with {}: {}.", edition.name, errata.join("; "));
    let outcome = Outcome::new(CHECK.name, Level::Warning, says)
        .consequence(format!("`idsbench data show {}` says more of each.", edition.name))
        .count("errata", errata.len() as u64);
    vec![outcome]
}
