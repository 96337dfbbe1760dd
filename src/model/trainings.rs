//! The trainings of one fit, one after another: each told epoch by epoch, and kept where the context says, so that a fit that was
//! interrupted goes on and ends in the same bits.

use std::collections::BTreeMap;

use super::checkpoint::{Finished, Place};
use super::neural::Network;
use super::{FitContext, FitProgress, ModelError};
use crate::nn::{Data, Epoch, Misfit, Settings, Tally, TrainError, Trained, Training};

/// The trainings of one fit. Their names differ, and the same fit has them in the same order.
pub(super) struct Trainings<'a> {
    context: &'a FitContext<'a>,
    /// Those that are over.
    finished: BTreeMap<String, Finished>,
    /// Where the fit is to go on.
    loaded: Option<Place>,
    /// Where the fit was after its last epoch, until it is saved.
    unsaved: Option<Place>,
}

impl<'a> Trainings<'a> {
    /// From where an earlier fit was interrupted, if the context knows of one.
    pub(super) fn new(context: &'a FitContext<'a>) -> Self {
        let mut trainings = Self { context, finished: BTreeMap::new(), loaded: None, unsaved: None };
        let Some(checkpoints) = context.checkpoints else { return trainings };
        match checkpoints.load().map(Place::of) {
            Some(Ok(place)) => {
                trainings.finished.clone_from(&place.finished);
                trainings.loaded = Some(place);
            }
            Some(Err(why)) => checkpoints.refused(&why),
            None => {}
        }
        trainings
    }

    /// Trains `network` on training and validation rows; every epoch is told as `name`. The network of a training that was over
    /// before the interruption is left as it is, unless the fit goes on right there.
    pub(super) fn train(
        &mut self,
        network: &mut Network,
        data: [Data<'_>; 2],
        settings: &Settings<'_>,
        name: &str,
    ) -> Result<Trained, ModelError> {
        let here = self.loaded.take_if(|place| place.training == name);
        if let (None, Some(ended)) = (&here, self.finished.get(name)) {
            return ended.clone().map_err(ModelError::Numeric);
        }
        let mut training = Training::new(network, data, settings);
        if let Some(place) = here {
            training.resume(place.snapshot).map_err(refused)?;
            if let Some(checkpoints) = self.context.checkpoints {
                checkpoints.resumed(&format!("{name} {}/{}", training.history().len(), settings.epochs));
            }
        }
        let ended = self.go_on(&mut training, settings.epochs, name).map(|()| training.finish());
        match &ended {
            Ok(trained) => _ = self.finished.insert(name.to_owned(), Ok(trained.clone())),
            Err(ModelError::Numeric(why)) => _ = self.finished.insert(name.to_owned(), Err(why.clone())),
            Err(_) => self.save(),
        }
        ended
    }

    fn go_on(&mut self, training: &mut Training<'_, f32, Network>, epochs: u32, name: &str) -> Result<(), ModelError> {
        let cancelled = || self.context.check_cancelled().is_err();
        while !training.is_over() {
            let epoch = training.epoch(&cancelled).map_err(|error| match error {
                TrainError::Cancelled => ModelError::Cancelled,
                TrainError::NotFinite { .. } => ModelError::Numeric(error.to_string()),
            })?;
            (self.context.on_progress)(&progress(name, &epoch, epochs));
            if let Some(checkpoints) = self.context.checkpoints {
                let (finished, training) = (self.finished.clone(), training.snapshot());
                self.unsaved = Some(Place { finished, training: name.to_owned(), snapshot: training });
                if checkpoints.is_due() {
                    self.save();
                }
            }
        }
        Ok(())
    }

    fn save(&mut self) {
        if let (Some(checkpoints), Some(place)) = (self.context.checkpoints, self.unsaved.take()) {
            checkpoints.save(&place.checkpoint());
        }
    }
}

fn progress(stage: &str, epoch: &Epoch, total: u32) -> FitProgress {
    FitProgress {
        stage: stage.to_owned(),
        done: epoch.number,
        total,
        loss: Some(epoch.training.mean_loss()),
        val_loss: epoch.validation.map(Tally::mean_loss),
    }
}

/// Trainings before this one were not repeated, so the fit cannot begin at its start here.
fn refused(why: Misfit) -> ModelError {
    ModelError::Unsupported(format!(
        "the fit cannot go on from its checkpoint: {why}; run it again, it begins at its start then"
    ))
}
