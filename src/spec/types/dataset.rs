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

/// `dataset: { edition: bot-iot/10-best }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EditionSpec {
    /// Name in the catalogue, `dataset/edition`.
    pub edition: String,
    /// How the stand-in is generated when the files are absent.
    pub stand_in: StandInSpec,
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
    /// Paths or glob patterns of CSV, TSV, gzip or Parquet files, relative to `--data` or the working directory.
    pub files: Vec<String>,
    /// Where the label stands.
    pub label: LabelSource,
    /// Columns that are never read as features.
    pub drop: Vec<String>,
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
