//! The numbers of a column, in a fraction of eight bytes a row.
//!
//! Rows stand in stretches of [`STRETCH`], each in the narrowest form that gives every bit of its values back
//! ([`form`]): most columns of flow features are small whole numbers, repeat a few values or are zero for long. What a
//! stretch takes depends on its values alone, not on how the file was cut into blocks or by how many threads it was read.

mod codes;
mod decimal;
mod few;
mod form;

use std::ops::Range;

use form::Form;

/// Rows of a stretch, all but the last of a column.
const STRETCH: usize = 1 << 14;

/// The numbers of a column, unchanged to the last bit.
///
/// ```
/// use idsbench::dataset::Numbers;
///
/// let ports = Numbers::from(vec![80.0, 443.0, f64::NAN]);
/// assert_eq!(ports.get(1), 443.0);
/// assert!(ports.iter().filter(|port| port.is_finite()).eq([80.0, 443.0]));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Numbers {
    stretches: Vec<Form>,
    rows: usize,
}

impl Numbers {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The number in a row. Where many are wanted, [`Numbers::visit`] finds each stretch's form once.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn get(&self, row: usize) -> f64 {
        self.stretches[row / STRETCH].get(row % STRETCH)
    }

    /// Hands the numbers in these rows, in this order, to `each`; fastest where the rows ascend.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn visit(&self, rows: &[usize], mut each: impl FnMut(f64)) {
        for run in rows.chunk_by(|a, b| a / STRETCH == b / STRETCH) {
            let stretch = &self.stretches[run[0] / STRETCH];
            stretch.visit(run.iter().map(|row| row % STRETCH), &mut each);
        }
    }

    /// The numbers in these rows, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn of_rows(&self, rows: &[usize]) -> Vec<f64> {
        let mut values = Vec::with_capacity(rows.len());
        self.visit(rows, |value| values.push(value));
        values
    }

    /// Hands the numbers in these neighbouring rows, in order, to `each`.
    ///
    /// # Panics
    /// If there are no such rows.
    pub fn visit_range(&self, rows: Range<usize>, mut each: impl FnMut(f64)) {
        let mut start = rows.start;
        while start < rows.end {
            let stretch = start / STRETCH;
            let end = rows.end.min((stretch + 1) * STRETCH);
            let first = stretch * STRETCH;
            self.stretches[stretch].visit(start - first..end - first, &mut each);
            start = end;
        }
    }

    /// All numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        let mut left = self.rows;
        self.stretches.iter().flat_map(move |stretch| {
            let rows = left.min(STRETCH);
            left -= rows;
            let mut values = Vec::with_capacity(rows);
            stretch.visit(0..rows, |value| values.push(value));
            values
        })
    }

    /// Bytes that the numbers take.
    pub fn bytes(&self) -> usize {
        self.stretches.iter().map(Form::bytes).sum()
    }
}

/// Equal where every number has the same bits; all NaN are one.
impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        let bits = |value: f64| if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
        self.rows == other.rows && self.iter().map(bits).eq(other.iter().map(bits))
    }
}

impl From<Vec<f64>> for Numbers {
    fn from(values: Vec<f64>) -> Self {
        let mut growing = Growing::default();
        growing.extend(&values);
        growing.finish()
    }
}

impl FromIterator<f64> for Numbers {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut growing = Growing::default();
        values.into_iter().for_each(|value| growing.extend(&[value]));
        growing.finish()
    }
}

/// A column that is being read: whole stretches in their narrowest form, the rest as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Growing {
    stretches: Vec<Form>,
    rest: Vec<f64>,
}

impl Growing {
    /// Appends rows.
    pub(crate) fn extend(&mut self, mut values: &[f64]) {
        while self.rest.len() + values.len() >= STRETCH {
            let (fitting, later) = values.split_at(STRETCH - self.rest.len());
            if self.rest.is_empty() {
                self.stretches.push(Form::of(fitting));
            } else {
                self.rest.extend_from_slice(fitting);
                self.stretches.push(Form::of(&self.rest));
                self.rest.clear();
            }
            values = later;
        }
        self.rest.extend_from_slice(values);
    }

