//! What all figures share: size, title, stamp.

use plotters::style::RGBColor;

use crate::report::stamp::Stamp;

use super::canvas::{ALARM, CAUTION, Canvas, Drawn, Type, draw_svg, shorten, wrap};

const TITLE_SIZE: f64 = 15.0;
const STAMP_SIZE: f64 = 11.0;
const MARGIN: f64 = 14.0;

/// Paper for one figure.
#[derive(Debug)]
pub(crate) struct Sheet {
    width: f64,
    title: String,
    stamp: Vec<String>,
    ink: RGBColor,
}

impl Sheet {
    /// A sheet of that width in pixels.
    pub(crate) fn new(width: f64, title: &str, stamp: &Stamp) -> Self {
        let room = width - 2.0 * MARGIN;
        let ink = if stamp.synthetic { ALARM } else { CAUTION };
        let stamp = stamp.banner.as_deref().map(|banner| wrap(banner, STAMP_SIZE, room)).unwrap_or_default();
        Self { width, title: shorten(title, TITLE_SIZE, room), stamp, ink }
    }

    /// Width in pixels.
    pub(crate) fn width(&self) -> f64 {
        self.width
    }

    /// Where the space below title and stamp begins.
    pub(crate) fn top(&self) -> f64 {
        MARGIN + 24.0 + 16.0 * self.stamp.len() as f64
    }

    /// Draws title and stamp, then `body`, on a sheet of this height.
    pub(crate) fn draw(
        &self,
        height: f64,
        alt: &str,
        body: impl FnOnce(&Canvas<'_>) -> Drawn,
    ) -> Result<String, String> {
        draw_svg((self.width, height), alt, |canvas| {
            for (i, line) in self.stamp.iter().enumerate() {
                let y = MARGIN + 2.0 + 16.0 * i as f64;
                canvas.text(line, (MARGIN, y), Type::size(STAMP_SIZE).left().colour(self.ink))?;
            }
            canvas.text(&self.title, (MARGIN, self.top() - 16.0), Type::size(TITLE_SIZE).left())?;
            body(canvas)
        })
    }
}
