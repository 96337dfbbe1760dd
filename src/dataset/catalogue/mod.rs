//! The catalogue: which files, columns, rows and classes an edition has, and what is known to be wrong with it.

/// One edition of a dataset: exact files, schema, row counts, class counts, hashes where known.
#[derive(Debug)]
pub struct Edition {
    /// `dataset/edition`, for example `bot-iot/10-best`.
    pub name: &'static str,
    /// Human title.
    pub title: &'static str,
    /// What it is, in two sentences at most.
    pub summary: &'static str,
    /// Feature and label columns, in file order, trimmed.
    pub columns: &'static [ColumnInfo],
    /// How the label of a row is found.
    pub label: LabelRule,
    /// How the publishers' side of a file is told.
    pub sides: SideRule,
    /// The files.
    pub files: &'static [FileInfo],
    /// Total rows.
    pub rows: Count,
    /// Rows by raw label (as `label` gives it).
    pub classes: &'static [ClassInfo],
    /// Known traps, errata included.
    pub traps: &'static [Trap],
    /// The reference to cite.
    pub citation: &'static str,
    /// Terms of use, with "(from memory)" where unverified.
    pub terms: &'static str,
    /// Where a reader gets the files.
    pub homepage: &'static str,
}

/// A number of rows and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Rows.
    pub value: u64,
    /// Whether it was read from the files or a published table (false: from memory, unverified).
    pub verified: bool,
}

/// One column of an edition.
#[derive(Debug)]
pub struct ColumnInfo {
    /// Trimmed name as in the header, the dataset's own spelling.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
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
    /// By a part of the path, case-insensitive.
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

/// Something that is known to be wrong with an edition, or easy to get wrong.
#[derive(Debug)]
pub struct Trap {
    /// One line.
    pub title: &'static str,
    /// What happens and what to do.
    pub detail: &'static str,
    /// Where it is written, or "measured".
    pub source: &'static str,
}
