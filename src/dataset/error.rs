//! What can go wrong between a folder and a table. Every message names the file and says what to do.

use std::io;

use thiserror::Error;

/// Rows could not be found or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The name is not in the catalogue.
    #[error("`{name}` is not in the catalogue{}", did_you_mean(nearest.as_deref()))]
    UnknownEdition {
        /// As given.
        name: String,
        /// The most similar edition.
        nearest: Option<String>,
    },
    /// A file was named where a folder is wanted.
    #[error("{path}: is a file ({named_by}); give the folder that holds it")]
    NotAFolder {
        /// As given.
        path: String,
        /// The flag or variable that named it.
        named_by: String,
    },
    /// A folder was named and is not there.
    #[error("{path}: no such folder ({named_by})")]
    MissingFolder {
        /// As given.
        path: String,
        /// The flag or variable that named it.
        named_by: String,
    },
    /// A folder could not be listed.
    #[error("{path}: the folder cannot be read: {source}")]
    UnreadableFolder {
        /// The folder.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A folder holds no table at all.
    #[error("{path}: the folder holds no CSV, TSV, gzip, zip or Parquet file{hint}")]
    EmptyFolder {
        /// The folder.
        path: String,
        /// What to do.
        hint: String,
    },
    /// No file of the folder belongs to the edition.
    #[error(
        "{path}: no file of `{edition}` here\n  expected: {expected}\n  found: {}",
        found.join("\n         ")
    )]
    NothingFits {
        /// The folder.
        path: String,
        /// The edition.
        edition: String,
        /// Its files.
        expected: String,
        /// `file: why it is not used`.
        found: Vec<String>,
    },
    /// Two different files bear the name of one listed file.
    #[error("{first} and {second} both bear the listed name `{name}` and differ; keep one of them")]
    Ambiguous {
        /// The listed name.
        name: String,
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// A pattern cannot be read.
    #[error("`{pattern}` is not a pattern of file names: {why}")]
    Pattern {
        /// As given.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// A pattern matches nothing.
    #[error("`{pattern}` matches no file below {base}")]
    NoMatch {
        /// As given.
        pattern: String,
        /// The folder it was tried in.
        base: String,
    },
    /// A pattern matches no member of the archives that it names.
    #[error("`{pattern}` matches no member of {}; members: {}", quoted(archives), if members.is_empty() { "none".to_owned() } else { quoted(members) })]
    NoMember {
        /// As given.
        pattern: String,
        /// The archives.
        archives: Vec<String>,
        /// Their members.
        members: Vec<String>,
    },
    /// A pattern matches folders only.
    #[error("`{pattern}` is a folder below {base}; name the files in it, as in `{pattern}/*.csv`")]
    Folder {
        /// As given.
        pattern: String,
        /// The folder it was tried in.
        base: String,
    },
    /// A pattern matches an archive instead of the files in it.
    #[error("`{archive}` is a zip archive; name the files in it, as in `{archive}/*.csv`")]
    Archive {
        /// Its path as patterns have it.
        archive: String,
    },
    /// A column that the spec names is in no file.
    #[error("{path}: no column `{column}` ({role}){}; its columns are {}", did_you_mean(nearest.as_deref()), described(columns))]
    NoColumn {
        /// The file.
        path: String,
        /// The column asked for.
        column: String,
        /// What it was to be: `label`, `drop`.
        role: &'static str,
        /// The most similar column.
        nearest: Option<String>,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The label is the name of several columns.
    #[error(
        "{path}: several columns are called `{column}`, of which the first is `{column}` here and the others {}; list those that are not the \
         label under dataset.drop",
        quoted(others)
    )]
    DoubledLabel {
        /// The file.
        path: String,
        /// The label.
        column: String,
        /// What the other columns of this name are called.
        others: Vec<String>,
    },
    /// Every column is the label or dropped.
    #[error(
        "{path}: no column is left to learn from: dataset.label and dataset.drop take all {columns}; shorten dataset.drop"
    )]
    NoFeatures {
        /// The file.
        path: String,
        /// Its columns.
        columns: usize,
    },
    /// Two files that are to be one table have different columns.
    #[error("{path}: its columns are not those of {first}{}", differences(missing, extra))]
    DifferentColumns {
        /// The file.
        path: String,
        /// The file that was read first.
        first: String,
        /// Columns of `first` that are not there.
        missing: Vec<String>,
        /// Columns that `first` does not have.
        extra: Vec<String>,
    },
    /// There is no folder, and no stand-in either.
    #[error(transparent)]
    StandIn(#[from] super::standin::StandInError),
    /// One file cannot be used.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// Why.
        #[source]
        problem: FileProblem,
    },
}

