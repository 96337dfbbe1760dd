//! A rectangle with two axes, and the legend under it.

use super::canvas::{Canvas, Dash, Drawn, FAINT, GRID, INK, Point, Type, shorten, text_width};
use super::scale::Scale;

/// Size of tick labels.
pub(crate) const TICK_SIZE: f64 = 11.0;
/// Size of axis titles and legends.
pub(crate) const LABEL_SIZE: f64 = 12.0;
/// Height of a legend row.
const LEGEND_ROW: f64 = 20.0;
/// Room for a legend's line or box.
const SWATCH: f64 = 34.0;

/// Where the data stand, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plot {
    /// Left edge.
    pub(crate) left: f64,
    /// Upper edge.
    pub(crate) top: f64,
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
}

impl Plot {
    /// Right edge.
    pub(crate) fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Lower edge.
    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Where a value of the vertical axis stands.
    pub(crate) fn y(&self, scale: &Scale, value: f64) -> f64 {
        self.bottom() - scale.position(value) * self.height
    }

    /// Where a value of the horizontal axis stands.
    pub(crate) fn x(&self, scale: &Scale, value: f64) -> f64 {
        self.left + scale.position(value) * self.width
    }

    /// Where a point stands.
    pub(crate) fn point(&self, x: &Scale, y: &Scale, (px, py): Point) -> Point {
        (self.x(x, px), self.y(y, py))
    }

    /// Grid, ticks and title of the vertical axis.
    pub(crate) fn draw_y(&self, canvas: &Canvas<'_>, scale: &Scale, title: &str) -> Drawn {
        for &tick in &scale.ticks {
            let y = self.y(scale, tick);
            canvas.line(&[(self.left, y), (self.right(), y)], GRID, 0.8, Dash::Solid)?;
            canvas.text(&scale.label(tick), (self.left - 6.0, y), Type::size(TICK_SIZE).right())?;
        }
        let at = (16.0, self.top + self.height / 2.0);
        canvas.text(&shorten(title, LABEL_SIZE, self.height + 40.0), at, Type::size(LABEL_SIZE).upwards())
    }

    /// Grid, ticks and title of the horizontal axis.
    pub(crate) fn draw_x(&self, canvas: &Canvas<'_>, scale: &Scale, title: &str) -> Drawn {
        for &tick in &scale.ticks {
            let x = self.x(scale, tick);
            canvas.line(&[(x, self.top), (x, self.bottom())], GRID, 0.8, Dash::Solid)?;
            canvas.text(&scale.label(tick), (x, self.bottom() + 13.0), Type::size(TICK_SIZE))?;
        }
        canvas.text(title, (self.left + self.width / 2.0, self.bottom() + 33.0), Type::size(LABEL_SIZE))
    }

    /// The outline, over the grid.
    pub(crate) fn draw_frame(&self, canvas: &Canvas<'_>) -> Drawn {
        canvas.frame((self.left, self.top), (self.width, self.height), FAINT, 1.0)
    }
}

/// Left margin that the tick labels and the title of a vertical axis need.
pub(crate) fn y_margin(scale: &Scale) -> f64 {
    let widest = scale.ticks.iter().map(|&tick| text_width(&scale.label(tick), TICK_SIZE)).fold(0.0, f64::max);
    widest + 38.0
}

/// Labels under the plot, in rows, where they cannot cover data.
pub(crate) struct Legend {
    rows: Vec<Vec<(usize, String, f64)>>,
}

impl Legend {
    /// As many labels a row as the width holds.
    pub(crate) fn new(labels: &[String], width: f64) -> Self {
        let mut rows: Vec<Vec<(usize, String, f64)>> = Vec::new();
        let mut used = f64::INFINITY;
        for (i, label) in labels.iter().enumerate() {
            let label = shorten(label, LABEL_SIZE, width - SWATCH);
            let wide = SWATCH + text_width(&label, LABEL_SIZE) + 18.0;
            if used + wide > width + 18.0 {
                rows.push(Vec::new());
                used = 0.0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((i, label, used));
            }
            used += wide;
        }
        Self { rows }
    }

    /// Height in pixels.
    pub(crate) fn height(&self) -> f64 {
        LEGEND_ROW * self.rows.len() as f64
    }

    /// Draws the labels; `swatch` draws the sign of a label between two points.
    pub(crate) fn draw(
        &self,
        canvas: &Canvas<'_>,
        (left, top): Point,
        swatch: impl Fn(usize, Point, Point) -> Drawn,
    ) -> Drawn {
        for (row, labels) in self.rows.iter().enumerate() {
            let y = top + LEGEND_ROW * (row as f64 + 0.5);
            for (index, label, x) in labels {
                let x = left + x;
                swatch(*index, (x, y), (x + SWATCH - 8.0, y))?;
                canvas.text(label, (x + SWATCH, y), Type::size(LABEL_SIZE).left().colour(INK))?;
            }
        }
        Ok(())
    }
}
