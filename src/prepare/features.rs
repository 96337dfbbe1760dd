//! Columns fitted on the training rows, and the matrices they make of any rows.

use rayon::prelude::*;

use super::encode::{Categories, OneHot, encoded};
use super::note::plural;
use super::scale::Scaler;
use super::{Assignment, PrepareError, SplitSide, columns, impute};
use crate::dataset::{Column, ColumnData, Numbers, Table};
use crate::matrix::Matrix;
use crate::random::Stream;
use crate::spec::{Constants, NonFinite, Protocol, Scale, Unseen};

/// Rows filled by one task.
const CHUNK: usize = 1_024;

/// The fitted columns. Everything here was learned from training rows alone.
#[derive(Debug, Clone)]
pub(super) struct Features<'a> {
    columns: Vec<Fitted<'a>>,
    /// Where each fitted feature stands in the matrix.
    place: Vec<usize>,
    /// Names in matrix order.
    pub(super) names: Vec<String>,
}

/// One fitted column.
#[derive(Debug, Clone)]
enum Fitted<'a> {
    Number { name: &'a str, values: &'a Numbers, fill: f64, scaler: Scaler },
    OneHot(OneHot<'a>),
    Constant { name: &'a str },
}

/// A fitted column and what there is to say about it.
struct Outcome<'a> {
    fitted: Fitted<'a>,
    filled_cells: usize,
    without_median: bool,
}

impl<'a> Features<'a> {
    /// Fits every used column of `table` to the training rows of `assignment`, as `protocol` says.
    ///
    /// Numbers are scaled, indicators are not. A constant column (one value over the training rows, after missing
    /// cells were filled) is dropped before it is encoded or scaled, where the protocol says so.
    ///
    /// # Errors
    /// Names that the table does not have, text that is not encoded, too many or unseen categories, no column left.
    pub(super) fn fit(
        table: &'a Table,
        protocol: &Protocol,
        assignment: &Assignment,
        notes: &mut Vec<String>,
    ) -> Result<Self, PrepareError> {
        let used = columns::used(table, protocol)?;
        let one_hot = encoded(&used, &protocol.encode)?;
        note_dropped(table, &used, notes);
        let train: Vec<usize> = assignment.rows(SplitSide::Train).collect();
        let outcomes: Vec<Result<Outcome<'_>, PrepareError>> = used
            .par_iter()
            .zip(one_hot)
            .map(|(column, one_hot)| fit_column(column, one_hot, protocol, &train, assignment))
            .collect();
        let outcomes = outcomes.into_iter().collect::<Result<Vec<_>, _>>().map_err(|error| explained(error, table))?;
        note_outcomes(&outcomes, protocol, table, notes);

        let columns: Vec<Fitted<'a>> = outcomes.into_iter().map(|outcome| outcome.fitted).collect();
        let names: Vec<String> = columns.iter().flat_map(Fitted::feature_names).collect();
        if names.is_empty() {
            return Err(no_features(table));
        }
        let features = Self { place: (0..names.len()).collect(), names, columns };
        features.note_unseen(protocol.encode.unseen, assignment, notes)?;
        Ok(features)
    }

    /// Whether the columns can be fitted to these rows, as far as names and categories go: what [`Features::fit`] refuses of them, without the work
    /// of fitting numbers.
    ///
    /// # Errors
    /// Names that the table does not have, text that is not encoded, too many categories, every column dropped.
    pub(super) fn check(table: &'a Table, protocol: &Protocol, assignment: &Assignment) -> Result<(), PrepareError> {
        let used = columns::used(table, protocol)?;
        if used.is_empty() {
            return Err(no_features(table));
        }
        let one_hot = encoded(&used, &protocol.encode)?;
        let train: Vec<usize> = assignment.rows(SplitSide::Train).collect();
        let mut categories = used.iter().zip(one_hot).filter(|(_, one_hot)| *one_hot);
        let fitted = categories
            .try_for_each(|(column, one_hot)| fit_column(column, one_hot, protocol, &train, assignment).map(drop));
        fitted.map_err(|error| explained(error, table))
    }