/// Why one file cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// The system's answer.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// No bytes, or blank lines only.
    #[error("the file is empty")]
    Empty,
    /// A first line and nothing else.
    #[error("the file holds a header and no rows")]
    HeaderOnly,
    /// The gzip stream is damaged or stops early.
    #[error("the gzip data is damaged or cut off ({0}); fetch the file again")]
    Gzip(io::Error),
    /// An archive where a table is due.
    #[error(
        "this is a zip archive: give it a name that ends in .zip; `files` takes its members, as in `ARCHIVE.zip/*.csv`"
    )]
    Zip,
    /// An archive without a whole directory of its members.
    #[error("the zip archive is damaged or cut off ({0}); fetch it again")]
    Archive(String),
    /// An archive in an archive.
    #[error("this is a zip archive in a zip archive; unpack the outer one")]
    ArchiveInArchive,
    /// A member that needs a password.
    #[error("this member of the archive is encrypted; unpack the archive with its password")]
    Encrypted,
    /// A member that is packed in a rare way.
    #[error(
        "this member of the archive is packed with {0}, and only stored and deflated ones are read; unpack the archive"
    )]
    Packing(String),
    /// A member that is not what the archive's directory says.
    #[error("this member of the archive is damaged or cut off ({0}); fetch the archive again")]
    Member(io::Error),
    /// Parquet is read in no order, which a packed stream does not allow.
    #[error("a Parquet file in an archive cannot be read; unpack the archive")]
    ParquetInArchive,
    /// A file with the name of the mark of generated rows that is none.
    #[error(
        "a file of this name says that the rows beside it were generated by idsbench, and this one cannot be read as such \
         ({0}); remove or rename it if it is not idsbench's"
    )]
    Mark(serde_json::Error),
    /// UTF-16 by its byte-order mark.
    #[error("the text is UTF-16; save it as UTF-8")]
    Utf16,
    /// A gzip file in a gzip file.
    #[error("the text is packed with gzip twice; unpack it once")]
    GzipTwice,
    /// The first line holds bytes that no text has.
    #[error("this is no text: the first line holds zero bytes")]
    Binary,
    /// Lines end in carriage returns alone.
    #[error("lines end in carriage returns alone; convert the line ends")]
    CarriageReturns,
    /// No line ends in the first bytes.
    #[error("no line end within {within} bytes; this is not a table of text")]
    NoLineEnd {
        /// Bytes looked at.
        within: usize,
    },
    /// The header line cannot be split.
    #[error("the header line cannot be split into names: {0}")]
    Header(&'static str),
    /// Polars refused it.
    #[error("not a readable Parquet file: {0}")]
    Parquet(String),
    /// A Parquet column is neither number nor text.
    #[error(
        "column `{column}` has the Parquet type {kind}; numbers of up to 64 bits, booleans and text are read; convert it, or list it under dataset.drop"
    )]
    ParquetType {
        /// The column.
        column: String,
        /// Its type.
        kind: String,
    },
    /// A Parquet file under names that are not its own.
    #[error("a Parquet file names its columns itself, and not as dataset.column_names does; remove that key")]
    ParquetNames,
    /// The spec names more or fewer columns than the file has.
    #[error("dataset.column_names has {named} names, and the first line {found} cells")]
    NamedColumns {
        /// Names in the spec.
        named: usize,
        /// Cells in the file.
        found: usize,
    },
    /// Too many rows cannot be used.
    #[error("{bad} of {all} rows cannot be used, more than 10 %:\n  {}", examples.join("\n  "))]
    BadRows {
        /// Bad rows.
        bad: u64,
        /// All rows.
        all: u64,
        /// The first few.
        examples: Vec<String>,
    },
    /// A sample that cannot hold every label.
    #[error(
        "up to here the rows have {labels} labels, and the {rows} rows of `dataset.sample` are too few for {fewest} of each; \
         raise `rows`, or choose them without regard to labels with `stratified: false`"
    )]
    SmallSample {
        /// Rows that are to be kept.
        rows: u64,
        /// Rows that each label keeps, or all that it has.
        fewest: u64,
        /// Labels read when that showed.
        labels: usize,
    },
    /// The columns are those of another edition.
    #[error("this file has the schema of `{found}`, not of `{expected}`")]
    OtherEdition {
        /// The edition whose schema it has.
        found: &'static str,
        /// The edition asked for.
        expected: &'static str,
    },
    /// The columns are not the edition's.
    #[error("this file does not have the schema of `{expected}`{}", differences(missing, extra))]
    OtherSchema {
        /// The edition asked for.
        expected: &'static str,
        /// Columns that are not there.
        missing: Vec<String>,
        /// Columns that do not belong.
        extra: Vec<String>,
    },
    /// The edition's files have no header, and the first line is no row of it.
    #[error(
        "the first line is no row of `{expected}`, whose files have no header and {columns} cells a line; it has {found}"
    )]
    OtherWidth {
        /// The edition asked for.
        expected: &'static str,
        /// Its columns.
        columns: usize,
        /// Cells in the first line.
        found: usize,
    },
    /// The label that the file's name gives is none of the edition's.
    #[error("its name gives the label `{label}`, which `{expected}` does not have")]
    OtherLabel {
        /// The edition asked for.
        expected: &'static str,
        /// The label.
        label: String,
    },
    /// The label is the file's name, and the name has none.
    #[error("its name gives no label of `{expected}` (the label is what stands before {endings})")]
    NoLabelInName {
        /// The edition asked for.
        expected: &'static str,
        /// What may follow the label.
        endings: String,
    },
}

/// Names shown in a message before "and N more".
const SHOWN_NAMES: usize = 8;

pub(crate) fn quoted(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(SHOWN_NAMES).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(SHOWN_NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The columns, and whether they are names at all: few headers hold a number.
fn described(columns: &[String]) -> String {
    let is_number = |name: &String| name.parse::<f64>().is_ok();
    let hint = if columns.iter().any(is_number) {
        "; if the first line is a row, name the columns under dataset.column_names"
    } else {
        ""
    };
    format!("{}{hint}", quoted(columns))
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn differences(missing: &[String], extra: &[String]) -> String {
    let part =
        |what, names: &[String]| if names.is_empty() { String::new() } else { format!("; {what}: {}", quoted(names)) };
    part("missing", missing) + &part("too many", extra)
}
