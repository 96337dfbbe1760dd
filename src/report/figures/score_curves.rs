//! ROC and precision-recall: one curve per model, the mean over seeds with a band of one standard deviation.

use crate::metric::ClassScores;
use crate::report::ReportError;
use crate::report::aggregate::MeanSd;
use crate::report::content::Context;
use crate::report::curves::{CurveKind, mean_curve};
use crate::report::document::Figure;
use crate::report::format::{NOTHING, Scale as Digits};
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;
use crate::run::store::Predictions;

use super::canvas::Dash;
use super::lines::{Line, LinePlot};
use super::scale::Scale;
use super::sheet::Sheet;

const WIDTH: f64 = 620.0;

/// The figure; none where no unit has a defined curve.
pub(crate) fn draw(
    kind: CurveKind,
    context: &Context<'_>,
    protocol: &str,
    names: &mut FileNames,
) -> Result<Vec<Figure>, ReportError> {
    let lines: Vec<Line> = context
        .models()
        .enumerate()
        .filter_map(|(index, model)| line(kind, context, &context.units(protocol, model), model, index))
        .collect();
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let words = Words::of(kind);
    let title = context.under(words.title, protocol);
    let plot = LinePlot {
        x_title: words.x.to_owned(),
        y_title: words.y.to_owned(),
        x: Scale::fixed(0.0, 1.0, 5),
        y: Scale::fixed(0.0, 1.0, 5),
        reference: (kind == CurveKind::Roc).then_some([(0.0, 0.0), (1.0, 1.0)]),
        aspect: 0.82,
        lines,
    };
    let labels: Vec<&str> = plot.lines.iter().map(|line| line.label.as_str()).collect();
    let alt = format!("{title}: {}", labels.join("; "));
    let sheet = Sheet::new(WIDTH, &title, &context.stamp);
    let id = names.make(&[words.id, protocol]);
    let caption = caption(kind, context, &title, plot.lines.iter().any(|line| !line.band.is_empty()));
    let figure = super::figure(context, id, caption, WIDTH, plot.svg(&sheet, &alt), alt.clone())?;
    Ok(vec![figure])
}

struct Words {
    id: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    area: &'static str,
}

impl Words {
    fn of(kind: CurveKind) -> Self {
        match kind {
            CurveKind::Roc => Self {
                id: "roc",
                title: "ROC curves",
                x: "False positive rate",
                y: "True positive rate (recall)",
                area: "AUC",
            },
            CurveKind::PrecisionRecall => Self {
                id: "precision_recall",
                title: "Precision-recall curves",
                x: "Recall",
                y: "Precision",
                area: "AP",
            },
        }
    }
}

fn line(kind: CurveKind, context: &Context<'_>, units: &[&ReportUnit], model: &str, index: usize) -> Option<Line> {
    let predictions: Vec<&Predictions> = units.iter().map(|unit| &unit.predictions).collect();
    let curve = mean_curve(kind, &predictions)?;
    let area = MeanSd::of(units.iter().filter_map(|unit| area(kind, context, unit)));
    let area = area.map_or_else(|| NOTHING.to_owned(), |area| Digits::Fraction.mean_sd(area));
    let label = format!("{} ({} {area})", context.titles.model(model), Words::of(kind).area);
    Some(Line { label, colour: index, dash: Dash::of(index), points: curve.points, band: curve.band, marked: false })
}

/// The area under a unit's curve: the positive class's, or the mean over the classes where it is defined.
fn area(kind: CurveKind, context: &Context<'_>, unit: &ReportUnit) -> Option<f64> {
    let of_class = |scores: &ClassScores| match kind {
        CurveKind::Roc => scores.roc_auc,
        CurveKind::PrecisionRecall => scores.average_precision,
    };
    let classes = &unit.evaluation.per_class;
    if context.is_binary() {
        return classes.get_index(1).and_then(|(_, scores)| of_class(scores));
    }
    MeanSd::of(classes.values().filter_map(of_class)).map(|areas| areas.mean)
}

fn caption(kind: CurveKind, context: &Context<'_>, title: &str, band: bool) -> String {
    let classes = if context.is_binary() {
        context
            .input
            .experiment
            .task
            .positive
            .as_ref()
            .map_or_else(String::new, |positive| format!(", {positive} positive"))
    } else {
        ", mean of each class against the rest".to_owned()
    };
    let area = match kind {
        CurveKind::Roc => "AUC: area under the curve. Dashed: no skill.",
        CurveKind::PrecisionRecall => "AP: average precision.",
    };
    let band = if band { " Lines are means over seeds at fixed abscissae, bands one standard deviation." } else { "" };
    format!("{title}{classes}. {area}{band}")
}