    /// Puts the columns into an order drawn from `stream`; names follow.
    pub(super) fn permute(&mut self, mut stream: Stream) {
        self.place = stream.permutation(self.names.len());
        let mut permuted = vec![String::new(); self.names.len()];
        for (&place, name) in self.place.iter().zip(&self.names) {
            permuted[place].clone_from(name);
        }
        self.names = permuted;
    }

    /// The matrix of these rows, shape (`rows.len()`, number of features).
    ///
    /// # Errors
    /// If a value is beyond f32: the first one, by block of rows and then by column.
    pub(super) fn matrix(&self, rows: &[usize]) -> Result<Matrix, PrepareError> {
        let width = self.names.len();
        let mut matrix = Matrix::zeros(rows.len(), width);
        let failed = matrix
            .as_mut_slice()
            .par_chunks_mut(CHUNK * width)
            .zip(rows.par_chunks(CHUNK))
            .find_map_first(|(block, rows)| self.fill(block, rows).err());
        failed.map_or(Ok(matrix), Err)
    }

    fn fill(&self, block: &mut [f32], rows: &[usize]) -> Result<(), PrepareError> {
        let width = self.names.len();
        let mut place = self.place.as_slice();
        for column in &self.columns {
            let (own, rest) = place.split_at(column.width());
            match column {
                Fitted::Constant { .. } => {}
                Fitted::OneHot(one_hot) => {
                    for (cells, &row) in block.chunks_exact_mut(width).zip(rows) {
                        if let Some(indicator) = one_hot.indicator(row) {
                            cells[own[indicator]] = 1.0;
                        }
                    }
                }
                Fitted::Number { name, values, fill, scaler } => {
                    let values = values.of_rows(rows);
                    for ((cells, &row), value) in block.chunks_exact_mut(width).zip(rows).zip(values) {
                        let value = if value.is_finite() { value } else { *fill };
                        let prepared = scaler.apply(value);
                        cells[own[0]] = prepared as f32;
                        if !cells[own[0]].is_finite() {
                            let (column, row) = ((*name).to_owned(), row as u64);
                            return Err(PrepareError::BeyondF32 { column, row, value: prepared });
                        }
                    }
                }
            }
            place = rest;
        }
        Ok(())
    }

    fn note_unseen(&self, rule: Unseen, assignment: &Assignment, notes: &mut Vec<String>) -> Result<(), PrepareError> {
        for side in [SplitSide::Validation, SplitSide::Test] {
            let side_rows: Vec<usize> = assignment.rows(side).collect();
            for one_hot in self.columns.iter().filter_map(Fitted::one_hot) {
                let (rows, categories) = one_hot.unseen(&side_rows);
                if rows == 0 {
                    continue;
                }
                let (column, named) = (one_hot.column(), plural(rows, &format!("{side} row")));
                let treated = match rule {
                    Unseen::Zeros => "all indicators are 0",
                    Unseen::Other => "the indicator `(other)` is 1",
                    Unseen::Error => {
                        let (column, rows) = (column.to_owned(), rows as u64);
                        return Err(PrepareError::UnseenCategories { column, categories, rows, side });
                    }
                };
                notes.push(format!("{named} with a value of `{column}` that train never shows: {treated}."));
            }
        }
        Ok(())
    }
}

impl<'a> Fitted<'a> {
    fn one_hot(&self) -> Option<&OneHot<'a>> {
        if let Self::OneHot(one_hot) = self { Some(one_hot) } else { None }
    }

    fn width(&self) -> usize {
        match self {
            Self::Number { .. } => 1,
            Self::OneHot(one_hot) => one_hot.names.len(),
            Self::Constant { .. } => 0,
        }
    }

    fn feature_names(&self) -> Vec<String> {
        match self {
            Self::Number { name, .. } => vec![(*name).to_owned()],
            Self::OneHot(one_hot) => one_hot.names.clone(),
            Self::Constant { .. } => Vec::new(),
        }
    }
}

