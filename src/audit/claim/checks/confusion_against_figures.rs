//! A printed confusion matrix against the printed figures of the same model, under every reading of both.

mod words;

use super::support::{
    Row, SAME_TEST, joined, listed, means_over_runs, missing, modes, not_checkable, positive, printed, tally, word,
};
use super::{Case, Check};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::Impossible;
use crate::audit::claim::exact::Rounding;
use crate::audit::claim::score::{Conventions, Mean, MeanF1, Score, Tally, Value, ZeroDivision};
use crate::claim::published::{Averaging, Confusion, Figure, Paper};
use words::{formula, names, shown, verdict};

pub(super) static CHECK: Check = Check {
    name: "confusion_against_figures",
    title: "Confusion matrix against the figures",
    definition: "Every score that a confusion matrix decides is computed from it with actual classes in rows and in columns, with \
                 each class as the positive one and as macro, weighted and micro mean, under every rule for empty classes, and has \
                 to be printed as the figure is under some rounding; all figures of a row under one and the same reading, but that \
                 specificity may be of the positive class beside means.",
    source: "the definitions of the scores; Gorodkin 2004, doi 10.1016/j.compbiolchem.2004.09.006, for the correlation",
    assumptions: "Matrix and figures are of the same run of the same model on the same test set.",
    example: "[[679222, 2174], [1264, 165703]] has accuracy 99.59 % in every reading; a printed 99.52 % is impossible.",
    run,
};

fn run(case: &Case<'_>) -> Vec<Finding> {
    let rows = joined(case.paper);
    case.paper.confusions.iter().flat_map(|confusion| of_matrix(case.paper, confusion, &rows)).collect()
}

fn of_matrix(paper: &Paper, confusion: &Confusion, rows: &[Row<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in rows.iter().filter(|row| row.model == confusion.model) {
        let place = format!("{}, against {}", confusion.place, row.place());
        findings.push(match Comparison::new(paper, confusion, row) {
            Ok(comparison) => comparison.finding(place),
            Err(why) => not_checkable(CHECK.name, place, why),
        });
    }
    if findings.is_empty() {
        findings.push(not_checkable(CHECK.name, &confusion.place, "no figure of its model is printed"));
    }
    findings
}

/// How matrix and figures could be meant, but for the rounding.
#[derive(Debug, Clone, Copy)]
struct Way {
    transposed: bool,
    mean: Mean,
    conventions: Conventions,
}

struct Comparison<'a> {
    confusion: &'a Confusion,
    /// As read from the file, and with actual and predicted exchanged.
    tallies: [Tally; 2],
    /// The stated positive class, by its position among the labels.
    positive: Option<usize>,
    figures: Vec<(&'a str, &'a Figure)>,
    ways: Vec<Way>,
    /// Of every way and every figure: the modes of rounding under which the figure fits.
    fits: Vec<Vec<Vec<Rounding>>>,
    /// Whether a way is what the paper says, as far as it says it.
    stated: Vec<bool>,
}

impl<'a> Comparison<'a> {
    fn new(paper: &Paper, confusion: &'a Confusion, row: &Row<'a>) -> Result<Self, String> {
        if let Some(missing) = missing(paper, &confusion.labels) {
            return Err(format!("the matrix does not count {missing}"));
        }
        if let Some(means) = means_over_runs(paper, row.model) {
            return Err(format!("the figures are {means}, which no matrix of one run gives"));
        }
        let (Some(straight), Some(transposed)) = (tally(confusion, false), tally(confusion, true)) else {
            return Err("the matrix has no rows, or more than any dataset".to_owned());
        };
        let decided = |metric: &str| Score::named(metric, Mean::Macro).is_some();
        let figures: Vec<(&str, &Figure)> = row
            .figures
            .keys()
            .filter(|metric| decided(metric))
            .filter_map(|&metric| Some((metric, row.get(metric)?)))
            .collect();
        if figures.is_empty() {
            return Err("no figure is printed that a confusion matrix decides".to_owned());
        }
        let ways = ways(paper, confusion, &straight);
        let stated = ways.iter().map(|way| is_stated(paper, confusion, *way)).collect();
        let positive = positive(paper, &confusion.labels);
        let mut comparison =
            Self { confusion, tallies: [straight, transposed], positive, figures, ways, fits: Vec::new(), stated };
        comparison.fits = comparison.ways.iter().map(|&way| comparison.fits_of(way)).collect();
        Ok(comparison)
    }

