//! Confusion matrix of each model, summed over seeds.

use crate::report::ReportError;
use crate::report::content::Context;
use crate::report::document::Figure;
use crate::report::format::count;
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;

use super::matrix::MatrixPlot;

/// One figure per model that finished.
pub(crate) fn draw(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Result<Vec<Figure>, ReportError> {
    let mut figures = Vec::new();
    for model in context.models() {
        let units = context.units(protocol, model);
        let Some(matrix) = sum(&units) else { continue };
        let title = context.under(&format!("Confusion matrix, {}", context.titles.model(model)), protocol);
        let rows: u64 = matrix.counts.iter().flatten().sum();
        let right: u64 = matrix.counts.iter().enumerate().filter_map(|(i, row)| row.get(i)).sum();
        let alt = format!("{title}: {} of {} rows on the diagonal", count(right), count(rows));
        let over = if units.len() > 1 { format!(" summed over {} seeds", units.len()) } else { String::new() };
        let caption = format!(
            "{title}. Test rows{over}; percentages are of the true class. {} of {} rows on the diagonal.",
            count(right),
            count(rows)
        );
        let id = names.make(&["confusion", protocol, model]);
        let svg = matrix.svg(&title, &context.stamp, &alt);
        figures.push(super::figure(context, id, caption, matrix.width(), svg, alt)?);
    }
    Ok(figures)
}

fn sum(units: &[&ReportUnit]) -> Option<MatrixPlot> {
    let (first, rest) = units.split_first()?;
    let labels = first.evaluation.confusion.labels.clone();
    let mut counts = first.evaluation.confusion.matrix.clone();
    for unit in rest {
        for (row, more) in counts.iter_mut().zip(&unit.evaluation.confusion.matrix) {
            for (n, more) in row.iter_mut().zip(more) {
                *n += more;
            }
        }
    }
    Some(MatrixPlot { labels, counts })
}
