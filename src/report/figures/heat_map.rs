//! A square of shares as shades of one colour, with a colour bar.

use super::axes::{LABEL_SIZE, TICK_SIZE};
use super::canvas::{Canvas, Drawn, FAINT, Type};
use super::matrix::{colour_bar, shade};
use super::sheet::Sheet;
use crate::report::stamp::Stamp;

/// Side of the square in pixels.
const SIDE: f64 = 400.0;
const LEFT: f64 = 62.0;
/// Most labels along a side.
const MOST_LABELS: usize = 10;

/// Values from 0 to 1, row-major; the darkest shade is the largest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeatMap<'a> {
    /// Rows and columns.
    pub(crate) side: usize,
    /// Row by row.
    pub(crate) values: &'a [f64],
}

impl HeatMap<'_> {
    /// Width of the sheet in pixels.
    #[allow(clippy::unused_self, reason = "as the other drawings")]
    pub(crate) fn width(&self) -> f64 {
        560.0
    }

    /// As SVG; `titles` of the columns and of the rows.
    pub(crate) fn svg(&self, title: &str, titles: [&str; 2], stamp: &Stamp, alt: &str) -> Result<String, String> {
        let sheet = Sheet::new(self.width(), title, stamp);
        let top = sheet.top() + 6.0;
        let largest = self.values.iter().copied().fold(0.0, f64::max);
        sheet.draw(top + SIDE + 54.0, alt, |canvas| {
            self.draw_cells(canvas, top, largest)?;
            canvas.frame((LEFT, top), (SIDE, SIDE), FAINT, 0.8)?;
            self.draw_labels(canvas, top)?;
            let middle = SIDE / 2.0;
            canvas.text(titles[1], (16.0, top + middle), Type::size(LABEL_SIZE).upwards())?;
            canvas.text(titles[0], (LEFT + middle, top + SIDE + 36.0), Type::size(LABEL_SIZE))?;
            colour_bar(canvas, (LEFT + SIDE + 20.0, top), SIDE, largest)
        })
    }

    fn cell(&self) -> f64 {
        SIDE / self.side.max(1) as f64
    }

    fn draw_cells(&self, canvas: &Canvas<'_>, top: f64, largest: f64) -> Drawn {
        let cell = self.cell();
        for (i, &value) in self.values.iter().enumerate() {
            let corner = (LEFT + (i % self.side) as f64 * cell, top + (i / self.side) as f64 * cell);
            let share = if largest > 0.0 { value / largest } else { 0.0 };
            canvas.fill(corner, (cell, cell), shade(share))?;
        }
        Ok(())
    }

    fn draw_labels(&self, canvas: &Canvas<'_>, top: f64) -> Drawn {
        let cell = self.cell();
        for step in (0..self.side).step_by(self.side.div_ceil(MOST_LABELS).max(1)) {
            let (label, along) = ((step + 1).to_string(), (step as f64 + 0.5) * cell);
            canvas.text(&label, (LEFT - 7.0, top + along), Type::size(TICK_SIZE).right())?;
            canvas.text(&label, (LEFT + along, top + SIDE + 13.0), Type::size(TICK_SIZE))?;
        }
        Ok(())
    }
}
