//! An unfinished fit between two epochs, and who keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::NamedTensor;
use crate::nn::{Best, Epoch, Snapshot, Trained};

/// An unfinished fit, so that another one of the same model on the same rows can go on from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Weights and the like.
    pub arrays: Vec<NamedTensor>,
    /// Everything else, as JSON.
    pub facts: String,
}

/// Keeps the checkpoint of one fit.
pub trait Checkpoints: Sync {
    /// What an earlier fit left, if it did.
    fn load(&self) -> Option<Checkpoint>;

    /// Whether enough was done since the last one, or since the start, to keep another one.
    fn is_due(&self) -> bool;

    /// Keeps `checkpoint` in the place of the one before.
    fn save(&self, checkpoint: &Checkpoint);

    /// The fit goes on from what was loaded: after `epoch 3/10`.
    fn resumed(&self, after: &str);

    /// What was loaded cannot be gone on from, and the fit begins at its start.
    fn refused(&self, why: &str);
}

/// How a training ended: regularly, or with arithmetic that went wrong. What its network learned is not kept: whoever builds on it does so in
/// the training after, whose own place has it.
pub(super) type Finished = Result<Trained, String>;

/// A fit between two epochs: the trainings that are over, and where the one at hand is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// By name.
    pub(super) finished: BTreeMap<String, Finished>,
    /// Name of the training at hand.
    pub(super) training: String,
    pub(super) snapshot: Snapshot<f32>,
}

/// What a [`Place`] is besides its arrays.
#[derive(Serialize, Deserialize)]
struct Facts {
    finished: BTreeMap<String, Finished>,
    training: String,
    history: Vec<Epoch>,
    steps: i32,
    streams: [u64; 2],
    waited: u32,
    best: Option<BestFacts>,
}

#[derive(Serialize, Deserialize)]
struct BestFacts {
    epoch: u32,
    goodness: f64,
}

const WEIGHTS: &str = "weights";
const STATE: &str = "state";
const MOMENTS: [&str; 2] = ["moment.first", "moment.second"];
const BEST_WEIGHTS: &str = "best.weights";
const BEST_STATE: &str = "best.state";

impl Place {
    pub(super) fn checkpoint(&self) -> Checkpoint {
        let Snapshot { history, weights, state, steps, moments: [first, second], streams, waited, best } =
            &self.snapshot;
        let mut arrays = vec![(WEIGHTS, weights), (STATE, state), (MOMENTS[0], first), (MOMENTS[1], second)];
        if let Some(best) = best {
            arrays.extend([(BEST_WEIGHTS, &best.weights), (BEST_STATE, &best.state)]);
        }
        let array = |(name, values): (&str, &Vec<f32>)| NamedTensor {
            name: name.to_owned(),
            shape: vec![values.len()],
            values: values.clone(),
        };
        let facts = Facts {
            finished: self.finished.clone(),
            training: self.training.clone(),
            history: history.clone(),
            steps: *steps,
            streams: *streams,
            waited: *waited,
            best: best.as_ref().map(|best| BestFacts { epoch: best.epoch, goodness: best.goodness }),
        };
        let facts = serde_json::to_string(&facts).expect("plain data with names for keys");
        Checkpoint { arrays: arrays.into_iter().map(array).collect(), facts }
    }

    /// # Errors
    /// In words, when something is missing.
    pub(super) fn of(checkpoint: Checkpoint) -> Result<Self, String> {
        let facts: Facts = serde_json::from_str(&checkpoint.facts).map_err(|why| why.to_string())?;
        let arrays = checkpoint.arrays.into_iter().map(|array| (array.name, array.values));
        let mut arrays: BTreeMap<String, Vec<f32>> = arrays.collect();
        let mut take = |name: &str| arrays.remove(name).ok_or_else(|| format!("it has no array {name}"));
        let snapshot = Snapshot {
            history: facts.history,
            weights: take(WEIGHTS)?,
            state: take(STATE)?,
            steps: facts.steps,
            moments: [take(MOMENTS[0])?, take(MOMENTS[1])?],
            streams: facts.streams,
            waited: facts.waited,
            best: match facts.best {
                Some(BestFacts { epoch, goodness }) => {
                    Some(Best { epoch, goodness, weights: take(BEST_WEIGHTS)?, state: take(BEST_STATE)? })
                }
                None => None,
            },
        };
        Ok(Self { finished: facts.finished, training: facts.training, snapshot })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Tally;

    fn place() -> Place {
        let epoch = |number| Epoch {
            number,
            training: Tally { rows: 3, loss: 0.1 + 0.2, hits: 1 },
            validation: Some(Tally { rows: 2, loss: 1.0 / 3.0, hits: 2 }),
        };
        let best = Best { epoch: 1, goodness: -1.0 / 3.0, weights: vec![0.1, f32::MIN_POSITIVE], state: Vec::new() };
        Place {
            finished: [
                ("grid 1/2 epoch".to_owned(), Ok(Trained { history: vec![epoch(1)], best_epoch: 1 })),
                ("grid 2/2 epoch".to_owned(), Err("the loss is no longer finite".to_owned())),
            ]
            .into(),
            training: "epoch".to_owned(),
            snapshot: Snapshot {
                history: vec![epoch(1), epoch(2)],
                weights: vec![-0.0, 1e-40],
                state: Vec::new(),
                steps: 7,
                moments: [vec![1.0, 2.0], vec![3.0, 4.0]],
                streams: [u64::MAX, 12],
                waited: 1,
                best: Some(best),
            },
        }
    }

    #[test]
    fn a_place_comes_back_as_it_was() {
        let mut plain = place();
        plain.snapshot.best = None;
        for place in [place(), plain] {
            let again = Place::of(place.checkpoint()).unwrap();
            assert_eq!(again, place);
            assert!(again.snapshot.weights[0].is_sign_negative());
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut checkpoint = place().checkpoint();
        checkpoint.arrays.retain(|array| array.name != "moment.second");
        assert_eq!(Place::of(checkpoint.clone()).unwrap_err(), "it has no array moment.second");
        checkpoint.facts = "{}".to_owned();
        assert!(Place::of(checkpoint).unwrap_err().contains("missing field"));
    }
}
