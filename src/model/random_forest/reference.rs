//! smartcore's random forest: other people's code to hold ours against, for small sizes.

use smartcore::ensemble::random_forest_classifier::{RandomForestClassifier, RandomForestClassifierParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;

use super::super::guard::Classes;
use super::super::{FitContext, ModelError, guard, scores};
use crate::matrix::Matrix;
use crate::prepare::Samples;
use crate::random::Stream;
use crate::spec::RandomForest;
use crate::text::thousands;

/// Most training rows: one thread, and about fifteen times scikit-learn's time at 10,000.
const MAX_ROWS: usize = 20_000;

type Smartcore = RandomForestClassifier<f32, u32, DenseMatrix<f32>, Vec<u32>>;

/// A fitted smartcore forest, or the only class it saw.
#[derive(Debug)]
pub(super) struct ReferenceForest {
    classes: usize,
    decides: Decides,
}

#[derive(Debug)]
enum Decides {
    Forest(Box<Smartcore>),
    OneClass(usize),
}

impl ReferenceForest {
    /// Fits on at most 20,000 rows. It cannot be cancelled once it has begun.
    ///
    /// # Errors
    /// [`ModelError::Unsupported`] for more rows, class weights or sizes it cannot take; [`ModelError::Numeric`] if smartcore fails.
    pub(super) fn fit(
        settings: &RandomForest,
        columns_per_split: usize,
        train: &Samples,
        context: &FitContext<'_>,
    ) -> Result<(Self, Vec<String>), ModelError> {
        let classes = context.classes;
        if train.len() > MAX_ROWS {
            return Err(ModelError::Unsupported(format!(
                "the reference forest takes at most {} training rows, not {}; set engine: native",
                thousands(MAX_ROWS),
                thousands(train.len())
            )));
        }
        let Classes { weights, present, .. } = guard::classes(train, context)?;
        if present.iter().any(|&class| weights[class] != 1.0) {
            let hint = "set engine: native or another balance";
            return Err(ModelError::Unsupported(format!("the reference forest knows no class weights; {hint}")));
        }
        let parameters = parameters(settings, columns_per_split, context.seed)?;
        let decides = match present[..] {
            [only] => Decides::OneClass(only),
            _ => {
                let forest = Smartcore::fit(&dense(&train.x)?, &train.y, parameters).map_err(|e| numeric(&e))?;
                Decides::Forest(Box::new(forest))
            }
        };
        context.check_cancelled()?;
        let note = "smartcore's forest votes without shares: scores are 0 or 1".to_owned();
        Ok((Self { classes, decides }, vec![note]))
    }

    /// 1 for the class most trees vote for, the first one on ties; 0 for the others.
    pub(super) fn scores(&self, x: &Matrix) -> Result<Matrix, ModelError> {
        match &self.decides {
            Decides::OneClass(class) => Ok(scores::constant(x.rows(), self.classes, *class)),
            Decides::Forest(_) if x.rows() == 0 => Ok(Matrix::zeros(0, self.classes)),
            Decides::Forest(forest) => {
                let predicted = forest.predict(&dense(x)?).map_err(|e| numeric(&e))?;
                Ok(scores::one_hot(predicted.into_iter().map(|class| class as usize), self.classes))
            }
        }
    }
}

fn parameters(
    settings: &RandomForest,
    columns_per_split: usize,
    seed: u64,
) -> Result<RandomForestClassifierParameters, ModelError> {
    let narrow = |name: &str, value: u32| {
        u16::try_from(value).map_err(|_| {
            ModelError::Unsupported(format!("the reference forest takes {name} up to 65,535, not {value}"))
        })
    };
    let seed = Stream::new(seed, &["forest", "reference"]).next_u64();
    let parameters = RandomForestClassifierParameters::default()
        .with_n_trees(narrow("trees", settings.trees)?)
        .with_min_samples_leaf(settings.min_samples_leaf.max(1) as usize)
        .with_m(columns_per_split)
        .with_seed(seed);
    match settings.max_depth {
        Some(depth) => Ok(parameters.with_max_depth(narrow("max_depth", depth)?)),
        None => Ok(parameters),
    }
}

fn dense(x: &Matrix) -> Result<DenseMatrix<f32>, ModelError> {
    DenseMatrix::new(x.rows(), x.cols(), x.as_slice().to_vec(), false).map_err(|e| numeric(&e))
}

fn numeric(error: &smartcore::error::Failed) -> ModelError {
    ModelError::Numeric(format!("smartcore's forest failed: {error}"))
}