fn fit_column<'a>(
    column: &'a Column,
    one_hot: bool,
    protocol: &Protocol,
    train: &[usize],
    assignment: &Assignment,
) -> Result<Outcome<'a>, PrepareError> {
    let drop_constants = protocol.clean.constants == Constants::Drop;
    let name = column.name.as_str();
    let (mut train_values, mut fill, mut without_median, mut filled_cells) = (Vec::new(), 0.0, false, 0);
    if let ColumnData::Numeric(values) = &column.data {
        train_values = values.of_rows(train);
        (fill, without_median) = impute::fill_value(protocol.clean.non_finite, &train_values);
        let of_kept = values.iter().zip(&assignment.side_of_row).filter(|(_, side)| side.is_some());
        filled_cells = of_kept.filter(|(value, _)| !value.is_finite()).count();
        train_values.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = fill);
    }

    let fitted = match &column.data {
        ColumnData::Numeric(values) if !one_hot => {
            if drop_constants && train_values.windows(2).all(|pair| pair[0] == pair[1]) {
                Fitted::Constant { name }
            } else {
                let scaler = Scaler::fit(protocol.scale, &train_values)
                    .ok_or_else(|| PrepareError::Unscalable { column: name.to_owned() })?;
                Fitted::Number { name, values, fill, scaler }
            }
        }
        _ => {
            let categories = Categories::of(column, fill);
            if drop_constants && categories.is_constant(train) {
                Fitted::Constant { name }
            } else {
                Fitted::OneHot(OneHot::fit(categories, train, &protocol.encode)?)
            }
        }
    };
    Ok(Outcome { fitted, filled_cells, without_median })
}

fn no_features(table: &Table) -> PrepareError {
    PrepareError::NoFeatures { rows: table.rows() as u64, dropped: table.columns.len() }
}

/// The error with what the reading of the files has to say about its column.
fn explained(mut error: PrepareError, table: &Table) -> PrepareError {
    if let PrepareError::TooManyCategories { column, stray, .. } = &mut error {
        *stray = table.stray_cell(column).map(|(cell, file)| Box::new((cell.clone(), file.to_owned())));
    }
    error
}

fn note_dropped(table: &Table, used: &[&Column], notes: &mut Vec<String>) {
    let is_used = |column: &Column| used.iter().any(|other| other.name == column.name);
    let dropped: Vec<&str> = table.columns.iter().filter(|c| !is_used(c)).map(|c| c.name.as_str()).collect();
    if !dropped.is_empty() {
        notes.push(format!("{} dropped: {}.", plural(dropped.len(), "column"), dropped.join(", ")));
    }
}

