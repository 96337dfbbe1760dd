//! Groups of bars with error bars.

use crate::report::aggregate::MeanSd;
use crate::report::format::NOTHING;

use super::axes::{LABEL_SIZE, Legend, Plot, TICK_SIZE, y_margin};
use super::canvas::{Canvas, Dash, Drawn, FAINT, INK, Point, Type, colour, shorten, text_width};
use super::scale::Scale;
use super::sheet::Sheet;

/// Longest label under a group, when it stands upright.
const LONGEST_LABEL: f64 = 150.0;

/// Bars of one colour, one per group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bars {
    /// In the legend.
    pub(crate) label: String,
    /// Height and spread; `None` where there is no value.
    pub(crate) values: Vec<Option<MeanSd>>,
    /// What is written over a bar, where it has room; empty for nothing.
    pub(crate) texts: Vec<String>,
}

/// A figure of grouped bars.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BarPlot {
    /// Title of the vertical axis.
    pub(crate) y_title: String,
    /// Vertical axis; bars start at its low end.
    pub(crate) y: Scale,
    /// Names under the groups.
    pub(crate) groups: Vec<String>,
    /// Bars, in legend order.
    pub(crate) series: Vec<Bars>,
}

impl BarPlot {
    /// The width in pixels that keeps bars readable.
    pub(crate) fn width(groups: usize, series: usize) -> f64 {
        (110.0 + (groups * (series * 14 + 12)) as f64).max(700.0)
    }

    /// As SVG.
    pub(crate) fn svg(&self, sheet: &Sheet, alt: &str) -> Result<String, String> {
        let left = y_margin(&self.y);
        let width = sheet.width() - left - 20.0;
        let plot = Plot { left, top: sheet.top() + 14.0, width, height: 300.0 };
        let slot = width / self.groups.len().max(1) as f64;
        let widest = self.groups.iter().map(|name| text_width(name, LABEL_SIZE)).fold(0.0, f64::max);
        let upright = widest > slot - 8.0;
        let labels_height = if upright { widest.min(LONGEST_LABEL) + 14.0 } else { 24.0 };
        let labels: Vec<String> = self.series.iter().map(|series| series.label.clone()).collect();
        let legend = Legend::new(&labels, width);
        let legend_top = plot.bottom() + labels_height + 12.0;
        sheet.draw(legend_top + legend.height() + 8.0, alt, |canvas| {
            plot.draw_y(canvas, &self.y, &self.y_title)?;
            for (i, name) in self.groups.iter().enumerate() {
                let centre = plot.left + slot * (i as f64 + 0.5);
                self.draw_group(canvas, &plot, i, centre, slot)?;
                let below = (centre, plot.bottom() + if upright { 8.0 } else { 14.0 });
                if upright {
                    // Turned upwards, a text that ends at its point hangs below it.
                    let style = Type::size(LABEL_SIZE).right().upwards();
                    canvas.text(&shorten(name, LABEL_SIZE, LONGEST_LABEL), below, style)?;
                } else {
                    canvas.text(name, below, Type::size(LABEL_SIZE))?;
                }
            }
            canvas.line(&[(plot.left, plot.bottom()), (plot.right(), plot.bottom())], INK, 1.0, Dash::Solid)?;
            legend.draw(canvas, (plot.left, legend_top), |i, from, _| {
                canvas.fill((from.0 + 8.0, from.1 - 6.0), (14.0, 12.0), colour(i))
            })
        })
    }

    fn draw_group(&self, canvas: &Canvas<'_>, plot: &Plot, group: usize, centre: f64, slot: f64) -> Drawn {
        let count = self.series.len().max(1) as f64;
        let bar = (slot * 0.78 / count).min(64.0);
        for (i, series) in self.series.iter().enumerate() {
            let x = centre + bar * (i as f64 - count / 2.0);
            match series.values[group] {
                Some(value) => self.draw_bar(canvas, plot, (x, bar), i, value, &series.texts[group])?,
                None => {
                    let at = (x + bar / 2.0, plot.bottom() - 8.0);
                    canvas.text(NOTHING, at, Type::size(TICK_SIZE).colour(FAINT))?;
                }
            }
        }
        Ok(())
    }

    fn draw_bar(
        &self,
        canvas: &Canvas<'_>,
        plot: &Plot,
        (x, width): Point,
        index: usize,
        value: MeanSd,
        text: &str,
    ) -> Drawn {
        let y = |value: f64| plot.y(&self.y, value.clamp(self.y.low, self.y.high));
        let gap = width * 0.05;
        let top = y(value.mean);
        canvas.fill((x + gap, top), (width - 2.0 * gap, plot.bottom() - top), colour(index))?;
        let centre = x + width / 2.0;
        let mut highest = top;
        if let Some(sd) = value.sd {
            let (low, high) = (y(value.mean - sd), y(value.mean + sd));
            let arm = (width * 0.18).min(6.0);
            canvas.line(&[(centre, low), (centre, high)], INK, 1.2, Dash::Solid)?;
            for end in [low, high] {
                canvas.line(&[(centre - arm, end), (centre + arm, end)], INK, 1.2, Dash::Solid)?;
            }
            highest = high;
        }
        if text_width(text, TICK_SIZE) > width + 4.0 {
            return Ok(());
        }
        canvas.text(text, (centre, highest - 8.0), Type::size(TICK_SIZE))
    }
}
