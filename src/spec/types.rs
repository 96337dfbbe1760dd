//! The experiment, every default filled in.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// One paper's claims, an edition, protocols, models, seeds and figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// Short name; the folder under `results/` and `reports/`.
    pub experiment: String,
    /// The published figures, relative to the working directory.
    pub claims: Option<PathBuf>,
    /// Where the rows come from.
    pub dataset: DatasetSpec,
    /// What is predicted.
    pub task: Task,
    /// One unit per protocol, model and seed.
    pub seeds: Vec<u64>,
    /// Ways from rows to train, validation and test, by name, in file order. The first one is the paper's.
    pub protocols: IndexMap<String, Protocol>,
    /// Models by name, in file order.
    pub models: IndexMap<String, Model>,
    /// Runs that should fail if the claim is true, and trivial models.
    pub controls: Vec<Control>,
    /// What the report shows.
    pub report: ReportSpec,
}

/// Where the rows come from: an edition of the catalogue, or any CSV or Parquet files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DatasetSpec {
    /// A catalogued edition, or its stand-in where the files are absent.
    Edition(EditionSpec),
    /// Files of any schema.
    Files(FilesSpec),
}

/// `dataset: { edition: bot-iot/10-best }`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditionSpec {
    /// Name in the catalogue, `dataset/edition`.
    pub edition: String,
    /// How the stand-in is generated when the files are absent.
    pub stand_in: StandInSpec,
}

/// How a stand-in is generated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandInSpec {
    /// Number of rows over all files.
    pub rows: u64,
    /// Seed of the generator; independent of the experiment's seeds, so that every seed sees the same rows.
    pub seed: u64,
    /// Class shares: `milder` than the edition's (the default), or the `edition`'s own.
    pub shares: Shares,
}

/// Class shares of a stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shares {
    /// Rare classes are lifted so that a small sample holds them.
    Milder,
    /// As published, Bot-IoT's 0.013 % of normal rows included.
    Edition,
}

/// `dataset: { files: […], label: …, drop: […] }`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilesSpec {
    /// Paths or glob patterns of CSV, TSV, gzip or Parquet files, relative to `--data` or the working directory.
    pub files: Vec<String>,
    /// Where the label stands.
    pub label: LabelSource,
    /// Columns that are never read as features.
    pub drop: Vec<String>,
}

/// Where a row's label comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelSource {
    /// One column, or several joined by `/` (Bot-IoT's `category/subcategory`).
    Columns(Vec<String>),
    /// The file's name without folder and extension.
    FileName,
}

/// What is predicted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Binary or multi-class.
    pub kind: TaskKind,
    /// The class that counts as positive; binary tasks only.
    pub positive: Option<String>,
    /// Raw label patterns (`*` matches any run of characters) to class names; the first match wins.
    pub labels: IndexMap<String, String>,
}

/// Binary or multi-class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Two classes, one of them positive.
    Binary,
    /// Two or more classes.
    Multiclass,
}

impl Task {
    /// The class names in index order. Binary: negative 0, positive 1. Multi-class: order of first appearance in `labels`.
    pub fn classes(&self) -> Vec<String> {
        let mut classes: Vec<String> = Vec::new();
        for class in self.labels.values() {
            if !classes.contains(class) {
                classes.push(class.clone());
            }
        }
        if let Some(positive) = &self.positive {
            classes.sort_by_key(|class| class == positive);
        }
        classes
    }
}

/// How rows become train, validation and test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Protocol {
    /// Rows and columns that are repaired or removed.
    pub clean: Clean,
    /// Columns that no model sees.
    pub drop: Vec<String>,
    /// Text columns to indicator columns.
    pub encode: Encode,
    /// Which rows train, validate and test.
    pub split: Split,
    /// Fitted on train only.
    pub scale: Scale,
    /// Applied to train only.
    pub balance: Balance,
    /// What a network sees.
    pub view: View,
}

/// Rows and columns that are repaired or removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clean {
    /// Cells that are missing, NaN or infinite.
    pub non_finite: NonFinite,
    /// Rows equal to an earlier row in every feature and the class.
    pub duplicates: Duplicates,
    /// Columns with one value only over the training rows.
    pub constants: Constants,
}

/// What happens to cells that are missing, NaN or infinite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonFinite {
    /// The row is removed.
    Drop,
    /// The cell becomes 0.
    Zero,
    /// The cell becomes the column's median over the finite training values.
    Median,
}

/// What happens to repeated rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// They stay.
    Keep,
    /// The first one stays.
    Drop,
}

/// What happens to constant columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constants {
    /// They stay.
    Keep,
    /// They are removed.
    Drop,
}

