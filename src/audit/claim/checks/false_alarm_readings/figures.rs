//! Without a matrix: what specificity, precision and recall of the same row say of a false alarm rate.

use super::super::support::{
    ALIKE, Row, against_one_class, image, joined, listed, means_over_runs, modes, not_checkable, printed,
    row_of_one_class, share, span, widest, word,
};
use super::{CHECK, ONE_OF_FOUR};
use crate::audit::claim::Finding;
use crate::audit::claim::Severity::{self, Suspicious, Unremarkable};
use crate::audit::claim::checks::Case;
use crate::audit::claim::exact::{Range, Rational, Rounding};
use crate::claim::published::Figure;

/// How much it says: where the other figures are, or may be, means over the classes, the rate may still be of one.
fn against(case: &Case<'_>, row: &Row<'_>) -> Severity {
    if row_of_one_class(case, row) { against_one_class(case.paper) } else { Suspicious }
}

/// The rate against the first row of the model that has specificity or precision.
pub(super) fn against_figures(case: &Case<'_>, place: &str, model: &str, figure: &Figure) -> Finding {
    let paper = case.paper;
    if let Some(means) = means_over_runs(paper, model) {
        let why = format!("the figures are {means}, and these need not be of the same runs");
        return not_checkable(CHECK.name, place, why);
    }
    let row = joined(paper)
        .into_iter()
        .find(|row| row.model == model && ["specificity", "precision"].iter().any(|metric| row.get(metric).is_some()));
    let Some(row) = row else {
        return not_checkable(
            CHECK.name,
            place,
            "neither a matrix nor specificity nor precision of the model is printed",
        );
    };
    let mut readings: Vec<(String, Vec<Rounding>)> = Vec::new();
    let mut shown = Vec::new();
    for (metric, name) in [("specificity", "1 − specificity"), ("precision", "1 − precision, the false discovery rate")]
    {
        if let Some(other) = row.get(metric) {
            let fits = modes(|mode| !share(mode, other).one_minus().intersection(&share(mode, figure)).is_empty());
            readings.push((name.to_owned(), fits));
            shown.push(format!("1 − {} is {}", word(metric), span(figure.value, &widest(other).one_minus())));
        }
    }
    if let (Some(specificity), Some(recall)) = (row.get("specificity"), row.get("recall")) {
        let half = |s: &Range, r: &Range| {
            image([&s.one_minus(), &r.one_minus()], |[a, b]| (a + b) / Rational::from_integer(2.into()))
        };
        let fits = modes(|mode| {
            !half(&share(mode, specificity), &share(mode, recall)).intersection(&share(mode, figure)).is_empty()
        });
        readings.push(("half the total error".to_owned(), fits));
        shown.push(format!(
            "half the total error is {}",
            span(figure.value, &half(&widest(specificity), &widest(recall)))
        ));
    }
    let fitting: Vec<String> =
        readings.into_iter().filter(|(_, fits)| !fits.is_empty()).map(|(name, _)| name).collect();
    // Without specificity the false positive rate itself is open, and so is half the total error without recall.
    let closed = ["specificity", "precision", "recall"].iter().all(|metric| row.get(metric).is_some());
    let f = printed(figure);
    let (severity, says) = match (fitting.is_empty(), closed) {
        (false, _) => (Unremarkable, format!("{f} can be {}.", listed(&fitting))),
        (true, true) => (against(case, &row), format!("{f} is none of the four readings of a false alarm rate.")),
        (true, false) => {
            return not_checkable(CHECK.name, place, format!("{f} is not {}; more is not printed", listed(&shown)));
        }
    };
    Finding::new(CHECK.name, severity, place, says)
        .arithmetic(format!("{}; printed {f}", shown.join(", ")))
        .assuming("all figures are of the same class, model and test set")
        .assuming(ALIKE)
        .assuming(ONE_OF_FOUR)
}
