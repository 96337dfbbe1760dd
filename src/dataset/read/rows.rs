//! Rows of a block: the plan for a record's cells, the columns, and the account of what was left out.

use indexmap::IndexSet;

use super::number::number;
use super::record::Cell;
use super::text::{decode, plain_dashes, shown};

/// Bad rows that are shown.
pub(crate) const SHOWN_BAD_ROWS: usize = 5;

/// Whether a column holds numbers or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
}

/// What the cells of a column showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Those with a number other than NaN.
    pub(crate) numbers: u64,
    /// Those that are neither a number nor missing.
    pub(crate) texts: u64,
    /// The first of these, where it is known.
    pub(crate) stray: Option<Stray>,
}

/// A cell that is neither a number nor missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stray {
    /// As an error message shows it.
    pub(crate) cell: String,
    /// The line on which its row starts, from 1.
    pub(crate) line: u64,
}

impl Seen {
    /// Looks at one more cell.
    pub(crate) fn look(&mut self, cell: &[u8], missing: &Missing, line: u64) {
        match number(cell) {
            Some(value) => self.numbers += u64::from(!value.is_nan()),
            None if missing.has(cell) => {}
            None => {
                self.texts += 1;
                self.stray.get_or_insert_with(|| Stray { cell: shown(cell), line });
            }
        }
    }

    /// Adds what later cells showed.
    pub(crate) fn add(&mut self, more: Self) {
        self.numbers += more.numbers;
        self.texts += more.texts;
        self.stray = self.stray.take().or(more.stray);
    }

    /// Numbers where every cell that is not missing is a number and there is one at least, else text.
    pub(crate) fn kind(&self) -> Kind {
        if self.numbers > 0 && self.texts == 0 { Kind::Number } else { Kind::Text }
    }
}

/// A column of the table and the cell it is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedColumn {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Position in the file.
    pub(crate) cell: usize,
}

/// Where a row's label comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlannedLabel {
    /// These cells, joined by `/`.
    Cells(Vec<usize>),
    /// The same for every row of the file.
    Same(String),
}

/// What is read from each record of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Cells in a record.
    pub(crate) width: usize,
    /// The table's columns, in the table's order.
    pub(crate) columns: Vec<PlannedColumn>,
    pub(crate) label: PlannedLabel,
    /// Whether the first line holds names.
    pub(crate) header_row: bool,
    /// What else stands for a missing number.
    pub(crate) missing: Missing,
}

/// Texts that stand for a missing number, besides those that always do; compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Missing(pub(crate) Vec<String>);

impl Missing {
    /// Whether a cell that is no number is one of them.
    pub(crate) fn has(&self, cell: &[u8]) -> bool {
        self.0.iter().any(|text| text.as_bytes().eq_ignore_ascii_case(cell))
    }

    /// The number in a cell; NaN where it is missing, `None` where it is no number.
    fn number(&self, cell: &[u8]) -> Option<f64> {
        number(cell).or_else(|| self.has(cell).then_some(f64::NAN))
    }
}

impl Plan {
    /// Every cell that is read.
    pub(crate) fn cells(&self) -> Vec<usize> {
        let label = match &self.label {
            PlannedLabel::Cells(cells) => cells.as_slice(),
            PlannedLabel::Same(_) => &[],
        };
        self.columns.iter().map(|column| column.cell).chain(label.iter().copied()).collect()
    }

    /// Whether any cell of the label says something.
    pub(crate) fn has_label<'c>(&self, cell: impl Fn(usize) -> &'c [u8]) -> bool {
        match &self.label {
            PlannedLabel::Cells(label) => label.iter().any(|&place| !cell(place).is_empty()),
            PlannedLabel::Same(_) => true,
        }
    }
}

/// Texts as codes, in order of first appearance.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Coded {
    pub(crate) codes: Vec<u32>,
    pub(crate) names: IndexSet<String>,
}

impl Coded {
    pub(crate) fn push(&mut self, text: &str) {
        let code = match self.names.get_index_of(text) {
            Some(code) => code,
            None => self.names.insert_full(text.to_owned()).0,
        };
        self.push_code(code);
    }