/// Text columns to indicator columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Encode {
    /// The columns to encode; `None` means every text column that is not dropped.
    pub one_hot: Option<Vec<String>>,
    /// What a category does that train never showed.
    pub unseen: Unseen,
}

/// A category that the training rows never showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unseen {
    /// All indicators are 0.
    Zeros,
    /// An extra indicator column is 1.
    Other,
    /// Preparation fails.
    Error,
}

/// Which rows train, validate and test. Shares are of all rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// The rule.
    pub kind: SplitKind,
    /// Share of rows in test; ignored by `official`, where the edition says it.
    pub test: f64,
    /// Share of rows in validation, taken from what is not test.
    pub validation: f64,
    /// `time`: column to sort by (none: the order in the files). `group`: column whose values stay together (none: the file).
    pub by: Option<String>,
    /// `time`: whether each file is cut on its own, so that every capture has rows on all sides.
    pub within_files: bool,
}

/// How rows are assigned to sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitKind {
    /// Uniformly at random.
    Random,
    /// At random within each class.
    Stratified,
    /// As the edition's publishers cut it; validation at random from train.
    Official,
    /// Earliest rows train, then validation, then test.
    Time,
    /// All rows of a group on one side.
    Group,
}

/// Scaling of numeric columns, fitted on train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// As read.
    None,
    /// To `[0, 1]` over the training rows.
    MinMax,
    /// To mean 0 and (population) standard deviation 1 over the training rows.
    Standard,
}

/// Treatment of class imbalance, train only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// As they come.
    None,
    /// Weights n / (classes × n_class) in the loss.
    ClassWeights,
    /// Every class cut down to the smallest.
    Undersample,
    /// Every class drawn up to the largest, with replacement.
    Oversample,
    /// Every class raised to the largest by SMOTE (Chawla et al. 2002, doi 10.1613/jair.953), k = 5.
    Smote,
}

/// What the sequence axis of a network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// One row; the list of its features is the sequence, one channel.
    Features,
    /// W consecutive rows of one file are the sequence, the features its channels; the last row's class is predicted.
    Window(u32),
}

/// A model by name: what it is, and how it trains where it trains by epochs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// What it is.
    #[serde(flatten)]
    pub kind: ModelKind,
    /// How it trains: the file's `train`, overridden by the model's own. Used by networks and autoencoders.
    pub train: Train,
}

/// What a model is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ModelKind {
    /// Always the most frequent class of train.
    Majority,
    /// One column, one rule: a tree of depth one or a short table on the best single column.
    OneRule,
    /// Support vector machine.
    Svm(Svm),
    /// Random forest.
    RandomForest(RandomForest),
    /// Deep autoencoder.
    Autoencoder(Autoencoder),
    /// A list of layers.
    Network(Network),
}

/// Support vector machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Svm {
    /// Linear (ours, primal) or RBF (linfa-svm, exact).
    pub kernel: Kernel,
    /// Penalty C > 0.
    pub c: f64,
    /// RBF width γ in exp(−γ‖a − b‖²); `None`: 1 / (columns × variance), as scikit-learn's `scale`.
    pub gamma: Option<f64>,
    /// Largest number of training rows for the exact RBF kernel; more are cut to a stratified subsample.
    pub max_rows: u64,
}

/// Kernel of a support vector machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kernel {
    /// Inner product.
    Linear,
    /// Gaussian.
    Rbf,
}

/// Random forest (Breiman 2001, doi 10.1023/A:1010933404324).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RandomForest {
    /// Number of trees.
    pub trees: u32,
    /// Largest depth; `None`: until pure.
    pub max_depth: Option<u32>,
    /// Fewest rows in a leaf.
    pub min_samples_leaf: u32,
    /// Columns tried per split.
    pub max_features: MaxFeatures,
    /// Whose arithmetic.
    pub engine: Engine,
}

/// Columns tried per split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxFeatures {
    /// Square root of the number of columns, at least one.
    Sqrt,
    /// All columns.
    All,
    /// This many.
    Count(u32),
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Autoencoder {
    /// How it decides.
    pub mode: AutoencoderMode,
    /// Units of the encoder's layers down to the code; the decoder mirrors them.
    pub encoder: Vec<u32>,
    /// The class whose rows it learns to reconstruct; `reconstruction` only, binary: the negative class when `None`.
    pub benign: Option<String>,
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

/// A network as a list of layers, as in Keras's Sequential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// From the input on; the last one is `output`.
    pub layers: Vec<Layer>,
}