    /// All rows so far, for good.
    pub(crate) fn finish(mut self) -> Numbers {
        let rows = self.stretches.len() * STRETCH + self.rest.len();
        if !self.rest.is_empty() {
            self.stretches.push(Form::of(&self.rest));
        }
        self.stretches.shrink_to_fit();
        Numbers { stretches: self.stretches, rows }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
        values.into_iter().map(f64::to_bits).collect()
    }

    /// A little over two stretches in which every form comes up.
    fn mixed() -> Vec<f64> {
        let port = |row: usize| ((row * row) % 997) as f64;
        let mean = |row: usize| (row as f64).sqrt();
        (0..2 * STRETCH + 100).map(|row| if row < STRETCH { port(row) } else { mean(row) }).collect()
    }

    #[test]
    fn rows_come_back_whatever_is_asked_for() {
        let values = mixed();
        let numbers = Numbers::from(values.clone());
        assert_eq!(numbers.len(), values.len());
        assert_eq!(bits(numbers.iter()), bits(values.clone()));
        let rows = [0, 1, STRETCH - 1, STRETCH, 2 * STRETCH, values.len() - 1, 5];
        assert_eq!(bits(numbers.of_rows(&rows)), bits(rows.map(|row| values[row])));
        assert_eq!(bits(rows.map(|row| numbers.get(row))), bits(rows.map(|row| values[row])));
        for range in [0..0, 3..9, STRETCH - 2..STRETCH + 2, 10..2 * STRETCH + 50] {
            let mut visited = Vec::new();
            numbers.visit_range(range.clone(), |value| visited.push(value));
            assert_eq!(bits(visited), bits(values[range].iter().copied()));
        }
    }

    #[test]
    fn how_a_column_was_cut_changes_nothing() {
        let values = mixed();
        let whole = Numbers::from(values.clone());
        for part in [1, 777, STRETCH, STRETCH + 1] {
            let mut growing = Growing::default();
            values.chunks(part).for_each(|part| growing.extend(part));
            let parts = growing.finish();
            assert_eq!(parts, whole);
            assert_eq!(parts.stretches, whole.stretches);
        }
        assert_eq!(values.into_iter().collect::<Numbers>(), whole);
    }

    #[test]
    fn equality_is_of_bits() {
        assert_eq!(Numbers::from(vec![f64::NAN, 1.0]), Numbers::from(vec![-f64::NAN, 1.0]));
        assert_ne!(Numbers::from(vec![0.0]), Numbers::from(vec![-0.0]));
        assert_ne!(Numbers::from(vec![0.0]), Numbers::from(vec![0.0, 0.0]));
        assert!(Numbers::default().is_empty() && Numbers::from(Vec::new()) == Numbers::default());
    }

    /// Columns of one kind or another, with a few cells of any bits among them.
    fn column() -> impl Strategy<Value = Vec<f64>> {
        let any_bits = || any::<u64>().prop_map(f64::from_bits);
        let odd = prop_oneof![
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(-0.0),
            Just(0.1),
            Just(9_007_199_254_740_993.0),
            any_bits()
        ];
        let plain = (0u32..7, any::<i64>(), 1u64..100_000).prop_flat_map(|(kind, base, spread)| {
            let cell = move |draw: u64| match kind {
                0 => (draw % 2) as f64,
                1 => (base % 1_000_000) as f64 + (draw % spread) as f64,
                2 => (draw % spread) as f64 / 100.0,
                3 => base as f64 / 3.0 + (draw % 7) as f64,
                4 => f64::from((draw % spread) as f32 / 3.0),
                5 => (base >> 10) as f64 + (draw % (1 << 34)) as f64,
                _ => draw as f64 / 7.0,
            };
            prop::collection::vec(any::<u64>().prop_map(cell), 1..3_000)
        });
        (plain, prop::collection::vec((any::<prop::sample::Index>(), odd), 0..3)).prop_map(|(mut values, odd)| {
            for (place, value) in odd {
                let place = place.index(values.len());
                values[place] = value;
            }
            values
        })
    }

    proptest! {
        #[test]
        fn every_bit_is_kept(values in column()) {
            let numbers = Numbers::from(values.clone());
            prop_assert_eq!(bits(numbers.iter()), bits(values.iter().copied()));
            prop_assert!(numbers.bytes() <= 8 * values.len() + 64);
        }
    }
}
