//! CSV and its kin: blocks to rows, and the kinds of columns that no catalogue names.

use super::FileProblem;
use super::blocks::{Block, Text};
use super::number::number;
use super::record::{Cell, Record, Records, count, split};
use super::rows::{Account, Plan, Rows, Seen};
use super::source::Identity;

/// What a record is.
enum Meaning {
    Row,
    Blank,
    Bad(String),
}

/// Hands the rows of every block, in file order, to `each`.
pub(crate) fn read(
    mut text: Text<'_>,
    plan: &Plan,
    each: &mut dyn FnMut(Rows),
    mut taken: impl FnMut(u64),
) -> Result<(Account, Identity), FileProblem> {
    let mut account = Account { blank_lines: text.leading_blank_lines, ..Account::default() };
    let header = std::mem::take(&mut text.first_line);
    let delimiter = text.delimiter;
    let shape = Shape { header: &header, delimiter, width: plan.width };
    let identity = text.parse_blocks(
        |block| parse(block, &shape, plan),
        |(part, part_account), disk| {
            each(part);
            account.append(part_account);
            taken(disk);
        },
    )?;
    Ok((account, identity))
}

/// What every record of a file has in common.
struct Shape<'a> {
    /// The header line; empty where the file has none.
    header: &'a [u8],
    delimiter: u8,
    width: usize,
}

impl Shape<'_> {
    /// Hands every record with its meaning and cells to `each`.
    fn visit(&self, block: &Block, mut each: impl FnMut(&Record<'_>, Meaning, &[Cell<'_>])) {
        let records = Records::new(&block.bytes, self.delimiter);
        let quotes = records.quotes();
        let mut cells = Vec::with_capacity(self.width);
        for record in records {
            let meaning = self.meaning(&record, quotes, &mut cells);
            each(&record, meaning, &cells);
        }
    }

    fn meaning<'r>(&self, record: &Record<'r>, quotes: bool, cells: &mut Vec<Cell<'r>>) -> Meaning {
        if is_blank(record.bytes, self.delimiter) {
            return Meaning::Blank;
        }
        if record.bytes == self.header {
            return Meaning::Bad("the header again".to_owned());
        }
        if let Err(why) = split(record.bytes, self.delimiter, quotes, cells) {
            return Meaning::Bad(why.to_owned());
        }
        if cells.len() != self.width {
            let cut = if !record.ended && cells.len() < self.width {
                ": the file ends in the middle of this row"
            } else {
                ""
            };
            return Meaning::Bad(format!("{} cells instead of {}{cut}", cells.len(), self.width));
        }
        Meaning::Row
    }
}

/// Whether a line holds nothing but spaces and delimiters.
fn is_blank(line: &[u8], delimiter: u8) -> bool {
    line.iter().all(|&byte| byte == delimiter || byte.is_ascii_whitespace())
}

fn parse(block: &Block, shape: &Shape<'_>, plan: &Plan) -> (Rows, Account) {
    let mut rows = Rows::for_plan(plan);
    let mut account = Account::default();
    shape.visit(block, |record, meaning, cells| {
        let outcome = match meaning {
            Meaning::Blank => {
                account.blank_lines += 1;
                return;
            }
            Meaning::Bad(why) => Err(why),
            Meaning::Row => rows.push(plan, cells),
        };
        match outcome {
            Ok(non_finite) => {
                account.rows += 1;
                account.non_finite_cells += non_finite;
            }
            Err(why) => {
                let lines = 1 + count(record.bytes, b'\n');
                account.bad(lines, || format!("line {}: {why}", block.line + record.line + 1));
            }
        }
    });
    (rows, account)
}

/// What each column holds, over the whole file.
pub(crate) fn infer(mut text: Text<'_>, width: usize) -> Result<Vec<Seen>, FileProblem> {
    let header = std::mem::take(&mut text.first_line);
    let shape = Shape { header: &header, delimiter: text.delimiter, width };
    let mut seen = vec![Seen::default(); width];
    text.parse_blocks(
        |block| look(block, &shape),
        |part, _| {
            for (all, more) in seen.iter_mut().zip(part) {
                *all = all.and(more);
            }
        },
    )?;
    Ok(seen)
}

fn look(block: &Block, shape: &Shape<'_>) -> Vec<Seen> {
    let mut seen = vec![Seen::default(); shape.width];
    shape.visit(block, |_, meaning, cells| {
        if matches!(meaning, Meaning::Row) {
            for (seen, cell) in seen.iter_mut().zip(cells) {
                match number(cell) {
                    Some(value) => seen.number |= !value.is_nan(),
                    None => seen.text = true,
                }
            }
        }
    });
    seen
}
