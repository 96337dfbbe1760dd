//! The rows of a printed matrix or class table against the declared test set.

use num_bigint::BigInt;
use num_traits::Signed;

use super::support::{exactly, missing, not_checkable, percent, printed, total, widest};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{Mismatch, NotCheckable, Suspicious, Unremarkable};
use crate::audit::claim::exact::{Rational, ratio};
use crate::audit::claim::sizes::{Population, matches_total, populations};
use crate::claim::published::{Paper, Part};
use crate::text::thousands;

pub(super) static CHECK: Check = Check {
    name: "matrix_total",
    title: "Rows of a matrix against the declared test set",
    definition: "The cells of a confusion matrix and the supports of a class table add up to the rows of the test set: the declared \
                 number, or the declared share of the dataset (within one row for every class, whatever way shares are rounded). Class \
                 sizes that are those of a draw by class, or of an official side, are named.",
    source: "the catalogue of editions",
    assumptions: "The matrix is of the whole test set; the dataset is used whole, as published or without rows that hold NaN or \
                  infinity, unless the paper says how many rows it used.",
    example: "A matrix of 848,363 rows is 30 % of the 2,827,876 finite rows of CICIDS2017, not the declared 15 %.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let known = known_wholes(case.paper);
    counts(case.paper).into_iter().map(|counts| judge_counts(case.paper, &known, counts)).collect()
}

/// The rows of a matrix or a class table.
struct Counts {
    place: String,
    /// By class, in the order of the paper's classes; else which classes are not counted.
    classes: Result<Vec<u64>, String>,
}

fn counts(paper: &Paper) -> Vec<Counts> {
    let by_class = |labels: &[&String], rows: &dyn Fn(&String) -> Option<u64>| {
        missing(paper, labels.iter().copied()).map_or_else(|| Ok(paper.classes.iter().filter_map(rows).collect()), Err)
    };
    let matrices = paper.confusions.iter().map(|matrix| {
        let rows = |class: &String| {
            let label = matrix.labels.iter().position(|label| label == class)?;
            // What is beyond every dataset stays so.
            Some(matrix.counts[label].iter().copied().fold(0, u64::saturating_add))
        };
        let labels: Vec<&String> = matrix.labels.iter().collect();
        Counts { place: format!("{}, {}", matrix.place, matrix.model), classes: by_class(&labels, &rows) }
    });
    let tables = paper.class_tables.iter().filter(|table| !table.support.is_empty());
    let tables = tables.map(|table| {
        let labels: Vec<&String> = table.support.keys().collect();
        let classes = by_class(&labels, &|class| table.support.get(class).copied());
        Counts { place: format!("{}, {}", table.place, table.model), classes }
    });
    matrices.chain(tables).collect()
}

fn judge_counts(paper: &Paper, known: &[Whole], Counts { place, classes }: Counts) -> Finding {
    let classes = match classes {
        Ok(classes) => classes,
        Err(missing) => return not_checkable(CHECK.name, place, format!("it does not count {missing}")),
    };
    let Some(rows) = total(&classes) else {
        return not_checkable(CHECK.name, place, "the counts add up to more than any dataset");
    };
    let mut finding = judge(paper, known, place, rows);
    let drawn = matches_total(paper, rows, Some(&classes)).into_iter().find(|drawn| drawn.fits == Some(true));
    if let Some(drawn) = drawn.filter(|_| finding.severity != NotCheckable) {
        let (share, rows) = (&drawn.share, thousands(drawn.population.rows));
        finding.arithmetic += &format!("; class by class as in {share} of {rows} rows");
        return finding.number("class_by_class", drawn.to_string());
    }
    finding
}

/// A number of rows that the dataset of a paper can have before it is split.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whole {
    rows: u64,
    /// `cicids2017/ml-csv, as published`
    origin: String,
}

/// What the dataset can have before the split: what the paper says it used, else the forms that are known.
fn known_wholes(paper: &Paper) -> Vec<Whole> {
    let of = |part: Part| {
        let declared = paper.declared.iter().filter(move |declared| declared.part == part && declared.class.is_none());
        declared
            .map(|declared| Whole { rows: declared.rows, origin: format!("declared in {}", declared.place) })
            .collect()
    };
    let used: Vec<Whole> = of(Part::Used);
    if used.is_empty() { [of(Part::Dataset), catalogued(paper)].concat() } else { used }
}

