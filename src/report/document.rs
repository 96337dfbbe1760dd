//! The report as a reader goes through it, before it is a page of anything.

use std::fmt;

use serde::Serialize;

/// The whole report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Document {
    /// Name of the experiment.
    pub(crate) title: String,
    /// The paper's title, where one is named.
    pub(crate) subtitle: Option<String>,
    /// Program and version.
    pub(crate) made_by: String,
    /// Loud line of every page.
    pub(crate) banner: Option<String>,
    /// Whether the rows were generated.
    pub(crate) synthetic: bool,
    /// What is missing from the rows, one sentence each.
    pub(crate) missing: Vec<String>,
    /// Top-level sections.
    pub(crate) sections: Vec<Section>,
}

impl Document {
    /// Every table, in reading order.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Every figure, in reading order.
    pub(crate) fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks().filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.sections.iter().flat_map(|section| &section.blocks)
    }

    /// Numbers tables and figures from 1 in reading order.
    pub(crate) fn number(&mut self) {
        let (mut tables, mut figures) = (0, 0);
        for block in self.sections.iter_mut().flat_map(|section| &mut section.blocks) {
            match block {
                Block::Table(table) => {
                    tables += 1;
                    table.number = tables;
                }
                Block::Figure(figure) => {
                    figures += 1;
                    figure.number = figures;
                }
                _ => {}
            }
        }
    }
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Section {
    /// Anchor.
    pub(crate) id: String,
    /// Heading.
    pub(crate) title: String,
    /// Contents.
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub(crate) enum Block {
    /// Heading of the second level.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A sentence that nobody may overlook.
    Alarm(String),
    /// A bulleted list.
    List(Vec<String>),
    /// Terms and what is said of them.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Figure),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Table {
    /// File name without ending.
    pub(crate) id: String,
    /// From 1, in reading order.
    pub(crate) number: usize,
    /// What it shows.
    pub(crate) caption: String,
    /// Before the caption, where the rows are not all the real ones.
    pub(crate) stamp: Option<&'static str>,
    /// Columns.
    pub(crate) columns: Vec<Column>,
    /// Rows that belong together; the first cell of a group's later rows is empty.
    pub(crate) groups: Vec<Group>,
    /// What a reader must know, one sentence each.
    pub(crate) notes: Vec<String>,
    /// The same with every digit, one fact a row, for machines; none for tables that are not results.
    #[serde(skip)]
    pub(crate) data: Option<DataTable>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Column {
    /// Heading.
    pub(crate) title: String,
    /// Numbers are set flush right, text flush left.
    pub(crate) numeric: bool,
    /// Parts of the page's width that a column of sentences gets; 0: as wide as its widest cell.
    pub(crate) parts: u8,
}

impl Column {
    /// A column of words.
    pub(crate) fn text(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: false, parts: 0 }
    }

    /// A column of sentences, so many parts of what the other columns leave of the page.
    pub(crate) fn prose(title: impl Into<String>, parts: u8) -> Self {
        Self { title: title.into(), numeric: false, parts }
    }

    /// A column of numbers.
    pub(crate) fn number(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: true, parts: 0 }
    }
}

/// Rows under one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Group {
    /// First cell, common to the rows.
    pub(crate) head: String,
    /// The other cells of each row.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Group {
    /// A group of one row.
    pub(crate) fn row(head: impl Into<String>, cells: Vec<String>) -> Self {
        Self { head: head.into(), rows: vec![cells] }
    }

    /// Scope of the head in an HTML table.
    pub(crate) fn scope(&self) -> &'static str {
        if self.rows.len() > 1 { "rowgroup" } else { "row" }
    }

    /// All cells row by row, the head in the first row only.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Vec<&str>> {
        self.rows.iter().enumerate().map(|(i, row)| {
            let head = if i == 0 { self.head.as_str() } else { "" };
            std::iter::once(head).chain(row.iter().map(String::as_str)).collect()
        })
    }
}

/// Rows for a CSV file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DataTable {
    /// Column names.
    pub(crate) columns: Vec<&'static str>,
    /// As many cells a row as there are columns.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A figure.
#[derive(Clone, PartialEq, Serialize)]
pub(crate) struct Figure {
    /// File name without ending.
    pub(crate) id: String,
    /// From 1, in reading order.
    pub(crate) number: usize,
    /// What it shows, and how to read it.
    pub(crate) caption: String,
    /// Before the caption, where the rows are not all the real ones.
    pub(crate) stamp: Option<&'static str>,
    /// For readers who do not see it.
    pub(crate) alt: String,
    /// Width in pixels, for the layout.
    pub(crate) width: f64,
    /// The drawing.
    #[serde(skip)]
    pub(crate) svg: String,
}

impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Figure").field("id", &self.id).field("caption", &self.caption).finish_non_exhaustive()
    }
}