    /// What a score is over under a way, the likeliest first: specificity is of the positive class, whatever the others are averaged over,
    /// unless it is averaged like them.
    fn means(&self, metric: &str, way: Way) -> Vec<Mean> {
        match (metric, self.positive, way.mean) {
            ("specificity", Some(positive), mean) => vec![Mean::Class(positive), mean],
            ("specificity", None, mean @ (Mean::Macro | Mean::Weighted | Mean::Micro)) => {
                let classes = (0..self.confusion.labels.len()).rev().map(Mean::Class);
                std::iter::once(mean).chain(classes).collect()
            }
            (_, _, mean) => vec![mean],
        }
    }

    fn values(&self, metric: &str, way: Way) -> Vec<Value> {
        let tally = &self.tallies[usize::from(way.transposed)];
        let of = |mean| Score::named(metric, mean)?.of(tally, way.conventions);
        self.means(metric, way).into_iter().filter_map(of).collect()
    }

    fn fits_of(&self, way: Way) -> Vec<Vec<Rounding>> {
        let fits = |&(metric, figure): &(&str, &Figure)| {
            let values = self.values(metric, way);
            modes(|mode| values.iter().any(|value| value.within(&mode.range(figure.value))))
        };
        self.figures.iter().map(fits).collect()
    }

    /// The value that is printed as the figure, else the likeliest.
    fn value(&self, (metric, figure): (&str, &Figure), way: Way) -> Option<Value> {
        let mut values = self.values(metric, way);
        let prints = |value: &Value| Rounding::ALL.iter().any(|mode| value.within(&mode.range(figure.value)));
        let chosen = values.iter().position(prints).unwrap_or(0);
        (!values.is_empty()).then(|| values.swap_remove(chosen))
    }

    /// The way and rounding under which most figures fit; the stated ones first, then the first of the list.
    fn best(&self) -> (usize, Rounding) {
        let mut best: Option<((usize, bool), usize, Rounding)> = None;
        for (index, fits) in self.fits.iter().enumerate() {
            for rounding in Rounding::ALL {
                let fitting = fits.iter().filter(|modes| modes.contains(&rounding)).count();
                let rank = (fitting, self.stated[index]);
                if best.is_none_or(|(most, ..)| rank > most) {
                    best = Some((rank, index, rounding));
                }
            }
        }
        let (_, index, rounding) = best.expect("there is a way for every class");
        (index, rounding)
    }

    fn finding(&self, place: String) -> Finding {
        let (index, rounding) = self.best();
        let way = self.ways[index];
        let picked = |keep: &dyn Fn(usize) -> bool| {
            let kept = self.figures.iter().enumerate().filter(|(figure, _)| keep(*figure));
            kept.map(|(_, figure)| *figure).collect::<Vec<_>>()
        };
        let fit = picked(&|figure| self.fits[index][figure].contains(&rounding));
        let miss = picked(&|figure| !self.fits[index][figure].contains(&rounding));
        let never = picked(&|figure| self.fits.iter().all(|of_way| of_way[figure].is_empty()));
        let mixed = self.fits.iter().any(|of_way| of_way.iter().all(|modes| !modes.is_empty()));
        let reading = format!("{}, {}", self.name(way), rounding.name());
        let (severity, says) = verdict(&fit, &miss, &never, mixed, self.stated[index], &reading);
        let mut finding = Finding::new(CHECK.name, severity, place, says)
            .arithmetic(self.arithmetic(way))
            .assuming(SAME_TEST)
            .number("reading", reading)
            .number("fit", names(&fit))
            .number("do_not_fit", names(&miss))
            .number("fit_no_reading", names(&never));
        if severity == Impossible && never.is_empty() {
            finding = finding.assuming("all figures of the row are averaged in the same way, specificity apart");
        }
        if severity == Impossible && self.confusion.labels.len() > 2 {
            finding = finding.assuming(
                "means over classes are over all classes of the matrix, or over those that have rows or predictions",
            );
        }
        let mut other = Vec::new();
        for &(metric, figure) in &self.figures {
            if let Some(value) = self.value((metric, figure), way) {
                finding = finding.number(metric, value.as_f64().to_string());
                if miss.iter().any(|(name, _)| *name == metric) {
                    other.push(format!("{} {}", word(metric), shown(figure, &value, 0)));
                }
            }
        }
        if rounding == Rounding::Truncated {
            other.extend(self.only_truncated(index));
        }
        if !other.is_empty() {
            finding = finding.nearest(listed(&other));
        }
        finding
    }

