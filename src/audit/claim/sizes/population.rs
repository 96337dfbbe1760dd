//! The rows that a test set is taken from.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use super::fraction::Fraction;
use super::printed::Counts;
use crate::audit::claim::exact::{Rational, ratio};
use crate::claim::published::Paper;
use crate::dataset::Side;
use crate::dataset::catalogue::{self, ClassInfo, Cleaned, Count, Edition};

/// As the publishers left it.
const AS_PUBLISHED: &str = "as published";

/// Rows of one or more editions of which the number is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// Names of the editions that have exactly these sizes.
    pub from: Vec<String>,
    /// What was done to them, or which part of them it is: `as published`.
    pub state: String,
    /// Raw labels that no pattern of the paper's file covers: their rows are not counted.
    pub left_out: Vec<String>,
    /// All rows that are counted.
    pub rows: u64,
    /// Rows of each of the paper's classes; `None` where nothing is known of them.
    pub classes: Option<Vec<RangeInclusive<u64>>>,
    /// Whether every count was read from the files or a published table.
    pub verified: bool,
}

impl Population {
    /// Rows that the paper itself counts.
    pub(super) fn declared(counts: Counts) -> Self {
        Self {
            from: vec![counts.origin],
            state: "declared as used".to_owned(),
            left_out: Vec::new(),
            rows: counts.rows,
            classes: Some(counts.classes),
            verified: true,
        }
    }

    /// All rows of an edition, counted in its files; `sizes` are those of the paper's classes.
    pub fn counted(edition: &str, folder: &str, sizes: &[u64], left_out: Vec<String>) -> Self {
        Self {
            from: vec![edition.to_owned()],
            state: format!("{AS_PUBLISHED}, counted in {folder}"),
            left_out,
            rows: sizes.iter().sum(),
            classes: Some(sizes.iter().map(|&rows| rows..=rows).collect()),
            verified: true,
        }
    }

    /// Whether nothing was dropped.
    pub(in crate::audit::claim) fn is_as_published(&self) -> bool {
        self.state.starts_with(AS_PUBLISHED)
    }

    /// Rows of each class; empty where [`Self::classes`] is `None`.
    pub(super) fn class_ranges(&self) -> Vec<RangeInclusive<u64>> {
        self.classes.clone().unwrap_or_default()
    }

    /// Rows of each class, where all are known exactly.
    pub fn sizes(&self) -> Option<Vec<u64>> {
        let exact = |class: &RangeInclusive<u64>| (class.start() == class.end()).then_some(*class.start());
        self.classes.as_ref()?.iter().map(exact).collect()
    }

    /// Each class of a stratified share, in proportion to the rows drawn: rounded down for the fewest rows that the share can be, up for
    /// the most. `None` where a class's rows are not known exactly.
    pub(super) fn stratified(&self, share: &Fraction) -> Option<Vec<RangeInclusive<u64>>> {
        let drawn = share.rows(self.rows);
        let all = u128::from(self.rows.max(1));
        let part = |size: u64, drawn: &u64| u128::from(size) * u128::from(*drawn);
        let of = |size: u64| {
            // At most `size`, as the rows drawn are at most all.
            (part(size, drawn.start()) / all) as u64..=part(size, drawn.end()).div_ceil(all) as u64
        };
        Some(self.sizes()?.into_iter().map(of).collect())
    }

    /// In words, with `how` rows were taken from it.
    pub(super) fn origin(&self, how: &str) -> String {
        let mut words = format!("{}, {}", self.from.join(" or "), self.state);
        if !self.left_out.is_empty() {
            words += &format!(" without {}", self.left_out.join(", "));
        }
        if !how.is_empty() {
            words += &format!(", {how}");
        }
        if !self.verified {
            words += " (counts from memory)";
        }
        words
    }

    /// Why the rows of the classes are not known.
    pub(in crate::audit::claim) fn why_no_classes(&self, paper: &Paper) -> &'static str {
        if paper.labels.is_empty() {
            "the file of claims has no `labels`, so it is not known which rows are of which class"
        } else {
            "the catalogue has no table of its classes"
        }
    }

    /// Whether other editions have the very same rows.
    fn equals(&self, other: &Self) -> bool {
        let parts = |of: &Self| (of.state.clone(), of.left_out.clone(), of.rows, of.classes.clone(), of.verified);
        parts(self) == parts(other)
    }
}

