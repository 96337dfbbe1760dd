//! As the publishers cut the edition into files; validation is taken from their training files.

use std::collections::BTreeSet;

use super::apportion::apportion;
use super::{Input, Sizes, round_half_up};
use crate::dataset::{Side, Table};
use crate::prepare::note::count;
use crate::prepare::{PrepareError, SplitSide};
use crate::random::Stream;
use crate::spec::View;

/// Validation is `share × rows of the training files`, drawn at random from them: a share of all rows could take nearly
/// everything where only a part of the training files is present. With a window view random rows would tear every window apart, so
/// there the last rows of each training file are taken, in proportion to the files' rows.
pub(super) fn sides(
    input: &Input<'_>,
    mut stream: Stream,
    notes: &mut Vec<String>,
) -> Result<Vec<SplitSide>, PrepareError> {
    check_files(input)?;
    let mut sides: Vec<SplitSide> = input
        .kept
        .iter()
        .map(|&row| match input.table.side_of_row(row) {
            Some(Side::Test) => SplitSide::Test,
            _ => SplitSide::Train,
        })
        .collect();
    for side in [SplitSide::Train, SplitSide::Test] {
        if !sides.contains(&side) {
            return Err(PrepareError::OfficialSideMissing { side });
        }
    }

    let mut train: Vec<usize> = (0..sides.len()).filter(|&i| sides[i] == SplitSide::Train).collect();
    let validation = round_half_up(input.protocol.split.validation * train.len() as f64);
    if let View::Window(_) = input.protocol.view {
        train = latest_first(input, &train, validation);
        notes.push(format!("Validation: the last rows of each training file ({} in all).", count(validation)));
    } else {
        stream.shuffle(&mut train);
    }
    Sizes { test: 0, validation }.deal(&train, &mut sides);
    Ok(sides)
}

/// Removes the rows of classes that only one of the publishers' sides has.
pub(in crate::prepare) fn keep_classes_on_both_sides(
    table: &Table,
    classes: &[u32],
    kept: &mut Vec<usize>,
    notes: &mut Vec<String>,
) {
    let on = |wanted: Side| -> BTreeSet<u32> {
        let rows = kept.iter().filter(|&&row| table.side_of_row(row) == Some(wanted));
        rows.map(|&row| classes[row]).collect()
    };
    let both: BTreeSet<u32> = on(Side::Train).intersection(&on(Side::Test)).copied().collect();
    let before = kept.len();
    kept.retain(|&row| both.contains(&classes[row]));
    if kept.len() < before {
        let removed = count(before - kept.len());
        notes.push(format!("{removed} rows left out: their classes have rows on one of the publishers' sides only."));
    }
}

fn check_files(input: &Input<'_>) -> Result<(), PrepareError> {
    let mut has_rows = vec![false; input.table.files.len()];
    for &row in input.kept {
        has_rows[input.table.file_of_row[row] as usize] = true;
    }
    let without = input.table.files.iter().zip(has_rows).filter(|(file, has_rows)| *has_rows && file.side.is_none());
    let files: Vec<String> = without.map(|(file, _)| file.path.clone()).collect();
    if files.is_empty() { Ok(()) } else { Err(PrepareError::FilesWithoutSide { files }) }
}

/// `rows` of `train` (positions in `kept`): the last ones of each file, each file giving its share.
fn latest_first(input: &Input<'_>, train: &[usize], rows: usize) -> Vec<usize> {
    let file = |position: &usize| input.table.file_of_row[input.kept[*position]];
    let files: Vec<&[usize]> = train.chunk_by(|a, b| file(a) == file(b)).collect();
    let sizes: Vec<usize> = files.iter().map(|rows| rows.len()).collect();
    let shares = apportion(rows, &sizes, |i| (0, sizes[i]));
    files.iter().zip(shares).flat_map(|(rows, share)| rows[rows.len() - share..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use crate::dataset::Side;
    use crate::prepare::fixture::{counting_table, protocol_of, with_files};
    use crate::prepare::{PrepareError, SplitSide, assign};
    use crate::spec::{Protocol, SplitClasses, SplitKind, View};

    const TRAIN: Option<Side> = Some(Side::Train);
    const TEST: Option<Side> = Some(Side::Test);

    #[test]
    fn test_is_the_publishers_and_validation_comes_from_train() {
        let table = with_files(counting_table(20), &[("a", TRAIN, 8), ("b", TEST, 5), ("c", TRAIN, 7)]);
        let classes: Vec<u32> = (0..20).map(|i| i % 2).collect();
        let protocol = protocol_of(SplitKind::Official);
        let split = assign(&table, &classes, &protocol, "p", 0).unwrap();
        assert!(split.rows(SplitSide::Test).eq(8..13));
        // 20 % of the 15 training rows.
        assert_eq!(split.counts(), [12, 3, 5]);
        assert_ne!(split.side_of_row, assign(&table, &classes, &protocol, "p", 1).unwrap().side_of_row);
    }

    #[test]
    fn with_windows_validation_is_the_end_of_each_training_file() {
        let table = with_files(counting_table(20), &[("a", TRAIN, 10), ("b", TEST, 5), ("c", TRAIN, 5)]);
        let protocol = Protocol { view: View::Window(2), ..protocol_of(SplitKind::Official) };
        let split = assign(&table, &(0..20).map(|i| i % 2).collect::<Vec<_>>(), &protocol, "p", 0).unwrap();
        assert_eq!(split.rows(SplitSide::Validation).collect::<Vec<_>>(), [8, 9, 19]);
    }

    #[test]
    fn files_without_a_side_and_missing_sides_are_refused() {
        let protocol = protocol_of(SplitKind::Official);
        let error = |sides: [Option<Side>; 2]| {
            let table = with_files(counting_table(10), &[("a.csv", sides[0], 5), ("b.csv", sides[1], 5)]);
            assign(&table, &[0, 1, 0, 1, 0, 1, 0, 1, 0, 1], &protocol, "p", 0).unwrap_err()
        };
        assert_eq!(error([TRAIN, None]), PrepareError::FilesWithoutSide { files: vec!["b.csv".into()] });
        assert_eq!(error([TRAIN, TRAIN]), PrepareError::OfficialSideMissing { side: SplitSide::Test });
        assert_eq!(error([TEST, TEST]), PrepareError::OfficialSideMissing { side: SplitSide::Train });
    }

    #[test]
    fn classes_of_one_side_are_left_out_where_that_is_asked_for() {
        // Files of eight rows: classes 0 and 1 on both sides, 2 only in train, 3 only in test.
        let table = with_files(counting_table(16), &[("train", Some(Side::Train), 8), ("test", Some(Side::Test), 8)]);
        let classes = [0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 3, 0, 1, 3, 0, 1];
        let mut protocol = protocol_of(SplitKind::Official);
        protocol.split.validation = 0.0;
        protocol.split.classes = SplitClasses::BothSides;
        let assignment = assign(&table, &classes, &protocol, "p", 0).unwrap();
        let removed: Vec<usize> = (0..16).filter(|&row| assignment.side_of_row[row].is_none()).collect();
        assert_eq!(removed, [2, 5, 10, 13]);
        assert!(assignment.notes.iter().any(|note| note.starts_with("4 rows left out")), "{:?}", assignment.notes);
    }
}
