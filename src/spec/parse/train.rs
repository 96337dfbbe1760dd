//! `train`: the file's, and what a model changes in it.

use crate::spec::yaml::{At, Node};
use crate::spec::{EarlyStopping, Grid, Train};

const MOST_EPOCHS: u32 = 100_000;
const LARGEST_BATCH: u32 = 1_000_000;

/// `base` with the keys that are given here; `early_stopping: none` and `grid: none` switch off what `base` has.
pub(super) fn read(at: &At<'_>, base: &Train) -> Option<Train> {
    let keys = at.keys(&["optimizer", "learning_rate", "batch", "epochs", "early_stopping", "grid"])?;
    let optimizer = keys.or("optimizer", base.optimizer, At::choice);
    let learning_rate = keys.or("learning_rate", base.learning_rate, learning_rate);
    let batch = keys.or("batch", base.batch, batch);
    let epochs = keys.or("epochs", base.epochs, |at| at.count(1, MOST_EPOCHS));
    let early_stopping = keys.or("early_stopping", base.early_stopping.clone(), |at| {
        unless_none(at, |at| early_stopping(at, &base.early_stopping.clone().unwrap_or_default()))
    });
    let grid =
        keys.or("grid", base.grid.clone(), |at| unless_none(at, |at| grid(at, base.grid.clone().unwrap_or_default())));
    Some(Train {
        optimizer: optimizer?,
        learning_rate: learning_rate?,
        batch: batch?,
        epochs: epochs?,
        early_stopping: early_stopping?,
        grid: grid?,
    })
}

fn unless_none<'a, T>(at: &At<'a>, read: impl FnOnce(&At<'a>) -> Option<T>) -> Option<Option<T>> {
    match at.node() {
        Node::Text(word) if word == "none" => Some(None),
        _ => read(at).map(Some),
    }
}

fn learning_rate(at: &At<'_>) -> Option<f64> {
    at.number("above 0", |rate| rate > 0.0)
}

fn batch(at: &At<'_>) -> Option<u32> {
    at.count(1, LARGEST_BATCH)
}

fn early_stopping(at: &At<'_>, base: &EarlyStopping) -> Option<EarlyStopping> {
    let keys = at.keys(&["monitor", "patience", "min_delta"])?;
    let monitor = keys.or("monitor", base.monitor, At::choice);
    let patience = keys.or("patience", base.patience, |at| at.count(0, MOST_EPOCHS));
    let min_delta = keys.or("min_delta", base.min_delta, |at| at.number("from 0 on", |delta| delta >= 0.0));
    Some(EarlyStopping { monitor: monitor?, patience: patience?, min_delta: min_delta? })
}

fn grid(at: &At<'_>, base: Grid) -> Option<Grid> {
    let keys = at.keys(&["learning_rate", "batch", "epochs"])?;
    let rates = keys.or("learning_rate", base.learning_rate, |at| at.set(learning_rate));
    let batches = keys.or("batch", base.batch, |at| at.set(batch));
    let epochs = keys.or("epochs", base.epochs, |at| at.count(1, MOST_EPOCHS));
    let grid = Grid { learning_rate: rates?, batch: batches?, epochs: epochs? };
    if grid.learning_rate.is_empty() && grid.batch.is_empty() {
        return at.fail("has nothing to try", "list values of `learning_rate` or `batch`".to_owned());
    }
    Some(grid)
}
