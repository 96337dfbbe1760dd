//! The table every reader and every stand-in ends in.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::numbers::Numbers;
use crate::text::thousands;

/// The rows of an edition (or of any files), as read.
///
/// The row id used everywhere else is the position in this table. Files come in the order of their names (or of the
/// spec's list), rows in the order of their file, so the same files always give the same ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Feature columns, in file order; label columns are not among them.
    pub columns: Vec<Column>,
    /// Raw label of each row, an index into `label_names`.
    pub labels: Vec<u32>,
    /// Raw labels, in order of first appearance.
    pub label_names: Vec<String>,
    /// File of each row, an index into `files`.
    pub file_of_row: Vec<u32>,
    /// The files, in reading order.
    pub files: Vec<FileUse>,
    /// Which rows of the files these are; none where they are all.
    pub sample: Option<Sampled>,
    /// What [`fingerprint`](super::fingerprint) gives for these rows, where it is known already.
    pub fingerprint: Option<String>,
    /// Real files, part of them, or a stand-in.
    pub origin: Origin,
}

impl Table {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.labels.len()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Why a column of text is none of numbers, with the file in which that shows; nothing where it holds no number at all.
    pub fn stray_cell(&self, column: &str) -> Option<(&StrayCell, &str)> {
        self.files.iter().find_map(|file| {
            let cell = file.stray_cells.iter().find(|cell| cell.column == column)?;
            Some((cell, file.path.as_str()))
        })
    }

    /// The publishers' side of a row, where the edition has one.
    pub fn side_of_row(&self, row: usize) -> Option<Side> {
        self.files[self.file_of_row[row] as usize].side
    }

    /// Rows per raw label, in the order of `label_names`.
    pub fn label_counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.label_names.len()];
        for &label in &self.labels {
            counts[label as usize] += 1;
        }
        counts
    }
}

/// One feature column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Trimmed name; a name that occurs twice gets `.1`, `.2`, … appended, as pandas does.
    pub name: String,
    /// Its values.
    pub data: ColumnData,
}

/// Values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Numbers as f64 reads them, held in fewer bytes; missing, `NaN` and `Infinity` cells are NaN or ±∞ and counted in
    /// [`FileUse`].
    Numeric(Numbers),
    /// Text as codes into `names`, which stand in order of first appearance. An empty cell is the text "".
    Text {
        /// One code per row.
        codes: Vec<u32>,
        /// The distinct texts.
        names: Vec<String>,
    },
}

/// The publishers' side of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Meant for training.
    Train,
    /// Meant for testing.
    Test,
}

impl Side {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "official train side",
            Self::Test => "official test side",
        }
    }
}

/// What one file contributed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FileUse {
    /// Path relative to the data folder, with `/`, an archive being one of its parts; for a stand-in the name of the file it
    /// imitates.
    pub path: String,
    /// Bytes on disk (compressed size for gzip), or of a member of a zip archive when unpacked.
    pub bytes: u64,
    /// SHA-256 of these bytes, lower-case hex.
    pub sha256: String,
    /// Rows that can be used.
    pub rows: u64,
    /// Those of them that a sample kept; none where no sample was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_kept: Option<u64>,
    /// Rows that could not be used (wrong number of cells, unreadable number), with the first few shown in `bad_examples`.
    pub bad_rows: u64,
    /// `line N: why`, at most five.
    pub bad_examples: Vec<String>,
    /// Blank lines skipped.
    pub blank_lines: u64,
    /// Cells that are missing, NaN or infinite.
    pub non_finite_cells: u64,
    /// The publishers' side, where the edition has one.
    pub side: Option<Side>,
    /// Whether the catalogue lists a file of this name.
    pub listed: bool,
    /// Columns of numbers and text whose first text stands in this file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stray_cells: Vec<StrayCell>,
}

/// Why a column that holds numbers is text all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrayCell {
    /// The column.
    pub column: String,
    /// Its first cell that is neither a number nor missing, shortened.
    pub cell: String,
    /// The line on which the cell's row starts, from 1.
    pub line: u64,
    /// Such cells, over all files.
    pub texts: u64,
    /// All its cells that are not missing, over all files.
    pub cells: u64,
}

impl StrayCell {
    /// Whether the column looks as if it were meant to be numbers: half of its cells are, or more, or would be without a comma.
    pub fn is_among_numbers(&self) -> bool {
        self.texts <= self.cells - self.texts || self.has_commas()
    }

    /// Whether the cell is a number but for its commas.
    pub(crate) fn has_commas(&self) -> bool {
        let is_number = |text: String| text.parse::<f64>().is_ok();
        self.cell.contains(',') && ["", "."].iter().any(|point| is_number(self.cell.replace(',', point)))
    }

    /// ``column `rate` is text because of `oops` in line 2001 of FILE: 1 of its 2,000 cells is no number``
    pub fn sentence(&self, file: &str) -> String {
        let Self { column, cell, line, texts, cells } = self;
        let are = if *texts == 1 { "is" } else { "are" };
        let (texts, cells) = (thousands(*texts), thousands(*cells));
        format!(
            "column `{column}` is text because of `{cell}` in line {line} of {file}: {texts} of its {cells} cells {are} no number"
        )
    }

    /// What to do where the column is meant to be numbers.
    pub fn hint(&self) -> &'static str {
        if self.has_commas() {
            "numbers are read with a decimal point and without separators of thousands: convert the file"
        } else {
            "if it is meant to be numbers, list such texts under dataset.missing, or mend the file"
        }
    }
}

impl FileUse {
    /// Rows of the table that are this file's.
    pub fn kept(&self) -> u64 {
        self.rows_kept.unwrap_or(self.rows)
    }
}

/// The file of each row: files stand one after another in a table.
pub(crate) fn file_of_row(files: &[FileUse]) -> Vec<u32> {
    let rows = |(at, file): (usize, &FileUse)| std::iter::repeat_n(at as u32, file.kept() as usize);
    files.iter().enumerate().flat_map(rows).collect()
}

/// How some rows were chosen of those that the files hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// Rows kept.
    pub rows: u64,
    /// Rows read.
    pub of: u64,
    /// Whether each raw label kept its share.
    pub stratified: bool,
    /// Seed of the choice.
    pub seed: u64,
    /// Rows read of each raw label, in order of first appearance.
    pub labels: IndexMap<String, u64>,
}

impl Sampled {
    /// `sampled 500,000 of 73,370,443 rows (seed 0), each label with its share`
    pub fn sentence(&self) -> String {
        let how = if self.stratified { "each label with its share" } else { "without regard to labels" };
        format!("sampled {} of {} rows (seed {}), {how}", thousands(self.rows), thousands(self.of), self.seed)
    }
}

/// Where the rows came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Origin {
    /// Every listed file, with the catalogue's row and class counts.
    Complete {
        /// Catalogue name.
        edition: String,
    },
    /// Some files, rows or classes of the edition are missing.
    Partial {
        /// Catalogue name.
        edition: String,
        /// What is missing, one sentence each.
        missing: Vec<String>,
    },
    /// Generated by this program.
    StandIn {
        /// The edition whose schema it has.
        edition: String,
        /// Seed of the generator.
        seed: u64,
    },
    /// Files named in the spec, of no catalogued edition.
    Files,
}

impl Origin {
    /// Whether the rows were generated: everything made from them must say SYNTHETIC.
    pub fn is_synthetic(&self) -> bool {
        matches!(self, Self::StandIn { .. })
    }
}