impl fmt::Display for Population {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin(""))
    }
}

/// The editions that the paper may mean: the one that it states, else all of its dataset.
pub fn editions(paper: &Paper) -> Vec<&'static Edition> {
    match &paper.edition {
        Some(name) => catalogue::find(name).into_iter().collect(),
        None => catalogue::editions_of(&paper.dataset).collect(),
    }
}

/// Why the catalogue has none of them.
fn why_no_edition(paper: &Paper) -> String {
    let Some(name) = &paper.edition else {
        return format!("The catalogue has no dataset {}: its class sizes are unknown.", paper.dataset);
    };
    let hint = catalogue::nearest(name).map_or_else(String::new, |near| format!(" Is {} meant?", near.name));
    format!("The catalogue has no edition {name}: its class sizes are unknown.{hint}")
}

/// Every edition as published and after each cleaning of which counts are known, editions with equal sizes as one.
pub(in crate::audit::claim) fn populations(paper: &Paper, notes: &mut Vec<String>) -> Vec<Population> {
    let mut found: Vec<Population> = Vec::new();
    let editions = editions(paper);
    if editions.is_empty() {
        notes.push(why_no_edition(paper));
    }
    for edition in editions {
        let cleaned = edition.cleaned.iter().filter(|cleaned| cleaned.side.is_none());
        for population in
            std::iter::once(published(paper, edition)).chain(cleaned.map(|rows| after(paper, edition, rows)))
        {
            match found.iter_mut().find(|known| known.equals(&population)) {
                Some(known) => known.from.extend(population.from),
                None => found.push(population),
            }
        }
    }
    found
}

fn published(paper: &Paper, edition: &Edition) -> Population {
    let counts: Option<Vec<_>> = edition.classes.iter().map(|class| Some((class.name, class.rows?))).collect();
    population(paper, edition, AS_PUBLISHED, edition.rows, &counts.unwrap_or_default())
}

fn after(paper: &Paper, edition: &Edition, cleaned: &Cleaned) -> Population {
    population(paper, edition, cleaned.cleaning.name(), cleaned.rows, cleaned.classes)
}

