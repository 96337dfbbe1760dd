//! Time and memory against rows, both on logarithmic axes.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::Taken;

const SIZE: (u32, u32) = (1_200, 560);
/// Pixels across a panel; the rest is the legend's.
const PANEL: u32 = 500;
/// The first seven of matplotlib's `tab10`; the models after them get them again with a thin line.
const COLOURS: [RGBColor; 7] = [
    RGBColor(31, 119, 180),
    RGBColor(255, 127, 14),
    RGBColor(44, 160, 44),
    RGBColor(214, 39, 40),
    RGBColor(148, 103, 189),
    RGBColor(140, 86, 75),
    RGBColor(227, 119, 194),
];

const FONT: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");

/// Draws what the models took.
pub(crate) fn draw(path: &Path, models: &[(String, Vec<Taken>)]) -> Result<(), Box<dyn Error>> {
    register_font("sans-serif", FontStyle::Normal, FONT).map_err(|_| "the font cannot be read")?;
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, rest) = root.split_horizontally(PANEL);
    let (right, legend) = rest.split_horizontally(PANEL);
    panel(&left, "CPU seconds", models, |taken| taken.cpu_seconds)?;
    panel(&right, "peak memory, MB", models, |taken| taken.peak_bytes / 1e6)?;
    for (at, (name, _)) in models.iter().enumerate() {
        let y = 60 + 24 * at as i32;
        legend.draw(&PathElement::new([(8, y), (36, y)], style(at)))?;
        legend.draw(&Text::new(name.clone(), (44, y - 6), ("sans-serif", 13)))?;
    }
    root.present()?;
    Ok(())
}

fn style(model: usize) -> ShapeStyle {
    COLOURS[model % COLOURS.len()].stroke_width(if model < COLOURS.len() { 3 } else { 1 })
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    title: &str,
    models: &[(String, Vec<Taken>)],
    value: impl Fn(&Taken) -> f64,
) -> Result<(), Box<dyn Error>> {
    let all: Vec<&Taken> = models.iter().flat_map(|(_, taken)| taken).collect();
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let (few, many) = range(&mut all.iter().map(|taken| taken.rows as f64));
    let (low, high) = range(&mut all.iter().map(|taken| value(taken)));
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d((0.9 * few..1.1 * many).log_scale(), (0.8 * low..1.25 * high).log_scale())?;
    let plain = |value: &f64| format!("{value}");
    let mesh = &mut chart.configure_mesh();
    mesh.x_desc("training rows")
        .x_labels(6)
        .light_line_style(WHITE)
        .x_label_formatter(&plain)
        .y_label_formatter(&plain)
        .draw()?;
    for (at, (_, taken)) in models.iter().enumerate() {
        let points: Vec<(f64, f64)> = taken.iter().map(|taken| (taken.rows as f64, value(taken))).collect();
        chart.draw_series([PathElement::new(points, style(at))])?;
    }
    Ok(())
}