/// The first form of each number of rows in the catalogue.
fn catalogued(paper: &Paper) -> Vec<Whole> {
    let forms = populations(paper, &mut Vec::new());
    let mut wholes: Vec<Whole> = Vec::new();
    for form in &forms {
        let is_its = |other: &&Population| {
            other.is_as_published() && other.left_out == form.left_out && other.from.contains(&form.from[0])
        };
        let less = forms.iter().find(is_its).and_then(|published| {
            let dropped = published.rows.checked_sub(form.rows).filter(|&dropped| dropped > 0)?;
            Some(format!("{} less {}: ", thousands(published.rows), thousands(dropped)))
        });
        if wholes.iter().all(|known| known.rows != form.rows) {
            wholes.push(Whole { rows: form.rows, origin: format!("{}{form}", less.unwrap_or_default()) });
        }
    }
    wholes
}

fn judge(paper: &Paper, wholes: &[Whole], place: String, rows: u64) -> Finding {
    let test = paper.declared.iter().find(|declared| declared.part == Part::Test && declared.class.is_none());
    if let Some(test) = test {
        let (severity, says) = if test.rows == rows {
            (Unremarkable, "The counts add up to the declared test set.".to_owned())
        } else {
            let (sum, declared) = (thousands(rows), thousands(test.rows));
            (Mismatch, format!("The counts add up to {sum} rows; the test set is said to have {declared}."))
        };
        return Finding::new(CHECK.name, severity, place, says)
            .arithmetic(format!("sum {}, declared {} ({})", thousands(rows), thousands(test.rows), test.place))
            .number("rows", rows.to_string())
            .number("declared", test.rows.to_string());
    }
    if wholes.is_empty() {
        return not_checkable(CHECK.name, place, "neither the test set's rows nor the dataset's are known");
    }
    against_share(paper, wholes, place, rows)
}

fn against_share(paper: &Paper, wholes: &[Whole], place: String, rows: u64) -> Finding {
    let near = |share: &Rational, whole: &Whole| is_share(rows, share, whole.rows, paper.classes.len());
    let Some(test) = &paper.split.test else {
        let shares = shares(paper);
        let hit = wholes.iter().find_map(|whole| Some((whole, shares.iter().find(|(share, _)| near(share, whole))?)));
        return match hit {
            Some((whole, (share, _))) => Finding::new(
                CHECK.name,
                Unremarkable,
                place,
                "The counts add up to a usual share of the dataset; the paper does not say which.",
            )
            .arithmetic(line(rows, share, whole)),
            None => not_checkable(CHECK.name, place, "neither the test set's rows nor its share is stated"),
        };
    };
    let declared = exactly(test);
    let print = widest(test);
    let exact = wholes.iter().find(|whole| near(&declared, whole));
    let printed_so = || wholes.iter().find(|whole| whole.rows > 0 && print.contains(&ratio(rows, whole.rows)));
    if let Some(whole) = exact.or_else(printed_so) {
        return Finding::new(
            CHECK.name,
            Unremarkable,
            place,
            "The counts add up to the declared share of the dataset.",
        )
        .arithmetic(format!("{}, declared {}", line(rows, &ratio(rows, whole.rows), whole), printed(test)));
    }
    let shares = shares(paper);
    let hit = wholes.iter().find_map(|whole| Some((whole, shares.iter().find(|(share, _)| near(share, whole))?)));
    let largest = wholes.iter().map(|whole| whole.rows).max().unwrap_or(0);
    let sum = thousands(rows);
    let finding = match hit {
        Some((whole, (share, name))) => {
            let says = format!(
                "The counts add up to {sum} rows, which is {} of the dataset, not the declared {}.",
                percent_of(share),
                printed(test)
            );
            let finding = Finding::new(CHECK.name, Mismatch, place, says)
                .arithmetic(format!("{}, declared {}", line(rows, share, whole), printed(test)))
                .number("whole", whole.rows.to_string());
            if name.is_empty() { finding } else { finding.nearest(name.clone()) }
        }
        None if rows > largest => {
            let says = format!("The counts add up to {sum} rows, more than the dataset has.");
            Finding::new(CHECK.name, Mismatch, place, says).arithmetic(compared(rows, wholes))
        }
        None => {
            let says = format!(
                "The counts add up to {sum} rows, which is not {} of any known form of the dataset.",
                printed(test)
            );
            Finding::new(CHECK.name, Suspicious, place, says).arithmetic(compared(rows, wholes))
        }
    };
    finding.number("rows", rows.to_string()).assuming("the matrix is of the whole test set").assuming(
        "the dataset is used whole, as published or without rows that hold NaN or infinity, unless the paper says how many rows it used",
    )
}

