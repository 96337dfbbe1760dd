//! CSV and its kin: blocks to rows, and the kinds of columns that no catalogue names.

use std::sync::{Mutex, PoisonError};

use super::FileProblem;
use super::blocks::{Block, Text};
use super::quick::Quick;
use super::record::{Cell, Record, Records, count, split};
use super::rows::{Account, Missing, Plan, Rows, Seen};
use super::source::Identity;

/// What a record is.
enum Meaning {
    Row,
    Blank,
    Bad(String),
}

/// Hands the rows of all blocks, some blocks at a time and in file order, to `each`.
pub(crate) fn read(
    mut text: Text<'_>,
    plan: &Plan,
    each: &mut dyn FnMut(&[Rows]) -> Result<(), FileProblem>,
    mut taken: impl FnMut(u64),
) -> Result<(Account, Identity), FileProblem> {
    let mut account = Account { blank_lines: text.leading_blank_lines, ..Account::default() };
    let header = std::mem::take(&mut text.first_line);
    let delimiter = text.delimiter;
    let shape = Shape { header: &header, delimiter, width: plan.width };
    // Rows that were handed on, whose memory the next blocks use.
    let spare: Mutex<Vec<Rows>> = Mutex::default();
    let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    let identity = text.parse_blocks(
        |block| {
            let mut rows = spare().pop().unwrap_or_else(|| Rows::for_plan(plan));
            let account = parse(block, &shape, plan, &mut rows);
            (rows, account)
        },
        |parts, disk| {
            let (mut rows, accounts): (Vec<Rows>, Vec<Account>) = parts.into_iter().unzip();
            each(&rows)?;
            rows.iter_mut().for_each(Rows::clear);
            spare().append(&mut rows);
            accounts.into_iter().for_each(|part| account.append(part));
            taken(disk);
            Ok(())
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

/// A line without its end.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Adds the rows of a block: each record the quick way where that is possible, else the general one.
fn parse(block: &Block, shape: &Shape<'_>, plan: &Plan, rows: &mut Rows) -> Account {
    let mut account = Account::default();
    let mut quick = Quick::new(plan, shape.delimiter);
    let mut records = Records::new(&block.bytes, shape.delimiter);
    let quotes = records.quotes();
    let mut cells = Vec::with_capacity(shape.width);
    loop {
        let rest = records.rest();
        if let Some(length) = quick.read(rest)
            && without_end(&rest[..length]) != shape.header
            && plan.has_label(|cell| quick.cell(rest, cell))
        {
            if account.rows == 0 {
                rows.reserve(rest.len() / length + 1);
            }
            account.rows += 1;
            rows.add_texts(plan, |cell| quick.cell(rest, cell));
            if quick.accept() {
                account.non_finite_cells += quick.hand_over(rows);
            }
            records.pass(length);
            continue;
        }
        account.non_finite_cells += quick.hand_over(rows);
        let Some(record) = records.next() else { return account };
        let outcome = match shape.meaning(&record, quotes, &mut cells) {
            Meaning::Blank => {
                account.blank_lines += 1;
                continue;
            }
            Meaning::Bad(why) => Err(why),
            Meaning::Row => rows.push(plan, &cells),
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
    }
}

/// What each column holds, over the whole file.
pub(crate) fn infer(mut text: Text<'_>, width: usize, missing: &Missing) -> Result<Vec<Seen>, FileProblem> {
    let header = std::mem::take(&mut text.first_line);
    let shape = Shape { header: &header, delimiter: text.delimiter, width };
    let mut seen = vec![Seen::default(); width];
    text.parse_blocks(
        |block| look(block, &shape, missing),
        |parts, _| {
            for part in parts {
                seen.iter_mut().zip(part).for_each(|(all, more)| all.add(more));
            }
            Ok(())
        },
    )?;
    Ok(seen)
}

fn look(block: &Block, shape: &Shape<'_>, missing: &Missing) -> Vec<Seen> {
    let mut seen = vec![Seen::default(); shape.width];
    let records = Records::new(&block.bytes, shape.delimiter);
    let quotes = records.quotes();
    let mut cells = Vec::with_capacity(shape.width);
    for record in records {
        if matches!(shape.meaning(&record, quotes, &mut cells), Meaning::Row) {
            let line = block.line + record.line + 1;
            seen.iter_mut().zip(&cells).for_each(|(seen, cell)| seen.look(cell, missing, line));
        }
    }
    seen
}