/// One layer of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Convolution along the sequence, stride 1.
    Conv1d {
        /// Output channels.
        filters: u32,
        /// Steps covered.
        kernel: u32,
        /// Applied to the output.
        activation: Activation,
        /// Treatment of the ends.
        padding: Padding,
    },
    /// Maximum over this many steps, without overlap; a shorter rest is dropped.
    MaxPool1d(u32),
    /// (steps, channels) to one vector.
    Flatten,
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, doi 10.1162/neco.1997.9.8.1735).
    Lstm {
        /// Size of the state.
        units: u32,
        /// The whole sequence of states instead of the last one.
        sequence: bool,
    },
    /// Sets this share of values to 0 in training and scales the rest up.
    Dropout(f64),
    /// Fully connected, on the last axis.
    Dense {
        /// Outputs.
        units: u32,
        /// Applied to the output.
        activation: Activation,
    },
    /// Normalisation over the batch (Ioffe & Szegedy 2015, arXiv 1502.03167), Keras's defaults: momentum 0.99, epsilon 1e-3.
    BatchNorm,
    /// Dense to the classes: one sigmoid for a binary task, softmax otherwise.
    Output,
}

/// Activation function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// None.
    Linear,
    /// max(0, x)
    Relu,
    /// 1 / (1 + exp(−x))
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
}

/// Treatment of a convolution's ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Padding {
    /// Only full windows: kernel − 1 steps fewer come out.
    Valid,
    /// Zeros around, as many steps out as in (the odd one at the end, as Keras).
    Same,
}

/// How a network trains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Train {
    /// Adam is the only one.
    pub optimizer: Optimizer,
    /// Step size > 0.
    pub learning_rate: f64,
    /// Rows per step.
    pub batch: u32,
    /// Passes over train, at most.
    pub epochs: u32,
    /// When to stop before.
    pub early_stopping: Option<EarlyStopping>,
    /// Settings tried on validation before the real training.
    pub grid: Option<Grid>,
}

/// Optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Optimizer {
    /// Kingma & Ba 2015, arXiv 1412.6980; β₁ 0.9, β₂ 0.999, ε 1e-7 as Keras.
    Adam,
}

/// Stop when validation no longer improves; the best epoch's weights are restored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EarlyStopping {
    /// What is watched.
    pub monitor: Monitor,
    /// Epochs without improvement before it stops.
    pub patience: u32,
    /// Smaller changes do not count as improvement.
    pub min_delta: f64,
}

/// What early stopping watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Monitor {
    /// Validation loss, lower is better.
    ValLoss,
    /// Validation accuracy, higher is better.
    ValAccuracy,
}

/// Grid search: every pair is trained for `epochs`, the lowest validation loss wins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Step sizes; empty: the model's own.
    pub learning_rate: Vec<f64>,
    /// Batch sizes; empty: the model's own.
    pub batch: Vec<u32>,
    /// Epochs per pair.
    pub epochs: u32,
}

/// A run that must fail if the claim is true, or a trivial model to compare with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Which.
    pub control: ControlKind,
    /// The models it is run with; empty: all. Not for `majority` and `one_rule`, which are models.
    pub models: Vec<String>,
    /// The protocols it is run under; empty: all for `majority` and `one_rule`, the first for the others.
    pub protocols: Vec<String>,
}

/// Kinds of control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlKind {
    /// The model that always answers the most frequent class.
    Majority,
    /// The best rule on one column.
    OneRule,
    /// Training (and validation) labels shuffled: test must fall to chance.
    ShuffledLabels,
    /// One fixed permutation of the columns: a network that reads structure into their order must fall.
    PermutedFeatures,
}

impl ControlKind {
    /// Every control.
    pub const ALL: [Self; 4] = [Self::Majority, Self::OneRule, Self::ShuffledLabels, Self::PermutedFeatures];

    /// As written in a spec and in a unit's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::OneRule => "one_rule",
            Self::ShuffledLabels => "shuffled_labels",
            Self::PermutedFeatures => "permuted_features",
        }
    }

    /// The control of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What the report shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportSpec {
    /// Tables.
    pub tables: Vec<TableKind>,
    /// Figures.
    pub figures: Vec<FigureKind>,
    /// Formats.
    pub formats: Vec<Format>,
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// Published against ours.
    Performance,
    /// Precision, recall, F1, support by class.
    PerClass,
    /// Training time, latency, size.
    Cost,
}

/// A figure of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// Receiver operating characteristic.
    Roc,
    /// Precision against recall.
    PrecisionRecall,
    /// Confusion matrix.
    Confusion,
    /// Accuracy and loss over the epochs, train and validation.
    History,
    /// Accuracy of the models, published beside ours.
    AccuracyBars,
    /// Precision, recall and F1 by class.
    ClassBars,
    /// Architecture diagram of each network.
    Architecture,
}

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `report.pdf`
    Pdf,
    /// `index.html`, one file.
    Html,
    /// Figures as bitmaps.
    Png,
    /// Figures as vectors.
    Svg,
}
