//! Predictions and splits as Parquet, so that any other tool can recompute what is printed.

use std::fs::File;
use std::io;
use std::path::Path;

use polars::prelude::{Column, DataFrame, ParquetCompression, ParquetReader, ParquetWriter, PolarsError, SerReader};

use super::{Predictions, StoreError, files};

/// Columns `row_id` u64, `y_true` u32, `score_<class>` f32 per class; a binary task has the positive class's column only.
pub(super) fn write_predictions(path: &Path, predictions: &Predictions) -> Result<(), StoreError> {
    let scored = &predictions.classes[predictions.classes.len() - predictions.scores.len()..];
    let mut columns =
        vec![Column::new("row_id".into(), &predictions.row_id), Column::new("y_true".into(), &predictions.y_true)];
    for (class, scores) in scored.iter().zip(&predictions.scores) {
        columns.push(Column::new(format!("score_{class}").into(), scores));
    }
    write_columns(path, columns)
}

/// Reads what [`write_predictions`] wrote; `classes` are the task's, in index order.
pub(super) fn read_predictions(path: &Path, classes: &[String]) -> Result<Predictions, StoreError> {
    let frame = read_frame(path)?;
    let damaged = |why: PolarsError| StoreError::damaged(path, &why);
    let binary = classes.len() == 2 && frame.width() == 3;
    let scored = if binary { &classes[1..] } else { classes };
    let mut scores = Vec::with_capacity(scored.len());
    for class in scored {
        let column = frame.column(&format!("score_{class}")).map_err(damaged)?;
        scores.push(column.f32().map_err(damaged)?.into_no_null_iter().collect());
    }
    Ok(Predictions {
        row_id: frame.column("row_id").and_then(Column::u64).map_err(damaged)?.into_no_null_iter().collect(),
        y_true: frame.column("y_true").and_then(Column::u32).map_err(damaged)?.into_no_null_iter().collect(),
        scores,
        classes: classes.to_vec(),
    })
}

/// Columns `row_id` u64 and `side`, one of `train`, `validation`, `test`, `removed`.
pub(super) fn write_split(path: &Path, sides: &[&str]) -> Result<(), StoreError> {
    let row_id: Vec<u64> = (0..sides.len() as u64).collect();
    write_columns(path, vec![Column::new("row_id".into(), row_id), Column::new("side".into(), sides)])
}

fn write_columns(path: &Path, columns: Vec<Column>) -> Result<(), StoreError> {
    let refused = |why: PolarsError| StoreError::io("write", path)(io::Error::other(why));
    let height = columns.first().map_or(0, Column::len);
    let mut frame = DataFrame::new(height, columns).map_err(refused)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Snappy)
        .set_parallel(false)
        .finish(&mut frame)
        .map_err(refused)?;
    files::write(path, &bytes)
}

fn read_frame(path: &Path) -> Result<DataFrame, StoreError> {
    let file = File::open(path).map_err(StoreError::io("read", path))?;
    ParquetReader::new(file).finish().map_err(|why| StoreError::damaged(path, &why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(classes: &[&str], columns: usize) -> Predictions {
        Predictions {
            row_id: vec![4, 2, 9],
            y_true: vec![0, 1, 1],
            scores: (0..columns).map(|c| vec![0.25 * c as f32, 0.5, f32::MIN_POSITIVE]).collect(),
            classes: classes.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn predictions_come_back_bit_for_bit() {
        let folder = tempfile::tempdir().unwrap();
        for (classes, columns) in [(&["Normal", "Attack"][..], 1), (&["a", "b/c", "d \"e\""], 3)] {
            let path = folder.path().join("predictions.parquet");
            let written = sample(classes, columns);
            write_predictions(&path, &written).unwrap();
            assert_eq!(read_predictions(&path, &written.classes).unwrap(), written);
        }
    }

    #[test]
    fn a_damaged_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("predictions.parquet");
        std::fs::write(&path, b"PAR1 but not really").unwrap();
        let error = read_predictions(&path, &["a".into(), "b".into()]).unwrap_err();
        assert!(error.to_string().contains("predictions.parquet is damaged"), "{error}");
    }
}
