//! What a network reads as a sequence: the features of one row, or the rows of a window.

use std::ops::Range;

use super::{Assignment, InputShape, PrepareError, Samples, SplitSide};
use crate::dataset::Table;
use crate::matrix::Matrix;
use crate::spec::View;

/// The shape of a sample under `view` when a row has `features` columns.
pub fn shape_of(view: View, features: usize) -> InputShape {
    match view {
        View::Features => InputShape { steps: features, channels: 1 },
        View::Window(rows) => InputShape { steps: rows as usize, channels: features },
    }
}

/// Bytes that preparing `table_rows` rows of `features` encoded columns takes at its peak, the table itself and rows
/// that balancing adds not counted. An estimate by shape, for deciding how many units run at once.
pub fn estimate_bytes(table_rows: usize, features: usize, view: View) -> u64 {
    let (rows, features) = (table_rows as u64, features as u64);
    let values = size_of::<f32>() as u64 * features;
    let bookkeeping = (size_of::<u32>() + size_of::<u64>() + size_of::<usize>()) as u64;
    let steps = match view {
        View::Features => 0,
        View::Window(steps) => u64::from(steps),
    };
    rows.saturating_mul(values.saturating_mul(steps + 1).saturating_add(bookkeeping))
}

/// Maximal stretches of neighbouring rows of one file and one side, for train, validation and test.
///
/// Neighbours are rows next to each other in their file once cleaning has removed rows. A range counts positions
/// among the rows of its side.
pub(super) fn runs(table: &Table, assignment: &Assignment) -> [Vec<Range<usize>>; 3] {
    let mut runs: [Vec<Range<usize>>; 3] = Default::default();
    let mut previous: Option<(u32, SplitSide)> = None;
    for (row, side) in assignment.side_of_row.iter().enumerate() {
        let Some(side) = *side else { continue };
        let here = (table.file_of_row[row], side);
        let of_side = &mut runs[side as usize];
        let end = of_side.last().map_or(0, |run| run.end);
        match of_side.last_mut() {
            Some(run) if previous == Some(here) => run.end += 1,
            _ => of_side.push(end..end + 1),
        }
        previous = Some(here);
    }
    runs
}

/// Every window of `steps` rows inside one of the `runs`: values step after step, class and row id of its last row.
///
/// # Errors
/// If there are rows and no run is long enough.
pub(super) fn windows(
    rows: &Samples,
    runs: &[Range<usize>],
    steps: u32,
    side: SplitSide,
) -> Result<Samples, PrepareError> {
    let length = steps as usize;
    let last_rows = || runs.iter().flat_map(|run| (run.start + length - 1).min(run.end)..run.end);
    let count = last_rows().count();
    if count == 0 && !rows.is_empty() {
        let longest = runs.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        return Err(PrepareError::NoWindow { side, window: steps, longest });
    }

    let features = rows.x.cols();
    let mut values = Vec::with_capacity(count * length * features);
    for last in last_rows() {
        // The rows of a run stand one after the other in the matrix, so a window is one slice of it.
        values.extend_from_slice(&rows.x.as_slice()[(last + 1 - length) * features..(last + 1) * features]);
    }
    Ok(Samples {
        x: Matrix::from_vec(count, length * features, values),
        y: last_rows().map(|last| rows.y[last]).collect(),
        row_id: last_rows().map(|last| rows.row_id[last]).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{counting_table, with_files};

    #[test]
    fn runs_end_with_files_and_sides_but_not_at_removed_rows() {
        use SplitSide::{Test, Train};
        let table = with_files(counting_table(8), &[("a", None, 4), ("b", None, 4)]);
        let side_of_row =
            vec![Some(Train), None, Some(Train), Some(Test), Some(Test), Some(Train), Some(Test), Some(Train)];
        let [train, validation, test] = runs(&table, &Assignment { side_of_row, notes: Vec::new() });
        assert_eq!(train, [0..2, 2..3, 3..4]);
        assert!(validation.is_empty());
        // Rows 3 and 4 are neighbours in the table, but of two files.
        assert_eq!(test, [0..1, 1..2, 2..3]);
    }

    #[test]
    fn windows_slide_inside_runs() {
        let rows = Samples {
            x: Matrix::from_vec(5, 2, (0..10).map(|v| v as f32).collect()),
            y: vec![0, 1, 2, 3, 4],
            row_id: vec![10, 11, 12, 13, 14],
        };
        let made = windows(&rows, &[0..3, 3..5], 2, SplitSide::Train).unwrap();
        assert_eq!(made.x.as_slice(), [0., 1., 2., 3., 2., 3., 4., 5., 6., 7., 8., 9.]);
        assert_eq!((made.y, made.row_id), (vec![1, 2, 4], vec![11, 12, 14]));
        let error = windows(&rows, &[0..3, 3..5], 4, SplitSide::Test).unwrap_err();
        assert_eq!(error, PrepareError::NoWindow { side: SplitSide::Test, window: 4, longest: 3 });
        let empty = Samples { x: Matrix::zeros(0, 2), ..Samples::default() };
        assert_eq!(windows(&empty, &[], 4, SplitSide::Validation).unwrap().x.cols(), 8);
    }

    #[test]
    fn the_estimate_grows_with_the_window() {
        assert_eq!(estimate_bytes(1_000, 45, View::Features), 1_000 * (45 * 4 + 20));
        assert_eq!(estimate_bytes(1_000, 45, View::Window(10)), 1_000 * (45 * 4 * 11 + 20));
        assert_eq!(estimate_bytes(usize::MAX, 45, View::Window(u32::MAX)), u64::MAX);
    }
}
