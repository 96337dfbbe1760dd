//! The forms that a stretch of a column can take.

use super::decimal::Decimal;
use super::few::Few;

/// Numbers of some rows, in one of the forms.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// One value in every row.
    Same { value: f64, rows: usize },
    /// Whole numbers and short decimals.
    Decimal(Decimal),
    /// A few different values.
    Few(Few),
    /// Numbers that f32 holds.
    Single(Box<[f32]>),
    /// Any numbers.
    Double(Box<[f64]>),
}

impl Form {
    /// The form of fewest bytes; of those that take the same, the first in the order above. A list of values has to save a
    /// quarter, as it takes time to make and to follow.
    ///
    /// # Panics
    /// Without values.
    pub(super) fn of(values: &[f64]) -> Self {
        let first = values[0];
        if values.iter().all(|value| value.to_bits() == first.to_bits()) {
            return Self::Same { value: first, rows: values.len() };
        }
        let plain = Self::plain(values);
        if plain.bytes() <= values.len() {
            return plain;
        }
        Few::of(values, plain.bytes() / 4 * 3).map_or(plain, Self::Few)
    }

    /// The form that does without a list of values.
    fn plain(values: &[f64]) -> Self {
        if let Some(decimal) = Decimal::of(values) {
            return Self::Decimal(decimal);
        }
        let is_single = |&value: &f64| f64::from(value as f32).to_bits() == value.to_bits();
        if values.iter().all(is_single) {
            Self::Single(values.iter().map(|&value| value as f32).collect())
        } else {
            Self::Double(values.into())
        }
    }

    pub(super) fn get(&self, row: usize) -> f64 {
        match self {
            Self::Same { value, rows } => {
                assert!(row < *rows, "row {row} of {rows}");
                *value
            }
            Self::Decimal(decimal) => decimal.value(decimal.codes.get(row)),
            Self::Few(few) => few.values[few.codes.get(row) as usize],
            Self::Single(values) => values[row].into(),
            Self::Double(values) => values[row],
        }
    }

    /// Hands the numbers of these rows to `each`, the form looked up once.
    pub(super) fn visit(&self, rows: impl Iterator<Item = usize>, mut each: impl FnMut(f64)) {
        match self {
            Self::Same { value, rows: all } => rows.for_each(|row| {
                assert!(row < *all, "row {row} of {all}");
                each(*value);
            }),
            Self::Decimal(decimal) => decimal.codes.visit(rows, |code| each(decimal.value(code))),
            Self::Few(few) => few.codes.visit(rows, |code| each(few.values[code as usize])),
            Self::Single(values) => rows.for_each(|row| each(values[row].into())),
            Self::Double(values) => rows.for_each(|row| each(values[row])),
        }
    }

    /// Bytes of the values.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Same { .. } => 0,
            Self::Decimal(decimal) => decimal.codes.bytes(),
            Self::Few(few) => size_of_val::<[f64]>(&few.values) + few.codes.bytes(),
            Self::Single(values) => size_of_val::<[f32]>(values),
            Self::Double(values) => size_of_val::<[f64]>(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(values: &[f64]) -> String {
        let form = Form::of(values);
        let kind = match &form {
            Form::Same { .. } => "same",
            Form::Decimal(_) => "decimal",
            Form::Few(_) => "few",
            Form::Single(_) => "single",
            Form::Double(_) => "double",
        };
        format!("{kind} {}", form.bytes())
    }

    #[test]
    fn the_narrowest_form_is_taken() {
        let rows = |value: fn(i32) -> f64| (0..1_000).map(value).collect::<Vec<f64>>();
        assert_eq!(name(&rows(|_| f64::NAN)), "same 0");
        assert_eq!(name(&rows(|row| f64::from(row % 256))), "decimal 1000");
        assert_eq!(name(&rows(|row| f64::from(row * 60))), "decimal 2000");
        assert_eq!(name(&rows(|row| f64::from(row * 60) / 100.0)), "decimal 2000");
        assert_eq!(name(&rows(|row| f64::from(row * 1_000))), "decimal 4000");
        assert_eq!(name(&rows(|row| f64::from(row % 4 * 1_000))), "few 1032");
        assert_eq!(name(&rows(|row| f64::from(row % 3) / 3.0)), "few 1024");
        assert_eq!(name(&rows(|row| f64::from(row as f32 / 3.0))), "single 4000");
        assert_eq!(name(&rows(|row| f64::from(row) / 3.0)), "double 8000");
        assert_eq!(name(&[1.0, f64::INFINITY, -0.0]), "single 12");
    }
}
