//! Round after round: derivatives, trees, what they add.

use std::borrow::Cow;

use rayon::prelude::*;

use super::super::{EpochRecord, FitContext, FitProgress, ModelError, guard};
use super::grow::{Grown, Plan, Scratch, grow};
use super::histogram::{Derivatives, GroupedBins};
use super::loss::Labels;
use super::split::Limits;
use super::{BLOCK, Ensemble};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::GradientBoosting;

/// A smaller fall of the validation loss is none, as in scikit-learn.
const TOLERANCE: f64 = 1e-7;

/// What boosting yields.
pub(super) struct Boosted {
    pub(super) ensemble: Ensemble,
    /// Twice the loss that the kept splits took off, by column.
    pub(super) gains: Vec<f64>,
    /// One record a round.
    pub(super) history: Vec<EpochRecord>,
    /// The last round that was kept, from 1.
    pub(super) best_round: Option<u32>,
    /// A sentence for the report where patience was asked for and had nothing to watch.
    pub(super) unwatched: Option<String>,
}

impl Boosted {
    /// Of a single class there is nothing to learn.
    pub(super) fn nothing(columns: usize) -> Self {
        let (ensemble, gains) = (Ensemble::default(), vec![0.0; columns]);
        Self { ensemble, gains, history: Vec::new(), best_round: None, unwatched: None }
    }
}

/// Trains on `sides`: train and validation. `present` are the classes that train holds, at least two of them.
///
/// # Errors
/// [`ModelError::Cancelled`], [`ModelError::Numeric`] where a loss is not finite.
pub(super) fn boost(
    settings: &GradientBoosting,
    present: &[usize],
    weights: &[f64],
    [train, validation]: [&Samples; 2],
    context: &FitContext<'_>,
) -> Result<Boosted, ModelError> {
    let mut places = vec![None; weights.len()];
    (0_u32..).zip(present).for_each(|(place, &class)| places[class] = Some(place));
    let weights: Vec<f64> = present.iter().map(|&class| weights[class]).collect();
    let classes_of: Vec<u32> = train.y.iter().filter_map(|&class| places[class as usize]).collect();
    let labels = Labels::new(classes_of, weights.clone());
    let baseline = labels.baseline();
    let watched = settings.patience.and_then(|_| Watched::new(validation, &places, weights, &baseline));
    let unwatched = (settings.patience.is_some() && watched.is_none())
        .then(|| guard::unwatched_note(&format!("{} rounds", settings.rounds)));
    let mut boosting = Boosting {
        plan: plan(settings),
        bins: GroupedBins::new(&train.x),
        labels,
        raw: baseline.repeat(train.len()),
        derivatives: vec![Derivatives::default(); train.len() * baseline.len()],
        of_output: Vec::new(),
        scratch: Scratch::default(),
        gains: Vec::new(),
        ensemble: Ensemble { baseline, trees: Vec::new() },
    };
    let (history, best_round) = boosting.run(settings, watched, context)?;
    Ok(Boosted { unwatched, ..boosting.finish(train.x.cols(), history, best_round) })
}

fn plan(settings: &GradientBoosting) -> Plan {
    let limits = Limits { min_leaf: settings.min_samples_leaf.max(1), l2: settings.l2 };
    let max_leaves = settings.max_leaves.max(1) as usize;
    Plan { max_leaves, max_depth: settings.max_depth, limits, learning_rate: settings.learning_rate }
}

struct Boosting {
    plan: Plan,
    bins: GroupedBins,
    labels: Labels,
    /// Raw scores of the training rows.
    raw: Vec<f64>,
    /// Of the loss at these raw scores.
    derivatives: Vec<Derivatives>,
    /// Those of one output of several.
    of_output: Vec<Derivatives>,
    scratch: Scratch,
    /// Gains of the splits of each tree.
    gains: Vec<Vec<f64>>,
    ensemble: Ensemble,
}

