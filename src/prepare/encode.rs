//! One-hot encoding of one column: an indicator per category that the training rows show.

use std::borrow::Cow;

use super::PrepareError;
use super::clean::canonical_bits;
use crate::dataset::{Column, ColumnData, Numbers};
use crate::spec::{Encode, Unseen};

/// A column as categories: one code per row of the table.
#[derive(Debug, Clone)]
pub(super) struct Categories<'a> {
    pub(super) column: &'a str,
    codes: Cow<'a, [u32]>,
    names: Cow<'a, [String]>,
    /// Codes in the order in which their indicators stand: texts by bytes, numbers by value.
    order: Vec<u32>,
}

impl<'a> Categories<'a> {
    /// Text as it is; numbers with their missing and infinite cells replaced by `fill`, each distinct one a category.
    pub(super) fn of(column: &'a Column, fill: f64) -> Self {
        match &column.data {
            ColumnData::Text { codes, names } => {
                let mut order: Vec<u32> = (0..names.len() as u32).collect();
                order.sort_by(|&a, &b| names[a as usize].cmp(&names[b as usize]));
                Self { column: &column.name, codes: codes.into(), names: names.into(), order }
            }
            ColumnData::Numeric(values) => Self::of_numbers(&column.name, values, fill),
        }
    }

    fn of_numbers(column: &'a str, values: &Numbers, fill: f64) -> Self {
        let filled = |value: f64| f64::from_bits(canonical_bits(if value.is_finite() { value } else { fill }));
        let mut distinct: Vec<f64> = values.iter().map(filled).collect();
        distinct.sort_unstable_by(f64::total_cmp);
        distinct.dedup();
        let code = |value: f64| distinct.partition_point(|other| *other < filled(value)) as u32;
        Self {
            column,
            codes: values.iter().map(code).collect(),
            names: distinct.iter().map(ToString::to_string).collect(),
            order: (0..distinct.len() as u32).collect(),
        }
    }

    /// Whether all these rows hold one category.
    pub(super) fn is_constant(&self, rows: &[usize]) -> bool {
        rows.windows(2).all(|pair| self.codes[pair[0]] == self.codes[pair[1]])
    }
}

/// The indicators of one column.
#[derive(Debug, Clone)]
pub(super) struct OneHot<'a> {
    categories: Categories<'a>,
    /// The indicator of each code; `None`: train never showed it.
    indicator_of_code: Vec<Option<usize>>,
    /// Names of the indicators, `column=category`.
    pub(super) names: Vec<String>,
    unseen: Unseen,
}

impl<'a> OneHot<'a> {
    /// Fits to the `train` rows.
    ///
    /// # Errors
    /// If they show more categories than `encode` allows.
    pub(super) fn fit(categories: Categories<'a>, train: &[usize], encode: &Encode) -> Result<Self, PrepareError> {
        let column = categories.column;
        let mut seen = vec![false; categories.names.len()];
        for &row in train {
            seen[categories.codes[row] as usize] = true;
        }
        let shown: Vec<u32> = categories.order.iter().copied().filter(|&code| seen[code as usize]).collect();
        if shown.len() > encode.max_categories as usize {
            return Err(PrepareError::TooManyCategories {
                column: column.to_owned(),
                categories: shown.len(),
                limit: encode.max_categories,
                examples: shown.iter().take(3).map(|&code| categories.names[code as usize].clone()).collect(),
                stray: None,
            });
        }

        let mut names: Vec<String> =
            shown.iter().map(|&code| format!("{column}={}", categories.names[code as usize])).collect();
        let mut indicator_of_code = vec![None; seen.len()];
        for (indicator, &code) in shown.iter().enumerate() {
            indicator_of_code[code as usize] = Some(indicator);
        }
        if encode.unseen == Unseen::Other {
            names.push(format!("{column}=(other)"));
        }
        Ok(Self { categories, indicator_of_code, names, unseen: encode.unseen })
    }

    pub(super) fn column(&self) -> &'a str {
        self.categories.column
    }

    /// The indicator that is 1 in this row; `None`: all are 0.
    pub(super) fn indicator(&self, row: usize) -> Option<usize> {
        let known = self.indicator_of_code[self.categories.codes[row] as usize];
        match self.unseen {
            Unseen::Other => Some(known.unwrap_or(self.names.len() - 1)),
            Unseen::Zeros | Unseen::Error => known,
        }
    }

    /// How many of `rows` hold a category that train never showed, and which categories these are.
    pub(super) fn unseen(&self, rows: &[usize]) -> (usize, Vec<String>) {
        let is_unseen = |code: u32| self.indicator_of_code[code as usize].is_none();
        let mut codes: Vec<u32> =
            rows.iter().map(|&row| self.categories.codes[row]).filter(|&c| is_unseen(c)).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        let mut names: Vec<String> = codes.iter().map(|&code| self.categories.names[code as usize].clone()).collect();
        names.sort_unstable();
        (count, names)
    }
}

