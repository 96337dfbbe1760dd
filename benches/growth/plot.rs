//! Time and memory against rows, both on logarithmic axes.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::Taken;

const SIZE: (u32, u32) = (1_100, 560);
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
    let (left, right) = root.split_horizontally(SIZE.0 / 2);
    panel(&left, "CPU seconds", models, |taken| taken.cpu_seconds, true)?;
    panel(&right, "peak memory, MB (grey: the matrix)", models, |taken| taken.peak_bytes / 1e6, false)?;
    root.present()?;
    Ok(())
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    title: &str,
    models: &[(String, Vec<Taken>)],
    value: impl Fn(&Taken) -> f64,
    legend: bool,
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
    chart.configure_mesh().x_desc("training rows").light_line_style(WHITE).draw()?;
    if !legend {
        let matrix = all.iter().map(|taken| (taken.rows as f64, taken.matrix_bytes() / 1e6));
        let mut matrix: Vec<(f64, f64)> = matrix.filter(|&(_, megabytes)| megabytes > 0.8 * low).collect();
        matrix.sort_by(|a, b| a.0.total_cmp(&b.0));
        chart.draw_series([PathElement::new(matrix, RGBColor(150, 150, 150).stroke_width(3))])?;
    }
    for (at, (name, taken)) in models.iter().enumerate() {
        let colour = COLOURS[at % COLOURS.len()];
        let points: Vec<(f64, f64)> = taken.iter().map(|taken| (taken.rows as f64, value(taken))).collect();
        let style = colour.stroke_width(if at < COLOURS.len() { 3 } else { 1 });
        let series = chart.draw_series([PathElement::new(points, style)])?;
        if legend {
            series.label(name).legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], style));
        }
    }
    if legend {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE.mix(0.8))
            .draw()?;
    }
    Ok(())
}
