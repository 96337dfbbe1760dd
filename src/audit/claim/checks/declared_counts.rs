//! The numbers of rows that a paper declares against each other, its split and the catalogue.

use std::collections::BTreeMap;

use super::support::{not_checkable, percent, printed, total, widest};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Mismatch, Unremarkable};
use crate::audit::claim::exact::ratio;
use crate::audit::claim::sizes::{Population, editions, populations};
use crate::claim::published::{Declared, Figure, Paper, Part};
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "declared_counts",
    title: "Declared numbers of rows",
    definition: "A number is given once; the classes of a part add up to it; training, validation and test rows add up to the rows \
                 used (validation rows may be counted among the training rows); each part is the declared share; the dataset has \
                 the rows of an edition, and its classes those of the labels that belong to them. Of a dataset rows may be dropped \
                 before it is split.",
    source: "arithmetic, and the catalogue of editions",
    assumptions: "The parts are of one split of the same rows, without resampling.",
    example: "70,000 training and 20,000 test rows of 100,000 used without validation rows leave 10,000 unexplained.",
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

fn finding(good: bool, place: &str, says: String, arithmetic: String) -> Finding {
    Finding::new(CHECK.name, if good { Unremarkable } else { Mismatch }, place, says)
        .arithmetic(arithmetic)
        .assuming("the parts are of one split of the same rows, without resampling")
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
        if complete && sum < whole.rows && part == Part::Dataset && may_leave_labels_out(paper) {
            let why = "the dataset may hold rows of labels that are none of the paper's classes";
            return Some(not_checkable(CHECK.name, &whole.place, why));
        }
        let good = if complete { sum == whole.rows } else { sum <= whole.rows };
        let verb = if good { "add up" } else { "do not add up" };
        let listed: Vec<String> = given.values().map(thousands).collect();
        let says = format!("The classes of the {} {verb}.", name(part));
        let line = format!("{} = {}, declared {}", listed.join(" + "), thousands(sum), thousands(whole.rows));
        Some(finding(good, &whole.place, says, line))
    };
    PARTS.into_iter().filter_map(of_part).collect()
}

/// Whether the dataset may have labels that belong to none of the paper's classes.
fn may_leave_labels_out(paper: &Paper) -> bool {
    let forms = populations(paper, &mut Vec::new());
    let counted = |form: &Population| form.classes.is_some() && form.left_out.is_empty();
    forms.is_empty() || !forms.iter().all(counted)
}

/// Training, validation and test rows add up to the rows used; to those of the dataset where it is not said how many were used, but then
/// some may have been dropped before.
fn sum_of_parts(paper: &Paper) -> Vec<Finding> {
    let used = whole(paper, Part::Used);
    let (Some(all), Some(train), Some(test)) =
        (used.or_else(|| whole(paper, Part::Dataset)), whole(paper, Part::Train), whole(paper, Part::Test))
    else {
        return Vec::new();
    };
    let validation = whole(paper, Part::Validation).map(|declared| declared.rows);
    let Some(without) = total([&train.rows, &test.rows]) else { return Vec::new() };
    let with = without.saturating_add(validation.unwrap_or(0));
    let good = with == all.rows || without == all.rows;
    let open = without <= all.rows && validation.is_none() && paper.split.validation.is_some();
    let plus = validation.map_or_else(String::new, |rows| format!(" + {}", thousands(rows)));
    let line = format!(
        "{}{plus} + {} = {}, declared {}",
        thousands(train.rows),
        thousands(test.rows),
        thousands(with),
        thousands(all.rows)
    );
    if !good && used.is_none() && with < all.rows {
        let why = format!("it is not said how many rows of the dataset were used ({line})");
        return vec![not_checkable(CHECK.name, &all.place, why)];
    }
    let verb = if good || open { "go with" } else { "do not add up to" };
    vec![finding(good || open, &all.place, format!("The parts of the split {verb} the {}.", name(all.part)), line)]
}

/// Each part is the declared share of the rows used.
fn shares(paper: &Paper) -> Vec<Finding> {
    let parts = [Part::Train, Part::Validation, Part::Test];
    parts.into_iter().filter_map(|part| share_of(paper, part)).collect()
}

