//! The quick way through a record: every cell is read where it stands, in one pass over the bytes.
//!
//! It is for records as nearly all are: without quotes, with the right number of cells, each a number where numbers are
//! due. At anything else it gives up and leaves the record to the general way, which alone decides what a record means.

use std::ops::Range;

use super::number::{decimal, number};
use super::rows::{Kind, Plan, Rows};
use super::text::trim;

/// What is done with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It is a number; the first row's stands in this place.
    Number(usize),
    /// It is kept as text.
    Keep,
    /// It is not used.
    Skip,
}

/// Rows whose numbers are handed over at once, column by column.
const TILE: usize = 16;

/// Reads records of one plan.
#[derive(Debug, Clone)]
pub(super) struct Quick {
    steps: Vec<Step>,
    delimiter: u8,
    /// Numbers of the rows that were accepted and of the record at hand: [`TILE`] places for each column.
    numbers: Vec<f64>,
    /// Rows that were accepted.
    rows: usize,
    /// How many of their numbers are not finite.
    non_finite: u64,
    /// How many of the record at hand.
    non_finite_here: u64,
    /// Where the kept cells stand; for other cells of no meaning.
    kept: Vec<Range<usize>>,
}

impl Quick {
    pub(super) fn new(plan: &Plan, delimiter: u8) -> Self {
        let mut steps = vec![Step::Skip; plan.width];
        plan.cells().into_iter().for_each(|cell| steps[cell] = Step::Keep);
        let numeric = plan.columns.iter().filter(|column| column.kind == Kind::Number);
        for (place, column) in numeric.clone().enumerate() {
            steps[column.cell] = Step::Number(place * TILE);
        }
        let numbers = vec![0.0; numeric.count() * TILE];
        Self { steps, delimiter, numbers, rows: 0, non_finite: 0, non_finite_here: 0, kept: vec![0..0; plan.width] }
    }

    /// Reads the record at the start of `bytes` and gives where the next one starts; `None` where the record needs the
    /// general way.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        let last = self.steps.len().checked_sub(1)?;
        let row = self.rows;
        self.non_finite_here = 0;
        let mut at = 0;
        let mut blank = true;
        for cell in 0..=last {
            let end = match self.steps[cell] {
                // Cells of one digit are the most frequent by far.
                Step::Number(place) if cell != last && self.is_one_digit(bytes, at) => {
                    blank = false;
                    self.numbers[place + row] = f64::from(bytes[at] - b'0');
                    at += 2;
                    continue;
                }
                Step::Number(place) => match decimal(bytes, at) {
                    Some((value, end)) if self.ends(bytes, end) => {
                        blank = false;
                        self.numbers[place + row] = value;
                        end
                    }
                    _ => {
                        let end = self.end_of_cell(bytes, at)?;
                        let text = trim(&bytes[at..end]);
                        blank &= text.is_empty();
                        let value = number(text)?;
                        self.numbers[place + row] = value;
                        self.non_finite_here += u64::from(!value.is_finite());
                        end
                    }
                },
                step => {
                    let end = self.end_of_cell(bytes, at)?;
                    let text = trim(&bytes[at..end]);
                    blank &= text.is_empty();
                    if step == Step::Keep {
                        self.kept[cell] = at..end;
                    }
                    end
                }
            };
            // A record ends with its last cell and no sooner.
            if (bytes[end] == b'\n') != (cell == last) {
                return None;
            }
            at = end + 1;
        }
        (!blank).then_some(at)
    }

    /// Makes the record that was read a row; whether it is time to [`Quick::hand_over`] the rows.
    pub(super) fn accept(&mut self) -> bool {
        self.rows += 1;
        self.non_finite += self.non_finite_here;
        self.rows == TILE
    }

    /// Hands the accepted rows' numbers to `rows` and gives the number of those that are not finite; the next record starts
    /// anew.
    pub(super) fn hand_over(&mut self, rows: &mut Rows) -> u64 {
        rows.add_numbers(&self.numbers, TILE, std::mem::take(&mut self.rows));
        std::mem::take(&mut self.non_finite)
    }

    /// A kept cell of the record that was read from `bytes`.
    pub(super) fn cell<'b>(&self, bytes: &'b [u8], cell: usize) -> &'b [u8] {
        trim(&bytes[self.kept[cell].clone()])
    }

    /// Whether the cell that starts at `at` is one digit and another cell follows.
    fn is_one_digit(&self, bytes: &[u8], at: usize) -> bool {
        bytes.get(at + 1) == Some(&self.delimiter) && bytes[at].is_ascii_digit()
    }

    /// Whether a cell can end here: a carriage return goes the general way.
    fn ends(&self, bytes: &[u8], at: usize) -> bool {
        bytes.get(at).is_some_and(|&byte| byte == self.delimiter || byte == b'\n')
    }

    /// The delimiter or line end after the cell that starts at `at`; `None` where the bytes end first or hold a quote.
    fn end_of_cell(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = &bytes[at..];
        let end = rest.iter().position(|&byte| byte == self.delimiter || byte == b'\n' || byte == b'"')?;
        (rest[end] != b'"').then_some(at + end)
    }
}
