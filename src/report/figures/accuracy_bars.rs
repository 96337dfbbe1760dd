//! Accuracy of the models, published beside ours.

use crate::report::ReportError;
use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::document::Figure;
use crate::report::format::{Scale as Digits, decimal};
use crate::report::names::FileNames;

use super::bars::{BarPlot, Bars};
use super::scale::Scale;
use super::sheet::Sheet;

const METRIC: &str = "accuracy";

/// One figure; none where no model has an accuracy.
pub(crate) fn draw(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Result<Vec<Figure>, ReportError> {
    let printed_only = context.published_only();
    let models: Vec<&str> = context.models().chain(printed_only).collect();
    let published: Vec<Option<MeanSd>> =
        models.iter().map(|model| context.published(model, METRIC).and_then(|cell| MeanSd::of([cell.value]))).collect();
    let ours: Vec<Option<MeanSd>> = models
        .iter()
        .map(|model| context.row(protocol, model)?.metrics.get(METRIC).map(|spread| MeanSd::from(*spread)))
        .collect();
    if ours.iter().all(Option::is_none) {
        return Ok(Vec::new());
    }
    let seeds = ours.iter().flatten().map(|value| value.n).max().unwrap_or(0);
    let mut series = Vec::new();
    if published.iter().any(Option::is_some) {
        let texts = models.iter().map(|model| context.published(model, METRIC).map(|cell| cell.printed.clone()));
        series.push(Bars {
            label: "published".to_owned(),
            texts: texts.map(Option::unwrap_or_default).collect(),
            values: published,
        });
    }
    let label = if seeds > 1 { format!("ours, mean ± SD, n = {seeds}") } else { "ours, one seed".to_owned() };
    let texts = ours.iter().map(|value| value.map_or_else(String::new, |v| Digits::Percent.value(v.mean) + "%"));
    series.push(Bars { label, texts: texts.collect(), values: ours });

    let title = context.under("Accuracy", protocol);
    let y = axis(&series);
    let start = decimal(y.low, 2);
    let plot = BarPlot {
        y_title: format!("Accuracy (axis starts at {start})"),
        groups: models.iter().map(|model| context.titles.model(model)).collect(),
        y,
        series,
    };
    let values: Vec<String> =
        plot.groups.iter().enumerate().map(|(i, group)| format!("{group} {}", spoken(&plot.series, i))).collect();
    let alt = format!("{title}: {}", values.join("; "));
    let width = BarPlot::width(plot.groups.len(), plot.series.len());
    let sheet = Sheet::new(width, &title, &context.stamp);
    let why = context.why_incomparable(protocol).filter(|_| plot.series.len() > 1);
    let compare = why.map_or_else(String::new, |why| format!(" Published and ours cannot be compared: {why}."));
    let caption =
        format!("{title}. The vertical axis starts at {start}; error bars are one standard deviation.{compare}");
    let id = names.make(&["accuracy_bars", protocol]);
    Ok(vec![super::figure(context, id, caption, width, plot.svg(&sheet, &alt), alt.clone())?])
}

/// From 0, or from the tenth below the lowest bar where every bar is above a half; up to 1.
fn axis(series: &[Bars]) -> Scale {
    let ends = series.iter().flat_map(|bars| &bars.values).flatten().map(|v| v.mean - v.sd.unwrap_or(0.0));
    let lowest = ends.fold(1.0, f64::min);
    let low = if lowest > 0.5 { ((lowest - 0.02) * 10.0).floor() / 10.0 } else { 0.0 };
    // A little room above 1 for the numbers over the bars.
    let ticks = Scale::fixed(low, 1.0, 5);
    Scale { high: 1.0 + 0.06 * (1.0 - low), ..ticks }
}

fn spoken(series: &[Bars], group: usize) -> String {
    let values = series.iter().filter_map(|bars| {
        bars.values[group].map(|value| format!("{} {}", bars.label, Digits::Percent.value(value.mean) + "%"))
    });
    values.collect::<Vec<_>>().join(", ")
}
