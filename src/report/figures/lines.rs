//! Lines over a horizontal axis, with bands.

use super::axes::{LABEL_SIZE, Legend, Plot, y_margin};
use super::canvas::{Canvas, Dash, Drawn, FAINT, Point, Type, colour};
use super::scale::Scale;
use super::sheet::Sheet;

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// In the legend.
    pub(crate) label: String,
    /// Which colour.
    pub(crate) colour: usize,
    /// How it is broken.
    pub(crate) dash: Dash,
    /// Data coordinates; a point that is not finite leaves a gap.
    pub(crate) points: Vec<Point>,
    /// (x, low, high); empty without spread.
    pub(crate) band: Vec<(f64, f64, f64)>,
    /// Whether each point is marked.
    pub(crate) marked: bool,
}

impl Line {
    /// Markers of broken lines are hollow, so that single points can be told apart too.
    fn mark(&self, canvas: &Canvas<'_>, at: Point) -> Drawn {
        canvas.marker(at, self.colour, colour(self.colour), self.dash != Dash::Solid)
    }
}

/// A figure of lines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinePlot {
    /// Title of the horizontal axis.
    pub(crate) x_title: String,
    /// Title of the vertical axis.
    pub(crate) y_title: String,
    /// Horizontal axis.
    pub(crate) x: Scale,
    /// Vertical axis.
    pub(crate) y: Scale,
    /// The lines, in legend order.
    pub(crate) lines: Vec<Line>,
    /// A thin line of no skill.
    pub(crate) reference: Option<[Point; 2]>,
    /// Height of the plot over its width.
    pub(crate) aspect: f64,
}

impl LinePlot {
    /// As SVG.
    pub(crate) fn svg(&self, sheet: &Sheet, alt: &str) -> Result<String, String> {
        let left = y_margin(&self.y);
        let width = sheet.width() - left - 26.0;
        let plot = Plot { left, top: sheet.top() + 8.0, width, height: width * self.aspect };
        let labels: Vec<String> = self.lines.iter().map(|line| line.label.clone()).collect();
        let legend = Legend::new(&labels, width);
        let legend_top = plot.bottom() + 50.0;
        sheet.draw(legend_top + legend.height() + 10.0, alt, |canvas| {
            plot.draw_y(canvas, &self.y, &self.y_title)?;
            plot.draw_x(canvas, &self.x, &self.x_title)?;
            if let Some(ends) = self.reference {
                let ends = ends.map(|point| plot.point(&self.x, &self.y, point));
                canvas.line(&ends, FAINT, 0.9, Dash::Dashed)?;
            }
            for line in &self.lines {
                self.draw_band(canvas, &plot, line)?;
            }
            for line in &self.lines {
                self.draw_line(canvas, &plot, line)?;
            }
            plot.draw_frame(canvas)?;
            if self.lines.is_empty() {
                let centre = (plot.left + plot.width / 2.0, plot.top + plot.height / 2.0);
                canvas.text("no data", centre, Type::size(LABEL_SIZE).colour(FAINT))?;
            }
            legend.draw(canvas, (plot.left, legend_top), |i, from, to| {
                let line = &self.lines[i];
                canvas.line(&[from, to], colour(line.colour), 2.2, line.dash)?;
                if line.marked { line.mark(canvas, middle(from, to)) } else { Ok(()) }
            })
        })
    }

    fn draw_band(&self, canvas: &Canvas<'_>, plot: &Plot, line: &Line) -> Drawn {
        let at = |x: f64, y: f64| plot.point(&self.x, &self.y, (x, y.clamp(self.y.low, self.y.high)));
        let lower = line.band.iter().map(|&(x, low, _)| at(x, low));
        let upper = line.band.iter().rev().map(|&(x, _, high)| at(x, high));
        let ring: Vec<Point> = lower.chain(upper).collect();
        if ring.len() < 4 { Ok(()) } else { canvas.area(&ring, colour(line.colour), 0.16) }
    }

    fn draw_line(&self, canvas: &Canvas<'_>, plot: &Plot, line: &Line) -> Drawn {
        let ink = colour(line.colour);
        let points: Vec<Point> = line.points.iter().map(|&point| plot.point(&self.x, &self.y, point)).collect();
        canvas.line(&points, ink, 2.2, line.dash)?;
        // A single point has no line, so it is marked in any case.
        let few = line.marked && points.len() <= 25 || points.len() == 1;
        points.iter().filter(|_| few).try_for_each(|&point| line.mark(canvas, point))
    }
}

fn middle((x0, y0): Point, (x1, y1): Point) -> Point {
    (f64::midpoint(x0, x1), f64::midpoint(y0, y1))
}