fn share_of(paper: &Paper, part: Part) -> Option<Finding> {
    let (share, declared) = (stated(paper, part)?, whole(paper, part)?);
    let used = whole(paper, Part::Used);
    let all = used.or_else(|| whole(paper, Part::Dataset)).filter(|all| all.rows > 0)?;
    let print = widest(share);
    let is_share = |&(rows, of): &(u64, u64)| {
        // Rows are whole, so a share may be one row off.
        let around = [rows.saturating_sub(1), rows, rows.saturating_add(1)];
        of > 0 && around.into_iter().any(|rows| print.contains(&ratio(rows, of)))
    };
    let good = fractions(paper, part, declared.rows, all.rows).into_iter().find(is_share);
    let (rows, of) = good.unwrap_or((declared.rows, all.rows));
    let is = percent(&ratio(rows, of), 2);
    let line = format!("{}/{} = {is}, declared {}", thousands(rows), thousands(of), printed(share));
    if good.is_none() && used.is_none() {
        let why = format!("it is not said how many rows of the dataset were used ({line})");
        return Some(not_checkable(CHECK.name, &declared.place, why));
    }
    let verb = if good.is_some() { "are" } else { "are not" };
    let says = format!("The {} {verb} {} of the {}.", name(part), printed(share), name(all.part));
    Some(finding(good.is_some(), &declared.place, says, line))
}

fn stated(paper: &Paper, part: Part) -> Option<&Figure> {
    let split = &paper.split;
    match part {
        Part::Train => split.train.as_ref(),
        Part::Validation => split.validation.as_ref(),
        Part::Test => split.test.as_ref(),
        Part::Dataset | Part::Used => None,
    }
}

/// What the share of a part can mean: rows, and the rows that they are a share of. Validation rows may be counted among the training
/// rows in the share, in the number, or in both, and may be a share of the training rows.
fn fractions(paper: &Paper, part: Part, rows: u64, all: u64) -> Vec<(u64, u64)> {
    let rows_of = |part| whole(paper, part).map_or(0, |declared| declared.rows);
    let (train, validation) = (rows_of(Part::Train), rows_of(Part::Validation));
    let both = train.saturating_add(validation);
    match part {
        Part::Train => vec![(rows, all), (both, all), (train.saturating_sub(validation), all)],
        Part::Validation => vec![(rows, all), (rows, train), (rows, both)],
        _ => vec![(rows, all)],
    }
}

/// The dataset has the rows of an edition, and its classes theirs.
fn edition(paper: &Paper) -> Vec<Finding> {
    let Some(dataset) = whole(paper, Part::Dataset) else { return Vec::new() };
    let editions = editions(paper);
    if editions.is_empty() {
        return vec![not_checkable(CHECK.name, &dataset.place, "the dataset is not in the catalogue")];
    }
    let mut published = populations(paper, &mut Vec::new());
    published.retain(Population::is_as_published);
    let form_of = |name: &str| published.iter().find(|form| form.from.iter().any(|from| from == name));
    // With the rows of every label, or of those that belong to the paper's classes.
    let hit = editions.iter().find(|edition| {
        edition.rows.value == dataset.rows || form_of(edition.name).is_some_and(|form| form.rows == dataset.rows)
    });
    let known: Vec<String> =
        editions.iter().map(|edition| format!("{} {}", edition.name, thousands(edition.rows.value))).collect();
    let line = format!("declared {}; {}", thousands(dataset.rows), known.join(", "));
    let says = match hit {
        Some(edition) => format!("The dataset has the rows of {}.", edition.name),
        None => "The dataset has the rows of no known edition.".to_owned(),
    };
    let mut found = vec![finding(hit.is_some(), &dataset.place, says, line)];
    if let Some(form) = hit.and_then(|edition| form_of(edition.name)).filter(|form| form.verified) {
        found.extend(paper.declared.iter().filter_map(|declared| class_of_edition(paper, declared, form)));
    }
    found
}