    fn push_code(&mut self, code: usize) {
        self.codes.push(u32::try_from(code).expect("a table has fewer than 2^32 rows, so fewer distinct texts"));
    }

    /// Adds the texts of rows that come later.
    pub(crate) fn append(&mut self, other: &Self) {
        let code =
            |name: &String| self.names.get_index_of(name).unwrap_or_else(|| self.names.insert_full(name.clone()).0);
        let codes: Vec<u32> = other.names.iter().map(code).map(|code| code as u32).collect();
        self.codes.extend(other.codes.iter().map(|&code| codes[code as usize]));
    }

    /// The codes, and the texts that they stand for.
    pub(crate) fn finish(self) -> (Vec<u32>, Vec<String>) {
        (self.codes, self.names.into_iter().collect())
    }

    fn clear(&mut self) {
        self.codes.clear();
        self.names.clear();
    }
}

/// Values of one column of a block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    Numbers(Vec<f64>),
    Texts(Coded),
}

impl Values {
    /// No values yet.
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Number => Self::Numbers(Vec::new()),
            Kind::Text => Self::Texts(Coded::default()),
        }
    }
}

/// What was left out, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Account {
    /// Rows used.
    pub(crate) rows: u64,
    /// Rows that could not be used.
    pub(crate) bad_rows: u64,
    /// `line N: why`, the first [`SHOWN_BAD_ROWS`].
    pub(crate) bad_examples: Vec<String>,
    pub(crate) blank_lines: u64,
    /// Numeric cells that are missing, NaN or infinite.
    pub(crate) non_finite_cells: u64,
}

impl Account {
    /// Counts `lines` unusable lines and keeps the reason while there is room.
    pub(crate) fn bad(&mut self, lines: u64, reason: impl FnOnce() -> String) {
        self.bad_rows += lines;
        if self.bad_examples.len() < SHOWN_BAD_ROWS {
            self.bad_examples.push(reason());
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.rows += other.rows;
        self.bad_rows += other.bad_rows;
        self.blank_lines += other.blank_lines;
        self.non_finite_cells += other.non_finite_cells;
        let room = SHOWN_BAD_ROWS.saturating_sub(self.bad_examples.len());
        self.bad_examples.extend(other.bad_examples.into_iter().take(room));
    }
}

/// Rows of a block.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    /// One per planned column.
    pub(crate) columns: Vec<Values>,
    pub(crate) labels: Coded,
    /// The label cells of the last row as they stood in the file: most rows repeat it.
    last_label: Vec<u8>,
}

impl Rows {
    /// No rows yet.
    pub(crate) fn for_plan(plan: &Plan) -> Self {
        let columns = plan.columns.iter().map(|column| Values::new(column.kind)).collect();
        Self { columns, labels: Coded::default(), last_label: Vec::new() }
    }

    /// Forgets the rows and keeps their memory for others of the same plan.
    pub(crate) fn clear(&mut self) {
        for values in &mut self.columns {
            match values {
                Values::Numbers(numbers) => numbers.clear(),
                Values::Texts(texts) => texts.clear(),
            }
        }
        self.labels.clear();
        self.last_label.clear();
    }

    /// Rows so far.
    pub(crate) fn len(&self) -> usize {
        self.labels.codes.len()
    }

    /// Adds a record's cells, all of them or none; gives the number of cells that are not finite.
    ///
    /// # Errors
    /// Why the row cannot be used: a cell that is no number, no label.
    pub(crate) fn push(&mut self, plan: &Plan, cells: &[Cell<'_>]) -> Result<u64, String> {
        if !plan.has_label(|cell| &cells[cell]) {
            return Err("the label is empty".to_owned());
        }
        let numeric = plan.columns.iter().filter(|column| column.kind == Kind::Number);
        let numbers: Result<Vec<f64>, String> = numeric
            .map(|column| {
                let cell = &cells[column.cell];
                plan.missing
                    .number(cell)
                    .ok_or_else(|| format!("column `{}`: `{}` is not a number", column.name, shown(cell)))
            })
            .collect();
        let numbers = numbers?;
        self.add_texts(plan, |cell| &cells[cell]);
        self.add_numbers(&numbers, 1, 1);
        Ok(numbers.iter().filter(|number| !number.is_finite()).count() as u64)
    }

    /// Adds label and texts of a record, by their place in the file; its numbers are for [`Rows::add_numbers`].
    pub(crate) fn add_texts<'c>(&mut self, plan: &Plan, cell: impl Fn(usize) -> &'c [u8]) {
        for (column, values) in plan.columns.iter().zip(&mut self.columns) {
            if let Values::Texts(texts) = values {
                texts.push(&decode(cell(column.cell)));
            }
        }
        match &plan.label {
            PlannedLabel::Same(label) => self.labels.push(label),
            PlannedLabel::Cells(label) => self.push_label(label, cell),
        }
    }