    /// What the figures that fit by truncation only would be when rounded.
    fn only_truncated(&self, index: usize) -> Vec<String> {
        let figures = self.figures.iter().zip(&self.fits[index]);
        let cut = figures.filter(|(_, modes)| modes.as_slice() == [Rounding::Truncated]);
        cut.filter_map(|(&(metric, figure), _)| {
            let value = self.value((metric, figure), self.ways[index])?;
            Some(format!("{} {} when rounded", word(metric), shown(figure, &value, 0)))
        })
        .collect()
    }

    /// `accuracy (679,222 + 165,703)/848,363 = 99.5947 %, printed 99.52 %; …`
    fn arithmetic(&self, way: Way) -> String {
        let tally = &self.tallies[usize::from(way.transposed)];
        let parts = self.figures.iter().map(|&(metric, figure)| match self.value((metric, figure), way) {
            Some(value) => format!(
                "{} {}= {}, printed {}",
                word(metric),
                formula(metric, way.mean, tally),
                shown(figure, &value, 2),
                printed(figure)
            ),
            None => format!("{} undefined, printed {}", word(metric), printed(figure)),
        });
        format!("{}: {}", self.name(way), parts.collect::<Vec<_>>().join("; "))
    }

    fn name(&self, way: Way) -> String {
        let mean = match way.mean {
            Mean::Class(class) => format!("{} positive", self.confusion.labels[class]),
            Mean::Macro => "macro means".to_owned(),
            Mean::Weighted => "weighted means".to_owned(),
            Mean::Micro => "micro means".to_owned(),
        };
        if way.transposed { format!("{mean}, actual and predicted exchanged") } else { mean }
    }
}

/// Every way, those nearest to the paper's words first.
fn ways(paper: &Paper, confusion: &Confusion, tally: &Tally) -> Vec<Way> {
    let last = confusion.labels.len() - 1;
    let first = positive(paper, &confusion.labels).unwrap_or(last);
    let others = (0..=last).rev().filter(|&class| class != first);
    let classes = [first].into_iter().chain(others).map(Mean::Class);
    let means: Vec<Mean> = classes.chain([Mean::Macro, Mean::Weighted, Mean::Micro]).collect();
    // Where every class has rows and predictions, no denominator is 0 and the rules agree.
    let full = tally.actual.iter().chain(&tally.predicted).all(|&rows| rows > 0);
    let rules = |mean: Mean| match mean {
        _ if full => &ZeroDivision::ALL[..1],
        Mean::Macro => &ZeroDivision::ALL[..],
        _ => &ZeroDivision::OF_OCCURRING[..],
    };
    let mut ways = Vec::new();
    for transposed in [false, true] {
        for &mean in &means {
            let kinds = if matches!(mean, Mean::Macro | Mean::Weighted) { &MeanF1::ALL[..] } else { &MeanF1::ALL[..1] };
            for &zero_division in rules(mean) {
                let conventions = kinds.iter().map(|&mean_f1| Conventions { zero_division, mean_f1 });
                ways.extend(conventions.map(|conventions| Way { transposed, mean, conventions }));
            }
        }
    }
    ways
}

fn is_stated(paper: &Paper, confusion: &Confusion, way: Way) -> bool {
    let averaging = match way.mean {
        Mean::Class(_) => Averaging::Binary,
        Mean::Macro => Averaging::Macro,
        Mean::Weighted => Averaging::Weighted,
        Mean::Micro => Averaging::Micro,
    };
    let class = match (way.mean, positive(paper, &confusion.labels)) {
        (Mean::Class(class), Some(positive)) => class == positive,
        _ => true,
    };
    !way.transposed && class && paper.averaging.is_none_or(|stated| stated == averaging)
}

#[cfg(test)]
mod tests;
