//! Keras's `EarlyStopping` with `restore_best_weights`.

use super::engine::Network;
use super::kernels::Real;
use super::loss::Tally;
use crate::spec::{EarlyStopping, Monitor};

/// The best epoch so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Best<T> {
    /// From 1.
    pub epoch: u32,
    /// What is watched, so that the largest is best: accuracy, or the loss with its sign turned.
    pub goodness: f64,
    /// Weights after that epoch.
    pub weights: Vec<T>,
    /// Moving statistics after that epoch.
    pub state: Vec<T>,
}

/// Waits for a better epoch.
pub(super) struct Patience<'a, T> {
    rule: &'a EarlyStopping,
    /// Epochs since the best one.
    pub(super) waited: u32,
    pub(super) best: Option<Best<T>>,
}

impl<'a, T: Real> Patience<'a, T> {
    pub(super) fn new(rule: &'a EarlyStopping) -> Self {
        Self { rule, waited: 0, best: None }
    }

    /// Takes note of an epoch.
    pub(super) fn note<N: Network<T> + ?Sized>(&mut self, epoch: u32, validation: Tally, network: &N) {
        let goodness = match self.rule.monitor {
            Monitor::ValLoss => -validation.mean_loss(),
            Monitor::ValAccuracy => validation.accuracy(),
        };
        let best_so_far = self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.goodness);
        if goodness - self.rule.min_delta.abs() > best_so_far {
            self.waited = 0;
            let (weights, state) = (network.weights().to_vec(), network.state().to_vec());
            self.best = Some(Best { epoch, goodness, weights, state });
        } else {
            self.waited += 1;
        }
    }

    /// Whether the last epoch was one too many; the best one never is, whatever the rule says.
    pub(super) fn is_over(&self) -> bool {
        self.waited > 0 && self.waited >= self.rule.patience
    }

    /// Puts the best epoch's weights back; 0 if there was no epoch.
    pub(super) fn restore<N: Network<T> + ?Sized>(self, network: &mut N) -> u32 {
        let Some(best) = self.best else { return 0 };
        network.weights_mut().copy_from_slice(&best.weights);
        network.state_mut().copy_from_slice(&best.state);
        best.epoch
    }
}