impl Boosting {
    /// Adds rounds until there are enough or `watched` says that more do not help; returns the records and the best round.
    fn run(
        &mut self,
        settings: &GradientBoosting,
        mut watched: Option<Watched<'_>>,
        context: &FitContext<'_>,
    ) -> Result<(Vec<EpochRecord>, u32), ModelError> {
        let mut history = Vec::new();
        let mut best = (f64::INFINITY, settings.rounds);
        self.labels.derive(&self.raw, &mut self.derivatives);
        for round in 1..=settings.rounds {
            for output in 0..self.labels.outputs() {
                context.check_cancelled()?;
                self.add_tree(output);
            }
            let loss = self.labels.derive(&self.raw, &mut self.derivatives);
            let val_loss = watched.as_mut().map(|watched| watched.follow(&self.ensemble));
            check_finite(round, loss, val_loss)?;
            history.push(EpochRecord { epoch: round, loss, accuracy: None, val_loss, val_accuracy: None });
            let (stage, loss) = ("round".to_owned(), Some(loss));
            (context.on_progress)(&FitProgress { stage, done: round, total: settings.rounds, loss, val_loss });
            let Some((val_loss, patience)) = val_loss.zip(settings.patience) else { continue };
            if val_loss < best.0 - TOLERANCE {
                best = (val_loss, round);
            } else if round - best.1.min(round) >= patience {
                break;
            }
        }
        Ok((history, best.1))
    }

    /// Grows the tree of one output and adds what it says to the raw scores.
    fn add_tree(&mut self, output: usize) {
        let outputs = self.labels.outputs();
        let Grown { tree, gains, leaves } = if outputs == 1 {
            grow(self.plan, &self.bins, &self.derivatives, &mut self.scratch)
        } else {
            self.of_output.clear();
            self.of_output.extend(self.derivatives[output..].iter().step_by(outputs));
            grow(self.plan, &self.bins, &self.of_output, &mut self.scratch)
        };
        for (stretch, value) in leaves {
            self.scratch.rows[stretch].iter().for_each(|&row| self.raw[row as usize * outputs + output] += value);
        }
        self.ensemble.trees.push(tree);
        self.gains.push(gains);
    }

    /// Forgets the rounds after the best one.
    fn finish(mut self, columns: usize, history: Vec<EpochRecord>, best_round: u32) -> Boosted {
        let kept = best_round as usize * self.labels.outputs();
        self.ensemble.trees.truncate(kept);
        let mut gains = vec![0.0; columns];
        for (tree, of_tree) in self.ensemble.trees.iter().zip(&self.gains) {
            tree.nodes.iter().zip(of_tree).for_each(|(node, gain)| gains[node.column as usize] += gain);
        }
        Boosted { ensemble: self.ensemble, gains, history, best_round: Some(best_round), unwatched: None }
    }
}

/// Leaves that overflow, or raw scores apart from each other without bounds, end the training.
fn check_finite(round: u32, loss: f64, val_loss: Option<f64>) -> Result<(), ModelError> {
    if loss.is_finite() && val_loss.is_none_or(f64::is_finite) {
        return Ok(());
    }
    let hint = "set a smaller learning_rate, or a larger l2";
    Err(ModelError::Numeric(format!("the loss is not finite after round {round}; {hint}")))
}

/// Rows whose loss is watched, with their raw scores.
struct Watched<'a> {
    x: Cow<'a, Matrix>,
    labels: Labels,
    raw: Vec<f64>,
}

impl<'a> Watched<'a> {
    /// The rows of `samples` whose class train holds (another one has no finite loss); `None` where there is none.
    fn new(samples: &'a Samples, places: &[Option<u32>], weights: Vec<f64>, baseline: &[f64]) -> Option<Self> {
        let known: Vec<usize> = (0..samples.len()).filter(|&row| places[samples.y[row] as usize].is_some()).collect();
        let classes_of: Vec<u32> = known.iter().filter_map(|&row| places[samples.y[row] as usize]).collect();
        let all = known.len() == samples.len();
        let x = if all { Cow::Borrowed(&samples.x) } else { Cow::Owned(samples.x.select_rows(&known)) };
        let labels = Labels::new(classes_of, weights);
        (!known.is_empty()).then(|| Self { x, raw: baseline.repeat(labels.rows()), labels })
    }

    /// Adds the trees of the last round; returns the mean loss.
    fn follow(&mut self, ensemble: &Ensemble) -> f64 {
        let (columns, outputs) = (self.x.cols(), self.labels.outputs());
        let round = &ensemble.trees[ensemble.trees.len() - outputs..];
        let blocks = self.raw.par_chunks_mut(BLOCK * outputs).zip(self.x.as_slice().par_chunks(BLOCK * columns));
        blocks.for_each(|(raw, block)| {
            for (output, tree) in round.iter().enumerate() {
                Ensemble::add(tree, block, columns, raw, outputs, output);
            }
        });
        self.labels.loss(&self.raw)
    }
}
