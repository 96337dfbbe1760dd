//! A square of shares as shades of one colour, with a colour bar.

use super::axes::{LABEL_SIZE, TICK_SIZE};
use super::canvas::{Canvas, Drawn, FAINT, Type};
use super::matrix::{colour_bar, shade};
use super::sheet::Sheet;
use crate::report::stamp::Stamp;

/// Side of the square in pixels.
const SIDE: f64 = 400.0;
const LEFT: f64 = 62.0;
/// Most cells along a side; of more, the means of blocks are drawn.
const MOST_CELLS: usize = 128;
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
        let (cells, values) = self.blocks();
        let largest = values.iter().copied().fold(0.0, f64::max);
        sheet.draw(top + SIDE + 54.0, alt, |canvas| {
            draw_cells(canvas, top, cells, &values, largest)?;
            canvas.frame((LEFT, top), (SIDE, SIDE), FAINT, 0.8)?;
            self.draw_labels(canvas, top)?;
            let middle = SIDE / 2.0;
            canvas.text(titles[1], (16.0, top + middle), Type::size(LABEL_SIZE).upwards())?;
            canvas.text(titles[0], (LEFT + middle, top + SIDE + 36.0), Type::size(LABEL_SIZE))?;
            colour_bar(canvas, (LEFT + SIDE + 20.0, top), SIDE, largest)
        })
    }

    /// Rows and columns whose mean a cell shows.
    pub(crate) fn block(&self) -> usize {
        self.side.div_ceil(MOST_CELLS).max(1)
    }

    /// Cells along a side, and their values.
    fn blocks(&self) -> (usize, Vec<f64>) {
        let block = self.block();
        let cells = self.side.div_ceil(block);
        let (mut sums, mut counts) = (vec![0.0; cells * cells], vec![0.0; cells * cells]);
        for (i, &value) in self.values.iter().enumerate() {
            let cell = i / self.side / block * cells + i % self.side / block;
            sums[cell] += value;
            counts[cell] += 1.0;
        }
        (cells, sums.iter().zip(counts).map(|(sum, count)| sum / count).collect())
    }

    fn draw_labels(&self, canvas: &Canvas<'_>, top: f64) -> Drawn {
        let cell = SIDE / self.side.max(1) as f64;
        for step in (0..self.side).step_by(self.side.div_ceil(MOST_LABELS).max(1)) {
            let (label, along) = ((step + 1).to_string(), (step as f64 + 0.5) * cell);
            canvas.text(&label, (LEFT - 7.0, top + along), Type::size(TICK_SIZE).right())?;
            canvas.text(&label, (LEFT + along, top + SIDE + 13.0), Type::size(TICK_SIZE))?;
        }
        Ok(())
    }
}

fn draw_cells(canvas: &Canvas<'_>, top: f64, cells: usize, values: &[f64], largest: f64) -> Drawn {
    let side = SIDE / cells.max(1) as f64;
    // Neighbours overlap a little, or a viewer shows hairlines between them.
    let length = |place: usize| side + if place + 1 < cells { 0.5 } else { 0.0 };
    for (i, &value) in values.iter().enumerate() {
        let (row, column) = (i / cells, i % cells);
        let corner = (LEFT + column as f64 * side, top + row as f64 * side);
        let share = if largest > 0.0 { value / largest } else { 0.0 };
        canvas.fill(corner, (length(column), length(row)), shade(share))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_steps_are_drawn_as_means_of_blocks() {
        let few = [0.25, 0.75, 0.5, 0.5];
        assert_eq!(HeatMap { side: 2, values: &few }.blocks(), (2, few.to_vec()));
        // 129 steps make blocks of two, the last of one; the value of a cell is its column.
        let many: Vec<f64> = (0..129 * 129).map(|i| f64::from(i % 129)).collect();
        let (cells, values) = HeatMap { side: 129, values: &many }.blocks();
        assert_eq!((cells, values.len()), (65, 65 * 65));
        assert_eq!((values[0], values[63], values[64], values[65 * 65 - 1]), (0.5, 126.5, 128.0, 128.0));
    }
}
