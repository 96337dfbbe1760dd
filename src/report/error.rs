//! What can go wrong while a report is written.

use std::path::PathBuf;

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The folder cannot be made.
    #[error("cannot create the folder {}: {source}; choose another one with --out", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of an earlier report cannot be removed.
    #[error("cannot remove {}, which an earlier report left: {source}; choose another folder with --out", path.display())]
    Stale {
        /// The file, or its folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A figure cannot be drawn.
    #[error("figure {figure}: {reason}")]
    Figure {
        /// The figure's file name without ending.
        figure: String,
        /// Why.
        reason: String,
    },
    /// A table cannot be written as text.
    #[error("table {table}: {reason}")]
    Table {
        /// The table's file name without ending.
        table: String,
        /// Why.
        reason: String,
    },
    /// The page cannot be filled.
    #[error("index.html: {0}")]
    Html(#[from] askama::Error),
    /// The typesetter refused the document.
    #[error("report.pdf: {0}")]
    Pdf(String),
}