    /// Adds the numbers of whole rows: column after column, `stride` places each, of which the first `rows` are meant.
    pub(crate) fn add_numbers(&mut self, numbers: &[f64], stride: usize, rows: usize) {
        let columns = self.columns.iter_mut().filter_map(|values| match values {
            Values::Numbers(numbers) => Some(numbers),
            Values::Texts(_) => None,
        });
        columns
            .zip(numbers.chunks_exact(stride))
            .for_each(|(column, numbers)| column.extend_from_slice(&numbers[..rows]));
    }

    /// Makes room for so many rows.
    pub(crate) fn reserve(&mut self, rows: usize) {
        for values in &mut self.columns {
            match values {
                Values::Numbers(numbers) => numbers.reserve(rows),
                Values::Texts(texts) => texts.codes.reserve(rows),
            }
        }
        self.labels.codes.reserve(rows);
    }

    fn push_label<'c>(&mut self, label: &[usize], cell: impl Fn(usize) -> &'c [u8]) {
        let repeats = !self.labels.codes.is_empty() && {
            let mut parts = self.last_label.split(|&byte| byte == 0);
            label.iter().all(|&place| parts.next() == Some(cell(place))) && parts.next().is_none()
        };
        if repeats {
            let code = self.labels.codes[self.labels.codes.len() - 1];
            self.labels.codes.push(code);
            return;
        }
        let parts: Vec<String> = label.iter().map(|&place| plain_dashes(decode(cell(place)))).collect();
        self.labels.push(&parts.join("/"));
        self.last_label.clear();
        for (part, &place) in label.iter().enumerate() {
            if part > 0 {
                self.last_label.push(0);
            }
            self.last_label.extend_from_slice(cell(place));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn plan() -> Plan {
        let column = |name: &str, kind, cell| PlannedColumn { name: name.to_owned(), kind, cell };
        Plan {
            width: 4,
            columns: vec![column("a", Kind::Number, 1), column("p", Kind::Text, 0)],
            label: PlannedLabel::Cells(vec![2, 3]),
            header_row: true,
            missing: Missing::default(),
        }
    }

    fn push(rows: &mut Rows, cells: [&str; 4]) -> Result<u64, String> {
        rows.push(&plan(), &cells.map(|cell| Cow::Borrowed(cell.as_bytes())))
    }

    #[test]
    fn a_bad_row_leaves_nothing_behind() {
        let mut rows = Rows::for_plan(&plan());
        push(&mut rows, ["tcp", "1", "DoS", "TCP"]).unwrap();
        let before = rows.clone();
        assert_eq!(push(&mut rows, ["udp", "1x", "DoS", "UDP"]).unwrap_err(), "column `a`: `1x` is not a number");
        assert_eq!(push(&mut rows, ["udp", "1", "", ""]).unwrap_err(), "the label is empty");
        assert_eq!(rows, before);
    }

    #[test]
    fn labels_are_joined_and_coded() {
        let mut rows = Rows::for_plan(&plan());
        for (category, sub) in [("DoS", "TCP"), ("DoS", "TCP"), ("DDoS", "TCP"), ("DoS", "TCP"), ("Normal", "")] {
            push(&mut rows, ["", "", category, sub]).unwrap();
        }
        assert_eq!(rows.labels.codes, [0, 0, 1, 0, 2]);
        assert_eq!(rows.labels.names.iter().collect::<Vec<_>>(), ["DoS/TCP", "DDoS/TCP", "Normal/"]);
    }
}
