//! The numbers of rows that a paper declares against each other, its split and the catalogue.

use std::collections::BTreeMap;

use super::editions;
use super::support::{not_checkable, percent, printed, total, widest};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Mismatch, Unremarkable};
use crate::audit::claim::exact::ratio;
use crate::claim::published::{Declared, Figure, Paper, Part};
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "declared_counts",
    title: "Declared numbers of rows",
    definition: "A number is given once; the classes of a part add up to it; training, validation and test rows add up to the rows \
                 used (validation rows may be counted among the training rows); each part is the declared share; the dataset has \
                 the rows of an edition.",
    source: "arithmetic, and the catalogue of editions",
    assumptions: "The parts are of one split of the same rows.",
    example: "70,000 training and 20,000 test rows of 100,000 without validation rows leave 10,000 unexplained.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let paper = case.paper;
    if paper.declared.is_empty() {
        return vec![not_checkable(CHECK.name, "the whole paper", "the paper gives no numbers of rows")];
    }
    let parts = [twice(paper), classes(paper), sum_of_parts(paper), shares(paper), edition(paper)];
    parts.into_iter().flatten().collect()
}

const PARTS: [Part; 5] = [Part::Dataset, Part::Used, Part::Train, Part::Validation, Part::Test];

fn name(part: Part) -> &'static str {
    match part {
        Part::Dataset => "dataset",
        Part::Used => "rows used",
        Part::Train => "training rows",
        Part::Validation => "validation rows",
        Part::Test => "test rows",
    }
}

fn whole(paper: &Paper, part: Part) -> Option<&Declared> {
    paper.declared.iter().find(|declared| declared.part == part && declared.class.is_none())
}

/// The rows that the split is of.
fn used(paper: &Paper) -> Option<&Declared> {
    whole(paper, Part::Used).or_else(|| whole(paper, Part::Dataset))
}

fn finding(good: bool, place: &str, says: String, arithmetic: String) -> Finding {
    Finding::new(CHECK.name, if good { Unremarkable } else { Mismatch }, place, says).arithmetic(arithmetic)
}

/// The same number given twice must be the same; only differences are told.
fn twice(paper: &Paper) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, first) in paper.declared.iter().enumerate() {
        let same =
            |other: &&Declared| other.part == first.part && other.class == first.class && other.rows != first.rows;
        if let Some(other) = paper.declared[index + 1..].iter().find(same) {
            let of = first.class.as_ref().map_or_else(String::new, |class| format!(" of {class}"));
            let says = format!("Two numbers are given for the {}{of}.", name(first.part));
            let line =
                format!("{} in {}, {} in {}", thousands(first.rows), first.place, thousands(other.rows), other.place);
            found.push(finding(false, &first.place, says, line));
        }
    }
    found
}

/// The classes of a part, where all are given, add up to it.
fn classes(paper: &Paper) -> Vec<Finding> {
    let of_part = |part: Part| {
        let given: BTreeMap<&str, u64> = paper
            .declared
            .iter()
            .filter(|declared| declared.part == part)
            .filter_map(|declared| Some((declared.class.as_deref()?, declared.rows)))
            .collect();
        let whole = whole(paper, part)?;
        if given.is_empty() {
            return None;
        }
        let complete = paper.classes.iter().all(|class| given.contains_key(class.as_str()));
        let Some(sum) = total(given.values()) else {
            return Some(not_checkable(CHECK.name, &whole.place, "the classes add up to more than any dataset"));
        };
        let good = if complete { sum == whole.rows } else { sum <= whole.rows };
        let verb = if good { "add up" } else { "do not add up" };
        let listed: Vec<String> = given.values().map(thousands).collect();
        let says = format!("The classes of the {} {verb}.", name(part));
        let line = format!("{} = {}, declared {}", listed.join(" + "), thousands(sum), thousands(whole.rows));
        Some(finding(good, &whole.place, says, line))
    };
    PARTS.into_iter().filter_map(of_part).collect()
}

/// Training, validation and test rows add up to the rows used.
fn sum_of_parts(paper: &Paper) -> Vec<Finding> {
    let (Some(used), Some(train), Some(test)) = (used(paper), whole(paper, Part::Train), whole(paper, Part::Test))
    else {
        return Vec::new();
    };
    let validation = whole(paper, Part::Validation).map(|declared| declared.rows);
    let Some(without) = total([&train.rows, &test.rows]) else { return Vec::new() };
    let with = without.saturating_add(validation.unwrap_or(0));
    let open = validation.is_none() && paper.split.validation.is_some() && without <= used.rows;
    let good = with == used.rows || without == used.rows || open;
    let plus = validation.map_or_else(String::new, |rows| format!(" + {}", thousands(rows)));
    let line = format!(
        "{}{plus} + {} = {}, declared {}",
        thousands(train.rows),
        thousands(test.rows),
        thousands(with),
        thousands(used.rows)
    );
    let verb = if good { "go with" } else { "do not add up to" };
    vec![finding(good, &used.place, format!("The parts of the split {verb} the {}.", name(used.part)), line)]
}