/// Rows by the paper's classes, from `counts` by raw label.
fn population(
    paper: &Paper,
    edition: &Edition,
    state: &str,
    rows: Count,
    counts: &[(&'static str, Count)],
) -> Population {
    let mut population = Population {
        from: vec![edition.name.to_owned()],
        state: state.to_owned(),
        left_out: Vec::new(),
        rows: rows.value,
        classes: None,
        verified: rows.verified,
    };
    if paper.labels.is_empty() || counts.is_empty() {
        return population;
    }
    let mut sizes = vec![0; paper.classes.len()];
    let mut doubtful = BTreeSet::new();
    for &(label, count) in counts {
        let class = paper.class_of(label);
        match class {
            Some(class) => sizes[class] += count.value,
            None => {
                population.left_out.push(label.to_owned());
                population.rows -= count.value;
            }
        }
        if !count.verified {
            doubtful.insert(class);
        }
    }
    // If labels of a single class are in doubt, their sum is not: it is what the others leave of the total.
    population.verified &= doubtful.len() <= 1;
    population.classes = Some(sizes.into_iter().map(|size| size..=size).collect());
    population
}

/// A side of the official split of every edition that has one, as published and cleaned.
pub(super) fn official(paper: &Paper, side: Side, notes: &mut Vec<String>) -> Vec<Official> {
    let mut found = Vec::new();
    for edition in editions(paper) {
        let all = published(paper, edition).rows;
        let cleaned = edition.cleaned.iter().filter(|cleaned| cleaned.side == Some(side));
        let published = published_side(paper, edition, side);
        for part in published.into_iter().chain(cleaned.map(|cleaned| cleaned_side(paper, edition, cleaned, side))) {
            match part {
                Ok(population) => found.push(Official { share: ratio(population.rows, all.max(1)), population }),
                Err(why) => notes.push(why),
            }
        }
    }
    found
}

/// A side of an official split.
pub(super) struct Official {
    pub(super) population: Population,
    /// Its part of the edition as published.
    pub(super) share: Rational,
}

/// What is known of the rows of a label on one side.
struct Known {
    label: &'static str,
    /// How many there are.
    rows: Option<u64>,
    /// How many there can be.
    most: Option<Count>,
}

/// `None` where the edition has no official split, or nothing of it can be told.
fn published_side(paper: &Paper, edition: &Edition, side: Side) -> Option<Result<Population, String>> {
    let known: Vec<Known> = edition
        .classes
        .iter()
        .map(|class| Known { label: class.name, rows: rows_on(class, side), most: class.rows })
        .collect();
    let counted = edition.official_rows(side);
    let summed = || known.iter().map(|known| known.rows).sum::<Option<u64>>().filter(|&rows| rows > 0);
    let total = Count { value: counted.or_else(summed)?, verified: counted.is_some() };
    let can_tell = !paper.labels.is_empty() && !known.is_empty();
    can_tell.then(|| side_of(paper, edition, side.name().to_owned(), total, &known))
}

/// The same after cleaning, which leaves of no label more than there was.
fn cleaned_side(paper: &Paper, edition: &Edition, cleaned: &Cleaned, side: Side) -> Result<Population, String> {
    let state = format!("{}, {}", side.name(), cleaned.cleaning.name());
    let left = |label| cleaned.classes.iter().find(|(known, _)| *known == label).map(|(_, count)| count.value);
    let known: Vec<Known> = edition
        .classes
        .iter()
        .map(|class| {
            let most = rows_on(class, side).map(Count::verified).or(class.rows);
            Known { label: class.name, rows: left(class.name), most }
        })
        .collect();
    side_of(paper, edition, state, cleaned.rows, &known)
}

fn rows_on(class: &ClassInfo, side: Side) -> Option<u64> {
    let (train, test) = class.sides?;
    Some(match side {
        Side::Train => train,
        Side::Test => test,
    })
}

/// `total` rows of an edition, by the paper's classes: exact where the labels of a class are known or the other classes leave no choice, else
/// between bounds.
fn side_of(
    paper: &Paper,
    edition: &Edition,
    state: String,
    total: Count,
    known: &[Known],
) -> Result<Population, String> {
    let mut ranges = vec![(0, 0); paper.classes.len()];
    let (mut left_out, mut rows, mut from_memory) = (Vec::new(), total.value, false);
    for label in known {
        match (paper.class_of(label.label), label.rows) {
            (Some(class), Some(rows)) => ranges[class] = (ranges[class].0 + rows, ranges[class].1 + rows),
            (Some(class), None) => {
                ranges[class].1 += label.most.map_or(total.value, |most| most.value);
                from_memory |= label.most.is_some_and(|most| !most.verified);
            }
            (None, Some(known)) => {
                left_out.push(label.label.to_owned());
                rows -= known;
            }
            (None, None) => {
                let why = format!("skipped, as no pattern covers {} and its rows are not known.", label.label);
                return Err(format!("{}, {state}: {why}", edition.name));
            }
        }
    }
    let (low, high) = ranges.iter().fold((0, 0), |sum: (u64, u64), range| (sum.0 + range.0, sum.1 + range.1));
    // A class has at least what the others cannot hold, and at most what they leave.
    let bounded = |&(least, most): &(u64, u64)| {
        least.max(rows.saturating_sub(high - most))..=most.min(rows.saturating_sub(low - least))
    };
    let classes: Vec<_> = ranges.iter().map(bounded).collect();
    // What the total leaves is certain, whatever the bounds were.
    let exact = classes.iter().all(|class| class.start() == class.end());
    Ok(Population {
        from: vec![edition.name.to_owned()],
        state,
        left_out,
        rows,
        classes: Some(classes),
        verified: total.verified && (exact || !from_memory),
    })
}
