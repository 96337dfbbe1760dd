//! By time: the earliest rows train, then validation, the latest test.

use super::{Input, Sizes};
use crate::dataset::ColumnData;
use crate::prepare::note::plural;
use crate::prepare::{PrepareError, SplitSide, columns};

/// Time is the numeric column `split.by` (ties in row order; missing or infinite times count as latest), or the order
/// of the rows. With `within_files` each file is cut on its own, its counts rounded on their own.
pub(super) fn sides(input: &Input<'_>, notes: &mut Vec<String>) -> Result<Vec<SplitSide>, PrepareError> {
    let times = times(input, notes)?;
    let mut sides = vec![SplitSide::Train; input.kept.len()];
    let mut order: Vec<usize> = (0..sides.len()).collect();
    if input.protocol.split.within_files {
        let file = |position: &usize| input.table.file_of_row[input.kept[*position]];
        for rows in order.chunk_by_mut(|a, b| file(a) == file(b)) {
            cut(input, times.as_deref(), rows, &mut sides);
        }
    } else {
        cut(input, times.as_deref(), &mut order, &mut sides);
    }
    Ok(sides)
}

/// Sorts `rows` (positions in `kept`, as `times`) latest first and deals them.
fn cut(input: &Input<'_>, times: Option<&[f64]>, rows: &mut [usize], sides: &mut [SplitSide]) {
    if let Some(times) = times {
        let time = |position: usize| Some(times[position]).filter(|time| time.is_finite());
        rows.sort_by(|&a, &b| match (time(a), time(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
    }
    rows.reverse();
    Sizes::of(&input.protocol.split, rows.len()).deal(rows, sides);
}

/// The time of each kept row.
fn times(input: &Input<'_>, notes: &mut Vec<String>) -> Result<Option<Vec<f64>>, PrepareError> {
    let Some(name) = columns::split_by(input.protocol) else { return Ok(None) };
    let column = input.table.column(name).expect("the columns that a protocol names were looked up before");
    let ColumnData::Numeric(times) = &column.data else {
        return Err(PrepareError::TextTime { column: name.to_owned() });
    };
    let times = times.of_rows(input.kept);
    let without = times.iter().filter(|time| !time.is_finite()).count();
    if without > 0 {
        notes.push(format!("{} without a finite `{name}` counted as latest.", plural(without, "row")));
    }
    Ok(Some(times))
}

#[cfg(test)]
mod tests {
    use crate::prepare::fixture::{counting_table, protocol_of, table_of, with_files, with_text};
    use crate::prepare::{PrepareError, SplitSide, assign};
    use crate::spec::SplitKind;

    fn alternating(n: u32) -> Vec<u32> {
        (0..n).map(|i| i % 2).collect()
    }

    #[test]
    fn without_a_column_the_order_of_the_rows_is_time() {
        let split = assign(&counting_table(10), &alternating(10), &protocol_of(SplitKind::Time), "p", 0).unwrap();
        assert!(split.rows(SplitSide::Train).eq(0..6));
        assert!(split.rows(SplitSide::Validation).eq(6..8));
        assert!(split.rows(SplitSide::Test).eq(8..10));
    }

    #[test]
    fn each_file_is_cut_on_its_own() {
        let table = with_files(counting_table(15), &[("a", None, 10), ("b", None, 5)]);
        let mut protocol = protocol_of(SplitKind::Time);
        protocol.split.within_files = true;
        let split = assign(&table, &alternating(15), &protocol, "p", 0).unwrap();
        assert_eq!(split.rows(SplitSide::Test).collect::<Vec<_>>(), [8, 9, 14]);
        assert_eq!(split.rows(SplitSide::Validation).collect::<Vec<_>>(), [6, 7, 13]);
    }

    #[test]
    fn a_column_sorts_with_ties_in_row_order_and_missing_times_last() {
        let times = [5.0, 5.0, f64::NAN, 1.0, -0.0];
        let table = table_of(&[("x", &[0.0; 5]), ("stime", &times)], &["a", "b", "a", "b", "a"]);
        let mut protocol = protocol_of(SplitKind::Time);
        protocol.drop = vec!["stime".into()];
        protocol.split.by = Some("stime".into());
        let split = assign(&table, &alternating(5), &protocol, "p", 0).unwrap();
        assert_eq!(split.rows(SplitSide::Test).collect::<Vec<_>>(), [2]);
        assert_eq!(split.rows(SplitSide::Validation).collect::<Vec<_>>(), [1]);
        assert_eq!(split.notes[0], "1 row without a finite `stime` counted as latest.");
    }

    #[test]
    fn text_has_no_time_order() {
        let table = with_text(counting_table(5), "when", &["1:00", "2:00", "3:00", "4:00", "5:00"]);
        let mut protocol = protocol_of(SplitKind::Time);
        protocol.split.by = Some("when".into());
        let error = assign(&table, &alternating(5), &protocol, "p", 0).unwrap_err();
        assert_eq!(error, PrepareError::TextTime { column: "when".into() });
    }
}
