//! A network as a list of layers, trained by [`nn`](crate::nn), optionally after a grid search on validation.

use super::neural;
use super::trainings::Trainings;
use super::{AttentionMap, Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, Weights, memory};
use crate::matrix::Matrix;
use crate::nn::{Data, Goal, Sequential, Tally};
use crate::prepare::Samples;
use crate::random::Stream;
use crate::spec::{Grid, Network, Train};

/// A network, fitted or not.
#[derive(Debug)]
pub struct NetworkModel {
    spec: Network,
    train: Train,
    weights: Option<Weights>,
    fitted: Option<Box<neural::Network>>,
}

impl NetworkModel {
    /// An untrained network.
    pub fn new(spec: Network, train: Train) -> Self {
        Self { spec, train, weights: None, fitted: None }
    }

    /// The same network with weights that were learned elsewhere: fitting takes them and trains nothing.
    pub fn with_weights(self, weights: Weights) -> Self {
        Self { weights: Some(weights), ..self }
    }

    /// The same first weights for every candidate of a grid and for the final training.
    fn build(&self, context: &FitContext<'_>) -> Result<Box<neural::Network>, ModelError> {
        let mut stream = Stream::new(context.seed, &["weights"]);
        let layers = &self.spec.layers;
        let network = Sequential::build(layers, context.input, context.classes, context.binary, &mut stream)
            .map_err(neural::build_error)?;
        neural::computed_by(self.spec.engine, network, layers)
    }

    /// The network with the weights of a file.
    fn filled(&self, weights: &Weights, context: &FitContext<'_>) -> Result<Box<neural::Network>, ModelError> {
        let mut network = self.build(context)?;
        weights.fill(network.as_mut()).map_err(|misfits| ModelError::Unsupported(misfits.to_string()))?;
        Ok(network)
    }

    /// Trains every pair of `grid` and returns the settings of the one with the lowest validation loss, the first one on ties,
    /// with a note on all of them.
    fn search(
        &self,
        grid: &Grid,
        data: [Data<'_>; 2],
        trainings: &mut Trainings<'_>,
        context: &FitContext<'_>,
    ) -> Result<(Train, String), ModelError> {
        if data[1].x.rows() == 0 {
            let problem = "a grid search needs validation rows; give split.validation a share, or remove train.grid";
            return Err(ModelError::Unsupported(problem.to_owned()));
        }
        let candidates = candidates(grid, &self.train);
        let mut losses = Vec::with_capacity(candidates.len());
        let mut best: Option<(f64, &Train)> = None;
        for (i, candidate) in candidates.iter().enumerate() {
            let stage = format!("grid {}/{} epoch", i + 1, candidates.len());
            let settings = neural::settings(candidate, context)?;
            let name = format!("{} × {}", candidate.learning_rate, candidate.batch);
            let trained = match trainings.train(self.build(context)?.as_mut(), data, &settings, &stage) {
                Ok(trained) => trained,
                Err(ModelError::Numeric(_)) => {
                    losses.push(format!("{name}: not finite"));
                    continue;
                }
                Err(error) => return Err(error),
            };
            let by_epoch = trained.history.iter().filter_map(|epoch| epoch.validation).map(Tally::mean_loss);
            let loss = by_epoch.fold(f64::INFINITY, f64::min);
            losses.push(format!("{name}: {loss:.6}"));
            if best.is_none_or(|(lowest, _)| loss < lowest) {
                best = Some((loss, candidate));
            }
        }
        let Some((_, chosen)) = best else {
            let problem =
                "no pair of train.grid keeps the loss finite; add smaller learning rates, or scale the columns";
            return Err(ModelError::Numeric(problem.to_owned()));
        };
        let chosen =
            Train { epochs: self.train.epochs, early_stopping: self.train.early_stopping.clone(), ..chosen.clone() };
        let note = format!(
            "grid search chose learning_rate = {}, batch = {} of {} pairs, {} epochs each, by validation loss ({})",
            chosen.learning_rate,
            chosen.batch,
            candidates.len(),
            grid.epochs,
            losses.join(", ")
        );
        Ok((chosen, note))
    }
}

/// Every pair of the grid; an empty axis keeps the model's own value.
fn candidates(grid: &Grid, own: &Train) -> Vec<Train> {
    let or_own = |given: &[f64]| if given.is_empty() { vec![own.learning_rate] } else { given.to_vec() };
    let batches = if grid.batch.is_empty() { vec![own.batch] } else { grid.batch.clone() };
    let pairs =
        or_own(&grid.learning_rate).into_iter().flat_map(|rate| batches.iter().map(move |&batch| (rate, batch)));
    let candidate = |(learning_rate, batch)| Train {
        learning_rate,
        batch,
        epochs: grid.epochs,
        early_stopping: None,
        ..own.clone()
    };
    pairs.map(candidate).collect()
}

impl Classifier for NetworkModel {
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        memory::network(&self.spec.layers, size, &self.train)
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        neural::check_samples(train, validation, context)?;
        let engine = neural::engine_note(self.spec.engine);
        if let Some(weights) = &self.weights {
            context.check_cancelled()?;
            self.fitted = Some(self.filled(weights, context)?);
            let notes = std::iter::once(weights.note()).chain(engine).collect();
            return Ok(FitReport { notes, ..FitReport::default() });
        }
        if let Some(file) = &self.spec.weights {
            let problem = format!("the weights of {} were not given to the model", file.display());
            return Err(ModelError::Unsupported(problem));
        }
        neural::check_size(self.spec.engine, train)?;
        let data = [train, validation].map(|side| Data { x: &side.x, goal: Goal::Classes(&side.y) });
        let mut trainings = Trainings::new(context);
        let (chosen, mut notes) = match &self.train.grid {
            Some(grid) => {
                self.search(grid, data, &mut trainings, context).map(|(chosen, note)| (chosen, vec![note]))?
            }
            None => (self.train.clone(), Vec::new()),
        };
        notes.extend(neural::early_stopping_note(&chosen, validation.len()));
        notes.extend(engine);
        let mut network = self.build(context)?;
        let settings = neural::settings(&chosen, context)?;
        let trained = trainings.train(network.as_mut(), data, &settings, "epoch")?;
        let history = neural::history(&trained, network.head());
        self.fitted = Some(network);
        Ok(FitReport { history, best_epoch: neural::best_epoch(&trained), notes, ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        neural::scores(self.fitted.as_deref().ok_or(ModelError::NotFitted)?, x)
    }

    fn attention(&self, x: &Matrix) -> Result<Vec<AttentionMap>, ModelError> {
        neural::attention(self.fitted.as_deref().ok_or(ModelError::NotFitted)?, x)
    }

    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |network| network.parameters())
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        self.fitted.as_deref().map(neural::tensors).unwrap_or_default()
    }
}
