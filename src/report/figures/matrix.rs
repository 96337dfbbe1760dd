//! A confusion matrix: counts and row percentages, with a colour bar.

use plotters::style::RGBColor;

use crate::report::format::{NOTHING, count};

use super::axes::{LABEL_SIZE, TICK_SIZE};
use super::canvas::{Canvas, Drawn, FAINT, GRID, INK, Point, Type, shorten, text_width};
use super::sheet::Sheet;
use crate::report::stamp::Stamp;

/// Longest class name beside the matrix, in pixels.
const LONGEST_LABEL: f64 = 190.0;
/// Width of the colour bar with its labels.
const BAR_ROOM: f64 = 84.0;
const BAR_HEIGHT: f64 = 240.0;
/// Smallest type that can still be read.
const SMALLEST_TYPE: f64 = 6.0;

/// Counts by true (row) and predicted (column) class.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MatrixPlot {
    /// Class names.
    pub(crate) labels: Vec<String>,
    /// `counts[true][predicted]`
    pub(crate) counts: Vec<Vec<u64>>,
}

impl MatrixPlot {
    /// Width of the sheet in pixels.
    pub(crate) fn width(&self) -> f64 {
        (self.left() + self.side() + BAR_ROOM).max(520.0)
    }

    fn cell(&self) -> f64 {
        (430.0 / self.labels.len().max(1) as f64).clamp(46.0, 96.0)
    }

    fn side(&self) -> f64 {
        self.cell() * self.labels.len() as f64
    }

    fn widest_label(&self) -> f64 {
        self.labels.iter().map(|label| text_width(label, TICK_SIZE)).fold(20.0, f64::max)
    }

    fn left(&self) -> f64 {
        self.widest_label().min(LONGEST_LABEL) + 44.0
    }

    /// As SVG.
    pub(crate) fn svg(&self, title: &str, stamp: &Stamp, alt: &str) -> Result<String, String> {
        let (left, cell, side) = (self.left(), self.cell(), self.side());
        let sheet = Sheet::new(self.width(), title, stamp);
        let top = sheet.top() + 6.0;
        let upright = self.widest_label() > cell - 4.0;
        let below = if upright { self.widest_label().min(LONGEST_LABEL) + 12.0 } else { 22.0 };
        let layout = Layout { left, top, cell, upright };
        sheet.draw(top + side + below + 32.0, alt, |canvas| {
            self.draw_cells(canvas, &layout)?;
            self.draw_labels(canvas, &layout)?;
            let middle = side / 2.0;
            canvas.text("True class", (16.0, top + middle), Type::size(LABEL_SIZE).upwards())?;
            canvas.text("Predicted class", (left + middle, top + side + below + 14.0), Type::size(LABEL_SIZE))?;
            let bar = (left + side + 20.0, top);
            colour_bar(canvas, bar, side, 1.0)?;
            let words = (bar.0 + 57.0, top + side.min(BAR_HEIGHT) / 2.0);
            canvas.text("of the true class", words, Type::size(TICK_SIZE).upwards())
        })
    }

    fn draw_cells(&self, canvas: &Canvas<'_>, layout: &Layout) -> Drawn {
        let longest = self.counts.iter().flatten().max().copied().unwrap_or(0);
        let widest = text_width(&count(longest), 10.0).max(text_width("100.0 %", 10.0));
        let size = (10.0 * (layout.cell - 5.0) / widest).min(13.0);
        for (row, counts) in self.counts.iter().enumerate() {
            let total: u64 = counts.iter().sum();
            for (column, &n) in counts.iter().enumerate() {
                let share = (total > 0).then(|| n as f64 / total as f64);
                let corner = layout.corner(row, column);
                canvas.fill(corner, (layout.cell, layout.cell), share.map_or(GRID, shade))?;
                canvas.frame(corner, (layout.cell, layout.cell), GRID, 0.8)?;
                if size < SMALLEST_TYPE {
                    continue;
                }
                let ink = if share.is_some_and(|share| share > 0.55) { plotters::style::WHITE } else { INK };
                let (x, y) = (corner.0 + layout.cell / 2.0, corner.1 + layout.cell / 2.0);
                let percent = share.map_or_else(|| NOTHING.to_owned(), |share| format!("{:.1} %", 100.0 * share));
                canvas.text(&count(n), (x, y - size * 0.65), Type::size(size).colour(ink))?;
                canvas.text(&percent, (x, y + size * 0.65), Type::size(size * 0.9).colour(ink))?;
            }
        }
        Ok(())
    }

    fn draw_labels(&self, canvas: &Canvas<'_>, layout: &Layout) -> Drawn {
        for (i, label) in self.labels.iter().enumerate() {
            let label = shorten(label, TICK_SIZE, LONGEST_LABEL);
            let along = layout.cell * (i as f64 + 0.5);
            canvas.text(&label, (layout.left - 7.0, layout.top + along), Type::size(TICK_SIZE).right())?;
            let under = layout.top + layout.cell * self.labels.len() as f64;
            if layout.upright {
                let style = Type::size(TICK_SIZE).right().upwards();
                canvas.text(&label, (layout.left + along, under + 7.0), style)?;
            } else {
                canvas.text(&label, (layout.left + along, under + 13.0), Type::size(TICK_SIZE))?;
            }
        }
        Ok(())
    }
}

struct Layout {
    left: f64,
    top: f64,
    cell: f64,
    upright: bool,
}

impl Layout {
    fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        (self.left + self.cell * column as f64, self.top + self.cell * row as f64)
    }
}

/// The shades from 0 up to the share `largest`, beside something `height` high.
pub(super) fn colour_bar(canvas: &Canvas<'_>, (left, top): Point, height: f64, largest: f64) -> Drawn {
    const STEPS: usize = 64;
    let height = height.min(BAR_HEIGHT);
    let digits = if largest < 0.1 { 1 } else { 0 };
    let step = height / STEPS as f64;
    for i in 0..STEPS {
        let share = 1.0 - (i as f64 + 0.5) / STEPS as f64;
        // Neighbours overlap a little, or a viewer shows hairlines between them.
        let overlap = if i + 1 < STEPS { 0.5 } else { 0.0 };
        canvas.fill((left, top + step * i as f64), (14.0, step + overlap), shade(share))?;
    }
    canvas.frame((left, top), (14.0, height), FAINT, 0.8)?;
    for share in [0.0, 0.5, 1.0] {
        let y = (top + height * (1.0 - share)).clamp(top + 5.0, top + height - 5.0);
        let label = format!("{:.digits$} %", 100.0 * share * largest);
        canvas.text(&label, (left + 19.0, y), Type::size(TICK_SIZE).left())?;
    }
    Ok(())
}

/// White to dark blue, by share of the row.
pub(super) fn shade(share: f64) -> RGBColor {
    let mix = |from: f64, to: f64| (from + (to - from) * share.clamp(0.0, 1.0)).round() as u8;
    RGBColor(mix(255.0, 8.0), mix(255.0, 69.0), mix(255.0, 131.0))
}