/// A declared class of the dataset against the rows of the edition whose labels belong to it; `None` where these are not known.
fn class_of_edition(paper: &Paper, declared: &Declared, form: &Population) -> Option<Finding> {
    let class = declared.class.as_ref().filter(|_| declared.part == Part::Dataset)?;
    let Some(sizes) = form.sizes() else {
        return Some(not_checkable(CHECK.name, &declared.place, form.why_no_classes(paper)));
    };
    let published = sizes[paper.classes.iter().position(|known| known == class)?];
    let verb = if published == declared.rows { "has" } else { "does not have" };
    let says = format!("{class} {verb} the rows of the edition.");
    let line = format!("declared {}, the edition has {}", thousands(declared.rows), thousands(published));
    Some(finding(published == declared.rows, &declared.place, says, line))
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
    fn validation_rows_may_be_counted_among_the_training_rows() {
        let of = |train, validation, shares: [&str; 2]| {
            let counts = [(Used, None, 1_000), (Train, None, train), (Validation, None, validation)];
            let [train, validation] = shares.map(|share| Some(figure(share)));
            severities(&CHECK, &Paper { split: Shares { train, validation, test: None }, ..paper(&counts) })
        };
        assert_eq!(of(700, 100, ["70%", "10%"]), [Unremarkable; 2]);
        assert_eq!(of(700, 100, ["80%", "10%"]), [Unremarkable; 2]);
        assert_eq!(of(800, 80, ["80%", "10%"]), [Unremarkable; 2]);
        assert_eq!(of(800, 100, ["70%", "10%"]), [Unremarkable; 2]);
        assert_eq!(of(700, 100, ["75%", "25%"]), [Mismatch; 2]);
    }

    #[test]
    fn of_a_dataset_rows_may_be_dropped_before_the_split() {
        let mut paper = paper(&[(Dataset, None, 1_000), (Train, None, 720), (Test, None, 180)]);
        paper.split = Shares { train: Some(figure("80%")), validation: None, test: Some(figure("20%")) };
        let found = severities(&CHECK, &paper);
        // 900 of 1,000 rows were split; the last is the edition, which is not known.
        assert_eq!(found, [NotCheckable; 4]);
        paper.declared[1].rows = 900;
        assert_eq!(severities(&CHECK, &paper)[0], Mismatch);
        paper.declared[1].rows = 720;
        paper.declared.push(Declared { part: Used, ..paper.declared[0].clone() });
        assert_eq!(severities(&CHECK, &paper)[..3], [Mismatch, Mismatch, Mismatch]);
    }

    /// CICIDS2017 with these classes and labels, and these rows of the dataset.
    fn cicids2017(labels: &[(&str, &str)], counts: &[(Part, Option<&str>, u64)]) -> Paper {
        let classes = ["benign", "attack"].map(str::to_owned).to_vec();
        let labels = labels.iter().map(|&(label, class)| (label.to_owned(), class.to_owned())).collect();
        Paper { dataset: "CICIDS2017".to_owned(), classes, labels, ..paper(counts) }
    }

    #[test]
    fn the_dataset_is_an_edition() {
        let counts = [(Dataset, None, 2_830_743), (Dataset, Some("benign"), 2_273_097)];
        assert_eq!(severities(&CHECK, &paper(&counts)).last(), Some(&NotCheckable));
        let labels = [("BENIGN", "benign"), ("*", "attack")];
        let mut known = cicids2017(&labels, &counts);
        assert_clean(&run(&CHECK, &known));
        known.declared[1].rows += 1;
        assert_eq!(severities(&CHECK, &known).last(), Some(&Mismatch));
        known.declared[0].rows += 1;
        assert!(severities(&CHECK, &known).contains(&Mismatch));
    }

    #[test]
    fn a_class_has_the_rows_of_its_labels() {
        // A class may be called as one of the labels that belong to it: 230,124 and 128,027 and others are its DDoS.
        let counts = [(Dataset, None, 2_830_743), (Dataset, Some("attack"), 557_646)];
        let mut paper = cicids2017(&[("BENIGN", "benign"), ("*", "DDoS")], &counts);
        paper.classes[1] = "DDoS".to_owned();
        paper.declared[1].class = Some("DDoS".to_owned());
        assert_clean(&run(&CHECK, &paper));
        // Without labels it is not known which rows are of the class.
        paper.labels.clear();
        assert_eq!(severities(&CHECK, &paper).last(), Some(&NotCheckable));
        assert!(!severities(&CHECK, &paper).contains(&Mismatch));
    }

    #[test]
    fn rows_of_other_labels_may_be_counted_or_not() {
        // 2,273,097 benign rows and 158,930 of PortScan.
        let labels = [("BENIGN", "benign"), ("PortScan", "attack")];
        let of = |all| {
            let counts =
                [(Dataset, None, all), (Dataset, Some("benign"), 2_273_097), (Dataset, Some("attack"), 158_930)];
            severities(&CHECK, &cicids2017(&labels, &counts))
        };
        assert_eq!(of(2_830_743), [NotCheckable, Unremarkable, Unremarkable, Unremarkable]);
        assert_eq!(of(2_432_027), [Unremarkable; 4]);
        assert_eq!(of(2_432_026), [Mismatch, Mismatch]);
    }

    #[test]
    fn a_number_is_given_once() {
        let found = severities(&CHECK, &paper(&[(Test, None, 10), (Test, None, 11)]));
        assert_eq!(found, [Mismatch]);
        assert_eq!(severities(&CHECK, &paper(&[])), [NotCheckable]);
    }
}