/// Whether each of the `used` columns is encoded.
///
/// # Errors
/// If `encode.one_hot` lists a dropped column, or leaves out a text column that is used.
pub(super) fn encoded(used: &[&Column], encode: &Encode) -> Result<Vec<bool>, PrepareError> {
    let is_text = |column: &Column| matches!(column.data, ColumnData::Text { .. });
    let Some(list) = &encode.one_hot else { return Ok(used.iter().map(|column| is_text(column)).collect()) };
    let is_listed = |column: &Column| list.iter().any(|name| name.trim() == column.name);
    if let Some(name) = list.iter().find(|name| !used.iter().any(|column| column.name == name.trim())) {
        return Err(PrepareError::DroppedAndEncoded { column: name.trim().to_owned() });
    }
    let forgotten: Vec<String> =
        used.iter().filter(|c| is_text(c) && !is_listed(c)).map(|column| column.name.clone()).collect();
    if !forgotten.is_empty() {
        return Err(PrepareError::TextNotEncoded { columns: forgotten });
    }
    Ok(used.iter().map(|column| is_listed(column)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{table_of, with_text};

    fn text(values: &[&str]) -> Column {
        with_text(table_of(&[], &[]), "proto", values).columns.remove(0)
    }

    fn fit<'a>(column: &'a Column, train: &[usize], unseen: Unseen) -> OneHot<'a> {
        OneHot::fit(Categories::of(column, 0.0), train, &Encode { unseen, ..Encode::default() }).unwrap()
    }

    #[test]
    fn categories_of_train_are_sorted_and_others_follow_the_rule() {
        let column = text(&["udp", "arp", "tcp", "icmp"]);
        let zeros = fit(&column, &[0, 2], Unseen::Zeros);
        assert_eq!(zeros.names, ["proto=tcp", "proto=udp"]);
        assert_eq!([0, 1, 2, 3].map(|row| zeros.indicator(row)), [Some(1), None, Some(0), None]);
        assert_eq!(zeros.unseen(&[1, 3]), (2, vec!["arp".to_owned(), "icmp".to_owned()]));
        let other = fit(&column, &[0, 2], Unseen::Other);
        assert_eq!(other.names, ["proto=tcp", "proto=udp", "proto=(other)"]);
        assert_eq!(other.indicator(3), Some(2));
    }

    #[test]
    fn numbers_can_be_categories() {
        let ports = vec![443.0, 80.0, -0.0, 80.0, f64::NAN, 0.5];
        let column = Column { name: "port".into(), data: ColumnData::Numeric(ports.into()) };
        let one_hot = fit(&column, &[0, 1, 2, 3, 4], Unseen::Zeros);
        assert_eq!(one_hot.names, ["port=0", "port=80", "port=443"]);
        let indicators: Vec<_> = (0..6).map(|row| one_hot.indicator(row)).collect();
        assert_eq!(indicators, [Some(2), Some(1), Some(0), Some(1), Some(0), None]);
    }

    #[test]
    fn too_many_categories_are_refused() {
        let names: Vec<String> = (0..65).map(|i| i.to_string()).collect();
        let column = text(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let all: Vec<usize> = (0..65).collect();
        let fit = |rows: &[usize], max_categories| {
            OneHot::fit(Categories::of(&column, 0.0), rows, &Encode { max_categories, ..Encode::default() })
        };
        assert!(fit(&all[1..], 64).is_ok() && fit(&all, 65).is_ok());
        let error = fit(&all, 64).unwrap_err();
        assert!(matches!(error, PrepareError::TooManyCategories { categories: 65, limit: 64, .. }), "{error}");
        assert!(error.to_string().contains("encode.max_categories (64)"), "{error}");
    }

    #[test]
    fn the_list_must_fit_the_columns() {
        let table = with_text(table_of(&[("port", &[1.0])], &["a"]), "proto", &["tcp"]);
        let used: Vec<&Column> = table.columns.iter().collect();
        let rule = |list: Option<&[&str]>| Encode {
            one_hot: list.map(|names| names.iter().map(|&name| name.to_owned()).collect()),
            ..Encode::default()
        };
        assert_eq!(encoded(&used, &rule(None)), Ok(vec![false, true]));
        assert_eq!(encoded(&used, &rule(Some(&["port", "proto"]))), Ok(vec![true, true]));
        let forgotten = encoded(&used, &rule(Some(&["port"])));
        assert_eq!(forgotten, Err(PrepareError::TextNotEncoded { columns: vec!["proto".into()] }));
        let dropped = encoded(&used[..1], &rule(Some(&["proto"])));
        assert_eq!(dropped, Err(PrepareError::DroppedAndEncoded { column: "proto".into() }));
    }
}
