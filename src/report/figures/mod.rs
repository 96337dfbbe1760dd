//! The figures. Each kind of drawing knows nothing of experiments; what is drawn is chosen beside it, one file per figure.

mod accuracy_bars;
mod architecture;
mod attention;
mod axes;
mod bars;
mod canvas;
mod class_bars;
mod confusion;
mod heat_map;
mod history;
mod layers;
mod lines;
mod matrix;
mod raster;
mod scale;
mod score_curves;
mod sheet;

pub(crate) use canvas::FONT;
pub(crate) use layers::layer_title;
pub(crate) use raster::png;

use crate::spec::FigureKind;

use super::ReportError;
use super::content::Context;
use super::curves::CurveKind;
use super::document::Figure;
use super::names::FileNames;

/// Width of a plain figure in pixels.
const WIDTH: f64 = 700.0;

/// The figures of one kind under one protocol; none where the results have nothing to show.
pub(crate) fn draw(
    kind: FigureKind,
    context: &Context<'_>,
    protocol: &str,
    names: &mut FileNames,
) -> Result<Vec<Figure>, ReportError> {
    match kind {
        FigureKind::Roc => score_curves::draw(CurveKind::Roc, context, protocol, names),
        FigureKind::PrecisionRecall => score_curves::draw(CurveKind::PrecisionRecall, context, protocol, names),
        FigureKind::Confusion => confusion::draw(context, protocol, names),
        FigureKind::History => history::draw(context, protocol, names),
        FigureKind::AccuracyBars => accuracy_bars::draw(context, protocol, names),
        FigureKind::ClassBars => class_bars::draw(context, protocol, names),
        FigureKind::Architecture => architecture::draw(context, protocol, names),
        FigureKind::Attention => attention::draw(context, protocol, names),
    }
}

/// A drawing with its words.
fn figure(
    context: &Context<'_>,
    id: String,
    caption: String,
    width: f64,
    svg: Result<String, String>,
    alt: String,
) -> Result<Figure, ReportError> {
    let svg = svg.map_err(|reason| ReportError::Figure { figure: id.clone(), reason })?;
    Ok(Figure { id, number: 0, caption, stamp: context.stamp.short, alt, width, svg })
}
