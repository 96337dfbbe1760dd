//! How rows become train, validation and test.

use serde::{Deserialize, Serialize};

/// How rows become train, validation and test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Protocol {
    /// Rows and columns that are repaired or removed.
    pub clean: Clean,
    /// Columns that no model sees.
    pub drop: Vec<String>,
    /// Text columns to indicator columns.
    pub encode: Encode,
    /// Which rows train, validate and test.
    pub split: Split,
    /// Fitted on train only; `standard` where the file says nothing.
    pub scale: Scale,
    /// Applied to train only; `none` where the file says nothing.
    pub balance: Balance,
    /// What a network sees; `features` where the file says nothing.
    pub view: View,
}

/// Rows and columns that are repaired or removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clean {
    /// Cells that are missing, NaN or infinite.
    pub non_finite: NonFinite,
    /// Rows equal to an earlier row in the class and in every feature that `drop` leaves.
    pub duplicates: Duplicates,
    /// Columns with one value only over the training rows.
    pub constants: Constants,
}

impl Default for Clean {
    /// Rows with a cell that is no finite number are removed; repeated rows and constant columns stay.
    fn default() -> Self {
        Self { non_finite: NonFinite::Drop, duplicates: Duplicates::Keep, constants: Constants::Keep }
    }
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Encode {
    /// The columns to encode; `None` means every text column that is not dropped.
    pub one_hot: Option<Vec<String>>,
    /// Most categories that a column may show over the training rows.
    pub max_categories: u32,
    /// What a category does that train never showed.
    pub unseen: Unseen,
}

impl Encode {
    /// Most categories where the file says nothing: as many as a protocol's number has values. NSL-KDD's `service` has 70, UNSW-NB15's `proto`
    /// 133; a column with more is an address or an identifier rather than a category.
    pub const MAX_CATEGORIES: u32 = 256;
}

impl Default for Encode {
    /// Every text column; a category that train never showed sets no indicator.
    fn default() -> Self {
        Self { one_hot: None, max_categories: Self::MAX_CATEGORIES, unseen: Unseen::Zeros }
    }
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

/// Which rows train, validate and test. Shares are of all rows, but for `official`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// The rule.
    pub kind: SplitKind,
    /// Share of rows in test; 0 for `official`, where the edition says which rows test.
    pub test: f64,
    /// Share of rows in validation, taken from what is not test; for `official` the share of the publishers' training rows.
    pub validation: f64,
    /// `time`: column to sort by (none: the order in the files). `group`: column whose values stay together (none: the file).
    pub by: Option<String>,
    /// `time`: whether each file is cut on its own, so that every capture has rows on all sides.
    pub within_files: bool,
    /// `official`: which classes take part.
    pub classes: SplitClasses,
}

/// The classes that take part in an official split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitClasses {
    /// All of them, also those that only one side has.
    #[default]
    All,
    /// Those that have rows on both of the publishers' sides; rows of the others are left out.
    BothSides,
}

impl Split {
    /// Share of test where the file gives none.
    pub const DEFAULT_TEST: f64 = 0.2;
    /// Share of validation where the file gives none.
    pub const DEFAULT_VALIDATION: f64 = 0.1;

    /// Test rows for each training row where every seed cuts the rows anew; 0 where all seeds have the same test rows, so that what they
    /// show is of that one split. It is what the corrected resampled t test asks for.
    pub fn test_per_train(&self) -> f64 {
        match self.kind {
            SplitKind::Official | SplitKind::Time => 0.0,
            SplitKind::Random | SplitKind::Stratified | SplitKind::Group => {
                self.test / (1.0 - self.test - self.validation)
            }
        }
    }
}

/// How rows are assigned to sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitKind {
    /// Uniformly at random.
    Random,
    /// At random within each class.
    Stratified,
    /// As the edition's publishers cut it; validation from their training rows: at random, or with a window view the last rows of each file.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// One row; the list of its features is the sequence, one channel.
    Features,
    /// W consecutive rows of one file are the sequence, the features its channels; the last row's class is predicted.
    Window(u32),
}
