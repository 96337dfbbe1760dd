//! Rows of all blocks and files: columns that grow, numbers in as few bytes as hold them.

use rayon::prelude::*;

use super::super::numbers::Growing;
use super::super::table::{Column, ColumnData};
use super::rows::{Coded, Kind, PlannedColumn, Rows, Values};

/// The rows so far.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    columns: Vec<GrowingColumn>,
    labels: Coded,
}

#[derive(Debug, Clone)]
struct GrowingColumn {
    name: String,
    values: GrowingValues,
}

#[derive(Debug, Clone)]
enum GrowingValues {
    Numbers(Growing),
    Texts(Coded),
}

impl Gathered {
    /// No rows yet.
    pub(crate) fn new(columns: &[PlannedColumn]) -> Self {
        let growing = |column: &PlannedColumn| GrowingColumn {
            name: column.name.clone(),
            values: match column.kind {
                Kind::Number => GrowingValues::Numbers(Growing::default()),
                Kind::Text => GrowingValues::Texts(Coded::default()),
            },
        };
        Self { columns: columns.iter().map(growing).collect(), labels: Coded::default() }
    }

    /// Rows so far.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.labels.codes.len()
    }

    /// Adds rows that were read, part after part, by plans with the same columns.
    pub(crate) fn append(&mut self, parts: &[Rows]) {
        self.columns.par_iter_mut().enumerate().for_each(|(at, column)| {
            parts.iter().for_each(|part| column.values.append(&part.columns[at]));
        });
        parts.iter().for_each(|part| self.labels.append(&part.labels));
    }

    /// Columns, labels and their names.
    pub(crate) fn finish(self) -> (Vec<Column>, Vec<u32>, Vec<String>) {
        let columns = self.columns.into_par_iter().map(GrowingColumn::finish).collect();
        let (labels, label_names) = self.labels.finish();
        (columns, labels, label_names)
    }
}

impl GrowingValues {
    fn append(&mut self, more: &Values) {
        match (self, more) {
            (Self::Numbers(all), Values::Numbers(more)) => all.extend(more),
            (Self::Texts(all), Values::Texts(more)) => all.append(more),
            _ => unreachable!("both were made from the same plan"),
        }
    }
}

/// A text column.
impl From<Coded> for ColumnData {
    fn from(texts: Coded) -> Self {
        let (codes, names) = texts.finish();
        Self::Text { codes, names }
    }
}

impl GrowingColumn {
    fn finish(self) -> Column {
        let data = match self.values {
            GrowingValues::Numbers(numbers) => ColumnData::Numeric(numbers.finish()),
            GrowingValues::Texts(texts) => texts.into(),
        };
        Column { name: self.name, data }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::rows::{Missing, Plan, PlannedLabel};
    use super::*;

    #[test]
    fn parts_join_as_if_read_at_once() {
        let column = |name: &str, kind, cell| PlannedColumn { name: name.to_owned(), kind, cell };
        let plan = Plan {
            width: 3,
            columns: vec![column("a", Kind::Number, 1), column("p", Kind::Text, 0)],
            label: PlannedLabel::Cells(vec![2]),
            header_row: true,
            missing: Missing::default(),
        };
        let lines = [["a", "1", "x"], ["b", "", "y"], ["c", "3", "x"], ["b", "inf", "y"]];
        let read = |parts: &[&[[&str; 3]]]| {
            let mut gathered = Gathered::new(&plan.columns);
            for part in parts {
                let mut rows = Rows::for_plan(&plan);
                for line in *part {
                    rows.push(&plan, &line.map(|cell| Cow::Borrowed(cell.as_bytes()))).unwrap();
                }
                gathered.append(&[rows]);
            }
            assert_eq!(gathered.len(), lines.len());
            gathered.finish()
        };
        let whole = read(&[&lines]);
        assert_eq!(read(&[&lines[..2], &lines[2..]]), whole);
        assert_eq!(read(&[&lines[..1], &[], &lines[1..]]), whole);
        let (columns, labels, label_names) = whole;
        let texts = ColumnData::Text { codes: vec![0, 1, 2, 1], names: ["a", "b", "c"].map(str::to_owned).into() };
        assert_eq!(columns[1].data, texts);
        assert_eq!((labels, label_names), (vec![0, 1, 0, 1], vec!["x".to_owned(), "y".to_owned()]));
    }
}
