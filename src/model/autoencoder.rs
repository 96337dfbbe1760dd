//! Deep autoencoder: dense relu layers down to a code, mirrored back up, a linear output trained by mean squared error.
//!
//! The output is linear whatever the scaling is, so that values beyond the training range can be reconstructed, too.
//!
//! Two ways to decide. `reconstruction` learns the benign training rows only; a row's mean squared error e becomes the score
//! e / (e + t), so that the threshold t lies at 0.5. `classifier` learns to reconstruct all rows, then the encoder with an
//! output layer on its code is trained by cross-entropy for as many epochs.

use super::neural;
use super::trainings::Trainings;
use super::{Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, memory};
use crate::matrix::Matrix;
use crate::nn::{Data, Goal, Sequential, Settings};
use crate::prepare::Samples;
use crate::random::Stream;
use crate::spec::{Activation, Autoencoder, AutoencoderMode, Layer, Monitor, Train};

/// Share of benign training rows below the threshold where validation cannot choose it.
const FALLBACK_QUANTILE: f64 = 0.95;

/// An autoencoder, fitted or not.
#[derive(Debug)]
pub struct AutoencoderModel {
    spec: Autoencoder,
    train: Train,
    fitted: Option<Fitted>,
}

#[derive(Debug)]
enum Fitted {
    Reconstruction { network: Box<neural::Network>, threshold: f64, benign: u32 },
    Classifier(Box<neural::Network>),
}

impl Fitted {
    fn network(&self) -> &neural::Network {
        match self {
            Self::Reconstruction { network, .. } | Self::Classifier(network) => network.as_ref(),
        }
    }
}

impl AutoencoderModel {
    /// An untrained autoencoder.
    pub fn new(spec: Autoencoder, train: Train) -> Self {
        Self { spec, train, fitted: None }
    }

    fn build(&self, context: &FitContext<'_>) -> Result<Box<neural::Network>, ModelError> {
        if self.spec.encoder.is_empty() {
            return Err(ModelError::Unsupported("autoencoder.encoder lists no layer".to_owned()));
        }
        let width = u32::try_from(context.input.width())
            .map_err(|_| ModelError::Unsupported("the rows are too wide for an autoencoder".to_owned()))?;
        let layers = layers(&self.spec.encoder, width);
        let mut stream = Stream::new(context.seed, &["weights"]);
        let network = Sequential::build_regression(&layers, context.input, &mut stream).map_err(neural::build_error)?;
        neural::computed_by(self.spec.engine, network, &layers)
    }

    fn settings<'a>(&'a self, context: &FitContext<'a>) -> Result<Settings<'a>, ModelError> {
        if self.train.grid.is_some() {
            return Err(ModelError::Unsupported("an autoencoder has no grid search; remove train.grid".to_owned()));
        }
        neural::settings(&self.train, context)
    }

    fn fit_reconstruction(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        let benign = self.benign_class(context)?;
        let watches_accuracy =
            self.train.early_stopping.as_ref().is_some_and(|rule| rule.monitor == Monitor::ValAccuracy);
        if watches_accuracy {
            let problem = "reconstruction has no accuracy to watch; set early_stopping.monitor to val_loss";
            return Err(ModelError::Unsupported(problem.to_owned()));
        }
        let name = &context.class_names[benign as usize];
        let [train_x, validation_x] = [train, validation].map(|side| rows_of(side, benign));
        if train_x.rows() == 0 {
            let problem = format!("an autoencoder learns from benign rows, and train holds no row of `{name}`");
            return Err(ModelError::Unsupported(problem));
        }
        let mut network = self.build(context)?;
        let data = [&train_x, &validation_x].map(|x| Data { x, goal: Goal::Reconstruct });
        let trained = Trainings::new(context).train(network.as_mut(), data, &self.settings(context)?, "epoch")?;
        let mut notes = vec![format!("trained to reconstruct the {} rows of `{name}` in train", train_x.rows())];
        notes.extend(neural::early_stopping_note(&self.train, validation_x.rows()));
        let (threshold, note) = threshold(network.as_ref(), &train_x, validation, benign)?;
        notes.push(note);
        notes.extend(neural::engine_note(self.spec.engine));
        let report = FitReport {
            history: neural::history(&trained, network.head()),
            best_epoch: neural::best_epoch(&trained),
            notes,
            ..FitReport::default()
        };
        self.fitted = Some(Fitted::Reconstruction { network, threshold, benign });
        Ok(report)
    }

