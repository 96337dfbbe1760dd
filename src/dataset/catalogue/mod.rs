//! The catalogue: which files, columns, rows and classes an edition has, and what is known to be wrong with it.
//!
//! One file per edition. A figure that could not be checked against the files or a published table says so
//! (`verified: false`, or "from memory" in a text); nothing here is a guess.

mod bot_iot;
mod bot_iot_10_best;
mod bot_iot_5pct;
mod bot_iot_full;
mod cicids2017;
mod cicids2017_engelen2021;
mod cicids2017_labelled_flows;
mod cicids2017_ml_csv;
mod ciciomt2024_wifi_mqtt;
mod find;
#[cfg(test)]
mod tests;

use super::Side;
use super::locate::side;

pub use find::{all, editions_of, find, nearest};

/// One edition of a dataset: exact files, schema, row counts, class counts, hashes where known.
#[derive(Debug)]
pub struct Edition {
    /// `dataset/edition`, for example `bot-iot/10-best`.
    pub name: &'static str,
    /// Human title.
    pub title: &'static str,
    /// What it is, in two sentences at most.
    pub summary: &'static str,
    /// Feature and label columns, in file order, trimmed. A name that stands twice in the header stands twice here.
    pub columns: &'static [ColumnInfo],
    /// Whether `columns` is known to be the whole header. If false, the listed columns must be there and others may be.
    pub schema_verified: bool,
    /// Whether the files start with a header row. If false, `columns` gives the names and their number.
    pub header_row: bool,
    /// How the label of a row is found.
    pub label: LabelRule,
    /// How the publishers' side of a file is told.
    pub sides: SideRule,
    /// The files.
    pub files: &'static [FileInfo],
    /// Total rows.
    pub rows: Count,
    /// Rows by raw label (as `label` gives it, dashes of any encoding written as `-`). Empty where no table is known.
    pub classes: &'static [ClassInfo],
    /// Rows that are left after usual cleaning, where known.
    pub cleaned: &'static [Cleaned],
    /// Known traps, errata included.
    pub traps: &'static [Trap],
    /// The reference to cite.
    pub citation: &'static str,
    /// Terms of use, with "(from memory)" where unverified.
    pub terms: &'static str,
    /// Where a reader gets the files.
    pub homepage: &'static str,
}

impl Edition {
    /// The dataset's part of the name: `bot-iot` of `bot-iot/10-best`.
    pub fn dataset(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(dataset, _)| dataset)
    }

    /// Columns that a model may see, in file order: no label, no identifier.
    pub fn feature_columns(&self) -> impl Iterator<Item = &'static ColumnInfo> + use<> {
        self.columns.iter().filter(|column| column.kind.is_feature())
    }

    /// Columns that name the row, the host or the time, in file order.
    pub fn identifier_columns(&self) -> impl Iterator<Item = &'static ColumnInfo> + use<> {
        self.columns.iter().filter(|column| column.kind.is_identifier())
    }

    /// Columns that hold the label or a part of it, in file order.
    pub fn label_columns(&self) -> impl Iterator<Item = &'static ColumnInfo> + use<> {
        self.columns.iter().filter(|column| column.kind == ColumnKind::Label)
    }

    /// The listed file of that name, compared without regard to case.
    pub fn file(&self, name: &str) -> Option<&'static FileInfo> {
        self.files.iter().find(|file| file.name.eq_ignore_ascii_case(name))
    }

    /// Rows of a side of the official split by its files; `None` without such a split, or where a file's rows are not known.
    pub fn official_rows(&self, of: Side) -> Option<u64> {
        let mut files = self.files.iter().filter(|file| side(&self.sides, file.name) == Some(of)).peekable();
        files.peek()?;
        files.map(|file| file.rows).sum()
    }

    /// The traps that are in the rows themselves.
    pub fn errata(&self) -> impl Iterator<Item = &'static Trap> + use<> {
        self.traps.iter().filter(|trap| trap.erratum)
    }

    /// The class of that raw label.
    pub fn class(&self, label: &str) -> Option<&'static ClassInfo> {
        self.classes.iter().find(|class| class.name == label)
    }
}

/// A number of rows and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Rows.
    pub value: u64,
    /// Whether it was read from the files or a published table (false: from memory, unverified).
    pub verified: bool,
}

impl Count {
    /// Read from the files or from a published table.
    pub const fn verified(value: u64) -> Self {
        Self { value, verified: true }
    }

    /// From memory: to be checked against the files.
    pub const fn unverified(value: u64) -> Self {
        Self { value, verified: false }
    }
}

/// One column of an edition.
#[derive(Debug)]
pub struct ColumnInfo {
    /// Trimmed name as in the header, the dataset's own spelling.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
}

