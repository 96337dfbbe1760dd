//! One decision tree (Breiman, Friedman, Olshen & Stone 1984) on the forest's histograms: what the forest is compared with.

use super::trees::{Forest, Plan};
use super::{Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, guard, importance, memory};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::DecisionTree;

/// A classification tree as the experiment describes it.
///
/// Columns are cut into at most 256 quantile bins, each split is the best one by the Gini index on all columns, rows weigh what their
/// class does, and a row's scores are the class shares of its leaf. Of equally good splits the seed decides, as in scikit-learn.
#[derive(Debug)]
pub struct DecisionTreeModel {
    settings: DecisionTree,
    fitted: Option<Fitted>,
}

#[derive(Debug)]
struct Fitted {
    width: usize,
    tree: Forest,
}

impl DecisionTreeModel {
    /// A tree that is not fitted.
    pub fn new(settings: &DecisionTree) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }
}

impl Classifier for DecisionTreeModel {
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        memory::trees(size, 1, self.settings.max_depth, self.settings.min_samples_leaf)
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        let DecisionTree { max_depth, min_samples_leaf, permutation_importance } = self.settings;
        let columns_per_split = train.x.cols();
        let min_leaf = min_samples_leaf.max(1);
        let plan = Plan { trees: 1, columns_per_split, max_depth, min_leaf, bootstrap: false, keep_bags: false };
        let grown = Forest::fit(&plan, train, context)?;
        let mut importance = importance::from_gains(&grown.gains, context);
        let mut notes: Vec<String> = importance::note(&importance, "Gini decrease").into_iter().collect();
        if permutation_importance {
            notes.push(importance::permute(&mut importance, validation, context, |x| Ok(grown.forest.scores(x)))?);
        }
        self.fitted = Some(Fitted { width: train.x.cols(), tree: grown.forest });
        Ok(FitReport { notes, importance, ..FitReport::default() })
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        Ok(fitted.tree.scores(x))
    }

    /// Nodes, leaves included.
    fn parameters(&self) -> u64 {
        self.fitted.as_ref().map_or(0, |fitted| fitted.tree.nodes())
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        self.fitted.as_ref().map_or_else(Vec::new, |fitted| fitted.tree.tensors())
    }
}