    fn benign_class(&self, context: &FitContext<'_>) -> Result<u32, ModelError> {
        if !context.binary || context.classes != 2 {
            let problem = "an autoencoder in mode reconstruction tells benign from attack only; set mode: classifier, or make the task binary";
            return Err(ModelError::Unsupported(problem.to_owned()));
        }
        let Some(name) = &self.spec.benign else { return Ok(0) };
        match context.class_names.iter().position(|class| class == name) {
            Some(0) => Ok(0),
            Some(_) => Ok(1),
            None => Err(ModelError::Unsupported(format!(
                "autoencoder.benign: no class is called `{name}`; the classes are {}",
                context.class_names.join(", ")
            ))),
        }
    }

    fn fit_classifier(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        let settings = self.settings(context)?;
        let mut autoencoder = self.build(context)?;
        let data = [train, validation].map(|side| Data { x: &side.x, goal: Goal::Reconstruct });
        let all_epochs = Settings { early_stopping: None, ..settings.clone() };
        let mut trainings = Trainings::new(context);
        let pretrained = trainings.train(autoencoder.as_mut(), data, &all_epochs, "pretraining epoch")?;

        let layers: Vec<Layer> = encoder_layers(&self.spec.encoder).chain([Layer::Output]).collect();
        let mut stream = Stream::new(context.seed, &["weights", "classifier"]);
        let network = Sequential::build(&layers, context.input, context.classes, context.binary, &mut stream)
            .map_err(neural::build_error)?;
        let mut network = neural::computed_by(self.spec.engine, network, &layers)?;
        let encoder = encoder_weights(context.input.width(), &self.spec.encoder);
        network.weights_mut()[..encoder].copy_from_slice(&autoencoder.weights()[..encoder]);

        let data = [train, validation].map(|side| Data { x: &side.x, goal: Goal::Classes(&side.y) });
        let trained = trainings.train(network.as_mut(), data, &settings, "epoch")?;
        let mut notes: Vec<String> = pretrained
            .history
            .last()
            .into_iter()
            .map(|epoch| {
                format!(
                    "encoder pretrained for {} epochs to reconstruct all {} training rows (mean squared error {:.6})",
                    epoch.number,
                    train.len(),
                    epoch.training.mean_loss()
                )
            })
            .collect();
        notes.extend(neural::early_stopping_note(&self.train, validation.len()));
        notes.extend(neural::engine_note(self.spec.engine));
        let report = FitReport {
            history: neural::history(&trained, network.head()),
            best_epoch: neural::best_epoch(&trained),
            notes,
            ..FitReport::default()
        };
        self.fitted = Some(Fitted::Classifier(network));
        Ok(report)
    }
}

impl Classifier for AutoencoderModel {
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        let width = u32::try_from(size.input.width()).unwrap_or(u32::MAX);
        memory::network(&layers(&self.spec.encoder, width), size, &self.train)
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        neural::check_samples(train, validation, context)?;
        neural::check_size(self.spec.engine, train)?;
        match self.spec.mode {
            AutoencoderMode::Reconstruction => self.fit_reconstruction(train, validation, context),
            AutoencoderMode::Classifier => self.fit_classifier(train, validation, context),
        }
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        match self.fitted.as_ref().ok_or(ModelError::NotFitted)? {
            Fitted::Classifier(network) => neural::scores(network.as_ref(), x),
            Fitted::Reconstruction { network, threshold, benign } => {
                let errors = errors(network.as_ref(), x)?;
                let attack = errors.iter().map(|&error| attack_score(error, *threshold));
                Ok(if *benign == 0 {
                    neural::two_columns(attack)
                } else {
                    neural::two_columns(attack.map(|p| 1.0 - p))
                })
            }
        }
    }

    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |fitted| fitted.network().parameters())
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        let Some(fitted) = &self.fitted else { return Vec::new() };
        let mut tensors = neural::tensors(fitted.network());
        if let Fitted::Reconstruction { threshold, .. } = fitted {
            tensors.push(NamedTensor { name: "threshold".to_owned(), shape: vec![1], values: vec![*threshold as f32] });
        }
        tensors
    }
}

/// The layers of an autoencoder of rows of `width` values, whose `encoder` has so many units a layer.
pub fn layers(encoder: &[u32], width: u32) -> Vec<Layer> {
    let decoder = encoder.iter().rev().skip(1).map(|&units| relu(units));
    let output = Layer::Dense { units: width, activation: Activation::Linear };
    encoder_layers(encoder).chain(decoder).chain([output]).collect()
}