impl ColumnInfo {
    const fn number(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::Number }
    }

    const fn text(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::Text }
    }

    const fn identifier_number(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::IdentifierNumber }
    }

    const fn identifier_text(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::IdentifierText }
    }

    const fn label(name: &'static str) -> Self {
        Self { name, kind: ColumnKind::Label }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number to learn from.
    Number,
    /// A category, one-hot encoded where used.
    Text,
    /// Names the row, the host or the time (`pkSeqID`, addresses): readable, but a model should not see it. Numbers.
    IdentifierNumber,
    /// As above, text.
    IdentifierText,
    /// Part of the label, never a feature.
    Label,
}

impl ColumnKind {
    /// Whether a model may see it.
    pub fn is_feature(self) -> bool {
        matches!(self, Self::Number | Self::Text)
    }

    /// Whether it names the row, the host or the time.
    pub fn is_identifier(self) -> bool {
        matches!(self, Self::IdentifierNumber | Self::IdentifierText)
    }

    /// Whether its cells are read as text.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::IdentifierText)
    }
}

/// How the label of a row is found.
#[derive(Debug)]
pub enum LabelRule {
    /// The values of these columns, joined by `/`.
    Columns(&'static [&'static str]),
    /// The file's name up to the first of these endings, trailing digits removed.
    FileName {
        /// For example `_train.pcap.csv`.
        endings: &'static [&'static str],
    },
}

/// How the publishers' side of a file is told.
#[derive(Debug)]
pub enum SideRule {
    /// The edition has no official split.
    None,
    /// By a part of the path below the data folder, case-insensitive.
    PathPart {
        /// Any of these means train.
        train: &'static [&'static str],
        /// Any of these means test.
        test: &'static [&'static str],
    },
}

/// One file of an edition.
#[derive(Debug)]
pub struct FileInfo {
    /// File name without folder.
    pub name: &'static str,
    /// Rows, where known.
    pub rows: Option<u64>,
    /// Bytes, where known.
    pub bytes: Option<u64>,
    /// SHA-256, where known.
    pub sha256: Option<&'static str>,
}

impl FileInfo {
    /// A file of which only the name is known.
    const fn named(name: &'static str) -> Self {
        Self { name, rows: None, bytes: None, sha256: None }
    }

    /// A file whose rows are known too.
    const fn counted(name: &'static str, rows: u64) -> Self {
        Self { name, rows: Some(rows), bytes: None, sha256: None }
    }

    /// A file that can be checked byte for byte.
    const fn hashed(name: &'static str, rows: u64, bytes: u64, sha256: &'static str) -> Self {
        Self { name, rows: Some(rows), bytes: Some(bytes), sha256: Some(sha256) }
    }
}

/// One raw label of an edition.
#[derive(Debug)]
pub struct ClassInfo {
    /// Raw label.
    pub name: &'static str,
    /// Rows over all files, where known.
    pub rows: Option<Count>,
    /// Rows of the official train and test side, where the edition has sides and they are known.
    pub sides: Option<(u64, u64)>,
}

impl ClassInfo {
    /// A class counted in the files or printed in a published table.
    const fn counted(name: &'static str, rows: u64) -> Self {
        Self { name, rows: Some(Count::verified(rows)), sides: None }
    }

    /// A class whose rows are from memory.
    const fn remembered(name: &'static str, rows: u64) -> Self {
        Self { name, rows: Some(Count::unverified(rows)), sides: None }
    }

    /// A class counted on the official train and test side.
    const fn sided(name: &'static str, train: u64, test: u64) -> Self {
        Self { name, rows: Some(Count::verified(train + test)), sides: Some((train, test)) }
    }
}

/// Rows that are left of an edition after cleaning.
#[derive(Debug)]
pub struct Cleaned {
    /// What was done.
    pub cleaning: Cleaning,
    /// Which side of the official split is counted; `None`: all rows.
    pub side: Option<Side>,
    /// Rows left.
    pub rows: Count,
    /// Rows left by raw label; empty where no table is known.
    pub classes: &'static [(&'static str, Count)],
    /// Where the counts are written.
    pub source: &'static str,
}

/// What is commonly dropped before an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cleaning {
    /// Rows that hold NaN or infinity.
    NonFiniteDropped,
    /// All but one of rows that are equal in every column.
    DuplicatesDropped,
    /// First rows that hold NaN or infinity, then all but one of those that are equal.
    BothDropped,
}

impl Cleaning {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NonFiniteDropped => "rows with NaN or infinity dropped",
            Self::DuplicatesDropped => "duplicates dropped",
            Self::BothDropped => "rows with NaN or infinity and duplicates dropped",
        }
    }
}

/// Something that is known to be wrong with an edition, or easy to get wrong.
#[derive(Debug)]
pub struct Trap {
    /// Whether the rows themselves are wrong or hold what they should not, so that figures from them are touched however they are read.
    pub erratum: bool,
    /// One line.
    pub title: &'static str,
    /// What happens and what to do.
    pub detail: &'static str,
    /// Where it is written, or "measured".
    pub source: &'static str,
}
