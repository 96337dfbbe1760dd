//! Confusion matrices.

use super::Names;
use crate::claim::published::{Confusion, format};
use crate::spec::yaml::At;

pub(super) fn confusion(at: &At<'_>, names: &Names<'_>) -> Option<Confusion> {
    let keys = at.keys(&format::CONFUSION.names())?;
    let model = keys.required("model", |at| names.model(at));
    let place = keys.required("place", At::string);
    let labels = keys.required("labels", |at| at.filled_set(|at| names.class(at)));
    let rows_are = keys.required("rows", |at| at.one_of("side", &format::SIDES));
    let counts = keys.required("counts", |at| at.each(|at| at.each(|at| at.whole(0, format::MOST_ROWS))));
    let note = keys.optional("note", At::string);
    let (labels, counts) = (labels?, counts?);
    if counts.len() != labels.len() || counts.iter().any(|row| row.len() != labels.len()) {
        let message = format!("must have {0} rows of {0} numbers, one for each label", labels.len());
        return keys.get("counts")?.fail(message, None);
    }
    let counts = if rows_are? == format::ACTUAL { counts } else { transposed(&counts) };
    Some(Confusion { model: model?, place: place?, labels, counts, note: note? })
}

fn transposed(square: &[Vec<u64>]) -> Vec<Vec<u64>> {
    (0..square.len()).map(|column| square.iter().map(|row| row[column]).collect()).collect()
}