/// From the rows to the code.
fn encoder_layers(encoder: &[u32]) -> impl Iterator<Item = Layer> {
    std::iter::once(Layer::Flatten).chain(encoder.iter().map(|&units| relu(units)))
}

fn relu(units: u32) -> Layer {
    Layer::Dense { units, activation: Activation::Relu }
}

/// Kernels and biases from the input to the code; they lie first among a network's weights.
fn encoder_weights(width: usize, encoder: &[u32]) -> usize {
    let inputs = std::iter::once(width).chain(encoder.iter().map(|&units| units as usize));
    inputs.zip(encoder).map(|(inputs, &units)| (inputs + 1) * units as usize).sum()
}

fn rows_of(samples: &Samples, class: u32) -> Matrix {
    let index: Vec<usize> = (0..samples.len()).filter(|&i| samples.y[i] == class).collect();
    samples.x.select_rows(&index)
}

/// Mean squared error of each row's reconstruction.
fn errors(network: &neural::Network, x: &Matrix) -> Result<Vec<f64>, ModelError> {
    let answers = neural::answers(network, x)?;
    let error = |(row, answer): (&[f32], &[f32])| {
        let squares =
            row.iter().zip(answer).map(|(&a, &b)| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b)));
        squares.sum::<f64>() / row.len() as f64
    };
    Ok(x.iter_rows().zip(answers.iter_rows()).map(error).collect())
}

/// e / (e + t), written so that neither 0 nor an overflow of e breaks it.
fn attack_score(error: f64, threshold: f64) -> f32 {
    (1.0 / (1.0 + threshold / error)) as f32
}

/// The error from which on a row counts as attack, with a sentence on how it was found.
fn threshold(
    network: &neural::Network,
    benign_train: &Matrix,
    validation: &Samples,
    benign: u32,
) -> Result<(f64, String), ModelError> {
    let attack: Vec<bool> = validation.y.iter().map(|&class| class != benign).collect();
    let (threshold, how) = if attack.contains(&true) && attack.contains(&false) {
        let (threshold, f1) = best_f1(&errors(network, &validation.x)?, &attack);
        (threshold, format!("the one with the highest F1 of attack on validation ({f1:.4})"))
    } else {
        let mut errors = errors(network, benign_train)?;
        errors.sort_by(f64::total_cmp);
        let place = (FALLBACK_QUANTILE * (errors.len() - 1) as f64).round() as usize;
        (errors[place], "the 95th percentile of the benign training errors, since validation lacks a class".to_owned())
    };
    Ok((threshold.max(f64::MIN_POSITIVE), format!("threshold {threshold:.6e} on the reconstruction error: {how}")))
}

/// The threshold t with the highest F1 of `attack` = (error ≥ t), halfway between two neighbouring errors, the highest one on
/// ties; and that F1.
fn best_f1(errors: &[f64], attack: &[bool]) -> (f64, f64) {
    let mut order: Vec<usize> = (0..errors.len()).collect();
    order.sort_by(|&a, &b| errors[b].total_cmp(&errors[a]));
    let attacks = attack.iter().filter(|&&attack| attack).count();
    let (mut hits, mut best) = (0, (f64::INFINITY, 0.0));
    for (i, &row) in order.iter().enumerate() {
        hits += usize::from(attack[row]);
        let next = order.get(i + 1).map(|&next| errors[next]);
        let f1 = 2.0 * hits as f64 / (i + 1 + attacks) as f64;
        if next != Some(errors[row]) && f1 > best.1 {
            best = (next.map_or(errors[row], |next| f64::midpoint(errors[row], next)), f1);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_separates_what_can_be_separated() {
        let (threshold, f1) = best_f1(&[0.1, 3.0, 0.2, 2.0], &[false, true, false, true]);
        assert_eq!((threshold, f1), (1.1, 1.0));
    }

    #[test]
    fn equal_errors_stay_on_one_side() {
        let (threshold, f1) = best_f1(&[1.0, 1.0, 1.0, 0.5], &[true, false, true, false]);
        assert_eq!((threshold, f1), (0.75, 0.8));
    }

    #[test]
    fn the_score_is_a_half_at_the_threshold_and_never_leaves_its_range() {
        assert_eq!(attack_score(2.5, 2.5), 0.5);
        assert_eq!(attack_score(0.0, 1.0), 0.0);
        assert_eq!(attack_score(f64::INFINITY, 1.0), 1.0);
    }

    #[test]
    fn the_encoder_counts_kernels_and_biases() {
        assert_eq!(encoder_weights(10, &[8, 4]), 10 * 8 + 8 + 8 * 4 + 4);
    }
}