/// Each part is the declared share of the rows used.
fn shares(paper: &Paper) -> Vec<Finding> {
    let split = &paper.split;
    let stated = [(Part::Train, &split.train), (Part::Validation, &split.validation), (Part::Test, &split.test)];
    let Some(used) = used(paper).filter(|used| used.rows > 0) else { return Vec::new() };
    let one = |(part, share): (Part, &Option<Figure>)| {
        let (share, declared) = (share.as_ref()?, whole(paper, part)?);
        let print = widest(share);
        // Rows are whole, so a share may be one row off.
        let around = [declared.rows.saturating_sub(1), declared.rows, declared.rows.saturating_add(1)];
        let good = around.into_iter().any(|rows| print.contains(&ratio(rows, used.rows)));
        let is = percent(&ratio(declared.rows, used.rows), 2);
        let verb = if good { "are" } else { "are not" };
        let says = format!("The {} {verb} {} of the {}.", name(part), printed(share), name(used.part));
        let line = format!("{}/{} = {is}, declared {}", thousands(declared.rows), thousands(used.rows), printed(share));
        Some(finding(good, &declared.place, says, line))
    };
    stated.into_iter().filter_map(one).collect()
}

/// The dataset has the rows of an edition, and its classes theirs.
fn edition(paper: &Paper) -> Vec<Finding> {
    let Some(dataset) = whole(paper, Part::Dataset) else { return Vec::new() };
    let editions = editions::of(paper);
    if editions.is_empty() {
        return vec![not_checkable(CHECK.name, &dataset.place, "the dataset is not in the catalogue")];
    }
    let hit = editions.iter().find(|edition| edition.rows.value == dataset.rows);
    let known: Vec<String> =
        editions.iter().map(|edition| format!("{} {}", edition.name, thousands(edition.rows.value))).collect();
    let line = format!("declared {}; {}", thousands(dataset.rows), known.join(", "));
    let says = match hit {
        Some(edition) => format!("The dataset has the rows of {}.", edition.name),
        None => "The dataset has the rows of no known edition.".to_owned(),
    };
    let mut found = vec![finding(hit.is_some(), &dataset.place, says, line)];
    let of_class = |declared: &Declared| {
        let class = declared.class.as_deref().filter(|_| declared.part == Part::Dataset)?;
        let published = hit?.class(class)?.rows.filter(|rows| rows.verified)?.value;
        let verb = if published == declared.rows { "has" } else { "does not have" };
        let says = format!("{class} {verb} the rows of the edition.");
        let line = format!("declared {}, the edition has {}", thousands(declared.rows), thousands(published));
        Some(finding(published == declared.rows, &declared.place, says, line))
    };
    found.extend(paper.declared.iter().filter_map(of_class));
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, figure, run, severities};
    use super::*;
    use crate::audit::claim::Severity::NotCheckable;
    use crate::claim::published::Shares;

    fn paper(counts: &[(Part, Option<&str>, u64)]) -> Paper {
        let declared = counts.iter().map(|&(part, class, rows)| Declared {
            part,
            class: class.map(str::to_owned),
            rows,
            place: "Section 2".to_owned(),
        });
        Paper { declared: declared.collect(), ..binary(&["a accuracy=1"]) }
    }

    use Part::{Dataset, Test, Train, Used, Validation};

    #[test]
    fn parts_add_up() {
        assert_clean(&run(
            &CHECK,
            &paper(&[(Used, None, 100), (Train, None, 70), (Validation, None, 10), (Test, None, 20)]),
        ));
        assert_clean(&run(
            &CHECK,
            &paper(&[(Used, None, 100), (Train, None, 80), (Validation, None, 10), (Test, None, 20)]),
        ));
        assert_eq!(severities(&CHECK, &paper(&[(Used, None, 100), (Train, None, 70), (Test, None, 20)])), [Mismatch]);
    }

    #[test]
    fn classes_add_up() {
        let rows = |attack| paper(&[(Test, None, 100), (Test, Some("benign"), 60), (Test, Some("attack"), attack)]);
        assert_clean(&run(&CHECK, &rows(40)));
        let findings = run(&CHECK, &rows(41));
        assert_eq!(findings[0].severity, Mismatch);
        assert_eq!(findings[0].arithmetic, "41 + 60 = 101, declared 100");
    }

    #[test]
    fn shares_are_kept_within_a_row() {
        let mut paper = paper(&[(Used, None, 1_003), (Test, None, 201)]);
        paper.split = Shares { train: None, validation: None, test: Some(figure("20%")) };
        assert_clean(&run(&CHECK, &paper));
        paper.declared[1].rows = 301;
        assert_eq!(severities(&CHECK, &paper), [Mismatch]);
    }

    #[test]
    fn the_dataset_is_an_edition() {
        let mut paper = paper(&[(Dataset, None, 2_830_743), (Dataset, Some("BENIGN"), 2_273_097)]);
        assert_eq!(severities(&CHECK, &paper).last(), Some(&NotCheckable));
        paper.dataset = "CICIDS2017".to_owned();
        assert_clean(&run(&CHECK, &paper));
        paper.declared[0].rows += 1;
        assert!(severities(&CHECK, &paper).contains(&Mismatch));
    }

    #[test]
    fn a_number_is_given_once() {
        let found = severities(&CHECK, &paper(&[(Test, None, 10), (Test, None, 11)]));
        assert_eq!(found, [Mismatch]);
        assert_eq!(severities(&CHECK, &paper(&[])), [NotCheckable]);
    }
}
