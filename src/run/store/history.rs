//! `history.csv`: one line per epoch, empty cells where a value does not exist.

use std::fmt::Write;
use std::path::Path;

use super::StoreError;
use crate::model::EpochRecord;

const HEADER: &str = "epoch,loss,accuracy,val_loss,val_accuracy";

pub(super) fn to_csv(history: &[EpochRecord]) -> String {
    let mut text = format!("{HEADER}\n");
    let cell = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    for e in history {
        let (accuracy, val_loss, val_accuracy) = (cell(e.accuracy), cell(e.val_loss), cell(e.val_accuracy));
        let _ = writeln!(text, "{},{},{accuracy},{val_loss},{val_accuracy}", e.epoch, e.loss);
    }
    text
}

pub(super) fn from_csv(path: &Path, text: &str) -> Result<Vec<EpochRecord>, StoreError> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(StoreError::damaged(path, &format!("the first line is not `{HEADER}`")));
    }
    lines
        .enumerate()
        .map(|(i, line)| {
            parse_line(line).ok_or_else(|| StoreError::damaged(path, &format!("line {} is not an epoch", i + 2)))
        })
        .collect()
}

fn parse_line(line: &str) -> Option<EpochRecord> {
    let cells: Vec<&str> = line.split(',').collect();
    let [epoch, loss, accuracy, val_loss, val_accuracy] = cells[..] else { return None };
    let optional = |cell: &str| if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) };
    Some(EpochRecord {
        epoch: epoch.parse().ok()?,
        loss: loss.parse().ok()?,
        accuracy: optional(accuracy)?,
        val_loss: optional(val_loss)?,
        val_accuracy: optional(val_accuracy)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_come_back_bit_for_bit() {
        let history = vec![
            EpochRecord { epoch: 1, loss: 0.1 + 0.2, accuracy: None, val_loss: Some(1e-300), val_accuracy: Some(0.5) },
            EpochRecord { epoch: 2, loss: 1.0 / 3.0, accuracy: Some(1.0), val_loss: None, val_accuracy: None },
        ];
        assert_eq!(from_csv(Path::new("history.csv"), &to_csv(&history)).unwrap(), history);
    }

    #[test]
    fn a_cut_line_is_named() {
        let error = from_csv(Path::new("history.csv"), &format!("{HEADER}\n1,0.5,0.9,,\n2,0.4,")).unwrap_err();
        assert!(error.to_string().contains("line 3"), "{error}");
    }
}
