//! Precision, recall and F1 by class, one figure per model.

use crate::metric::ClassScores;
use crate::report::ReportError;
use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::document::Figure;
use crate::report::format::{Scale as Digits, decimal};
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;

use super::bars::{BarPlot, Bars};
use super::scale::Scale;
use super::sheet::Sheet;

type Quantity = fn(&ClassScores) -> f64;

const QUANTITIES: [(&str, Quantity); 3] = [("precision", |s| s.precision), ("recall", |s| s.recall), ("F1", |s| s.f1)];

/// One figure per model that finished.
pub(crate) fn draw(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Result<Vec<Figure>, ReportError> {
    let mut figures = Vec::new();
    for model in context.models() {
        let units = context.units(protocol, model);
        let Some(first) = units.first() else { continue };
        let classes: Vec<String> = first.evaluation.per_class.keys().cloned().collect();
        let title = context.under(&format!("Scores by class, {}", context.titles.model(model)), protocol);
        let plot = BarPlot {
            y_title: "Score".to_owned(),
            y: Scale { high: 1.05, ..Scale::fixed(0.0, 1.0, 5) },
            series: QUANTITIES.map(|(label, quantity)| bars(label, quantity, &classes, &units)).into(),
            groups: classes,
        };
        let alt = format!("{title}; F1: {}", spoken(&plot));
        let width = BarPlot::width(plot.groups.len(), plot.series.len());
        let sheet = Sheet::new(width, &title, &context.stamp);
        let spread = if units.len() > 1 {
            format!(" Means over {} seeds; error bars are one standard deviation.", units.len())
        } else {
            String::new()
        };
        let id = names.make(&["class_bars", protocol, model]);
        let caption = format!("{title}: precision, recall and F1 of each class against the rest.{spread}");
        figures.push(super::figure(context, id, caption, width, plot.svg(&sheet, &alt), alt.clone())?);
    }
    Ok(figures)
}

fn bars(label: &str, quantity: Quantity, classes: &[String], units: &[&ReportUnit]) -> Bars {
    let values: Vec<Option<MeanSd>> = classes
        .iter()
        .map(|class| MeanSd::of(units.iter().filter_map(|unit| unit.evaluation.per_class.get(class)).map(quantity)))
        .collect();
    let texts = values.iter().map(|value| value.map_or_else(String::new, |value| decimal(value.mean, 2))).collect();
    Bars { label: label.to_owned(), values, texts }
}

fn spoken(plot: &BarPlot) -> String {
    let f1 = plot.series.iter().find(|bars| bars.label == "F1").into_iter().flat_map(|bars| &bars.values);
    let values = plot.groups.iter().zip(f1);
    values
        .map(|(class, value)| format!("{class} {}", value.map_or_else(String::new, |v| Digits::Fraction.value(v.mean))))
        .collect::<Vec<_>>()
        .join(", ")
}
