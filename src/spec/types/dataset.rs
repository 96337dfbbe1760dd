//! Where the rows come from.

use serde::{Deserialize, Serialize};

/// Where the rows come from: an edition of the catalogue, or any CSV or Parquet files.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum DatasetSpec {
    /// A catalogued edition, or its stand-in where the files are absent.
    Edition(EditionSpec),
    /// Files of any schema.
    Files(FilesSpec),
}

impl DatasetSpec {
    /// The sample that is taken of the rows, if any.
    pub fn sample(&self) -> Option<&SampleSpec> {
        match self {
            Self::Edition(edition) => edition.sample.as_ref(),
            Self::Files(files) => files.sample.as_ref(),
        }
    }

    /// Where the sample stands.
    pub fn sample_mut(&mut self) -> &mut Option<SampleSpec> {
        match self {
            Self::Edition(edition) => &mut edition.sample,
            Self::Files(files) => &mut files.sample,
        }
    }
}

/// `sample: { rows: 500000, stratified: true, seed: 0 }`: only some of the rows are kept, chosen while they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SampleSpec {
    /// Rows that are kept; all where there are no more.
    pub rows: u64,
    /// Whether each raw label keeps its share, and no label gets lost (the default).
    pub stratified: bool,
    /// Seed of the choice; independent of the experiment's seeds, so that every seed sees the same rows.
    pub seed: u64,
}

impl SampleSpec {
    /// So many rows, stratified, seed 0.
    pub fn of(rows: u64) -> Self {
        Self { rows, stratified: true, seed: 0 }
    }
}

/// `dataset: { edition: bot-iot/10-best }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EditionSpec {
    /// Name in the catalogue, `dataset/edition`.
    pub edition: String,
    /// How the stand-in is generated when the files are absent.
    pub stand_in: StandInSpec,
    /// Which of its rows are kept; all where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleSpec>,
}

/// How a stand-in is generated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StandInSpec {
    /// Number of rows over all files.
    pub rows: u64,
    /// Seed of the generator; independent of the experiment's seeds, so that every seed sees the same rows.
    pub seed: u64,
    /// Class shares: `milder` than the edition's (the default), or the `edition`'s own.
    pub shares: Shares,
}

impl Default for StandInSpec {
    /// 20,000 rows of seed 0 with milder shares: trains in minutes, and every class occurs.
    fn default() -> Self {
        Self { rows: 20_000, seed: 0, shares: Shares::Milder }
    }
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FilesSpec {
    /// Paths or glob patterns of CSV, TSV, gzip or Parquet files, relative to `--data` or the working directory; a zip archive is
    /// a folder, as in `archive.zip/rows/*.csv`.
    pub files: Vec<String>,
    /// Names of the columns in file order, for text files without a header; nothing where the first line holds them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub column_names: Vec<String>,
    /// Where the label stands.
    pub label: LabelSource,
    /// Columns that are never read as features.
    pub drop: Vec<String>,
    /// Texts that stand for a missing number, besides the empty cell, `NaN`, `NA`, `N/A`, `null`, `none`, `?` and `-`; compared without
    /// regard to case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Which of the rows are kept; all where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleSpec>,
}

/// Where a row's label comes from; written as a list of columns, or `file_name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelSource {
    /// The file's name without folder and extension.
    FileName,
    /// One column, or several joined by `/` (Bot-IoT's `category/subcategory`).
    #[serde(untagged)]
    Columns(Vec<String>),
}
