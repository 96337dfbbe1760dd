//! Where each attention layer looks, mean over seeds.

use crate::model::AttentionMap;
use crate::report::ReportError;
use crate::report::content::Context;
use crate::report::document::Figure;
use crate::report::input::ReportUnit;
use crate::report::names::FileNames;

use super::heat_map::HeatMap;

/// One figure per attention layer of each model that finished.
pub(crate) fn draw(context: &Context<'_>, protocol: &str, names: &mut FileNames) -> Result<Vec<Figure>, ReportError> {
    let mut figures = Vec::new();
    for model in context.models() {
        let units = context.units(protocol, model);
        let layers = units.first().map_or(0, |unit| unit.attention.len());
        for layer in 0..layers {
            let Some(map) = mean(&units, layer) else { continue };
            let title = context.under(&format!("Attention, {}", context.titles.model(model)), protocol);
            let over = if units.len() > 1 { format!(", and over {} seeds", units.len()) } else { String::new() };
            let caption = format!(
                "{title}. Layer {}: how much each step takes of each step, mean over test rows and heads{over}; each row sums to 100 %. Steps are those that reach the layer.",
                map.layer
            );
            let alt = format!("{title}: heat map of {} × {} steps, layer {}", map.steps, map.steps, map.layer);
            let id = names.make(&["attention", protocol, model, &map.layer]);
            let plot = HeatMap { side: map.steps, values: &map.weights };
            let svg = plot.svg(&title, ["Attended step", "Step"], &context.stamp, &alt);
            figures.push(super::figure(context, id, caption, plot.width(), svg, alt)?);
        }
    }
    Ok(figures)
}

/// The mean map of one layer; `None` if the units do not agree in what it is.
fn mean(units: &[&ReportUnit], layer: usize) -> Option<AttentionMap> {
    let maps: Vec<&AttentionMap> = units.iter().filter_map(|unit| unit.attention.get(layer)).collect();
    let (first, rest) = maps.split_first()?;
    let is_same = |map: &&AttentionMap| map.layer == first.layer && map.steps == first.steps;
    if maps.len() != units.len() || !rest.iter().all(is_same) {
        return None;
    }
    let at = |i: usize| maps.iter().map(|map| map.weights[i]).sum::<f64>() / maps.len() as f64;
    Some(AttentionMap { weights: (0..first.weights.len()).map(at).collect(), ..(*first).clone() })
}
