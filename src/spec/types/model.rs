//! Models and what they are set to.

use std::path::Path;

use serde::{Deserialize, Serialize, Serializer};

use super::{
    DecisionTree, GradientBoosting, KNearestNeighbours, Layer, LogisticRegression, NaiveBayes, Network, RandomForest,
    Svm, Train,
};

/// A model by name: what it is, and how it trains where it trains by epochs.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// What it is.
    pub kind: ModelKind,
    /// How it trains: the file's `train`, overridden by the model's own. The default, and not written, where
    /// [`ModelKind::trains_by_epochs`] is false.
    pub train: Train,
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            #[serde(flatten)]
            kind: &'a ModelKind,
            #[serde(skip_serializing_if = "Option::is_none")]
            train: Option<&'a Train>,
        }
        let train = self.kind.trains_by_epochs().then_some(&self.train);
        Written { kind: &self.kind, train }.serialize(serializer)
    }
}

/// What a model is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ModelKind {
    /// Always the most frequent class of train.
    Majority,
    /// One column, one rule: a tree of depth one or a short table on the best single column.
    OneRule,
    /// Support vector machine.
    Svm(Svm),
    /// Logistic regression.
    LogisticRegression(LogisticRegression),
    /// Gaussian naive Bayes.
    NaiveBayes(NaiveBayes),
    /// Nearest neighbours.
    KNearestNeighbours(KNearestNeighbours),
    /// Random forest.
    RandomForest(RandomForest),
    /// One decision tree.
    DecisionTree(DecisionTree),
    /// Gradient-boosted trees.
    GradientBoosting(GradientBoosting),
    /// Deep autoencoder.
    Autoencoder(Autoencoder),
    /// A list of layers.
    Network(Network),
}

impl ModelKind {
    /// The words that `kind` may be.
    pub const NAMES: [&'static str; 11] = [
        "majority",
        "one_rule",
        "svm",
        "logistic_regression",
        "naive_bayes",
        "k_nearest_neighbours",
        "random_forest",
        "decision_tree",
        "gradient_boosting",
        "autoencoder",
        "network",
    ];

    /// Whether `train` means anything to it.
    pub fn trains_by_epochs(&self) -> bool {
        matches!(self, Self::Autoencoder(_) | Self::Network(_)) && self.weights().is_none()
    }

    /// The file of weights that are taken instead of being learned.
    pub fn weights(&self) -> Option<&Path> {
        match self {
            Self::Network(network) => network.weights.as_deref(),
            _ => None,
        }
    }

    /// Has `wanted` do the arithmetic.
    ///
    /// # Errors
    /// Why it stays as it is, in words.
    pub fn use_engine(&mut self, wanted: Engine) -> Result<(), String> {
        match self {
            Self::RandomForest(RandomForest { engine, .. }) | Self::Autoencoder(Autoencoder { engine, .. }) => {
                *engine = wanted;
            }
            Self::Network(network) => {
                let missing = network.layers.iter().find_map(Layer::without_reference);
                if let (Engine::Reference, Some(layer)) = (wanted, missing) {
                    return Err(format!("the reference engine has no layer `{}`", layer.name()));
                }
                network.engine = wanted;
            }
            _ if wanted == Engine::Reference => return Err("it has no reference engine".to_owned()),
            _ => {}
        }
        Ok(())
    }
}

/// Who does the arithmetic of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Ours.
    Native,
    /// Independent code, for small sizes.
    Reference,
}

/// Deep autoencoder.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Autoencoder {
    /// How it decides.
    pub mode: AutoencoderMode,
    /// Units of the encoder's layers down to the code; the decoder mirrors them.
    pub encoder: Vec<u32>,
    /// The class whose rows it learns to reconstruct; `reconstruction` only. A binary task's negative class
    /// unless the file names another.
    pub benign: Option<String>,
    /// Whose arithmetic.
    pub engine: Engine,
}

impl Default for Autoencoder {
    /// Judges by the reconstruction error of 32–16–8 units.
    fn default() -> Self {
        Self { mode: AutoencoderMode::Reconstruction, encoder: vec![32, 16, 8], benign: None, engine: Engine::Native }
    }
}

/// How an autoencoder decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoencoderMode {
    /// Trained on benign rows; the reconstruction error is the score, the threshold comes from validation.
    Reconstruction,
    /// Trained to reconstruct all rows, then a classifier on its code is trained with the encoder.
    Classifier,
}
