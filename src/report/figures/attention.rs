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
            let plot = HeatMap { side: map.steps, values: &map.weights };
            let caption = caption(&title, &map.layer, units.len(), plot.block());
            let alt = format!("{title}: heat map of {} × {} steps, layer {}", map.steps, map.steps, map.layer);
            let id = names.make(&["attention", protocol, model, &map.layer]);
            let svg = plot.svg(&title, ["Attended step", "Step"], &context.stamp, &alt);
            figures.push(super::figure(context, id, caption, plot.width(), svg, alt)?);
        }
    }
    Ok(figures)
}

/// What is said below the map of `layer`, of which a cell shows the mean of `block` × `block` steps.
fn caption(title: &str, layer: &str, seeds: usize, block: usize) -> String {
    let over = if seeds > 1 { format!(", and over {seeds} seeds") } else { String::new() };
    let sums = match block {
        1 => "each row sums to 100 %".to_owned(),
        _ => format!("over all steps a row sums to 100 %, and a cell is the mean of {block} × {block} steps"),
    };
    format!(
        "{title}. Layer {layer}: how much each step takes of each step, mean over test rows and heads{over}; {sums}. Steps are those that reach the layer."
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_says_what_a_cell_is() {
        assert_eq!(
            caption("Attention, CNN", "1.attention", 1, 1),
            "Attention, CNN. Layer 1.attention: how much each step takes of each step, mean over test rows and heads; each row sums to 100 %. Steps are those that reach the layer."
        );
        let many = caption("Attention, CNN", "1.attention", 3, 2);
        let expected =
            "heads, and over 3 seeds; over all steps a row sums to 100 %, and a cell is the mean of 2 × 2 steps. Steps";
        assert!(many.contains(expected), "{many}");
    }
}
