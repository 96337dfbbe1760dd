//! `idsbench audit`: published figures against each other, without training.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::console;
use crate::audit::claim::audit::{FORMAT_VERSION, tally};
use crate::audit::claim::paragraph::{Markup, paragraph};
use crate::audit::claim::text::{Style, text};
use crate::audit::claim::{Audit, Severity};
use crate::audit::{self, rows};
use crate::claim::published::{self, Paper};
use crate::dataset;
use crate::error::{Exit, Failure};
use crate::run::progress::Event;

const EXAMPLES: &str = "Examples:
  idsbench audit                                              every paper in baselines/
  idsbench audit baselines/cicids2017-cnn-lstm.yaml --all     with the checks that found nothing
  idsbench audit paper.yaml --data ~/cicids2017               with the class sizes of real files and the ceiling that conflicting labels set
  idsbench audit paper.yaml --paragraph latex                 questions to the authors, to paste into a review
  idsbench audit --json | jq '.audits[].counts'

Exit codes: 0 nothing is impossible, 1 something is, 2 wrong use or input.";

/// Check the printed figures of papers against each other, without training
///
/// Tries every reading of a table (which class, which average, which rounding) on every test set that the paper's words allow, and says
/// what survives. "Impossible" is a proof under the assumptions that stand beside it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Files of published figures [default: baselines/*.yaml]
    #[arg(value_name = "BASELINE")]
    baselines: Vec<PathBuf>,

    /// Folder with the dataset's files: class sizes of a whole edition, and the accuracy that conflicting labels allow
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Print JSON
    #[arg(long, conflicts_with_all = ["paragraph", "all"])]
    json: bool,

    /// Print a paragraph for a review, worded as questions to the authors
    #[arg(long, value_name = "FORMAT", conflicts_with = "all")]
    paragraph: Option<Format>,

    /// Write out what was checked without a finding, and what could not be checked
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Markdown,
    Latex,
}

impl From<Format> for Markup {
    fn from(format: Format) -> Self {
        match format {
            Format::Markdown => Self::Markdown,
            Format::Latex => Self::Latex,
        }
    }
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    format_version: u32,
    audits: &'a [Audit],
}

impl Args {
    pub(super) fn execute(self) -> Result<Exit, Failure> {
        let files = if self.baselines.is_empty() { default_files()? } else { self.baselines.clone() };
        let papers = load(&files)?;
        let audits = self.audits(&papers)?;
        if self.json {
            let printed = Printed { format_version: FORMAT_VERSION, audits: &audits };
            console::data(&serde_json::to_string_pretty(&printed).expect("strings and numbers are always JSON"));
        } else if let Some(format) = self.paragraph {
            let paragraphs: Vec<String> = audits.iter().map(|audit| paragraph(audit, format.into())).collect();
            console::data(&paragraphs.join("\n\n"));
        } else {
            self.print(&audits);
        }
        Ok(if audits.iter().any(Audit::refutes) { Exit::Failed } else { Exit::Success })
    }

    fn audits(&self, papers: &[Paper]) -> Result<Vec<Audit>, Failure> {
        let Some(folder) = &self.data else {
            return Ok(papers.par_iter().map(|paper| audit::paper(paper, None)).collect());
        };
        if !folder.is_dir() {
            return Err(Failure::usage(format!("{}, named by --data, is no folder", folder.display())));
        }
        let mut audits = Vec::with_capacity(papers.len());
        let mut any = false;
        for paper in papers {
            let rows = real_rows(paper, folder)?;
            any |= rows.is_some();
            audits.push(audit::paper(paper, rows));
        }
        if any {
            return Ok(audits);
        }
        let datasets: Vec<&str> = papers.iter().map(|paper| paper.dataset.as_str()).collect();
        let hint = "`idsbench data list` names the editions, `idsbench data show EDITION` their files";
        Err(Failure::usage(format!("no file in {} is of {}; {hint}", folder.display(), datasets.join(" or "))))
    }

    fn print(&self, audits: &[Audit]) {
        let style = Style { width: console::width(), colour: console::data_in_colour(), all: self.all };
        let rule = "─".repeat(style.width);
        let texts: Vec<String> = audits.iter().map(|audit| text(audit, style)).collect();
        console::data(&texts.join(&format!("\n\n{rule}\n\n")));
        if audits.len() > 1 {
            let refuted = audits.iter().filter(|audit| audit.count(Severity::Impossible) > 0).count();
            let total = format!("{} papers, {refuted} with something impossible: {}", audits.len(), tally(audits));
            console::data(&format!("\n{rule}\n\n{total}"));
        }
    }
}

/// `baselines/*.yaml` of the working directory, by name.
fn default_files() -> Result<Vec<PathBuf>, Failure> {
    let folder = Path::new("baselines");
    let is_yaml =
        |path: &PathBuf| path.extension().and_then(OsStr::to_str).is_some_and(|end| matches!(end, "yaml" | "yml"));
    let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_yaml).collect(),
        Err(_) => Vec::new(),
    };
    files.sort();
    if files.is_empty() {
        let hint = "name the files to audit: idsbench audit paper.yaml";
        return Err(Failure::usage(format!("no file was named and there is no baselines/*.yaml here; {hint}")));
    }
    Ok(files)
}

/// Every paper, or every mistake of every file.
fn load(files: &[PathBuf]) -> Result<Vec<Paper>, Failure> {
    let mut papers = Vec::with_capacity(files.len());
    let mut mistakes: Vec<String> = Vec::new();
    for file in files {
        match published::load(file) {
            Ok(paper) => papers.push(paper),
            Err(errors) => mistakes.push(errors.to_string()),
        }
    }
    if mistakes.is_empty() { Ok(papers) } else { Err(Failure::usage(mistakes.join("\n"))) }
}

fn real_rows(paper: &Paper, folder: &Path) -> Result<Option<rows::RealRows>, Failure> {
    let progress = console::progress();
    let mut tell = |at: dataset::Progress<'_>| match at {
        dataset::Progress::Reading { path, bytes_done, bytes_total, .. } => {
            progress.tell(&Event::Reading { file: path, done: bytes_done, total: bytes_total });
        }
        dataset::Progress::Note(text) => progress.tell(&Event::Note(text)),
    };
    let rows = rows::read(paper, folder, &mut tell).map_err(Failure::usage)?;
    progress.tell(&Event::ReadingDone);
    match &rows {
        Some(rows) => {
            console::log(&format!("{}: files of {} in {}", paper.id, rows.edition, folder.display()));
            for sentence in &rows.missing {
                console::log(&format!("  PARTIAL: {sentence}"));
            }
        }
        None => console::log(&format!(
            "{}: no files of {} in {}; audited without rows",
            paper.id,
            paper.dataset,
            folder.display()
        )),
    }
    Ok(rows)
}
