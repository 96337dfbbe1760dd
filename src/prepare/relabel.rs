//! Raw labels to classes, by the rules of the task.

use super::PrepareError;
use crate::dataset::Table;
use crate::spec::Task;

/// The class index of each row of `table`: the first rule of `task.labels` whose pattern matches the row's raw label.
///
/// A class that no row has is allowed here (part of an edition may be present); [`prepare`](super::prepare) notes it.
///
/// # Errors
/// If a raw label matches no rule (all such labels, with their row counts), if there are no rows, or if all rows are
/// of one class.
pub fn classes_of_rows(table: &Table, task: &Task) -> Result<Vec<u32>, PrepareError> {
    let counts = table.label_counts();
    let class_of_label: Vec<Option<usize>> = table.label_names.iter().map(|raw| task.class_of(raw)).collect();
    let unmatched: Vec<(String, u64)> = class_of_label
        .iter()
        .zip(table.label_names.iter().zip(&counts))
        .filter(|(class, (_, rows))| class.is_none() && **rows > 0)
        .map(|(_, (raw, &rows))| (raw.clone(), rows))
        .collect();
    if !unmatched.is_empty() {
        return Err(PrepareError::UnmatchedLabels { labels: unmatched });
    }

    let classes: Vec<u32> = table
        .labels
        .iter()
        .map(|&label| class_of_label[label as usize].expect("labels with rows were matched above") as u32)
        .collect();
    let Some(&first) = classes.first() else { return Err(PrepareError::NoRows) };
    if classes.iter().all(|&class| class == first) {
        let class = task.classes()[first as usize].clone();
        return Err(PrepareError::OneClass { class, rows: classes.len() as u64 });
    }
    Ok(classes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::fixture::{binary_task, table_of, task_of};

    #[test]
    fn the_first_rule_wins_and_positive_is_class_one() {
        let table = table_of(&[("x", &[1.0, 2.0, 3.0])], &["DoS", "Normal", "DDoS"]);
        let task = binary_task(&[("Normal", "normal"), ("*", "attack")], "attack");
        assert_eq!(classes_of_rows(&table, &task), Ok(vec![1, 0, 1]));
        let task = task_of(&[("DD*", "flood"), ("D*", "dos"), ("*", "normal")]);
        assert_eq!(classes_of_rows(&table, &task), Ok(vec![1, 2, 0]));
    }

    #[test]
    fn every_unmatched_label_is_named_with_its_rows() {
        let table = table_of(&[("x", &[1.0; 4])], &["A", "B", "B", "C"]);
        let error = classes_of_rows(&table, &task_of(&[("A", "a")])).unwrap_err();
        assert_eq!(error, PrepareError::UnmatchedLabels { labels: vec![("B".into(), 2), ("C".into(), 1)] });
        assert!(error.to_string().contains("`B` (2 rows), `C` (1 rows)"), "{error}");
    }

    #[test]
    fn one_class_is_refused() {
        let table = table_of(&[("x", &[1.0; 2])], &["A", "A"]);
        let error = classes_of_rows(&table, &task_of(&[("A", "a"), ("B", "b")])).unwrap_err();
        assert_eq!(error, PrepareError::OneClass { class: "a".into(), rows: 2 });
        let empty = table_of(&[("x", &[])], &[]);
        assert_eq!(classes_of_rows(&empty, &task_of(&[("A", "a")])), Err(PrepareError::NoRows));
    }
}