/// Shares that are tried, with what they would be: the declared ones and their sums, then every 5 %, a third and two thirds.
fn shares(paper: &Paper) -> Vec<(Rational, String)> {
    let split = &paper.split;
    let stated = |figure: &Option<_>| figure.as_ref().map(exactly);
    let mut shares = Vec::new();
    if let (Some(validation), Some(test)) = (stated(&split.validation), stated(&split.test)) {
        shares.push((validation + test, "validation and test rows together".to_owned()));
    }
    let named = [(stated(&split.validation), "the validation rows"), (stated(&split.train), "the training rows")];
    shares.extend(named.into_iter().filter_map(|(share, name)| Some((share?, name.to_owned()))));
    shares.push((ratio(1, 1), "all rows".to_owned()));
    let round = (1..20).map(|twentieths| ratio(twentieths, 20)).chain([ratio(1, 3), ratio(2, 3)]);
    shares.extend(round.map(|share| (share, String::new())));
    shares
}

/// Whether so many rows are a share of a whole, within a row for every class.
fn is_share(rows: u64, share: &Rational, whole: u64, classes: usize) -> bool {
    let away = share * BigInt::from(whole) - BigInt::from(rows);
    away.abs() <= ratio(classes.max(1) as u64, 1)
}

fn percent_of(share: &Rational) -> String {
    let whole = (share * BigInt::from(100)).is_integer();
    percent(share, if whole { 0 } else { 1 })
}

/// `848,363 = 30 % of 2,827,876 (cicids2017/ml-csv, …)`
fn line(rows: u64, share: &Rational, whole: &Whole) -> String {
    format!("{} = {} of {} ({})", thousands(rows), percent_of(share), thousands(whole.rows), whole.origin)
}

