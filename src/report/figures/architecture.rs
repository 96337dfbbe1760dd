//! The layers of each network, with the shapes that its input has under the protocol.

use crate::nn;
use crate::prepare::InputShape;
use crate::report::ReportError;
use crate::report::content::Context;
use crate::report::document::Figure;
use crate::report::format::count;
use crate::report::names::FileNames;
use crate::spec::ModelKind;

use super::layers::{LayerPlot, WIDTH, layer_title};
use super::sheet::Sheet;

/// One figure per network that finished.
pub(crate) fn draw(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Result<Vec<Figure>, ReportError> {
    let mut figures = Vec::new();
    for model in context.models() {
        let ModelKind::Network(network) = &context.input.experiment.models[model].kind else { continue };
        let units = context.units(protocol, model);
        let Some(unit) = units.first() else { continue };
        let classes = unit.predictions.classes.len();
        let outputs = if context.is_binary() { 1 } else { classes as u64 };
        let id = names.make(&["architecture", protocol, model]);
        let [steps, channels] = unit.record.input;
        let shape = InputShape { steps: steps as usize, channels: channels as usize };
        let summaries = nn::summary(&network.layers, shape, classes, context.is_binary())
            .map_err(|why| ReportError::Figure { figure: id.clone(), reason: why.to_string() })?;
        let plot = LayerPlot { layers: &network.layers, summaries: &summaries, input: unit.record.input, outputs };
        let title = context.under(&format!("Architecture, {}", context.titles.model(model)), protocol);
        let layers: Vec<String> = network.layers.iter().map(|layer| layer_title(layer, outputs)).collect();
        let alt = format!("{title}: {}", layers.join(" → "));
        let caption = format!(
            "{title}. Shapes are steps × channels of one row; the input is {steps} × {channels}. {} parameters.",
            count(plot.parameters())
        );
        let sheet = Sheet::new(WIDTH, &title, &context.stamp);
        figures.push(super::figure(context, id, caption, WIDTH, plot.svg(&sheet, &alt), alt.clone())?);
    }
    Ok(figures)
}
