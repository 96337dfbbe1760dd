//! All rows of a group (a file, an address, a session) on one side.

use std::collections::BTreeMap;

use super::Input;
use crate::dataset::ColumnData;
use crate::prepare::clean::canonical_bits;
use crate::prepare::note::plural;
use crate::prepare::{PrepareError, SplitSide, columns};
use crate::random::Stream;

/// Groups in a seeded random order; a group joins test when test comes closer to its share by it, else validation on
/// the same condition, else train. A side never takes the last group that another side still needs, and a side that
/// no group suits gets the smallest one left, so sides are filled as closely as whole groups in that order allow.
pub(super) fn sides(
    input: &Input<'_>,
    mut stream: Stream,
    notes: &mut Vec<String>,
) -> Result<Vec<SplitSide>, PrepareError> {
    let group_of = groups(input);
    let mut sizes = vec![0; group_of.iter().max().map_or(0, |last| last + 1)];
    for &group in &group_of {
        sizes[group] += 1;
    }
    let target = input.sizes();
    let wanted = [(SplitSide::Test, target.test), (SplitSide::Validation, target.validation)];
    let needed = 1 + wanted.iter().filter(|(_, rows)| *rows > 0).count();
    let by = columns::split_by(input.protocol).map_or_else(|| "the file".to_owned(), |name| format!("`{name}`"));
    if sizes.len() < needed {
        return Err(PrepareError::TooFewGroups { by, groups: sizes.len(), sides: needed });
    }

    let mut free = stream.permutation(sizes.len());
    let mut side_of_group = vec![SplitSide::Train; sizes.len()];
    let mut still_needed = needed;
    for (side, rows) in wanted.into_iter().filter(|(_, rows)| *rows > 0) {
        still_needed -= 1;
        for group in fill(rows, &mut free, &sizes, still_needed) {
            side_of_group[group] = side;
        }
    }
    notes.push(format!("{} by {by}, each on one side.", plural(sizes.len(), "group")));
    Ok(group_of.into_iter().map(|group| side_of_group[group]).collect())
}

/// Takes groups out of `free` until their rows are as close to `target` as their order allows; leaves at least
/// `reserve` groups.
fn fill(target: usize, free: &mut Vec<usize>, sizes: &[usize], reserve: usize) -> Vec<usize> {
    let mut rows = 0;
    let mut available = free.len() - reserve;
    let mut taken: Vec<usize> = Vec::new();
    free.retain(|&group| {
        let closer = (rows + sizes[group]).abs_diff(target) < target - rows.min(target);
        if available > 0 && closer {
            rows += sizes[group];
            available -= 1;
            taken.push(group);
        }
        !taken.ends_with(&[group])
    });
    if taken.is_empty() {
        let smallest = (0..free.len()).min_by_key(|&i| sizes[free[i]]).expect("there are groups for all sides");
        taken.push(free.remove(smallest));
    }
    taken
}

/// The group of each kept row, numbered in order of first appearance.
fn groups(input: &Input<'_>) -> Vec<usize> {
    let column = columns::split_by(input.protocol)
        .map(|name| input.table.column(name).expect("the columns that a protocol names were looked up before"));
    let key = |row: usize| match column.map(|column| &column.data) {
        None => u64::from(input.table.file_of_row[row]),
        Some(ColumnData::Text { codes, .. }) => u64::from(codes[row]),
        Some(ColumnData::Numeric(values)) => canonical_bits(values.get(row)),
    };
    let mut number_of_key = BTreeMap::new();
    input
        .kept
        .iter()
        .map(|&row| {
            let next = number_of_key.len();
            *number_of_key.entry(key(row)).or_insert(next)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Table;
    use crate::prepare::fixture::{counting_table, protocol_of, table_of, with_files};
    use crate::prepare::{Assignment, assign};
    use crate::spec::SplitKind;

    fn split(table: &Table, by: Option<&str>, seed: u64) -> Result<Assignment, PrepareError> {
        let mut protocol = protocol_of(SplitKind::Group);
        protocol.split.by = by.map(Into::into);
        let classes: Vec<u32> = (0..table.rows()).map(|i| (i % 2) as u32).collect();
        assign(table, &classes, &protocol, "p", seed)
    }

    #[test]
    fn a_group_is_never_cut() {
        let addresses: Vec<f64> = (0..200).map(|i| f64::from(i % 23)).collect();
        let table = table_of(&[("address", &addresses)], &["a"; 200]);
        for seed in 0..20 {
            let split = split(&table, Some("address"), seed).unwrap();
            for row in 23..200 {
                assert_eq!(split.side_of_row[row], split.side_of_row[row - 23]);
            }
            let [train, validation, test] = split.counts();
            // A group has 8 or 9 rows, so a side is off by half a group at most.
            assert!(test.abs_diff(40) <= 5 && validation.abs_diff(40) <= 5, "{train} {validation} {test}");
        }
    }

    #[test]
    fn three_files_make_three_sides_and_two_do_not() {
        let files = |lengths: &[usize]| {
            let files: Vec<_> = lengths.iter().map(|&rows| ("f", None, rows)).collect();
            with_files(counting_table(lengths.iter().sum()), &files)
        };
        let three = split(&files(&[10, 10, 10]), None, 0).unwrap();
        assert_eq!(three.counts(), [10, 10, 10]);
        assert_eq!(three.notes[0], "3 groups by the file, each on one side.");
        let error = split(&files(&[10, 10]), None, 0).unwrap_err();
        assert_eq!(error, PrepareError::TooFewGroups { by: "the file".into(), groups: 2, sides: 3 });
    }

    #[test]
    fn groups_far_from_the_share_still_fill_every_side() {
        let mut free = vec![2, 0, 1];
        assert_eq!(fill(1, &mut free, &[50, 30, 40], 2), [1]);
        assert_eq!(free, [2, 0]);
    }
}
