//! What the report shows.

use serde::{Deserialize, Serialize};

/// What the report shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportSpec {
    /// Tables.
    pub tables: Vec<TableKind>,
    /// Figures.
    pub figures: Vec<FigureKind>,
    /// Formats.
    pub formats: Vec<Format>,
}

impl Default for ReportSpec {
    /// Everything; a figure that a model or task cannot have is left out by the report.
    fn default() -> Self {
        Self {
            tables: vec![TableKind::Performance, TableKind::Comparisons, TableKind::PerClass, TableKind::Cost],
            figures: vec![
                FigureKind::Roc,
                FigureKind::PrecisionRecall,
                FigureKind::Confusion,
                FigureKind::History,
                FigureKind::AccuracyBars,
                FigureKind::ClassBars,
                FigureKind::Architecture,
                FigureKind::Attention,
            ],
            formats: vec![Format::Pdf, Format::Html, Format::Png, Format::Svg],
        }
    }
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// Published against ours.
    Performance,
    /// Two models at a time: do they differ, and on which rows.
    Comparisons,
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
    /// Where each attention layer looks, for networks that have one.
    Attention,
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
