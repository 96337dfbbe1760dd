//! Gradient boosting on histograms (Friedman 2001, doi 10.1214/aos/1013203451; Ke et al. 2017, "LightGBM").

mod boost;
mod grow;
mod histogram;
mod loss;
mod split;

use rayon::prelude::*;

use super::guard::Classes;
use super::trees::{self, Tree};
use super::{Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, guard, importance, memory, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::GradientBoosting;

use boost::Boosted;

/// Rows scored by one task: a tree stays in the cache while they pass by.
const BLOCK: usize = 1024;

/// Boosted trees as the experiment describes them.
///
/// Columns are cut into at most 256 quantile bins. A round adds one tree of log odds, of more than two classes one a class, that lowers
/// the log loss by a Newton step; leaves are split best first, as scikit-learn's `HistGradientBoostingClassifier` does. Rows weigh what
/// their class does. Classes that train does not hold score 0. With `patience` the loss on validation rows decides how many rounds
/// are kept; without it validation rows are not looked at. A validation row of a class that train lacks has no finite loss: it is not
/// watched.
#[derive(Debug)]
pub struct GradientBoostingModel {
    settings: GradientBoosting,
    fitted: Option<Fitted>,
}

#[derive(Debug)]
struct Fitted {
    width: usize,
    classes: usize,
    /// The classes that train holds.
    present: Vec<usize>,
    ensemble: Ensemble,
}

/// What turns a row into raw scores.
#[derive(Debug, Default)]
struct Ensemble {
    /// Raw scores before the first tree; none where there is only one class.
    baseline: Vec<f64>,
    /// Round after round, output after output.
    trees: Vec<Tree>,
}

impl Ensemble {
    /// Adds to `raw`, one value a row of `block`, what `tree` says.
    fn add(tree: &Tree, block: &[f32], columns: usize, raw: &mut [f64], outputs: usize, output: usize) {
        tree.walk(block, columns, 0..raw.len() / outputs, |row, leaf| {
            raw[row * outputs + output] += f64::from(tree.leaf_values[leaf]);
        });
    }

    /// Raw scores of the rows of `block`.
    fn raw(&self, block: &[f32], columns: usize) -> Vec<f64> {
        let outputs = self.baseline.len();
        let mut raw = self.baseline.repeat(block.len() / columns);
        for (place, tree) in self.trees.iter().enumerate() {
            Self::add(tree, block, columns, &mut raw, outputs, place % outputs);
        }
        raw
    }
}

impl GradientBoostingModel {
    /// A model that is not fitted.
    pub fn new(settings: &GradientBoosting) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }
}

impl Fitted {
    fn scores(&self, x: &Matrix) -> Matrix {
        if let [only] = self.present[..] {
            return scores::constant(x.rows(), self.classes, only);
        }
        let mut out = Matrix::zeros(x.rows(), self.classes);
        let (columns, outputs) = (x.cols(), self.ensemble.baseline.len());
        let rows = out.as_mut_slice().par_chunks_mut(BLOCK * self.classes);
        rows.zip(x.as_slice().par_chunks(BLOCK * columns)).for_each(|(out, block)| {
            let raw = self.ensemble.raw(block, columns);
            let mut shares = vec![0.0; self.present.len()];
            for (row, raw) in out.chunks_exact_mut(self.classes).zip(raw.chunks_exact(outputs)) {
                loss::shares(raw, &mut shares);
                scores::write_present(row, &self.present, &shares);
            }
        });
        out
    }
}

impl Classifier for GradientBoostingModel {
    /// The trees are small; what counts is a gradient, a curvature and a raw score for each row and class.
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        let GradientBoosting { rounds, max_leaves, min_samples_leaf, .. } = self.settings;
        let outputs = size.machines();
        let trees = memory::trees(size, 1, Some(max_leaves.ilog2() + 1), min_samples_leaf);
        let nodes = f64::from(rounds) * outputs * f64::from(max_leaves) * 64.0;
        trees + (3.0 * memory::DOUBLE * size.rows as f64 * outputs + nodes) as u64
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        if u32::try_from(train.len()).is_err() {
            return Err(ModelError::Unsupported("boosting takes at most 4,294,967,295 rows".into()));
        }
        let Classes { weights, present, .. } = guard::classes(train, context)?;
        let Boosted { ensemble, gains, history, best_round, unwatched } = match present.len() {
            1 => Boosted::nothing(train.x.cols()),
            _ => boost::boost(&self.settings, &present, &weights, [train, validation], context)?,
        };
        let fitted = Fitted { width: train.x.cols(), classes: context.classes, present, ensemble };
        let mut importance = importance::from_gains(&gains, context);
        let mut notes: Vec<String> = unwatched.into_iter().collect();
        notes.extend(importance::note(&importance, "decrease of the loss"));
        if self.settings.permutation_importance {
            notes.push(importance::permute(&mut importance, validation, context, |x| Ok(fitted.scores(x)))?);
        }
        self.fitted = Some(fitted);
        Ok(FitReport { history, best_epoch: best_round, notes, importance })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        Ok(fitted.scores(x))
    }

    /// Nodes of all trees, leaves included, and the raw scores they start from; of a single class 1.
    fn parameters(&self) -> u64 {
        let of = |fitted: &Fitted| {
            let nodes: usize = fitted.ensemble.trees.iter().map(Tree::size).sum();
            (nodes + fitted.ensemble.baseline.len()).max(1) as u64
        };
        self.fitted.as_ref().map_or(0, of)
    }

    /// The classes that train held, the raw scores before the first tree, and the trees, round after round.
    fn tensors(&self) -> Vec<NamedTensor> {
        let Some(Fitted { present, ensemble, .. }) = &self.fitted else { return Vec::new() };
        let present: Vec<f32> = present.iter().map(|&class| class as f32).collect();
        let mut tensors = vec![
            NamedTensor { name: "classes".into(), shape: vec![present.len()], values: present },
            NamedTensor::from_f64("baseline", vec![ensemble.baseline.len()], &ensemble.baseline),
        ];
        tensors.extend(trees::tensors(ensemble.trees.iter(), 1, "leaf_values"));
        tensors
    }
}
