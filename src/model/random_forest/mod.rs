//! Random forest (Breiman 2001, doi 10.1023/A:1010933404324): ours on histograms, or smartcore's as an independent reference.

mod reference;

use super::importance;
use super::trees::{Forest, Plan};
use super::{Classifier, FitContext, FitReport, FitSize, ModelError, NamedTensor, guard, memory};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::spec::{Engine, MaxFeatures, RandomForest};

use reference::ReferenceForest;

/// A random forest as the experiment describes it.
///
/// The native engine cuts each column into at most 256 quantile bins, grows each tree on a bootstrap sample with the Gini index,
/// weights rows by their class, and scores a row by the mean of the class shares in its leaves, as scikit-learn does.
#[derive(Debug)]
pub struct RandomForestModel {
    settings: RandomForest,
    fitted: Option<Fitted>,
}

#[derive(Debug)]
struct Fitted {
    width: usize,
    forest: AnyForest,
}

#[derive(Debug)]
enum AnyForest {
    Native(Forest),
    Reference(ReferenceForest),
}

impl RandomForestModel {
    /// A forest that is not fitted.
    pub fn new(settings: &RandomForest) -> Self {
        Self { settings: settings.clone(), fitted: None }
    }

    fn fit_native(
        &self,
        columns_per_split: usize,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<(Forest, FitReport), ModelError> {
        let RandomForest { trees, max_depth, min_samples_leaf, oob, permutation_importance, .. } = self.settings;
        let min_leaf = min_samples_leaf.max(1);
        let plan = Plan { trees, columns_per_split, max_depth, min_leaf, bootstrap: true, keep_bags: oob };
        let grown = Forest::fit(&plan, train, context)?;
        let mut importance = importance::from_gains(&grown.gains, context);
        let mut notes: Vec<String> = grown.out_of_bag_note(train).into_iter().collect();
        notes.extend(importance::note(&importance, "Gini decrease"));
        if permutation_importance {
            notes.push(importance::permute(&mut importance, validation, context, |x| Ok(grown.forest.scores(x)))?);
        }
        Ok((grown.forest, FitReport { notes, importance, ..FitReport::default() }))
    }

    /// Columns tried per split.
    fn columns_per_split(&self, columns: usize) -> Result<usize, ModelError> {
        match self.settings.max_features {
            MaxFeatures::Sqrt => Ok(columns.isqrt().max(1)),
            MaxFeatures::All => Ok(columns),
            MaxFeatures::Count(count) if (1..=columns).contains(&(count as usize)) => Ok(count as usize),
            MaxFeatures::Count(count) => Err(ModelError::Unsupported(format!(
                "max_features is {count}, but the rows have {columns} columns; set 1 to {columns}, sqrt or all"
            ))),
        }
    }
}

impl Classifier for RandomForestModel {
    fn fit_bytes(&self, size: &FitSize) -> u64 {
        let RandomForest { trees, max_depth, min_samples_leaf, .. } = self.settings;
        memory::trees(size, trees, max_depth, min_samples_leaf)
    }

    fn fit(
        &mut self,
        train: &Samples,
        validation: &Samples,
        context: &FitContext<'_>,
    ) -> Result<FitReport, ModelError> {
        guard::check_fit_on_columns(train, validation, context)?;
        if self.settings.trees == 0 {
            return Err(ModelError::Unsupported("a forest needs at least one tree; set trees".into()));
        }
        let columns_per_split = self.columns_per_split(train.x.cols())?;
        let (forest, report) = match self.settings.engine {
            Engine::Native => {
                let (forest, report) = self.fit_native(columns_per_split, train, validation, context)?;
                (AnyForest::Native(forest), report)
            }
            Engine::Reference => {
                let (forest, notes) = ReferenceForest::fit(&self.settings, columns_per_split, train, context)?;
                (AnyForest::Reference(forest), FitReport { notes, ..FitReport::default() })
            }
        };
        self.fitted = Some(Fitted { width: train.x.cols(), forest });
        Ok(report)
    }

    fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        let fitted = self.fitted.as_ref().ok_or(ModelError::NotFitted)?;
        guard::check_rows(x, fitted.width)?;
        match &fitted.forest {
            AnyForest::Native(forest) => Ok(forest.scores(x)),
            AnyForest::Reference(forest) => forest.scores(x),
        }
    }

    /// Nodes, leaves included; 0 for the reference engine, which does not tell.
    fn parameters(&self) -> u64 {
        match self.fitted.as_ref().map(|fitted| &fitted.forest) {
            Some(AnyForest::Native(forest)) => forest.nodes(),
            Some(AnyForest::Reference(_)) | None => 0,
        }
    }

    fn tensors(&self) -> Vec<NamedTensor> {
        match self.fitted.as_ref().map(|fitted| &fitted.forest) {
            Some(AnyForest::Native(forest)) => forest.tensors(),
            Some(AnyForest::Reference(_)) | None => Vec::new(),
        }
    }
}
