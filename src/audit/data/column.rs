//! The values of a column, whatever they are stored as. The only file of this room that knows how a column is stored.

use crate::dataset::{Column, ColumnData};

/// Text of more values than this names something: such values have no order, alphabetical or other. Not what models take for categories,
/// which an experiment sets: what the checks find must not depend on it.
const MOST_KINDS: usize = 64;

/// The cells of one column as numbers: text as its code, in order of first appearance.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a>(&'a ColumnData);

impl<'a> Cells<'a> {
    /// The cells of `column`.
    pub fn of(column: &'a Column) -> Self {
        Self(&column.data)
    }

    /// Whether the cells are text.
    pub fn is_text(self) -> bool {
        matches!(self.0, ColumnData::Text { .. })
    }

    /// Whether the cells are text of more than [`MOST_KINDS`] values: names, which have no order.
    pub fn is_name(self) -> bool {
        matches!(self.0, ColumnData::Text { names, .. } if names.len() > MOST_KINDS)
    }

    /// The cell of a row; NaN where it is missing.
    pub fn at(self, row: usize) -> f64 {
        match self.0 {
            ColumnData::Numeric(values) => values.get(row),
            ColumnData::Text { codes, .. } => f64::from(codes[row]),
        }
    }

    /// The cells of these rows.
    pub fn of_rows(self, rows: &[u32]) -> Vec<f64> {
        match self.0 {
            ColumnData::Numeric(values) => values.of_rows(&rows.iter().map(|&row| row as usize).collect::<Vec<_>>()),
            ColumnData::Text { codes, .. } => rows.iter().map(|&row| f64::from(codes[row as usize])).collect(),
        }
    }

    /// The cells of these rows as models see them: what is missing or infinite is 0.
    pub fn finite(self, rows: &[u32]) -> Vec<f64> {
        let mut values = self.of_rows(rows);
        values.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = 0.0);
        values
    }

    /// The cells of these rows as what learns an order sees them: [`finite`](Self::finite), but categories count in alphabetical order, because
    /// their codes follow the order of the rows. Names stay codes.
    pub fn ordered(self, rows: &[u32]) -> Vec<f64> {
        let values = self.finite(rows);
        match self.0 {
            ColumnData::Text { names, .. } if !self.is_name() => {
                let place = |name: &String| names.iter().filter(|&other| other < name).count() as f64;
                let places: Vec<f64> = names.iter().map(place).collect();
                values.into_iter().map(|code| places[code as usize]).collect()
            }
            _ => values,
        }
    }

    /// Whether each row has no cell: no number, or a text that says so.
    pub fn missing(self) -> Vec<bool> {
        match self.0 {
            ColumnData::Numeric(values) => values.iter().map(f64::is_nan).collect(),
            ColumnData::Text { codes, names } => {
                let of_code: Vec<bool> = names.iter().map(|name| says_nothing(name)).collect();
                codes.iter().map(|&code| of_code[code as usize]).collect()
            }
        }
    }

    /// Every cell, in row order.
    pub fn all(self) -> Vec<f64> {
        match self.0 {
            ColumnData::Numeric(values) => values.iter().collect(),
            ColumnData::Text { codes, .. } => codes.iter().map(|&code| f64::from(code)).collect(),
        }
    }
}

/// Whether a text is how tools write a missing cell.
fn says_nothing(text: &str) -> bool {
    let spellings = ["", "-", "?", "na", "n/a", "nan", "null", "none"];
    spellings.iter().any(|spelling| text.trim().eq_ignore_ascii_case(spelling))
}

/// Number of different values among `values`, which are sorted for it; every NaN is the same value, −0 is 0.
pub fn distinct(values: &mut [f64]) -> usize {
    values.sort_unstable_by(f64::total_cmp);
    values.chunk_by(|a, b| a == b || a.is_nan() && b.is_nan()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_its_code() {
        let text = ColumnData::Text { codes: vec![1, 0, 1], names: vec!["a".into(), "b".into()] };
        let column = Column { name: "proto".into(), data: text };
        let cells = Cells::of(&column);
        assert!(cells.is_text());
        assert_eq!((cells.all(), cells.of_rows(&[2, 1]), cells.at(1)), (vec![1.0, 0.0, 1.0], vec![1.0, 0.0], 0.0));
    }

    #[test]
    fn categories_count_in_alphabetical_order_and_names_do_not_count() {
        let text = |names: Vec<String>| Column {
            name: "proto".into(),
            data: ColumnData::Text { codes: (0..names.len() as u32).collect(), names },
        };
        let proto = text(vec!["udp".into(), "arp".into(), "tcp".into()]);
        assert_eq!(Cells::of(&proto).ordered(&[0, 1, 2]), [2.0, 0.0, 1.0]);
        let names = |count: u32| text((0..count).map(|name| name.to_string()).collect());
        assert!(!Cells::of(&names(64)).is_name() && Cells::of(&names(65)).is_name());
    }

    #[test]
    fn missing_cells_are_found() {
        let numbers = Column { name: "x".into(), data: ColumnData::Numeric(vec![1.0, f64::NAN, f64::INFINITY].into()) };
        assert_eq!(Cells::of(&numbers).missing(), [false, true, false]);
        let names = ["10.0.0.1", "", "NaN"].map(str::to_owned).to_vec();
        let text = Column { name: "host".into(), data: ColumnData::Text { codes: vec![0, 1, 2, 0], names } };
        assert_eq!(Cells::of(&text).missing(), [false, true, true, false]);
    }

    #[test]
    fn missing_cells_are_one_value() {
        assert_eq!(distinct(&mut [f64::NAN, 1.0, -0.0, 0.0, f64::NAN, 1.0]), 3);
        assert_eq!(distinct(&mut []), 0);
    }
}