fn note_outcomes(outcomes: &[Outcome<'_>], protocol: &Protocol, table: &Table, notes: &mut Vec<String>) {
    let filled: usize = outcomes.iter().map(|outcome| outcome.filled_cells).sum();
    let filled = plural(filled, "missing or infinite cell");
    match protocol.clean.non_finite {
        NonFinite::Drop => {}
        NonFinite::Zero => notes.push(format!("{filled} set to 0.")),
        NonFinite::Median => notes.push(format!("{filled} set to the column's median over train.")),
    }
    let constant: Vec<&str> = outcomes
        .iter()
        .filter_map(|outcome| if let Fitted::Constant { name } = outcome.fitted { Some(name) } else { None })
        .collect();
    if !constant.is_empty() {
        notes.push(format!(
            "{} constant over train dropped: {}.",
            plural(constant.len(), "column"),
            constant.join(", ")
        ));
    }
    for outcome in outcomes {
        match &outcome.fitted {
            Fitted::Number { name, .. } if outcome.without_median => {
                notes
                    .push(format!("`{name}` has no finite value in train, so its cells became 0 instead of a median."));
            }
            Fitted::OneHot(one_hot) => {
                notes.push(format!("One-hot: {} → {}.", one_hot.column(), plural(one_hot.names.len(), "column")));
                if let Some((stray, file)) =
                    table.stray_cell(one_hot.column()).filter(|(cell, _)| cell.is_among_numbers())
                {
                    notes.push(format!("Warning: {}.", stray.sentence(file)));
                }
            }
            _ => {}
        }
    }
    let scaled = outcomes.iter().filter(|outcome| matches!(outcome.fitted, Fitted::Number { .. })).count();
    let scaled = plural(scaled, "numeric column");
    match protocol.scale {
        Scale::None => {}
        Scale::MinMax => notes.push(format!("Min-max scaling of {scaled}, fitted on train.")),
        Scale::Standard => notes.push(format!("Standard scaling of {scaled}, fitted on train.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{protocol_of, table_of, with_text};
    use crate::spec::SplitKind;

    /// Rows 0, 1, 2 train and row 3 test.
    fn assignment() -> Assignment {
        let train = Some(SplitSide::Train);
        Assignment { side_of_row: vec![train, train, train, Some(SplitSide::Test)], notes: Vec::new() }
    }

    fn table() -> Table {
        let columns: [(&str, &[f64]); 3] =
            [("x", &[0.0, 2.0, f64::NAN, 9.0]), ("same", &[7.0, 7.0, 7.0, 8.0]), ("big", &[1.0, 2.0, 3.0, 1e300])];
        with_text(table_of(&columns, &["a", "b", "a", "b"]), "proto", &["udp", "tcp", "udp", "arp"])
    }

    fn protocol() -> Protocol {
        let mut protocol = protocol_of(SplitKind::Random);
        protocol.clean.non_finite = NonFinite::Median;
        protocol.clean.constants = Constants::Drop;
        protocol.scale = Scale::MinMax;
        protocol.drop = vec!["big".into()];
        protocol
    }

    #[test]
    fn fills_drops_encodes_and_scales() {
        let (table, mut notes) = (table(), Vec::new());
        let features = Features::fit(&table, &protocol(), &assignment(), &mut notes).unwrap();
        assert_eq!(features.names, ["x", "proto=tcp", "proto=udp"]);
        let matrix = features.matrix(&[0, 1, 2, 3]).unwrap();
        assert_eq!(matrix.as_slice(), [0., 0., 1., 1., 1., 0., 0.5, 0., 1., 4.5, 0., 0.]);
        assert_eq!(
            notes,
            [
                "1 column dropped: big.",
                "1 missing or infinite cell set to the column's median over train.",
                "1 column constant over train dropped: same.",
                "One-hot: proto → 2 columns.",
                "Min-max scaling of 1 numeric column, fitted on train.",
                "1 test row with a value of `proto` that train never shows: all indicators are 0.",
            ]
        );
    }

    #[test]
    fn a_permutation_moves_names_and_values_together() {
        let (table, mut notes) = (table(), Vec::new());
        let plain = Features::fit(&table, &protocol(), &assignment(), &mut notes).unwrap();
        let mut permuted = plain.clone();
        permuted.permute(Stream::new(1, &["test"]));
        assert_ne!(plain.names, permuted.names);
        let (a, b) = (plain.matrix(&[0, 1, 2, 3]).unwrap(), permuted.matrix(&[0, 1, 2, 3]).unwrap());
        for (j, name) in plain.names.iter().enumerate() {
            let k = permuted.names.iter().position(|other| other == name).unwrap();
            assert!((0..4).all(|row| a.get(row, j) == b.get(row, k)), "{name}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let table = table();
        let fit = |protocol: &Protocol| Features::fit(&table, protocol, &assignment(), &mut Vec::new());
        let mut strict = protocol();
        strict.encode.unseen = Unseen::Error;
        let error = fit(&strict).unwrap_err();
        assert!(matches!(error, PrepareError::UnseenCategories { rows: 1, side: SplitSide::Test, .. }), "{error}");

        let mut narrow = protocol();
        narrow.encode.max_categories = 1;
        let error = fit(&narrow).unwrap_err();
        assert!(
            matches!(&error, PrepareError::TooManyCategories { column, categories: 2, .. } if column == "proto"),
            "{error}"
        );
        let check = |protocol: &Protocol| Features::check(&table, protocol, &assignment());
        assert_eq!(check(&narrow), Err(error));
        assert_eq!(check(&protocol()), Ok(()));
        let mut none = protocol();
        none.drop = ["x", "same", "big", "proto"].map(Into::into).to_vec();
        assert_eq!(check(&none), Err(PrepareError::NoFeatures { rows: 4, dropped: 4 }));

        let mut raw = protocol();
        raw.drop.clear();
        let error = fit(&raw).unwrap().matrix(&[0, 3]).unwrap_err();
        assert!(matches!(&error, PrepareError::BeyondF32 { column, row: 3, .. } if column == "big"), "{error}");

        let mut nothing = protocol();
        nothing.drop = ["x", "big", "proto"].map(Into::into).to_vec();
        assert_eq!(fit(&nothing).unwrap_err(), PrepareError::NoFeatures { rows: 4, dropped: 4 });
    }
}
