//! Whether the rows of a binary table can share one test set: the share of attacks that each row needs.

use super::{CUT, Check, TableCheck, identity};
use crate::audit::claim::exact::{Range, Rounding, ratio};
use crate::audit::claim::reading::Reading;
use crate::audit::claim::solve::share;
use crate::audit::claim::survivors::{Standing, Survivors, constraints, list};
use crate::audit::claim::{Finding, Severity};
use crate::claim::published::Averaging;

/// The check.
pub(super) static CHECK: TableCheck = Check {
    name: "shared_class_share",
    title: "One share of the positive class for all rows of a table",
    definition: "From 1 − accuracy = π·((1 − R) + R·(1/P − 1)) each row's accuracy, precision P and recall R give the interval of the \
                 positive class's share π in its test set. The intervals of all rows must have a number in common.",
    source: "the identity follows from fn = π·n·(1 − R) and fp = π·n·R·(1/P − 1)",
    assumptions: "Precision and recall are of one class, the same one in every row, and all rows were scored on the same test rows.",
    example: "Accuracy 94.2 %, P 91.8 %, R 92.5 % need π from 0.3625 to 0.3714; accuracy 97.1 %, P 95.2 %, R 96.1 % from 0.3222 to 0.3376.",
    run: judge,
};

/// Every binary table with several rows of the same test rows.
fn judge(tables: &[Survivors<'_>]) -> Vec<Finding> {
    let has_a_share = |table: &&Survivors<'_>| table.paper.classes.len() == 2 && table.rows.len() > 1 && !table.apart;
    tables.iter().filter(has_a_share).filter_map(judge_table).collect()
}

/// The shares of the positive class that the rows need under one reading.
struct Shares<'a> {
    reading: &'a Reading,
    rows: Vec<Range>,
    common: Range,
}

/// `None` where no row says anything of the share, and where a row is impossible by itself: that is another check's to say.
fn judge_table(table: &Survivors<'_>) -> Option<Finding> {
    // What the other two roundings allow, one of these allows.
    let widest = |reading: &&Reading| matches!(reading.rounding, Rounding::Nearest | Rounding::Truncated);
    let of_one_class = table.allowed().filter(|meaning| meaning.readings[0].averaging == Averaging::Binary);
    let readings = of_one_class.flat_map(|meaning| &meaning.readings).filter(widest);
    let all: Vec<Shares<'_>> = readings.map(|reading| Shares::of(table, reading)).collect();
    let shown = all.iter().find(|shares| !shares.common.is_empty());
    let shown = shown.or_else(|| all.iter().find(|shares| shares.rows.iter().all(|row| !row.is_empty())))?;
    if shown.rows.iter().all(says_nothing) {
        return None;
    }
    let finding = if shown.common.is_empty() { disjoint(table) } else { shared(table, shown) };
    Some(with_shares(finding, table, shown))
}

fn says_nothing(range: &Range) -> bool {
    range.low.value == ratio(0, 1) && range.high.value == ratio(1, 1)
}

fn shared(table: &Survivors<'_>, shares: &Shares<'_>) -> Finding {
    let (low, high) = shares.common.as_f64();
    let class = shares.reading.positive.map_or("the positive class", |class| &table.paper.classes[class]);
    let says =
        format!("No row excludes a test set for all: each leaves a share of {class} from {low:.4} to {high:.4}.");
    Finding::new(CHECK.name, Severity::Unremarkable, &table.table.place, says)
}

/// No share fits all rows, whatever is read as a score of one class. Where the paper leaves averages open and they work, figures of one
/// class are not what was meant; where they may work, nothing is shown.
fn disjoint(table: &Survivors<'_>) -> Finding {
    let place = &table.table.place;
    let averages =
        || table.within(Standing::Free).filter(|pair| pair.meaning.readings[0].averaging != Averaging::Binary);
    if let Some(pair) = averages().find(|pair| pair.verdict.survives()) {
        let says = format!(
            "As scores of one class the rows need different shares of it; as {} they can share a test set.",
            pair.meaning.name
        );
        return Finding::new(CHECK.name, Severity::Unremarkable, place, says);
    }
    if averages().any(|pair| pair.verdict.undecided > 0) {
        let says = "As scores of one class the rows need different shares of it; whether as averages they can share a test set was not \
                    decided.";
        return Finding::new(CHECK.name, Severity::NotCheckable, place, says);
    }
    let says = format!(
        "The rows need different shares of the positive class, whichever of {} it is: one test set cannot give them all.",
        list(&table.paper.classes)
    );
    let finding = Finding::new(CHECK.name, Severity::Impossible, place, says)
        .assuming("precision, recall and F1 are of one class, the same one in every row")
        .assuming(table.same_rows())
        .assuming(CUT);
    table.definitions(&table.rows).into_iter().fold(finding, Finding::assuming)
}

impl<'a> Shares<'a> {
    /// Of the positive class; the solver's are of class 1.
    fn of(table: &Survivors<'_>, reading: &'a Reading) -> Self {
        let of_row = |row| {
            let range = share::of_positives(&constraints(row, reading), reading.conventions);
            if reading.positive == Some(0) { range.one_minus() } else { range }
        };
        let rows: Vec<Range> = table.rows.iter().map(|(_, row)| of_row(row)).collect();
        let whole = Range::unit();
        let common = rows.iter().fold(whole, |common, range| common.intersection(range));
        Self { reading, rows, common }
    }
}

fn with_shares(mut finding: Finding, table: &Survivors<'_>, shares: &Shares<'_>) -> Finding {
    let mut intervals = Vec::new();
    let mut by: Vec<&str> = Vec::new();
    for ((model, row), range) in table.rows.iter().zip(&shares.rows) {
        let (low, high) = range.as_f64();
        let identity = identity(&constraints(row, shares.reading), shares.reading);
        if !by.contains(&identity) {
            by.push(identity);
        }
        intervals.push(format!("{model} {low:.4} to {high:.4}"));
        finding = finding
            .number(&format!("{model}.low"), range.low.value.to_string())
            .number(&format!("{model}.high"), range.high.value.to_string());
    }
    finding.arithmetic(format!("shares π from {}: {}", by.join(", or from "), intervals.join(", ")))
}