fn compared(rows: u64, wholes: &[Whole]) -> String {
    let parts = wholes.iter().filter(|whole| whole.rows > 0);
    let parts = parts.map(|whole| line(rows, &ratio(rows, whole.rows), whole));
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{assert_clean, binary, class_table, confusion, figure, run, severities};
    use super::*;
    use crate::claim::published::{Declared, Shares};

    /// A matrix of so many rows, the share of the test set, and the rows that the paper says it used.
    fn paper(rows: u64, share: Option<&str>, used: Option<u64>) -> Paper {
        let declared = |part| move |rows| Declared { part, class: None, rows, place: "Section 2".to_owned() };
        Paper {
            confusions: vec![confusion("cnn", [[rows - 10, 5], [2, 3]])],
            split: Shares { train: None, validation: share.map(figure), test: share.map(figure) },
            declared: used.map(declared(Part::Used)).into_iter().collect(),
            ..binary(&["cnn accuracy=99%"])
        }
    }

    #[test]
    fn another_share_than_declared_is_a_mismatch() {
        let paper = paper(848_363, Some("15%"), None);
        let whole = Whole { rows: 2_827_876, origin: "less 2,867".to_owned() };
        let finding = judge(&paper, &[whole], "Figure 5".to_owned(), 848_363);
        assert_eq!(finding.severity, Mismatch);
        assert_eq!(finding.arithmetic, "848,363 = 30 % of 2,827,876 (less 2,867), declared 15 %");
        assert_eq!(finding.nearest.as_deref(), Some("validation and test rows together"));
    }

    #[test]
    fn the_declared_share_passes_however_it_is_rounded() {
        for rows in [199, 200, 201, 202] {
            assert_clean(&run(&CHECK, &paper(rows, Some("20%"), Some(1_003))));
        }
        assert_clean(&run(&CHECK, &paper(333, Some("33%"), Some(1_000))));
        assert_eq!(severities(&CHECK, &paper(300, Some("20%"), Some(1_000))), [Mismatch]);
        assert_eq!(severities(&CHECK, &paper(1_100, Some("20%"), Some(1_000))), [Mismatch]);
        assert_eq!(severities(&CHECK, &paper(222, Some("20%"), Some(1_000))), [Suspicious]);
    }

    #[test]
    fn without_a_share_or_a_dataset_nothing_is_said() {
        assert_eq!(severities(&CHECK, &paper(300, Some("20%"), None)), [NotCheckable]);
        assert_eq!(severities(&CHECK, &paper(222, None, Some(1_000))), [NotCheckable]);
        assert_clean(&run(&CHECK, &paper(200, None, Some(1_000))));
    }

    #[test]
    fn supports_count_as_well() {
        let mut paper = paper(200, Some("20%"), Some(1_000));
        paper.confusions.clear();
        paper.class_tables = vec![class_table(&["benign 100 recall=0.9", "attack 60 recall=0.9"])];
        paper.declared.push(Declared { part: Part::Test, class: None, rows: 160, place: "Section 2".to_owned() });
        assert_clean(&run(&CHECK, &paper));
        paper.declared[1].rows = 161;
        assert_eq!(severities(&CHECK, &paper), [Mismatch]);
    }

    #[test]
    fn counts_that_leave_a_class_out_are_no_total() {
        let mut paper = paper(160, Some("20%"), Some(1_000));
        assert_eq!(severities(&CHECK, &paper), [Suspicious]);
        paper.classes.push("scan".to_owned());
        assert_eq!(severities(&CHECK, &paper), [NotCheckable]);
        assert_eq!(run(&CHECK, &paper)[0].says, "it does not count scan");
    }

    #[test]
    fn every_form_of_an_edition_is_known() {
        let of = |edition: Option<&str>| {
            let edition = edition.map(str::to_owned);
            let paper = Paper { dataset: "CICIDS 2017".to_owned(), edition, ..binary(&["a accuracy=1"]) };
            catalogued(&paper).into_iter().map(|whole| (whole.rows, whole.origin)).collect::<Vec<_>>()
        };
        let rows = |wholes: Vec<(u64, String)>| wholes.into_iter().map(|(rows, _)| rows).collect::<Vec<_>>();
        assert_eq!(rows(of(None)), [2_830_743, 2_827_876, 2_100_814]);
        assert_eq!(rows(of(Some("cicids2017/labelled-flows"))), [2_830_743, 2_827_876]);
        assert!(of(None)[1].1.starts_with("2,830,743 less 2,867: cicids2017/ml-csv"), "{:?}", of(None));
        assert_eq!(of(Some("bot-iot/5pct")), [(3_668_522, "bot-iot/5pct, as published".to_owned())]);
        assert!(catalogued(&binary(&["a accuracy=1"])).is_empty());
    }

    #[test]
    fn a_draw_by_class_is_told() {
        let mut paper = paper(848_363, Some("15%"), None);
        paper.dataset = "CICIDS2017".to_owned();
        paper.labels = [("BENIGN", "benign"), ("*", "attack")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        paper.confusions = vec![confusion("cnn", [[681_390, 6], [0, 166_967]])];
        let finding = run(&CHECK, &paper).remove(0);
        let drawn = "; class by class as in 30 % of 2,827,876 rows";
        assert!(finding.arithmetic.ends_with(drawn), "{}", finding.arithmetic);
        assert!(finding.numbers["class_by_class"].contains("cicids2017/ml-csv"), "{finding:?}");
        paper.confusions = vec![confusion("cnn", [[681_290, 6], [100, 166_967]])];
        assert!(!run(&CHECK, &paper)[0].arithmetic.contains("class by class"));
    }
}
