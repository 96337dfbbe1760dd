//! `idsbench data verify EDITION`

use std::path::Path;

use crate::cli::console;
use crate::dataset::catalogue::Edition;
use crate::dataset::{self, FileVerdict, Progress, Surroundings, VerifyReport, find_folder};
use crate::error::{Exit, Failure};
use crate::run::progress::Event;
use crate::text::thousands;

pub(super) fn print(edition: &'static Edition, data: Option<&Path>) -> Result<Exit, Failure> {
    let surroundings = Surroundings::here().map_err(Failure::usage)?;
    let folder = find_folder(edition, data, &surroundings)
        .map_err(Failure::usage)?
        .ok_or_else(|| Failure::usage(format!("no folder with files of {}; name one with --data DIR", edition.name)))?;
    let progress = console::progress();
    let mut tell = |at: Progress<'_>| match at {
        Progress::Reading { path, bytes_done, bytes_total, .. } => {
            progress.tell(&Event::Reading { file: path, done: bytes_done, total: bytes_total });
        }
        Progress::Note(text) => progress.tell(&Event::Note(text)),
    };
    let report = dataset::verify(edition, &folder, &mut tell).map_err(Failure::usage)?;
    progress.tell(&Event::ReadingDone);
    console::data(&files(&report));
    console::data(&format!("\n{}", classes(&report)));
    let good = report.is_good();
    let verdict = match good {
        true => "agrees with",
        false if report.synthetic => "holds generated rows in the schema of",
        false => "is not the whole of",
    };
    console::data(&format!(
        "\n{} {verdict} {}: {} of {} rows",
        report.folder,
        report.edition,
        thousands(report.rows),
        thousands(report.rows_expected)
    ));
    Ok(if good { Exit::Success } else { Exit::Failed })
}

fn files(report: &VerifyReport) -> String {
    let mut rows = vec![["file", "finding", "rows", "expected", "remarks"].map(str::to_owned).to_vec()];
    rows.extend(report.files.iter().map(|file| {
        vec![
            file.path.clone(),
            finding(file.verdict).to_owned(),
            file.rows.map_or_else(String::new, thousands),
            file.rows_expected.map_or_else(|| "?".to_owned(), thousands),
            file.remarks.join("; "),
        ]
    }));
    let mut text = console::table(&rows, &[2, 3]);
    for (path, why) in &report.skipped {
        text += &format!("\nnot used: {path}: {why}");
    }
    text
}

fn finding(verdict: FileVerdict) -> &'static str {
    match verdict {
        FileVerdict::Ok => "ok",
        FileVerdict::Differs => "DIFFERS",
        FileVerdict::UnknownHash => "ok, no hash known",
        FileVerdict::Unlisted => "not listed",
        FileVerdict::Missing => "MISSING",
        FileVerdict::Unreadable => "UNREADABLE",
    }
}

fn classes(report: &VerifyReport) -> String {
    let mut rows = vec![["label", "rows", "expected"].map(str::to_owned).to_vec()];
    rows.extend(report.classes.iter().map(|class| {
        let mark = if class.expected_is_verified { "" } else { "~" };
        let expected = class.rows_expected.map_or_else(|| "?".to_owned(), |n| format!("{mark}{}", thousands(n)));
        vec![class.label.clone(), thousands(class.rows), expected]
    }));
    console::table(&rows, &[1, 2])
}
